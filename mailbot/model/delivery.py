"""What became of a mail that we tried to send, as the SMTP server told it (RFC 5321 section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SendState(StrEnum):
    """The one word that the outbox records."""

    ACCEPTED = "accepted"  # the server took the mail for at least one recipient
    DEFERRED = "deferred"  # nobody got it; the same bytes may be tried again later
    REFUSED = "refused"  # nobody got it and trying again gives the same answer
    UNKNOWN = "unknown"  # the final dot left, no answer came: look before anything else


class SendPhase(StrEnum):
    """How far the conversation came; from ANSWER on the mail may be out."""

    CONNECT = "connect"  # greeting, TLS, login
    ENVELOPE = "envelope"  # MAIL FROM, RCPT TO, DATA
    CONTENT = "content"  # the text, before its final dot
    ANSWER = "answer"  # the final dot is on its way or answered


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipientRefusal:
    """One recipient that the server did not take."""

    recipient: str  # addr-spec as we gave it
    code: int  # 450, 550…
    text: str  # the server's words, one line, printable

    @property
    def permanent(self) -> bool:
        """Tell whether trying again is useless (5xx)."""
        return self.code >= 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The end of one attempt to send. Partial refusals come with ACCEPTED: see `refused`."""

    state: SendState
    phase: SendPhase
    code: int | None = None  # the deciding SMTP code, None when there was no answer
    reply: str = ""  # the server's last words, or what happened instead, one printable line
    queue_id: str | None = None  # the server's name for the mail, when it gave one
    accepted: tuple[str, ...] = ()  # recipients that the server took
    refused: tuple[RecipientRefusal, ...] = ()  # recipients it did not take

    @property
    def may_retry(self) -> bool:
        """Tell whether the very same bytes may be sent again without risking a second copy."""
        return self.state is SendState.DEFERRED

    @property
    def retry_recipients(self) -> tuple[str, ...]:
        """Recipients refused for the moment (4xx) while others were served."""
        return tuple(refusal.recipient for refusal in self.refused if not refusal.permanent)
