"""Known causes: everybody sees what the house knows to be broken; managers open and close it."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.numbers import moment
from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere, ManagerHere
from mailbot.console.texts import LANGUAGES, words
from mailbot.errors import UsageError
from mailbot.model.incident import Incident, IncidentText

router = APIRouter(prefix="/causes")

#: What we say of a cause, in the order of the reply.
SENTENCES = tuple(one.name for one in fields(IncidentText))
#: Kinds of trouble that a cause may explain, as the drafts name them.
TROUBLES = tuple(key.removeprefix("problem.") for key in words("en") if key.startswith("problem."))
_MOST = 50  # words or places of one cause
_LONGEST = 500  # characters of a sentence
#: A clock of ours may lag behind the one who types.
_AHEAD = timedelta(days=1)


@router.get("")
async def causes(request: Request, _: AgentHere) -> Response:
    """Show the causes that are known, the newest first."""
    return await _page(request)


@router.post("/open")
async def open_cause(request: Request, manager: ManagerHere) -> Response:
    """Make a cause known; what was typed comes back with the page when something is wrong with it."""
    house = house_of(request)
    now = house.clock.now()
    form = await request.form()
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    ticked = tuple(value for value in form.getlist("problems") if isinstance(value, str))
    try:
        incident = incident_of(typed, manager.zone, now, ticked)
    except UsageError as error:
        return await _page(request, status=400, trouble=error, typed=typed, ticked=ticked)
    await house.causes.open(incident, now=now, by=manager.id)
    return RedirectResponse("/causes?done=cause_open", status_code=303)


@router.post("/close")
async def close_cause(
    request: Request, manager: ManagerHere, incident: Annotated[str, Form(max_length=40)]
) -> Response:
    """End a cause."""
    house = house_of(request)
    await house.causes.close(incident, now=house.clock.now(), by=manager.id)
    return RedirectResponse("/causes?done=cause_closed", status_code=303)


async def _page(
    request: Request,
    *,
    status: int = 200,
    trouble: UsageError | None = None,
    typed: Mapping[str, str] | None = None,
    ticked: Collection[str] = (),
) -> Response:
    known = await house_of(request).causes.all()
    values: dict[str, object] = {"known": known, "sentences": SENTENCES, "languages": LANGUAGES, "trouble": trouble}
    values |= {"troubles": TROUBLES, "ticked": ticked}
    values["typed"] = defaultdict(str, typed or {})
    return page(request, "causes.html", status=status, **values)


def incident_of(typed: Mapping[str, str], zone: str, now: datetime, ticked: Collection[str] = ()) -> Incident:
    """Return what a person typed as an incident; times are read in their zone, without a beginning it is now.

    `ticked` are the kinds of trouble that it explains; none means any.

    Raises:
        UsageError: the name or the words are missing, a word fits every mail, the times, a slot or a kind of trouble make no sense.
    """
    if strange := sorted(set(ticked) - set(TROUBLES)):
        raise UsageError("There is no kind of trouble {name}.", hint="Choose one of the list.", name=strange[0][:60])
    name = " ".join(typed.get("name", "").split())[:200]
    named = _listed(typed.get("words", ""))
    if not name or not named:
        raise UsageError("A cause needs a name and at least one word.", hint="Fill in both fields.")
    if short := [word for word in named if len(word) < 2 or not any(map(str.isalpha, word))]:
        raise UsageError("The word {word} stands in every mail.", hint="Choose a longer one.", word=short[0])
    begun = moment(typed.get("begun", ""), zone) or now
    until = moment(typed.get("until", ""), zone)
    if begun > now + _AHEAD:
        raise UsageError("The cause begins in the future.", hint="Make it known when it has begun.")
    if until and until <= begun:
        raise UsageError("The expected end lies before the beginning.", hint="Correct one of the two.")
    texts = {language: text for language in LANGUAGES if (text := _text(typed, language)) != IncidentText()}
    return Incident(
        id="",
        name=name,
        words=named,
        region=_listed(typed.get("region", "")),
        problems=tuple(one for one in TROUBLES if one in ticked),
        begun_at=begun,
        until=until,
        texts=texts,
    )


def _listed(text: str) -> tuple[str, ...]:
    """Return words set apart by commas or lines, each once."""
    parts = (" ".join(part.split())[:100] for part in re.split(r"[,;、，\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST]


def _text(typed: Mapping[str, str], language: str) -> IncidentText:
    return IncidentText(**{name: _sentence(typed.get(f"{name}_{language}", "")) for name in SENTENCES})


def _sentence(text: str) -> str:
    """Return a sentence in one line.

    Raises:
        UsageError: it holds another slot than `{until}`, or is too long for one step of a reply.
    """
    sentence = " ".join(text.split())
    if len(sentence) > _LONGEST:
        raise UsageError("A sentence is longer than {most} characters.", hint="Say one thing.", most=_LONGEST)
    try:
        slots = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    except ValueError:
        slots = {"{"}
    if slots - {"until"}:
        raise UsageError("The only slot of a sentence is {slot}.", hint="Take out other braces.", slot="{until}")
    return sentence
