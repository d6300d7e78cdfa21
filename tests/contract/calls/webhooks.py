"""What the telephone's tests do to a house: let the sweeper come by, send a webhook of their own."""

from __future__ import annotations

from typing import Any

from httpx import AsyncClient

from escalation.simulator.post import sign
from tests.contract.calls.house import PUBLIC, House


async def settled(house: House, rounds: int = 4) -> None:
    """Let the sweeper come by once a minute until nothing is open."""
    for _ in range(rounds):
        await house.net.clock.advance(61)
        await house.dispatch.sweep()
    await house.net.clock.run()
    await house.dispatch.sweep()


async def post(house: House, attempt: Any, step: str, token: str = "", url: str = PUBLIC, **fields: str) -> Any:
    """Send a webhook ourselves, well signed unless told otherwise."""
    path = f"/voice/{attempt.id}/{attempt.nonce}/{step}"
    form = {"AccountSid": house.net.account, "CallSid": "CA" + "1" * 32, **fields}
    signature = sign(token or house.net.token, url + path, form)
    async with AsyncClient(base_url=house.net.post._forward) as client:
        return await client.post(path, data=form, headers={"X-Twilio-Signature": signature})
