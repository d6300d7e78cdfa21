"""The inbox: what waits, hottest first; and mails that could not be read."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from mailbot.console.pages import ago, fragment, house_of, page
from mailbot.console.session import AgentHere
from mailbot.console.texts import LANGUAGES, translator
from mailbot.model.heat import Category
from mailbot.model.view import InboxQuery, InboxRow, Order, Tab

router = APIRouter()

#: Tabs that hold cases of several states: there each row says its own.
_STATED = (Tab.ALL, Tab.MINE)


@router.get("/")
async def inbox(
    request: Request,
    agent: AgentHere,
    tab: Tab = Tab.TODO,
    order: Order = Order.HEAT,
    language: Annotated[str, Query(max_length=8)] = "",
    category: Annotated[str, Query(max_length=20)] = "",
    mailbox: Annotated[str, Query(max_length=100)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """Show cases by tab, order and filter."""
    house = house_of(request)
    query = InboxQuery(
        tab=tab, order=order, agent=agent.id, mailbox=mailbox or None, language=language or None,
        category=category or None, words=q, after=after,
    )  # fmt: skip
    found = await house.views.inbox(query, house.clock.now())
    now, t = house.clock.now(), translator(agent.language)
    kept = {
        "tab": tab.value,
        "order": order.value,
        "mailbox": mailbox,
        "language": language,
        "category": category,
        "q": q,
    }
    return page(
        request,
        "inbox.html",
        found=found,
        query=query,
        tabs=list(Tab),
        orders=list(Order),
        categories=list(Category),
        languages=LANGUAGES,
        mailboxes=house.mailboxes,
        row_html=lambda row: row_html(
            row, agent.language, tab in _STATED, ago(row.waiting_since or row.last_activity_at, now, t)
        ),
        link=lambda **changes: "/?" + urlencode({k: v for k, v in (kept | changes).items() if v}),
    )


@lru_cache(maxsize=4096)
def row_html(row: InboxRow, language: str, with_state: bool, since: str) -> Markup:
    """Return one row of the list. Writing it costs more than reading it, and most rows are as they were a moment ago."""
    return fragment("parts/row.html", language, row=row, with_state=with_state, since=since)


#: Mails on a page of the quarantine.
_HELD = 100


@router.get("/quarantine")
async def quarantine(
    request: Request, _: AgentHere, after: Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")] = ""
) -> Response:
    """Show mails that could not be parsed, with the reason, a page at a time."""
    rows = await house_of(request).views.quarantine(_HELD + 1, after)
    following = rows[_HELD - 1].id if len(rows) > _HELD else ""
    return page(request, "quarantine.html", rows=rows[:_HELD], following=following)


@router.post("/quarantine/again")
async def read_all_again(request: Request, agent: AgentHere) -> Response:
    """Let all mails in quarantine be read once more."""
    await house_of(request).desk.read_all_again(agent)
    return RedirectResponse("/quarantine?done=read_all_again", status_code=303)


@router.post("/quarantine/{raw_mail_id}/again")
async def read_again(request: Request, raw_mail_id: str, agent: AgentHere) -> Response:
    """Let a mail in quarantine be read once more."""
    await house_of(request).desk.read_again(agent, raw_mail_id)
    return RedirectResponse("/quarantine?done=read_again", status_code=303)


@router.get("/quarantine/{raw_mail_id}")
async def quarantined_mail(request: Request, raw_mail_id: str, _: AgentHere) -> Response:
    """Hand out a mail's raw bytes as a file; never shown in the page (it is what no parser could read)."""
    raw = await house_of(request).views.raw(raw_mail_id)
    headers = {"Content-Disposition": f'attachment; filename="{raw_mail_id}.eml"'}
    return Response(raw, media_type="application/octet-stream", headers=headers)
