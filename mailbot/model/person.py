"""People on our side of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role includes the ones before it."""

    AGENT = "agent"
    MANAGER = "manager"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Tell whether this role may do what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, kw_only=True, slots=True)
class Agent:
    """A person who works with mailbot (an agent, a manager or an admin)."""

    id: str
    email: str
    name: str
    role: Role
    language: str = "en"  # of the console and of spoken briefs
    phone: str | None = None  # E.164, for managers who take calls
    zone: str = "UTC"  # IANA zone
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A browser that is logged in."""

    agent: Agent
    csrf: str  # must come back with every form
    started_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SignOnStart:
    """A sign-on under way: where the browser goes, and what must fit when it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str  # PKCE


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedOn:
    """Who the provider says came back."""

    email: str  # verified by the provider, or of a claim that the site trusts
    role: Role | None = None  # None: the provider says nothing on roles
