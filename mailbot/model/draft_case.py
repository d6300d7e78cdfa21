"""What a case holds when its reply is drafted: who answers, what is agreed, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailbot.model.heat import Category, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftCase:
    """The frame of one reply. A draft promises nothing that does not stand here."""

    now: datetime  # aware; when the reply is written
    next_word: datetime  # our next word at the latest, in the zone the customer reads it in
    follow_up: datetime  # when we check back, in the same zone
    desk_opens: datetime | None = None  # when the desk is next open, `now` while it is: our limits count from there
    mail_at: datetime | None = None  # when the customer wrote
    mail_text: str = ""  # the customer's newest words, for forms of address
    mail_subject: str = ""  # the subject line of that mail
    category: Category = Category.OTHER
    kind: Kind = Kind.COMPLAINT
    agent_name: str = ""  # signs the reply; "" leaves the team's name alone
    team_name: str = ""  # "" for the language's own word
    call_at: datetime | None = None  # an agreed or proposed hour of the call
    may_ring: bool = True  # the customer's number may be dialled
    given: Mapping[str, str] = field(default_factory=dict)  # agent slots: resolution, cause, terms, solution, finder, …
    stated_loss: str | None = None  # "45 EUR"
    amends: str | None = None  # "50 EUR", agreed
    manager_agreed: bool = False  # a manager agreed to amends above the cap
