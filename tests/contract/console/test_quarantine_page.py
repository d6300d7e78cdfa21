"""A mail in quarantine: shown with its reason, downloaded as it came, and read again when somebody asks."""

from __future__ import annotations

import re

from sqlalchemy import insert, select

from mailbot.errors import UnreadableMail
from mailbot.model.person import Role
from mailbot.model.sentence import raised, say
from mailbot.store.tables import events, messages, outbox, raw_mails
from tests.contract.console.desk import ConsoleDesk

MAIL = b"From: Ann <ann@home.example>\r\nSubject: Kettle\r\nMessage-ID: <k@home.example>\r\n\r\nIt leaks, and nobody answers.\r\n"


async def keep(desk: ConsoleDesk, raw_id: str, error: str) -> None:
    now = desk.clock.now()
    row = {
        "id": raw_id, "mailbox": "support", "folder": "INBOX", "uidvalidity": 1, "uid": len(raw_id), "raw": MAIL, "size": len(MAIL),
        "raw_hash": raw_id, "received_at": now, "recorded_at": now, "state": "quarantined", "error": error,
    }  # fmt: skip
    async with desk.house.db.write() as tx:
        await tx.execute(insert(raw_mails).values(**row))


async def test_a_mail_is_read_again_and_becomes_a_case(desk: ConsoleDesk) -> None:
    await keep(desk, "raw1", raised(UnreadableMail("The parser died over this mail twice.")))
    browser, csrf = await desk.browser(Role.AGENT)
    assert "The parser died over this mail twice." in (await browser.get("/quarantine")).text
    assert (await browser.get("/quarantine/raw1")).content == MAIL
    answer = await browser.post("/quarantine/raw1/again", data={"csrf": csrf})
    assert answer.headers["location"] == "/quarantine?done=read_again"
    assert (await browser.post("/quarantine/raw1/again", data={"csrf": csrf})).status_code == 403  # a second click
    assert await desk.house.receiving.work_off() == 1
    async with desk.house.db.read() as tx:
        row = (await tx.execute(raw_mails.select().where(raw_mails.c.id == "raw1"))).one()
        told = (await tx.execute(events.select().where(events.c.kind == "mail_read_again"))).one()
    assert (row.state, row.error) == ("recorded", None)
    assert told.actor == desk.people[Role.AGENT].id
    assert "Kettle" in (await browser.get("/?tab=all")).text


async def test_a_page_leads_to_the_next_until_all_were_shown(desk: ConsoleDesk) -> None:
    for number in range(103):
        await keep(desk, f"raw{number:03}" + "x" * number, f"RuntimeError: poison {number};")
    browser, _ = await desk.browser(Role.AGENT)
    first = (await browser.get("/quarantine")).text
    [more] = re.findall(r'href="(/quarantine\?after=[^"]+)"', first)
    second = (await browser.get(more)).text
    shown = [int(number) for number in re.findall(r"poison (\d+);", first + second)]
    assert shown == list(range(102, -1, -1)) and "?after=" not in second
    async with desk.program(Role.AGENT) as agent:
        pages = [(await agent.get("/api/v1/quarantine")).json()]
        pages.append((await agent.get("/api/v1/quarantine", params={"after": pages[0][-1]["id"]})).json())
    assert [len(one) for one in pages] == [100, 3]


async def test_all_are_read_again_at_once_however_many(desk: ConsoleDesk) -> None:
    for number in range(103):
        await keep(desk, f"raw{number:03}" + "x" * number, "RuntimeError: poison")
    browser, csrf = await desk.browser(Role.AGENT)
    assert (await browser.post("/quarantine/again", data={"csrf": "forged"})).status_code == 403
    answer = await browser.post("/quarantine/again", data={"csrf": csrf})
    assert answer.headers["location"] == "/quarantine?done=read_all_again"
    assert "being read once more" in (page := (await browser.get(answer.headers["location"])).text)
    assert "poison" not in page and 'action="/quarantine/again"' not in page
    assert (await browser.post("/quarantine/again", data={"csrf": csrf})).status_code == 403  # none is left
    async with desk.house.db.read() as tx:
        states = set((await tx.execute(select(raw_mails.c.state))).scalars())
        [told] = (await tx.execute(events.select().where(events.c.kind == "mails_read_again"))).all()
    assert states == {"new"} and (told.actor, told.data["mails"]) == (desk.people[Role.AGENT].id, 103)
    await keep(desk, "late", "RuntimeError: poison")
    async with desk.program(Role.AGENT) as agent:
        assert (await agent.post("/api/v1/quarantine/again")).json() == {"mails": 1}


async def test_what_no_sentence_was_made_for_stands_folded_below_one_that_all_can_read(desk: ConsoleDesk) -> None:
    await keep(desk, "raw1", "RuntimeError: poison")
    await desk.house.people.change(desk.people[Role.AGENT].id, language="fr")
    browser, _ = await desk.browser(Role.AGENT)
    page = (await browser.get("/quarantine")).text
    lead, _, detail = page.partition("RuntimeError: poison")
    assert "Ce mail n'a pas pu être lu." in lead.replace("&#39;", "'") and "(en anglais)" in lead and detail


async def test_rarer_acts_over_the_api(desk: ConsoleDesk) -> None:
    await keep(desk, "raw1", "RuntimeError: poison")
    case = f"/api/v1/cases/{desk.case_id}"
    done = await desk.house.desk.approve(desk.people[Role.AGENT], desk.draft_id, 1)
    async with desk.house.db.write() as tx:
        await tx.execute(outbox.update().where(outbox.c.id == done.outbox_id).values(state="unknown"))
    async with desk.program(Role.AGENT) as agent, desk.program(Role.MANAGER) as manager:
        assert [one["error"] for one in (await agent.get("/api/v1/quarantine")).json()] == ["RuntimeError: poison"]
        assert (await agent.post("/api/v1/quarantine/raw1/again")).json() == []
        assert (await agent.post("/api/v1/quarantine/raw1/again")).status_code == 404
        [unsure] = (await agent.get(case)).json()["outgoing"]
        assert (unsure["state"], unsure["recipients"]) == ("unknown", ["petra@home.example"])
        left = {"outbox": unsure["id"], "left": True}
        assert (await agent.post(f"{case}/unknown", json=left)).json()["outgoing"] == []
        assert (await agent.post(f"{case}/unknown", json=left)).status_code == 403
        assert (await agent.post(f"{case}/attend", json={})).json()["attention"] is None
        assert (await agent.post(f"{case}/attend", json={"version": 1})).status_code == 409
        assert (await agent.post(f"{case}/standing", json={"valued": True, "why": "since 2011"})).status_code == 200
        assert (await agent.post(f"{case}/hold", json={"held": True, "why": "court"})).status_code == 403
        assert (await manager.post(f"{case}/hold", json={"held": True, "why": "court"})).status_code == 200


async def test_why_mail_is_held_is_said_in_the_readers_language(desk: ConsoleDesk) -> None:
    why = say("storm_sender_hour", "Held: more than {most} mails an hour from {sender}.", most=30, sender="x@x.example")
    mail = {
        "id": "mail1", "conversation_id": desk.case_id, "position": 0, "direction": "in", "mailbox": "support", "at": desk.clock.now(),
        "sender_email": "x@x.example", "automatic": "storm", "automatic_reason": why,
    }  # fmt: skip
    async with desk.house.db.write() as tx:
        await tx.execute(insert(messages).values(**mail))
        assert (
            await tx.execute(select(messages.c.automatic_reason))
        ).scalar_one() == why  # English for whoever reads rows
    await desk.house.people.change(desk.people[Role.AGENT].id, language="de")
    browser, _ = await desk.browser(Role.AGENT)
    page = (await browser.get(f"/cases/{desk.case_id}")).text
    assert "x@x.example" in page and "Held: more than" not in page
    assert "Durchlassen" in page
