"""One look a second for everybody who listens, none when nobody does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from mailbot.console.live import Feed, _stream, told
from mailbot.errors import StoreBusy
from mailbot.model.view import Change


class Script:
    """Answers looks in turn; the last answer stays."""

    def __init__(self, *answers: Sequence[Change] | Exception) -> None:
        self.answers, self.looks = list(answers), 0

    async def recent(self, seconds: float) -> Sequence[Change]:
        self.looks += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def change(number: int, actor: str = "customer") -> Change:
    return Change(id=f"e{number}", conversation_id=f"case{number}", actor=actor)


def feed(pulse: Script) -> Feed:
    house: Any = SimpleNamespace(pulse=pulse)
    return Feed(house, every=0.001)


async def test_what_was_there_before_is_not_told_and_nothing_twice() -> None:
    pulse = Script([change(1)], [change(1), change(2)], StoreBusy("busy"), [change(1), change(2), change(3)])
    async with feed(pulse).listening() as queue:
        first = await asyncio.wait_for(queue.get(), 5)
        second = await asyncio.wait_for(queue.get(), 5)
    assert [one.id for one in (*first, *second)] == ["e2", "e3"]


async def test_all_listeners_share_one_look_and_the_last_one_ends_it() -> None:
    pulse = Script([], [change(1)])
    shared = feed(pulse)
    async with shared.listening() as one, shared.listening() as other:
        assert await asyncio.wait_for(one.get(), 5) == await asyncio.wait_for(other.get(), 5)
        task = shared._looking
    assert task is not None
    await asyncio.wait({task}, timeout=5)
    assert task.cancelled()


def test_a_page_is_told_what_others_did() -> None:
    both = [change(1, "alma"), change(2), Change(id="e3", conversation_id=None, actor="ines")]
    assert json.loads(told(both, "alma")) == {"cases": ["case1", "case2"], "others": ["case2"]}


async def test_after_a_logout_or_with_a_new_role_a_stream_tells_nothing_more() -> None:
    alive = [True]

    async def still() -> bool:
        return alive[0]

    async def seen() -> list[str]:
        pieces = []
        async for piece in _stream(feed(Numbered()), "alma", still, asked_every=0.0):
            pieces.append(piece)
            alive[0] = len(pieces) < 3
        return pieces

    pieces = await asyncio.wait_for(seen(), 5)
    assert pieces[0].startswith("retry:") and len(pieces) == 3


class Numbered(Script):
    """Always has something new to tell."""

    def __init__(self) -> None:
        super().__init__([])

    async def recent(self, seconds: float) -> Sequence[Change]:
        self.looks += 1
        return [change(number) for number in range(self.looks)]


async def test_what_happened_since_the_page_was_made_is_told_at_once() -> None:
    async def still() -> bool:
        return True

    async def first(age: float) -> list[str]:
        stream = _stream(feed(Script([change(1)])), "alma", still, age=age)
        pieces = [await anext(stream)]
        if age:
            pieces.append(await anext(stream))
        await stream.aclose()  # type: ignore[attr-defined]
        return pieces

    retry, changed = await asyncio.wait_for(first(2.0), 5)
    assert retry.startswith("retry:") and "case1" in changed
    assert len(await asyncio.wait_for(first(0.0), 5)) == 1
