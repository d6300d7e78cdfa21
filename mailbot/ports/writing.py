"""What improving drafts by a language model needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mailbot.model.draft import Draft, DraftText


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimedWriting:
    """A draft that is ours to reword for a while."""

    draft: Draft
    text: DraftText  # with its facts
    mailbox: str
    mail: str  # the customer's newest words
    attempts: int


class Writer(Protocol):
    """A language model."""

    async def write(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """Return its answer.

        Raises:
            ServerUnreachable: there is none.
        """


class WritingRows(Protocol):
    """Rows that say which drafts were reworded; the row is the queue."""

    async def claim(self, *, now: datetime, holder: str, seconds: float, budget: int) -> ClaimedWriting | None:
        """Claim the next template's draft of the last minutes, within the budget of the day."""

    async def settle(self, claimed: ClaimedWriting, text: DraftText | None, outcome: str, now: datetime) -> None:
        """Put the new words in place of an untouched draft, or keep the template's; say which on the draft."""
