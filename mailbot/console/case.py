"""The page of one case: mails, heat as a ledger, facts, history."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from mailbot.console.evidence import Label, fact_rows, ledger, marked_words
from mailbot.console.html_mail import FRAME_POLICY, framed
from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere
from mailbot.console.texts import labeller
from mailbot.errors import MailbotError, RefusedError
from mailbot.mail.extract import attachment_bytes
from mailbot.model.draft import Finding
from mailbot.model.person import Agent
from mailbot.model.view import CaseView, MailView

router = APIRouter()


@router.get("/cases/{case_id}")
async def case_page(request: Request, case_id: str, agent: AgentHere) -> Response:
    """Show a case."""
    return await case_response(request, case_id, agent)


async def case_response(
    request: Request,
    case_id: str,
    agent: Agent,
    *,
    status: int = 200,
    trouble: MailbotError | None = None,
    typed: str = "",
) -> Response:
    """Return the page of a case, with a sentence on what went wrong and the text that must not be lost."""
    house = house_of(request)
    view = await house.cases.case(case_id)
    everybody = await house.people.all()
    return page(
        request,
        "case.html",
        status=status,
        **case_values(view, labeller(agent.language)),
        others=await house.views.of_customer(view.conversation.customer_email, case_id),
        colleagues=[one for one in everybody if one.active and one.id != agent.id],
        names=defaultdict(str, {one.id: one.name for one in everybody}),  # who did what, in the history
        playbooks=house.playbooks(view.conversation.mailbox),
        findings=await _findings(request, view, agent),
        promising=await house.promises_of(case_id, view.draft.body) if view.draft else (),
        retention=await house.retentions.of(case_id),
        standing=await house.standings.of(view.conversation.customer_email, house.clock.now()),
        trouble=trouble,
        typed=typed,
    )


async def _findings(request: Request, view: CaseView, agent: Agent) -> Sequence[Finding]:
    """Return what the lint says of the open draft, in the agent's language."""
    draft = view.draft
    if draft is None or not draft.findings or agent.language == "en":
        return draft.findings if draft else ()
    return await house_of(request).check(view.conversation.id, draft.subject, draft.body, agent.language)


@router.get("/cases/{case_id}/mails/{message_id}/html")
async def mail_html(request: Request, case_id: str, message_id: str, _: AgentHere) -> Response:
    """Show a mail's HTML for its frame: sanitised, without scripts or remote content."""
    mail = await _mail(request, case_id, message_id)
    if mail.html is None:
        raise RefusedError("This mail has no HTML part.")
    headers = {"Content-Security-Policy": FRAME_POLICY, "Content-Disposition": "inline"}
    return Response(framed(mail.html), media_type="text/html", headers=headers)


@router.get("/cases/{case_id}/mails/{message_id}/attachments/{number}")
async def attachment(request: Request, case_id: str, message_id: str, number: int, _: AgentHere) -> Response:
    """Hand out an attachment as a file to be saved: never shown, never named as its sender wished."""
    mail = await _mail(request, case_id, message_id)
    if mail.raw_mail_id is None or not 0 <= number < len(mail.attachments):
        raise RefusedError("This mail has no such attachment.")
    one = mail.attachments[number]
    raw = await house_of(request).views.raw(mail.raw_mail_id)
    return as_file(await asyncio.to_thread(attachment_bytes, raw, one.part), one.filename)


@router.get("/cases/{case_id}/mails/{message_id}/raw")
async def raw_mail(request: Request, case_id: str, message_id: str, _: AgentHere) -> Response:
    """Hand out a mail as it came."""
    mail = await _mail(request, case_id, message_id)
    if mail.raw_mail_id is None:
        raise RefusedError("This mail did not come from outside.")
    return as_file(await house_of(request).views.raw(mail.raw_mail_id), f"{message_id}.eml")


async def _mail(request: Request, case_id: str, message_id: str) -> MailView:
    view = await house_of(request).cases.case(case_id)
    mail = next((one for one in view.mails if one.message.id == message_id), None)
    if mail is None:
        raise RefusedError("There is no such mail in this case.")
    return mail


def as_file(content: bytes, name: str) -> Response:
    """Return bytes to be saved under a name (RFC 6266): opaque, so that no browser opens what a stranger sent."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)[:120]
    encoded = "".join(c if (c.isascii() and c.isalnum()) or c in "._-" else _percent(c) for c in name[:120])
    headers = {"Content-Disposition": f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{encoded}"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def case_values(view: CaseView, label: Label) -> dict[str, Any]:
    """Return what the templates of a case need: the view, the ledger's rows, and each mail's words with marks."""
    return {
        "view": view,
        "case": view.conversation,
        "ledger": ledger(view),
        "words": {mail.message.id: marked_words(view, mail, label) for mail in view.mails},
        "facts": fact_rows(view),
    }
