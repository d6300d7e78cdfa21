"""A case as the decision sees it: the conversation, its mails, the customer, the moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailbot.model.conversation import Conversation
from mailbot.model.customer import Customer
from mailbot.model.decision import Decision
from mailbot.model.heat import Reading
from mailbot.model.incident import Incident
from mailbot.model.message import Address, Automatic, Verdict
from mailbot.model.turn import Turn


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreadMessage:
    """A stored mail of a thread, in or out."""

    id: str  # row id
    position: int  # 0-based
    inbound: bool
    at: datetime  # when it reached or left us
    message_id: str | None = None
    references: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    sender: Address
    subject: str = ""
    text: str = ""
    new_text: str = ""
    signature: str = ""
    language: str = "en"
    automatic: Automatic | None = None
    authentication: Verdict = Verdict.UNVERIFIED
    source: str = "mailbox"  # mailbox, desk, other_client, follow_up, callback

    def turn(self) -> Turn:
        """Return the words of it, for decisions."""
        return Turn(
            text=self.new_text,
            ours=not self.inbound,
            at=self.at,
            subject=self.subject,
            signature=self.signature,
            sender_name=self.sender.name,
            sender_email=self.sender.email,
            quoted=self.text,
            automatic=self.automatic is not None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Everything that a decision may look at."""

    conversation: Conversation
    messages: tuple[ThreadMessage, ...]  # oldest first
    customer: Customer | None = None  # None: unknown, or the sender is not verified
    callback_open: bool = False  # a call is due or running: one voice at a time
    incidents: tuple[Incident, ...] = ()  # what the house knows to be broken
    now: datetime

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Return the thread in words, oldest first."""
        return tuple(message.turn() for message in self.messages)

    @property
    def latest(self) -> ThreadMessage | None:
        """Return the customer's last mail, machine mail aside."""
        return next((m for m in reversed(self.messages) if m.inbound and m.automatic is None), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A decision, and what was read out of the single mails on the way to it."""

    decision: Decision
    readings: dict[str, Reading] = field(default_factory=dict)  # row id of the message -> its reading
