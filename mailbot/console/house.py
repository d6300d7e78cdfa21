"""What the console is given: ports and options, wired once by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from escalation.dispatch import Dispatch
from escalation.ports import Calls
from escalation.script import CallTexts
from mailbot.delivery import Lookup
from mailbot.delivery.hooks import Hooks
from mailbot.desk import Desk
from mailbot.errors import RefusedError
from mailbot.model.draft import DraftText, Finding
from mailbot.model.incident import Incident
from mailbot.model.mailbox import MailboxHealth
from mailbot.model.person import Agent, Session, SignedOn, SignOnStart
from mailbot.model.policy import CallPolicy, HoursPolicy, ReplyPolicy
from mailbot.model.switch import Switchboard
from mailbot.model.view import Change, Held, Insight, Planned, Retention
from mailbot.ports import Allowances, CasePages, Clock, Transactions, Views
from mailbot.triage.edits import Lesson
from mailbot.triage.promises import FoundPromise
from mailbot.triage.step_edits import StepEdit, Variant
from scheduler.answer import Choice
from scheduler.ports import Act


class People(Protocol):
    """People, their sessions and tokens (mailbot.store.people)."""

    async def all(self) -> Sequence[Agent]: ...
    async def get(self, agent_id: str) -> Agent | None: ...
    async def by_email(self, email: str) -> Agent | None: ...
    async def password_hash(self, agent_id: str) -> str | None: ...
    async def add(self, agent: Agent, password_hash: str | None, now: datetime) -> Agent: ...
    async def change(self, agent_id: str, **changes: Any) -> Agent: ...
    async def start_session(self, agent_id: str, now: datetime) -> str: ...
    async def session(self, token: str, now: datetime) -> Session | None: ...
    async def end_session(self, token: str) -> None: ...
    async def token_bearer(self, token: str, now: datetime) -> Agent | None: ...


class Passwords(Protocol):
    """Hashes and checks passwords (mailbot.adapters.passwords)."""

    def hash(self, password: str) -> str: ...
    def matches(self, password: str, known_hash: str | None) -> bool: ...


class SignOn(Protocol):
    """The firm's own provider of logins (mailbot.adapters.oidc)."""

    label: str

    async def start(self, redirect_uri: str) -> SignOnStart: ...
    async def finish(self, start: SignOnStart, code: str, redirect_uri: str) -> SignedOn: ...


class Check(Protocol):
    """The reply lint, live."""

    async def __call__(self, case_id: str, subject: str, body: str, language: str) -> tuple[Finding, ...]:
        """Return what is wrong with a text for this case, said in the agent's language."""
        ...


class Redraft(Protocol):
    """Writes a draft when an agent asks for one."""

    async def __call__(self, case_id: str, playbook: str | None, agent: Agent) -> DraftText:
        """Return a draft by this playbook, or by the one that fits best."""
        ...


class Causes(Protocol):
    """Causes that the house knows: mails about them are answered with them (mailbot.store.incidents.KnownCauses)."""

    async def all(self) -> Sequence[Incident]: ...
    async def open(self, incident: Incident, *, now: datetime, by: str | None = None) -> str: ...
    async def close(self, incident_id: str, *, now: datetime, by: str | None = None) -> Incident: ...


class Promotions(Protocol):
    """Agents' edits, and the way of one into the site's own playbook (mailbot.bootstrap.promotion)."""

    @property
    def has_folder(self) -> bool: ...
    async def edits(self, since: datetime) -> Sequence[tuple[Lesson, Sequence[StepEdit]]]: ...
    async def look(self, draft_id: str, step: str, language: str) -> Variant: ...
    async def promote(self, draft_id: str, step: str, *, by: str, now: datetime) -> Variant: ...


class Schedule(Protocol):
    """What will happen when, and why."""

    async def planned(self, limit: int = 200) -> tuple[Planned, ...]: ...


class Insights(Protocol):
    """What complaints point at."""

    async def over(self, since: datetime, until: datetime) -> Insight: ...


class Answered(Protocol):
    """What stands behind a link of a follow-up."""

    @property
    def choice(self) -> Choice: ...
    @property
    def language(self) -> str: ...
    @property
    def open(self) -> bool: ...


class PromisesOf(Protocol):
    """What a text would promise if it left now: "you are promising 16:40 today"."""

    async def __call__(self, case_id: str, body: str) -> tuple[FoundPromise, ...]:
        """Return the promises in order; `due_at` is in the desk's zone."""
        ...


class Timetable(Protocol):
    """Pause, move, cancel, done (mailbot.store.timetable)."""

    async def follow_up(
        self, agent: Agent, item_id: str, act: Act, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None: ...
    async def promise(
        self, agent: Agent, item_id: str, act: Act, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None: ...
    async def reply(
        self, agent: Agent, outbox_id: str, act: Act, now: datetime, *, until: datetime | None = None
    ) -> str | None: ...
    async def callback(
        self, agent: Agent, callback_id: str, act: Act, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None: ...


class Reports(Protocol):
    """Digests of the line: pause, move, leave out (mailbot.store.reports)."""

    async def act(
        self, agent: Agent, agent_id: str, act: Act, now: datetime, *, until: datetime | None = None
    ) -> None: ...


class Retentions(Protocol):
    """How long cases are kept, legal holds, and forgetting a person (mailbot.store.retention)."""

    async def of(self, conversation_id: str) -> Retention: ...
    async def hold(self, agent: Agent, conversation_id: str, act: Act, why: str, now: datetime) -> None: ...
    async def held(self, agent: Agent) -> tuple[Held, ...]: ...
    async def forget(
        self, agent: Agent, conversation_id: str, email: str, now: datetime, *, dry_run: bool = False
    ) -> dict[str, int]: ...


class Marked(Protocol):
    """What a person put on file about a customer."""

    @property
    def by(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def day(self) -> str: ...


class Known(Protocol):
    """What a customer is known as, with the evidence (mailbot.store.standing.Standing)."""

    @property
    def habitual(self) -> bool: ...
    @property
    def valued(self) -> bool: ...
    @property
    def cases(self) -> tuple[str, ...]: ...
    @property
    def mark(self) -> Marked | None: ...


class Standings(Protocol):
    """Habitual complainers and valued customers (GUIDANCE 3.9)."""

    async def of(self, email: str, now: datetime) -> Known: ...
    async def value(self, agent: Agent, conversation_id: str, valued: bool, why: str, now: datetime) -> None: ...


class Card(Protocol):
    """A card to be written by hand (mailbot.store.standing.CardTask)."""

    @property
    def id(self) -> str: ...
    @property
    def conversation_id(self) -> str: ...
    @property
    def customer(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def address(self) -> str | None: ...
    @property
    def words(self) -> str: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...
    @property
    def due_at(self) -> datetime: ...


class Cards(Protocol):
    """The cards that wait to be written."""

    async def open(self, agent_name: str = "", limit: int = 100) -> tuple[Card, ...]: ...


class Answers(Protocol):
    """One-click answers to our question whether a solution holds (mailbot.store.answers)."""

    async def look(self, token: str) -> Answered | None: ...
    async def answer(self, token: str, now: datetime) -> Answered | None: ...


class Pulse(Protocol):
    """What just happened (mailbot.store.pulse)."""

    async def recent(self, seconds: float) -> Sequence[Change]: ...


class Presence(Protocol):
    """Who has which case open (mailbot.store.pulse)."""

    async def enter(self, token: str, agent_id: str, case_id: str, now: datetime) -> Sequence[str]: ...


class PlaybookNames(Protocol):
    """The playbooks an agent may choose for a case."""

    def __call__(self, mailbox: str) -> Sequence[str]:
        """Return their ids, in the order to offer them."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRoom:
    """What managers do with callbacks: rows and use case together."""

    store: Calls
    dispatch: Dispatch
    policy: CallPolicy
    has_provider: bool  # False: calls are dialled by hand
    texts: Mapping[str, CallTexts]  # for calendar files
    amends: ReplyPolicy  # what may be given for a loss

    async def ring(self, callback_id: str, manager: Agent, now: datetime) -> None:
        """Claim a callback and ring the manager for it."""
        await self.dispatch.call(await self.store.take(callback_id, manager.id, now), manager)

    async def leave_message(self, callback_id: str, manager: Agent) -> None:
        """Speak the voicemail text to the machine that has picked up.

        Raises:
            RefusedError: no call of this manager's is on the line, or nobody has picked up.
        """
        attempt = await self.store.latest_attempt(callback_id)
        if attempt is None or attempt.ended_at or attempt.manual or attempt.manager_id != manager.id:
            raise RefusedError("No call of yours is on the line.", hint="Ring first.")
        await self.dispatch.leave_message(attempt.id)

    async def hand_over(self, callback_id: str, manager: Agent, to: Agent, now: datetime) -> None:
        """Claim a callback and give it to a colleague; what they cannot take stays with the one who gives."""
        taken = await self.store.take(callback_id, manager.id, now)
        await self.store.hand_over(callback_id, taken.token, to.id, now)

    async def by_hand(self, callback_id: str, manager: Agent, now: datetime) -> None:
        """Claim a callback that the manager dials with their own telephone."""
        await self.dispatch.call_by_hand(await self.store.take(callback_id, manager.id, now), manager)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleOptions:
    """What a site may choose about its console."""

    company: str = ""
    public_url: str = ""  # "" means as the browser came
    secure_cookies: bool = True
    simulated: bool = False  # the demo: says so on every page, and offers its logins
    logins: tuple[tuple[str, str], ...] = ()  # (address, password) pairs shown on the demo's login page


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """Everything the console reaches; it holds no state of its own."""

    options: ConsoleOptions
    clock: Clock
    transactions: Transactions
    people: People
    passwords: Passwords
    allowances: Allowances
    views: Views
    cases: CasePages
    desk: Desk
    lookup: Lookup
    check: Check
    redraft: Redraft
    playbooks: PlaybookNames
    mailboxes: Sequence[str]  # their names, as the inbox is narrowed to one
    pulse: Pulse
    presence: Presence
    schedule: Schedule
    reports: Reports
    retentions: Retentions
    standings: Standings
    insights: Insights
    corrections: Callable[[], Awaitable[Sequence[Mapping[str, Any]]]]  # disputed mails with their corrected labels
    causes: Causes
    promotions: Promotions
    calls: CallRoom
    promises_of: PromisesOf  # the editor shows what a reply promises
    hours: HoursPolicy  # of the desk: which days it works
    timetable: Timetable  # what people do with what is planned
    cards: Cards  # hand-written cards; done and cancelled through the timetable
    outages: Callable[[], Awaitable[Sequence[MailboxHealth]]] | None = None  # mailboxes that give no mail any more
    switchboard: Callable[[], Awaitable[Switchboard]] | None = None  # what people have switched
    answers: Answers | None = None  # None: no public address, so no links
    sign_on: SignOn | None = None  # logins of the firm's own provider
    hooks: Hooks | None = None  # programs that are told what happens
    answer_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> words of the page
