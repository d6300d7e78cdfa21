"""The page of known causes: managers open and close, everybody sees, who did it is remembered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailbot.console.causes import TROUBLES
from mailbot.model.incident import Incident
from mailbot.model.person import Role
from mailbot.store.events import EventLog
from mailbot.store.incidents import KnownCauses
from mailbot.triage.problem import EVERY_CATEGORY_OF
from tests.contract.console.desk import ConsoleDesk

TYPED = {
    "name": "Fibre cut",
    "words": "internet, broadband,  internet",
    "region": "Ashford",
    "begun": "2026-03-02T07:30",
    "until": "2026-03-02T16:00",
    "action_en": "A crew is splicing the cable.",
    "terms_en": "The line will be up again {until}.",
    "cause_ja": "ケーブルが切断されました。",
}


def test_a_cause_may_explain_every_kind_of_trouble_that_drafts_speak_of() -> None:
    assert set(TROUBLES) == set(EVERY_CATEGORY_OF)


async def known(desk: ConsoleDesk) -> tuple[Incident, ...]:
    return await KnownCauses(desk.house.db).all()


async def test_a_manager_opens_a_cause_and_closes_it(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.MANAGER)
    made = await client.post("/causes/open", data={"csrf": csrf, **TYPED})
    assert (made.status_code, made.headers["location"]) == (303, "/causes?done=cause_open")
    (one,) = await known(desk)
    assert (one.name, one.words, one.region) == ("Fibre cut", ("internet", "broadband"), ("Ashford",))
    assert (one.begun_at, one.until) == (
        datetime(2026, 3, 2, 7, 30, tzinfo=UTC),
        datetime(2026, 3, 2, 16, tzinfo=UTC),
    )
    assert (one.texts["en"].terms, set(one.texts)) == (TYPED["terms_en"], {"en", "ja"})
    ended = await client.post("/causes/close", data={"csrf": csrf, "incident": one.id})
    assert ended.status_code == 303 and (await known(desk))[0].ended_at == desk.clock.now()
    again = await client.post("/causes/close", data={"csrf": csrf, "incident": one.id})
    assert again.status_code == 403 and "There is no open incident" in again.text
    async with desk.house.db.read() as tx:
        events = await EventLog().latest(tx)
    who = desk.people[Role.MANAGER].id
    assert [(one.kind, one.actor) for one in events if one.kind.startswith("incident")] == [
        ("incident_closed", who),
        ("incident_opened", who),
    ]


async def test_an_agent_sees_what_lasts_and_cannot_change_it(desk: ConsoleDesk) -> None:
    await KnownCauses(desk.house.db).open(
        Incident(id="", name="<b>Cut</b>", words=("internet",), begun_at=desk.clock.now()), now=desk.clock.now()
    )
    client, csrf = await desk.browser(Role.AGENT)
    page = (await client.get("/causes")).text
    assert "&lt;b&gt;Cut&lt;/b&gt;" in page and "/causes/close" not in page and "/causes/open" not in page
    for act in ("open", "close"):
        assert (await client.post(f"/causes/{act}", data={"csrf": csrf, "incident": "x"})).status_code == 403


async def test_a_cause_names_the_kinds_of_trouble_that_it_explains(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.MANAGER)
    page = (await client.get("/causes")).text
    assert 'name="problems" value="outage"' in page and "not delivered" in page
    ticked = {"problems": ["missed_visit", "outage"]}
    kept = await client.post("/causes/open", data={"csrf": csrf, **TYPED, "words": ",", **ticked})
    assert kept.status_code == 400 and kept.text.count(" checked") == 2
    assert (await client.post("/causes/open", data={"csrf": csrf, **TYPED, **ticked})).status_code == 303
    (one,) = await known(desk)
    assert one.problems == ("outage", "missed_visit")
    assert "outage, missed visit" in (await client.get("/causes")).text
    strange = await client.post("/causes/open", data={"csrf": csrf, **TYPED, "problems": ["weather"]})
    assert strange.status_code == 400 and "There is no kind of trouble weather." in strange.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "needs a name"),
        ({"words": ", ,"}, "at least one word"),
        ({"words": "internet, e"}, "The word e stands in every mail."),
        ({"words": "12"}, "The word 12 stands in every mail."),
        ({"begun": "2026-03-09T07:30", "until": ""}, "begins in the future"),
        ({"until": "2026-03-02T07:00"}, "lies before the beginning"),
        ({"until": "soon"}, "soon is not a date and time."),
        ({"cause_en": "It is {cause}."}, "The only slot of a sentence is {until}."),
        ({"cause_en": "It is {."}, "The only slot of a sentence is {until}."),
        ({"cause_en": "x" * 501}, "longer than 500 characters"),
    ],
)
async def test_what_makes_no_sense_comes_back_as_it_was_typed(
    desk: ConsoleDesk, wrong: dict[str, str], said: str
) -> None:
    client, csrf = await desk.browser(Role.MANAGER)
    answer = await client.post("/causes/open", data={"csrf": csrf, **TYPED, **wrong})
    assert answer.status_code == 400 and said in answer.text
    assert "ケーブルが切断されました。" in answer.text
    assert await known(desk) == ()


async def test_the_next_draft_knows_the_cause(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.MANAGER)
    await client.post("/causes/open", data={"csrf": csrf, **TYPED})
    assert [one.name for one in (await desk.house.case(desk.case_id)).incidents] == ["Fibre cut"]
