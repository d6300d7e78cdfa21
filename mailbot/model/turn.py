"""A turn of a conversation: who said what and when, as the decisions read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailbot.model.message import InboundMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One message of a thread, the customer's or ours, reduced to words."""

    text: str  # the newly written words (new_text of an inbound mail)
    ours: bool = False
    at: datetime | None = None  # aware
    subject: str = ""
    signature: str = ""  # the block below the text
    sender_name: str = ""  # display name of From
    sender_email: str = ""
    quoted: str = ""  # everything else in the body: history, disclaimers; never evidence, only counter-evidence
    automatic: bool = False  # written by a machine: no name, number or order is taken from it

    @classmethod
    def from_message(cls, message: InboundMessage) -> Turn:
        """Return the customer's turn that a parsed mail stands for."""
        return cls(
            text=message.new_text,
            at=message.sent_at,
            subject=message.subject,
            signature=message.signature,
            sender_name=message.sender.name,
            sender_email=message.sender.email,
            quoted=message.text,
            automatic=message.automatic is not None,
        )
