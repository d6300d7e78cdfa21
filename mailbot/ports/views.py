"""Read models for people."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from mailbot.model.view import Called, CaseView, InboxPage, InboxQuery, InboxRow, Leaving, QuarantineRow


class Views(Protocol):
    """Read models for people: each is one consistent look at the store."""

    async def inbox(self, query: InboxQuery, now: datetime) -> InboxPage:
        """Return one page of cases and how many each tab holds."""
        ...

    async def of_customer(self, email: str, besides: str, limit: int = 10) -> tuple[InboxRow, ...]:
        """Return the customer's other cases, newest first."""
        ...

    async def leaving(self, agent_id: str, now: datetime) -> tuple[Leaving, ...]:
        """Return the replies of an agent that leave within minutes, the last approved first."""
        ...

    async def called(self, agent_id: str, limit: int = 3) -> tuple[Called, ...]:
        """Return the notes that call somebody and that they have not seen, newest first."""
        ...

    async def quarantine(self, limit: int = 100, after: str = "") -> tuple[QuarantineRow, ...]:
        """Return mails that could not be parsed, newest first; those behind the mail `after`, where one is named."""
        ...

    async def raw(self, raw_mail_id: str) -> bytes:
        """Return a mail as it came. Raises RefusedError when there is none."""
        ...


class CasePages(Protocol):
    """Reads the page of a case."""

    async def case(self, conversation_id: str) -> CaseView:
        """Return everything that the page shows. Raises RefusedError when there is no such case."""
        ...
