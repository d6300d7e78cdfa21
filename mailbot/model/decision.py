"""What triage decides about a conversation, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailbot.model.draft import DraftText
from mailbot.model.heat import Heat, Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignore:
    """Machine mail or nothing to answer: moves no state, heat or timer."""

    reasons: tuple[str, ...]
    close: bool = False  # the customer said that the solution holds: the case is at its end


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """The customer may still be writing, or another voice is speaking: look again at `until`."""

    until: datetime | None
    reasons: tuple[str, ...]
    into_call: Escalate | None = None  # instead, when the mail says when to call: it belongs to the open call


@dataclass(frozen=True, kw_only=True, slots=True)
class Propose:
    """Put a draft before an agent."""

    draft: DraftText
    reading: Reading
    heat: Heat  # of the whole conversation
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Escalate:
    """Open a callback; where a call is not possible, a manager writes (`may_call` False)."""

    reading: Reading
    heat: Heat
    may_call: bool = True
    urgent: bool = False
    phone: str | None = None  # E.164 as the customer gave it
    phone_source: str | None = None  # history, body, signature, header
    wished_at: datetime | None = None  # "call me Tuesday after five"
    problem: str = ""  # what happened, in the customer's own sentences, one line
    wish: str = ""  # what they want, likewise
    invitation: DraftText | None = None  # asks for a number or a time
    reasons: tuple[str, ...] = ()


Decision = Ignore | Hold | Propose | Escalate
