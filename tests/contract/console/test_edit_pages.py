"""An agent's edit goes from the console into the site's own playbook, and a running house writes with it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from mailbot.adapters.templates import shipped_templates
from mailbot.bootstrap.judges import SiteTexts
from mailbot.bootstrap.promotion import Promotions
from mailbot.console.app import create_app
from mailbot.model.draft import DraftText
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category
from mailbot.model.person import Role
from mailbot.store import codec
from mailbot.store.events import EventLog
from mailbot.store.tables import drafts
from mailbot.triage.drafting import draft
from scheduler.followup import Contentment
from tests.contract.console.desk import ConsoleDesk

STEP = "follow_up"
NEW = "I will ring you {follow_up} to hear that it is settled."


def written(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def proposed(desk: ConsoleDesk) -> DraftText:
    judge, now = desk.house.judges.common, desk.clock.now()
    told = (("customer_name", "Ann Lee"), ("order_ref", "PX-1"), ("problem", "not_delivered"))
    return draft(
        judge.playbooks.get("listen-recap-apologise-resolve"),
        Facts(items=tuple(Fact(slot=slot, value=value) for slot, value in told)),
        playbooks=judge.playbooks,
        language="en",
        case=DraftCase(
            now=now,
            next_word=now + timedelta(hours=2),
            follow_up=now + timedelta(days=2),
            mail_at=now,
            category=Category.DELIVERY,
            agent_name="Robin",
        ),
        policy=judge.policy.reply,
        seed="promotion test",
    )


def variants(desk: ConsoleDesk) -> tuple[str, ...]:
    playbook = desk.house.judges.common.playbooks.get("listen-recap-apologise-resolve")
    return next(step.texts["en"] for step in playbook.steps if step.id == STEP)


async def left(desk: ConsoleDesk, words: str) -> None:
    """Let the case's draft be one that left with another sentence for the follow-up."""
    text = proposed(desk)
    old = next(one for one in text.body.replace("\n", " ").split(". ") if "Wednesday 4 March" in one).strip(". ") + "."
    values = {
        "playbook": text.playbook, "language": "en", "original_body": text.body, "facts": codec.facts(text.facts),
        "body": text.body.replace(old, words), "status": "sent",
    }  # fmt: skip
    async with desk.house.db.write() as tx:
        await tx.execute(update(drafts).where(drafts.c.id == desk.draft_id).values(**values))


@pytest.fixture
async def site(desk: ConsoleDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """Give the house a folder of its own words, which it looks at when a test says so and not by itself."""
    monkeypatch.setattr("mailbot.bootstrap.judges._LOOK_EVERY", float("inf"))
    folder = tmp_path / "own"
    folder.mkdir()
    desk.house.judges._templates_dir = folder
    console = replace(desk.house.console(), promotions=Promotions(desk.house.db, desk.house.judges, folder))
    desk.app = create_app(console)
    yield folder


async def test_a_manager_looks_at_an_edit_and_takes_it_up(desk: ConsoleDesk, site: Path) -> None:
    await left(desk, "I will ring you on Wednesday 4 March to hear that it is settled.")
    client, csrf = await desk.browser(Role.MANAGER)
    path = f"/edits/{desk.draft_id}/{STEP}"
    assert path in (await client.get("/edits")).text
    assert NEW in (await client.get(path)).text and not written(site)
    taken = await client.post(path, data={"csrf": csrf})
    assert (taken.status_code, taken.headers["location"]) == (303, "/edits?done=promoted")
    assert variants(desk)[-1] == NEW  # this process writes with it already
    async with desk.house.db.read() as tx:
        (event,) = await EventLog().latest(tx, kind="variant_promoted")
    assert (event.actor, event.data["step"]) == (desk.people[Role.MANAGER].id, STEP)
    again = await client.post(path, data={"csrf": csrf})
    assert again.status_code == 403 and "The playbook says this already." in again.text


async def test_what_speaks_against_an_edit_is_said_in_words_and_nothing_is_written(
    desk: ConsoleDesk, site: Path
) -> None:
    await left(desk, "Please bear with us about 77123 on Wednesday 4 March.")
    client, csrf = await desk.browser(Role.MANAGER)
    await desk.house.people.change(desk.people[Role.MANAGER].id, language="de")
    path = f"/edits/{desk.draft_id}/{STEP}"
    page = (await client.get(path)).text
    assert "Sie nennt noch „77123“" in page and '<form method="post" action="/edits' not in page
    refused = await client.post(path, data={"csrf": csrf})
    assert refused.status_code == 403 and "Diese Worte sind noch keine Variante" in refused.text
    assert not written(site)


async def test_without_a_folder_of_its_own_nothing_is_offered(desk: ConsoleDesk) -> None:
    await left(desk, "I will ring you on Wednesday 4 March to hear that it is settled.")
    desk.app = create_app(replace(desk.house.console(), promotions=Promotions(desk.house.db, desk.house.judges, None)))
    client, csrf = await desk.browser(Role.MANAGER)
    path = f"/edits/{desk.draft_id}/{STEP}"
    assert "has no folder for its own words" in (await client.get(path)).text
    assert (await client.post(path, data={"csrf": csrf})).status_code == 403


async def test_wrong_words_of_the_site_leave_the_earlier_ones(
    desk: ConsoleDesk, site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    judges, before = desk.house.judges, variants(desk)
    place = site / "playbooks" / "listen-recap-apologise-resolve" / "en.toml"
    place.parent.mkdir(parents=True)
    place.write_text("[steps]\nfollow_up = [", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert judges.refresh() is False and judges.refresh() is False
    assert sum("cannot be used" in one.message for one in caplog.records) == 1  # told once
    assert variants(desk) == before
    place.unlink()
    assert judges.refresh() is True and variants(desk) == before


async def test_the_words_of_the_follow_up_are_taken_up_without_a_restart(desk: ConsoleDesk, site: Path) -> None:
    judges = desk.house.judges
    pages, cards = SiteTexts(judges, lambda texts: texts.page), SiteTexts(judges, lambda texts: texts.card)
    shipped = (shipped_templates() / "followups" / "en.toml").read_text("utf-8")
    before = (pages["en"]["question"], cards["en"])
    assert before[0] in shipped and set(pages) == set(cards) and len(pages) == 7
    place = site / "followups" / "en.toml"
    place.parent.mkdir(parents=True)
    place.write_text(shipped.replace(before[0], "Is it well now?"), encoding="utf-8")
    assert judges.refresh() is True
    assert (pages["en"]["question"], cards["en"]) == ("Is it well now?", before[1])
    assert judges.answer("yes, it is", "en") is Contentment.CONTENT
