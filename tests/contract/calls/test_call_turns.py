"""Calls per second are shared by all nodes: by a row, not by each node's own count."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from escalation.dispatch import TURNS, Dispatch, Site
from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network
from mailbot.errors import TransientError
from mailbot.store.call_rows import CallSettings
from mailbot.store.calls import CallStore
from mailbot.store.database import Database
from tests.contract.calls.house import MONA, NOON, POLICY, TEXTS, build


async def test_two_nodes_share_the_calls_of_a_second(store_url: str) -> None:
    async with AsyncExitStack() as stack:
        house = await build(stack, store_url, Network(clock=SimClock(NOON)))
        other = Database(store_url)
        stack.push_async_callback(other.dispose)
        there = CallStore(other, CallSettings(policy=POLICY), texts=TEXTS)
        turns = await asyncio.gather(*(one.turn() for one in (house.calls, there) for _ in range(6)))
        assert 5 <= sum(turns) <= 7  # five at once; a slow machine may earn one or two more meanwhile


async def test_without_a_turn_nothing_is_dialled(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as stack:
        house = await build(stack, store_url, Network(clock=SimClock(NOON)))
        asked: list[float] = []

        async def none_left() -> bool:
            return False

        async def pause(seconds: float) -> None:
            asked.append(seconds)

        monkeypatch.setattr(house.calls, "turn", none_left)
        dispatch = Dispatch(
            house.calls, house.dispatch._phone, house.net.clock, Site(policy=POLICY, texts=TEXTS), pause=pause
        )
        callback = await house.claim(await house.open())
        with pytest.raises(TransientError, match="Too many calls"):
            await dispatch.call(callback, MONA)
        assert len(asked) == TURNS
        assert await house.attempts() == []
