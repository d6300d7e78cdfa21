"""The page of one case: mails, heat as a ledger, facts, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from mailbot.console.html_mail import FRAME_POLICY, framed
from mailbot.console.marking import Marked, marked
from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere
from mailbot.console.texts import labeller
from mailbot.errors import RefusedError
from mailbot.model.heat import Signal
from mailbot.model.person import Agent
from mailbot.model.view import CaseView, MailView

router = APIRouter()

#: (group, name) -> the word for it in the agent's language.
Label = Callable[[str, str], str]


@router.get("/cases/{case_id}")
async def case_page(request: Request, case_id: str, agent: AgentHere) -> Response:
    """Show a case."""
    return await case_response(request, case_id, agent)


async def case_response(
    request: Request, case_id: str, agent: Agent, *, status: int = 200, trouble: str = "", typed: str = ""
) -> Response:
    """Return the page of a case, with a sentence on what went wrong and the text that must not be lost."""
    house = house_of(request)
    view = await house.cases.case(case_id)
    others = await house.views.of_customer(view.conversation.customer_email, case_id)
    values = case_values(view, labeller(agent.language))
    return page(request, "case.html", status=status, **values, others=others, trouble=trouble, typed=typed)


@router.get("/cases/{case_id}/mails/{message_id}/html")
async def mail_html(request: Request, case_id: str, message_id: str, _: AgentHere) -> Response:
    """Show a mail's HTML for its frame: sanitised, without scripts or remote content."""
    mail = await _mail(request, case_id, message_id)
    if mail.html is None:
        raise RefusedError("This mail has no HTML part.")
    return Response(framed(mail.html), media_type="text/html", headers={"Content-Security-Policy": FRAME_POLICY})


async def _mail(request: Request, case_id: str, message_id: str) -> MailView:
    view = await house_of(request).cases.case(case_id)
    mail = next((one for one in view.mails if one.message.id == message_id), None)
    if mail is None:
        raise RefusedError("There is no such mail in this case.")
    return mail


def case_values(view: CaseView, label: Label) -> dict[str, Any]:
    """Return what the template needs: the view, the ledger's rows, and each mail's words with marks."""
    rows = ledger(view)
    return {
        "view": view,
        "case": view.conversation,
        "ledger": rows,
        "words": {mail.message.id: marked_words(view, mail, label) for mail in view.mails},
        "facts": [fact for fact in view.facts if fact.get("value")],
    }


def ledger(view: CaseView) -> list[dict[str, object]]:
    """Return the heat's entries, largest first: name, points, quoted words, and the heat without it."""
    signals = sorted(view.heat.signals, key=lambda signal: -abs(signal.weight))
    return [
        {
            "name": signal.name,
            "points": round(signal.weight * 100),
            "quote": _short(signal.quote),
            "without": round(view.heat.without(signal.name) * 100),
        }
        for signal in signals
        if abs(signal.weight) >= 0.005
    ]


def marked_words(view: CaseView, mail: MailView, label: Label) -> Markup:
    """Return a mail's new text with the words marked that the heat rests on."""
    text = mail.message.new_text or mail.message.text
    return marked(text, _marks(view.heat.signals, view.signal_messages, mail.message.position, label))


def _marks(signals: Sequence[Signal], places: Sequence[int], position: int, label: Label) -> list[Marked]:
    return [
        Marked(span=signal.evidence, title=f"{label('signal', signal.name)} {signal.weight * 100:+.0f}")
        for signal, place in zip(signals, places, strict=False)
        if signal.evidence and place == position
    ]


def _short(words: str, most: int = 120) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
