"""What the API takes and gives, as its description shows it; fields may be added, never renamed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from escalation.callback import Callback, Disposition
from escalation.rules import Place
from mailbot.console.shapes_out import OutgoingShape
from mailbot.model.draft import Draft, Finding
from mailbot.model.heat import Band, Span
from mailbot.model.view import CaseView, InboxPage, InboxRow, MailView

Line = Annotated[str, StringConstraints(max_length=1000)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
Id = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Given(BaseModel):
    """What a request brings; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Me(BaseModel):
    """The bearer of the token."""

    id: str
    name: str
    email: str
    role: str
    language: str


class Person(Me):
    """A person who works here."""

    active: bool


class CaseLine(BaseModel):
    """A case in a list."""

    id: str
    reference: str
    customer_name: str
    customer_email: str
    subject: str
    snippet: str
    state: str
    heat: float
    band: str
    urgent: bool
    language: str
    category: str
    assignee: str | None
    waiting_since: datetime | None
    last_activity_at: datetime
    leaves_at: datetime | None
    draft_id: str | None
    attention: str | None

    @classmethod
    def of(cls, row: InboxRow) -> CaseLine:
        """Return the shape of a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class CaseList(BaseModel):
    """A page of cases."""

    cases: list[CaseLine]
    counts: dict[str, int]  # tab -> cases, 1000 means that many or more
    next: str | None  # give it as `after` for the next page

    @classmethod
    def of(cls, found: InboxPage) -> CaseList:
        """Return the shape of a page."""
        return cls(cases=[CaseLine.of(row) for row in found.rows], counts=found.counts, next=found.next)


class FindingShape(BaseModel):
    """Something the reply lint objects to."""

    rule: str
    message: str
    span: Span | None
    suggestion: str | None

    @classmethod
    def of(cls, one: Finding) -> FindingShape:
        """Return the shape of a finding."""
        return cls(rule=one.rule, message=one.message, span=one.span, suggestion=one.suggestion)


class DraftShape(BaseModel):
    """A draft; `version` has to come back with every act on it."""

    id: str
    version: int
    status: str
    language: str
    playbook: str
    subject: str
    body: str
    to: list[str]
    cc: list[str]
    missing: list[str]
    findings: list[FindingShape]
    stale_reason: str | None
    send_after: datetime | None

    @classmethod
    def of(cls, one: Draft) -> DraftShape:
        """Return the shape of a draft."""
        return cls(
            **{name: getattr(one, name) for name in cls.model_fields if name not in ("status", "findings")},
            status=one.status.value,
            findings=[FindingShape.of(finding) for finding in one.findings],
        )


class MailShape(BaseModel):
    """One mail of a case."""

    id: str
    inbound: bool
    sender: str
    at: datetime
    subject: str
    text: str
    new_text: str
    language: str
    automatic: bool
    attachments: list[str]

    @classmethod
    def of(cls, mail: MailView) -> MailShape:
        """Return the shape of a mail."""
        one = mail.message
        return cls(
            **{name: getattr(one, name) for name in ("id", "inbound", "at", "subject", "text", "new_text", "language")},
            sender=one.sender.email,
            automatic=one.automatic is not None,
            attachments=[file.filename for file in mail.attachments],
        )


class SignalShape(BaseModel):
    """One entry of the heat's ledger."""

    name: str
    weight: float
    quote: str


class CaseShape(BaseModel):
    """A case with everything that its page shows."""

    id: str
    reference: str
    version: int
    mailbox: str
    customer_name: str
    customer_email: str
    verified: bool
    subject: str
    state: str
    heat: float
    band: str
    category: str
    language: str
    assignee: str | None
    snoozed_until: datetime | None
    attention: str | None
    flags: list[str]
    signals: list[SignalShape]
    facts: dict[str, str]
    mails: list[MailShape]
    draft: DraftShape | None
    callback: str | None  # id of its newest call
    outgoing: list[OutgoingShape] = []

    @classmethod
    def of(cls, view: CaseView) -> CaseShape:
        """Return the shape of a case."""
        case = view.conversation
        plain = (
            "id", "reference", "version", "mailbox", "customer_name", "customer_email", "verified", "subject", "heat",
            "language", "assignee", "snoozed_until",
        )  # fmt: skip
        return cls(
            **{name: getattr(case, name) for name in plain},
            state=case.state.value,
            band=case.band.value,
            category=case.category.value,
            attention=view.attention,
            flags=list(view.flags),
            signals=[SignalShape(name=one.name, weight=one.weight, quote=one.quote) for one in view.heat.signals],
            facts={fact["slot"]: str(fact["value"]) for fact in view.facts if fact.get("value")},
            mails=[MailShape.of(mail) for mail in view.mails],
            draft=DraftShape.of(view.draft) if view.draft else None,
            callback=view.call.id if view.call else None,
            outgoing=[OutgoingShape.of(mail) for mail in view.outgoing],
        )


class CallShape(BaseModel):
    """A callback."""

    id: str
    conversation_id: str
    customer_name: str
    customer_email: str
    language: str
    state: str
    number: str | None
    confirmed: bool
    heat: float
    problem: str
    wish: str
    reasons: list[str]
    notes: str

    @classmethod
    def of(cls, one: Callback) -> CallShape:
        """Return the shape of a callback."""
        plain = [name for name in cls.model_fields if name not in ("state", "confirmed", "reasons")]
        return cls(
            **{name: getattr(one, name) for name in plain},
            state=one.state.value,
            confirmed=one.confirmed_by is not None,
            reasons=list(one.reasons),
        )


class PlaceShape(BaseModel):
    """A callback at its place in the line."""

    call: CallShape
    lane: str
    eligible: bool
    obstacles: list[str]

    @classmethod
    def of(cls, one: Place) -> PlaceShape:
        """Return the shape of a place."""
        return cls(
            call=CallShape.of(one.callback),
            lane=one.lane.name.lower(),
            eligible=one.eligible,
            obstacles=[str(why) for why in one.obstacles],
        )


# -- what requests bring


class Edit(Given):
    """A new text for a draft."""

    version: Version
    subject: Line
    body: Text
    to: list[Line] | None = Field(default=None, max_length=50)
    cc: list[Line] | None = Field(default=None, max_length=50)


class Approval(Given):
    """What is approved: exactly this version."""

    version: Version
    send_at: AwareDatetime | None = None


class Rejection(Given):
    """Why a draft is thrown away."""

    version: Version
    reason: Line


class Writing(Given):
    """Which playbook writes; none takes the one that fits best."""

    playbook: Annotated[str, StringConstraints(max_length=60)] | None = None


class Checking(Given):
    """A text to be linted."""

    subject: Line = ""
    body: Text


class OnCase(Given):
    """An act on a case as it was seen."""

    version: Version | None = None


class Assignment(OnCase):
    """Whom a case is given to; null gives it back."""

    assignee: Id | None


class Snooze(OnCase):
    """Until when a case is put off; null brings it back."""

    until: AwareDatetime | None


class NoteGiven(Given):
    """An internal note."""

    body: Text


class DisputeGiven(Given):
    """An objection against the heat or one of its signals."""

    band: Band | None = None
    signal: Annotated[str, StringConstraints(max_length=60)] | None = None
    comment: Line = ""


class Splitting(Given):
    """Which mails become a case of their own."""

    mails: list[Id] = Field(min_length=1, max_length=500)
    subject: Line = ""


class Merging(Given):
    """Which case takes everything."""

    into: Id


class NumberGiven(Given):
    """A number that a person vouches for."""

    number: Annotated[str, StringConstraints(max_length=60)]


class WrapUpGiven(Given):
    """What came of a call."""

    disposition: Disposition
    notes: Annotated[str, StringConstraints(max_length=20_000)] = ""
    promise: Line = ""
    promise_due: AwareDatetime | None = None
    confirmation: bool = False


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Figures(BaseModel):
    """What the complaints of a span point at."""

    since: datetime
    until: datetime
    cases: int
    complaints: int
    hot: int
    reopened: int
    content: int
    unhappy: int
    first_answer_minutes: float | None
    by_category: dict[str, int]
    by_language: dict[str, int]
