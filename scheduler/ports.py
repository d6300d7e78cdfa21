"""What the scheduler needs from the world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mailbot.model.policy import RetentionPolicy
from scheduler.followup import FollowUp, Situation
from scheduler.promise import Promise
from scheduler.retention import Kept, Stage
from scheduler.rules import Plan


class Act(StrEnum):
    """What a person does with something that is planned."""

    PAUSE = "pause"
    RESUME = "resume"
    MOVE = "move"  # to another time
    CANCEL = "cancel"
    DONE = "done"  # the card is written, the promise is kept
    BROKEN = "broken"  # a promised result did not come


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A follow-up whose time has come, held by a lease, with the case as it stands."""

    item: FollowUp
    situation: Situation
    fence: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """The words of a follow-up mail."""

    language: str
    subject: str
    body: str
    unsubscribe: str | None = None  # List-Unsubscribe, https only


class FollowUps(Protocol):
    """Rows of follow-ups: the truth about what is due. Every write carries the fence of its claim."""

    async def plan(self, conversation_id: str, plans: Sequence[Plan], now: datetime) -> None:
        """Replace what is still planned for a case by these plans, in one transaction."""
        ...

    async def claim(self, now: datetime, limit: int) -> Sequence[Claimed]:
        """Claim follow-ups that are due, oldest first; each goes to one worker."""
        ...

    async def send(self, claimed: Claimed, letter: Letter, now: datetime) -> None:
        """Put the mail into the outbox and mark the follow-up done, in one transaction."""
        ...

    async def close(self, claimed: Claimed, reason: str, now: datetime) -> None:
        """Close the case and mark the follow-up done."""
        ...

    async def task(self, claimed: Claimed, reason: str, now: datetime) -> None:
        """Put the follow-up before a person (the card, or what is too late to be right)."""
        ...

    async def postpone(self, claimed: Claimed, until: datetime, reason: str) -> None:
        """Look again later."""
        ...

    async def drop(self, claimed: Claimed, reason: str, now: datetime) -> None:
        """Cancel it, with the reason in the case's history."""
        ...


class Letters(Protocol):
    """Writes follow-up mails from the shipped or the site's texts."""

    async def follow_up(self, claimed: Claimed) -> Letter:
        """Return the question or the reminder in the customer's language."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimedPromise:
    """A promise whose moment has come, held by a lease, with the state of its case."""

    item: Promise
    case_state: str
    mailbox: str = ""  # whose hours count
    zone: str  # of the desk, for words like "by 16:40"
    fence: int


class Promises(Protocol):
    """Rows of promises. Every write carries the fence of its claim."""

    async def claim(self, now: datetime, limit: int) -> Sequence[ClaimedPromise]:
        """Claim promises that are to be looked at, soonest end first; each goes to one worker."""
        ...

    async def warn(self, claimed: ClaimedPromise, look_at: datetime, reason: str, now: datetime) -> None:
        """Tell the owner on the case, and lay the holding note ready."""
        ...

    async def break_(self, claimed: ClaimedPromise, reason: str, now: datetime) -> None:
        """Record that we did not keep it, and put the case before a person."""
        ...

    async def confirm(self, claimed: ClaimedPromise, look_at: datetime, reason: str, now: datetime) -> None:
        """Ask a person on the case whether it was kept."""
        ...

    async def withdraw(self, claimed: ClaimedPromise, reason: str, now: datetime) -> None:
        """End it without a verdict."""
        ...

    async def unwarned(self, now: datetime) -> Sequence[ClaimedPromise]:
        """Return the running promises whose warning is still to come, without claiming them."""
        ...

    async def warn_sooner(self, promise_id: str, look_at: datetime) -> None:
        """Bring a warning forward; one that comes sooner already, or has come, stays."""
        ...


class Reweigh(Protocol):
    """Weighs a case anew without a new mail."""

    async def __call__(self, conversation_id: str) -> bool:
        """Return whether its heat changed."""
        ...


class Retained(Protocol):
    """Cases at rest, and what becomes of them when their terms end (mailbot.store.retention)."""

    async def due(self, policy: RetentionPolicy, now: datetime, limit: int) -> Sequence[Kept]:
        """Return cases of which a term has ended, longest at rest first."""
        ...

    async def erase(self, kept: Kept, stage: Stage, reason: str, now: datetime) -> bool:
        """Erase a case to a stage, in one transaction; False when somebody was faster."""
        ...

    async def strays(self, before: datetime, limit: int) -> int:
        """Empty mails that belong to no case and came before a moment; return how many."""
        ...

    async def sweep(self) -> None:
        """Let go of erased words in the search's index."""
        ...
