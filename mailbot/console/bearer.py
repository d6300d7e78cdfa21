"""Who calls the API: a token of `mailbot user token` in the Authorization header, and the role it carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from mailbot.console.pages import house_of
from mailbot.errors import RefusedError
from mailbot.model.person import Agent, Role
from mailbot.model.sentence import named

_scheme = HTTPBearer(auto_error=False, description="A token made by `mailbot user token`.")


class TokenNeeded(Exception):
    """No token, or one that is unknown, revoked or expired."""


async def bearer(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]) -> Agent:
    """Return the person whose token came with the request; cookies count for nothing here, so nothing can be forged.

    Raises:
        TokenNeeded: there is no live token.
    """
    house = house_of(request)
    agent = await house.people.token_bearer(given.credentials, house.clock.now()) if given else None
    if agent is None:
        raise TokenNeeded
    return agent


def bearing(role: Role) -> Callable[[Agent], Awaitable[Agent]]:
    """Return a dependency that lets in only tokens of people of this role or a higher one."""

    async def allowed(agent: Annotated[Agent, Depends(bearer)]) -> Agent:
        if not agent.role.includes(role):
            raise RefusedError(
                "This is for {role}s.", hint="Ask an admin for the role if you need it.", role=named("role", role.value)
            )
        return agent

    return allowed


ApiAgent = Annotated[Agent, Depends(bearing(Role.AGENT))]
ApiManager = Annotated[Agent, Depends(bearing(Role.MANAGER))]
ApiAdmin = Annotated[Agent, Depends(bearing(Role.ADMIN))]
