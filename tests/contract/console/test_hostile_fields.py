"""Every text that a customer or a colleague can write, made hostile in the rows themselves: each page shows it as words."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import Table, insert, update

from mailbot.console.app import create_app
from mailbot.model.person import Role
from mailbot.store.tables import (
    agents,
    conversations,
    drafts,
    hooks,
    incidents,
    mailbox_health,
    messages,
    notes,
    raw_mails,
)
from tests.contract.console.desk import ConsoleDesk
from tests.contract.console.test_route_inventory import PUBLIC, routes_of

EVIL = "'\"></textarea></title></option><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{7*7}}${7*7}"
#: Of each table, what somebody typed or a mail brought.
FREE: dict[Table, tuple[str, ...]] = {
    conversations: ("customer_name", "customer_email", "subject", "snippet", "order_ref", "attention", "held_why", "held_by", "phone"),
    messages: ("sender_name", "sender_email", "subject", "text", "new_text", "signature", "html", "automatic_reason"),
    drafts: ("subject", "body", "stale_reason"),
    notes: ("body",),
    agents: ("name",),
    raw_mails: ("error", "folder"),
    hooks: ("note", "disabled_reason"),
    incidents: ("name",),
    mailbox_health: ("trouble",),
}  # fmt: skip


async def hostile(desk: ConsoleDesk) -> dict[str, str]:
    """Fill the house with hostile words and return the ids that its paths need."""
    now, house = desk.clock.now(), desk.house
    admin, agent = desk.people[Role.ADMIN], desk.people[Role.AGENT]
    assert house.hooks is not None
    added = await house.hooks.add(admin, "https://93.184.216.34/x", ("reply.sent",), "note")
    await house.desk.note(agent, desk.case_id, f"@manager {EVIL}", (admin.id,))
    await house.desk.dispute(agent, desk.case_id, proposed_band=None, signal="insult", comment=EVIL)
    mail = {
        "id": "mail1", "conversation_id": desk.case_id, "position": 0, "direction": "in", "mailbox": "support", "at": now,
        "sender_email": "x@x.example", "automatic": "storm", "raw_mail_id": "raw1",
        "attachments": [{"filename": EVIL, "content_type": EVIL, "size": 3, "part": "2"}], "to": [[EVIL, "y@x.example"]],
        "delivery": {EVIL: {"state": "refused", "status": EVIL, "text": EVIL}},
    }  # fmt: skip
    raw = {
        "id": "raw1", "mailbox": "support", "folder": "INBOX", "uidvalidity": 1, "uid": 9, "raw": f"X: {EVIL}\r\n\r\n".encode(),
        "size": 8, "raw_hash": "h", "received_at": now, "recorded_at": now, "state": "quarantined",
    }  # fmt: skip
    cause = {
        "id": "cause1", "name": "x", "words": [EVIL], "region": [EVIL], "problems": [], "begun_at": now,
        "texts": {"en": {"action": EVIL, "cause": EVIL, "terms": EVIL}},
    }  # fmt: skip
    async with house.db.write() as tx:
        await tx.execute(insert(raw_mails).values(**raw))
        await tx.execute(insert(messages).values(**mail))
        await tx.execute(insert(incidents).values(**cause))
        await tx.execute(insert(mailbox_health).values(mailbox="support", last_look_at=now, alarmed_at=now))
        for table, names in FREE.items():
            await tx.execute(update(table).values({name: EVIL for name in names}))
        facts = [{"slot": "order", "value": EVIL, "text": EVIL, "message": 0, "span": [0, 5], "confidence": 1.0}]
        await tx.execute(update(conversations).values(facts=facts, why=[EVIL], assignee=agent.id))
    return {
        "case_id": desk.case_id, "draft_id": desk.draft_id, "callback_id": "none", "agent_id": agent.id, "raw_mail_id": "raw1",
        "message_id": "mail1", "number": "0", "token": "none", "hook_id": added.hook.id, "step": "none", "delivery_id": "none",
        "sort": "follow_up", "item_id": "none", "key": "kill_switch",
    }  # fmt: skip


def armed(page: str) -> list[str]:
    """Return whatever in a page could run or fetch something that is not ours."""
    found = []
    for node in LexborHTMLParser(page).css("*"):
        if node.tag == "script" and not (node.attributes.get("src") or "").startswith("/static/"):
            found.append(str(node.html)[:80])
        found += [f"{node.tag} {name}" for name in node.attributes if name.startswith("on")]
        if node.tag == "img" and not (node.attributes.get("src") or "/static/").startswith(("/static/", "data:image/")):
            found.append(str(node.html)[:80])
    return found


async def test_no_hostile_word_is_more_than_a_word_on_any_page(desk: ConsoleDesk) -> None:
    values = await hostile(desk)
    browser, _ = await desk.browser(Role.ADMIN)
    shown = 0
    for method, path, _ in routes_of(create_app(desk.house.console())):
        if method != "GET" or path == "/live" or path.startswith("/api/") or (method, path) in PUBLIC:
            continue
        answer = await browser.get(path.format(**values), params={"q": EVIL} if path == "/edits" else {})
        kind = answer.headers.get("content-type", "")
        if kind.startswith("text/html"):
            assert armed(answer.text) == [], path
            shown += "alert(1)" in answer.text
        else:
            assert answer.status_code != 200 or kind.startswith(("application/octet-stream", "application/x-ndjson", "text/calendar")), (path, kind)  # fmt: skip
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert shown >= 8  # the inbox, the case, its frame, quarantine, causes, people, webhooks, …
    for tab in ("all", "mine"):
        page = await browser.get("/", params={"tab": tab, "q": EVIL[:60], "language": "en", "mailbox": "support"})
        assert armed(page.text) == [] and page.status_code == 200
    names = (await browser.get(f"/cases/{desk.case_id}/mails/mail1/attachments/0")).headers.get(
        "content-disposition", ""
    )
    assert "<" not in names and "\r" not in names and "\u202e" not in names
