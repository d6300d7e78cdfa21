"""What the API shows of mails on their way out; fields may be added, never renamed."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from mailbot.model.outgoing import OutboxMail


class OutgoingShape(BaseModel):
    """A mail that has not left yet, or is in trouble."""

    id: str
    draft: str | None
    state: str  # waiting, sending, unknown, failed
    due_at: datetime
    recipients: list[str]
    refused: dict[str, str]  # recipient -> why
    trouble: str | None

    @classmethod
    def of(cls, mail: OutboxMail) -> OutgoingShape:
        """Return the shape of an outbox row."""
        return cls(
            id=mail.id, draft=mail.draft_id, state=mail.state.value, due_at=mail.due_at,
            recipients=list(mail.recipients), refused=dict(mail.refused), trouble=mail.last_error,
        )  # fmt: skip
