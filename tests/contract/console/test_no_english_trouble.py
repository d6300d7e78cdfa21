"""Whoever reads the console in another language meets no English of ours where something goes wrong."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from mailbot.console.texts import LANGUAGES, words
from mailbot.errors import UnreadableMail
from mailbot.model.draft import DraftText, OutboxState
from mailbot.model.person import Role
from mailbot.model.sentence import raised, say
from mailbot.store.tables import outbox, raw_mails
from tests.contract.console.desk import ConsoleDesk
from tests.unit.console import said_sentences

OTHERS = [language for language in LANGUAGES if language != "en"]
#: Shorter pieces stand in other languages too.
LONG_ENOUGH = 14


def pieces(template: str) -> Iterator[str]:
    """Yield what stands between the values of a template, where it is long enough to be told from other languages."""
    for text, *_ in string.Formatter().parse(template):
        if len(text.strip()) >= LONG_ENOUGH:
            yield text.strip()


def english() -> frozenset[str]:
    """Return every piece of English that the house can say: errors, hints, reasons and the console's own words."""
    said = [*said_sentences.errors(), *said_sentences.reasons().values()]
    return frozenset(piece for text in said for piece in pieces(text))


def of_the_page(language: str) -> frozenset[str]:
    """Return the console's English words that this language says otherwise."""
    own = words(language)
    return frozenset(
        text for key, text in words("en").items() if text != own[key] and len(text) >= LONG_ENOUGH and "{" not in text
    )


def shown(answer: httpx.Response) -> str:
    """Return the words that a reader sees: without marks, attributes that nobody reads, and the draft's own text."""
    page = re.sub(r"<(script|style|textarea)\b.*?</\1>", " ", answer.text, flags=re.S)
    return html.unescape(
        re.sub(
            r"\s+", " ", re.sub(r"<[^>]*?(?:title|placeholder|aria-label)=\"([^\"]*)\"[^>]*>|<[^>]+>", r" \1 ", page)
        )
    )


async def refusals(desk: ConsoleDesk) -> list[tuple[str, httpx.Response]]:
    """Return what each role is told on the paths where something is refused."""
    agent, a = await desk.browser(Role.AGENT)
    manager, m = await desk.browser(Role.MANAGER)
    admin, x = await desk.browser(Role.ADMIN)
    case, draft = f"/cases/{desk.case_id}", desk.draft_id
    text = {"csrf": a, "draft": draft, "subject": "Re: Kettle"}
    blocked = "Petra, it is your own fault. You are lying and you should be ashamed, idiot."
    asked = [
        (agent.post, f"{case}/draft", {**text, "version": "99", "act": "save", "body": "x"}),
        (agent.post, f"{case}/draft", {**text, "version": "99", "act": "approve", "body": "x"}),
        (agent.post, f"{case}/draft", {**text, "version": "1", "act": "later", "send_at": "soon", "body": "x"}),
        (agent.post, f"{case}/draft", {**text, "version": "1", "act": "approve", "body": blocked}),
        (agent.post, f"{case}/draft", {**text, "version": "x", "act": "save"}),
        (agent.post, f"{case}/undo", {"csrf": a, "draft": draft}),
        (agent.post, f"{case}/unknown", {"csrf": a, "outbox": "none", "verdict": "sent"}),
        (agent.post, f"{case}/unknown", {"csrf": a, "outbox": "none", "verdict": "perhaps"}),
        (agent.post, f"{case}/note", {"csrf": a, "body": " "}),
        *((agent.post, f"{case}/act", {"csrf": a, "act": act, "version": "99"}) for act in ("resolve", "take", "snooze")),
        *(
            (agent.post, f"{case}/act", {"csrf": a, "act": act, "version": "1", **more})
            for act, more in (
                ("explode", {}), ("release", {}), ("reopen", {}), ("snooze", {"until": "never"}), ("hand", {"colleague": "x"}),
            )
        ),
        (agent.post, f"{case}/split", {"csrf": a, "mail": "none"}),
        (agent.post, f"{case}/merge", {"csrf": a, "target": "MB-NOBODY"}),
        (agent.post, f"{case}/merge", {"csrf": a, "target": desk.case_id}),
        (agent.post, f"{case}/standing", {"csrf": a, "valued": "true", "why": " "}),
        (agent.post, f"{case}/write", {"csrf": a, "playbook": "no-such"}),
        (agent.post, "/me", {"csrf": a, "language": "xx", "zone": "Nowhere/At_all", "name": ""}),
        (agent.post, "/me/password", {"csrf": a, "old": "wrong", "new": "a-much-longer-secret"}),
        (agent.post, "/me/password", {"csrf": a, "old": "correct-horse-battery", "new": "short"}),
        (agent.post, f"{case}/note", {"csrf": "forged", "body": "x"}),
        (agent.post, "/follow-ups/follow_up/none", {"csrf": a, "act": "pause"}),
        (agent.post, "/follow-ups/promise/none", {"csrf": a, "act": "move", "until": "whenever"}),
        *(
            (manager.post, f"/calls/none/{path}", {"csrf": m, **more})
            for path, more in (
                ("number", {"number": "12"}), ("number", {"number": "call me"}), ("zone", {"zone": "Nowhere"}),
                ("notes", {"notes": "x"}), ("wrap-up", {"disposition": "resolved"}), ("wrap-up", {"disposition": "magic"}),
                *(("act", {"act": act}) for act in ("claim", "ring", "message", "by_hand", "put_off", "let_go", "stop", "x")),
                ("act", {"act": "hand", "colleague": "nobody"}),
            )
        ),
        (manager.post, "/causes/open", {"csrf": m, "name": "", "words": "", "begun": "yesterday"}),
        (manager.post, "/causes/close", {"csrf": m, "incident": "none"}),
        (manager.post, "/edits/none/none", {"csrf": m}),
        (admin.post, "/people", {"csrf": x, "email": "agent@desk.example", "name": "A", "role": "agent", "password": "long-enough-secret"}),
        (admin.post, f"/people/{desk.people[Role.ADMIN].id}", {"csrf": x, "role": "agent"}),
        (admin.post, "/people/none", {"csrf": x, "role": "agent"}),
        (admin.post, "/webhooks", {"csrf": x, "url": "http://127.0.0.1/x"}),
        (admin.post, "/webhooks", {"csrf": x, "url": "ftp://x"}),
        (admin.post, "/calls/switch/unknown", {"csrf": x, "value": "on"}),
    ]  # fmt: skip
    looked = [
        (agent, path)
        for path in ("/calls", "/people", "/nowhere", "/cases/none", "/?after=made-up", "/?tab=x", f"{case}/mails/none/html",
                     f"{case}/mails/none/raw", "/quarantine", "/quarantine/none", case)
    ] + [(manager, path) for path in ("/calls/none", "/calls/none/call.ics", "/edits/none/none", "/calls")] + [
        (admin, "/webhooks/none")
    ]  # fmt: skip
    answers = [(f"{path} {data.get('act', '')}", await send(path, data=data)) for send, path, data in asked]
    answers += [(path, await client.get(path)) for client, path in looked]
    foreign = {"origin": "https://evil.example"}
    answers.append(("foreign", await agent.post(f"{case}/note", data={"csrf": a, "body": "x"}, headers=foreign)))
    async with desk.visitor(**{"accept-language": desk_language(desk)}) as visitor:
        answers.append(("/login", await visitor.post("/login", data={"email": "x@desk.example", "password": "x"})))
        answers.append(("long", await visitor.post("/login", content=b"x" * 2_000_001)))
    return answers


def desk_language(desk: ConsoleDesk) -> str:
    return desk.people[Role.AGENT].language


async def troubled(desk: ConsoleDesk) -> None:
    """Let mails lie in the outbox in each sorry state, and one in quarantine."""
    now, house = desk.clock.now(), desk.house
    agent = desk.people[Role.AGENT]
    done = await house.desk.approve(agent, desk.draft_id, 1)
    given_up = say("given_up", "Given up after {hours} hours: {reply}", hours=96, reply="451 later")
    trouble = UnreadableMail(
        "Reading this mail took longer than {seconds} seconds.",
        hint="It is kept in quarantine; open its raw text with care.",
        seconds="5",
    )
    async with house.db.write() as tx:
        no_answer = say("no_answer", "The server did not say whether it took the mail: {reply}", reply="?")
        await tx.execute(
            outbox.update().where(outbox.c.id == done.outbox_id).values(
                state=OutboxState.UNKNOWN.value, last_error=no_answer, refused={"x@home.example": given_up},
                due_at=now + timedelta(hours=1),
            )
        )  # fmt: skip
        await tx.execute(
            raw_mails.insert().values(
                id="raw1", mailbox="support", folder="INBOX", uidvalidity=1, uid=9, raw=b"X: y\r\n\r\n", size=8, raw_hash="h",
                received_at=now, recorded_at=now, state="quarantined", error=raised(trouble),
            )
        )  # fmt: skip
    text = DraftText(language="en", playbook="steady-answer", subject="Re: Kettle", body="Dear Petra, here it is.")
    draft = await house.desk.start(agent, desk.case_id, text)
    desk.draft_id = draft.id


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "language", ["de", *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS if one != "de")]
)
async def test_nothing_that_goes_wrong_is_told_in_english(desk: ConsoleDesk, language: str) -> None:
    sentences = english()
    assert len(sentences) > 250
    await troubled(desk)
    for role in Role:
        desk.people[role] = await desk.house.people.change(desk.people[role].id, language=language)
    ours, found = sentences | of_the_page(language), []
    for path, answer in await refusals(desk):
        assert answer.status_code < 500 or answer.status_code == 503, (path, answer.text[:300])
        page = shown(answer)
        found += [f"{path}: {one}" for one in ours if one in page]
    assert found == []
