"""The page behind the links of a follow-up: public, without a login, and nothing happens until a person presses the button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from mailbot.console.house import Answered, House
from mailbot.console.pages import house_of, page

router = APIRouter(prefix="/a")

Token = Annotated[str, Path(max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]

#: Clicks a minute from one address; more is a machine.
_PER_MINUTE = 20


@router.get("/{token}")
async def ask(request: Request, token: Token) -> Response:
    """Show the question with its button; changes nothing, since mail scanners open links."""
    answers = house_of(request).answers
    asked = await answers.look(token) if answers and await _may(request) else None
    return _shown(request, token, asked, done=False)


@router.post("/{token}")
async def answer(request: Request, token: Token) -> Response:
    """Record the answer; also the one-click unsubscribe of mail programs (RFC 8058)."""
    house = house_of(request)
    asked = await house.answers.answer(token, house.clock.now()) if house.answers and await _may(request) else None
    return _shown(request, token, asked, done=True)


def _shown(request: Request, token: str, asked: Answered | None, *, done: bool) -> Response:
    house = house_of(request)
    words = _words(house, asked.language if asked else "en")
    alive = asked is not None and (asked.open or asked.choice.value == "opt_out")
    return page(
        request,
        "answer.html",
        status=200 if alive else 410,
        words=words,
        token=token,
        choice=asked.choice.value if asked else "",
        alive=alive,
        done=done,
        spoken=asked.language if asked else "en",
    )


def _words(house: House, language: str) -> Mapping[str, str]:
    return house.answer_words.get(language) or house.answer_words["en"]


async def _may(request: Request) -> bool:
    """Tell whether this visitor may look: links cannot be tried out by the thousand."""
    house = house_of(request)
    visitor = request.client.host if request.client else "unknown"
    async with house.transactions.write() as tx:
        taken = await house.allowances.take(
            tx, f"answer:from:{visitor}", per_second=_PER_MINUTE / 60, burst=_PER_MINUTE, now=house.clock.now()
        )
    return bool(taken)
