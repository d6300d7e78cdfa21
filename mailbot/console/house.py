"""What the console is given: ports and options, wired once by the composition root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from escalation.dispatch import Dispatch
from escalation.ports import Calls
from mailbot.delivery import Lookup
from mailbot.desk import Desk
from mailbot.model.draft import DraftText, Finding
from mailbot.model.person import Agent, Session
from mailbot.model.policy import CallPolicy
from mailbot.model.view import Change, Insight, Planned
from mailbot.ports import Allowances, CasePages, Clock, Transactions, Views
from mailbot.triage.promises import FoundPromise
from scheduler.answer import Choice


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
    """Pause, move, cancel, done (mailbot.store.timetable; `act` is one of its Act words)."""

    async def follow_up(
        self, agent: Agent, item_id: str, act: Any, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None: ...
    async def promise(
        self, agent: Agent, item_id: str, act: Any, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None: ...


class Card(Protocol):
    """A card to be written by hand (mailbot.store.standing.CardTask)."""

    @property
    def id(self) -> str: ...
    @property
    def conversation_id(self) -> str: ...
    @property
    def customer(self) -> str: ...
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

    async def ring(self, callback_id: str, manager: Agent, now: datetime) -> None:
        """Claim a callback and ring the manager for it."""
        await self.dispatch.call(await self.store.take(callback_id, manager.id, now), manager)

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
    pulse: Pulse
    presence: Presence
    schedule: Schedule
    insights: Insights
    calls: CallRoom
    promises_of: PromisesOf | None = None  # the approval page shows what a reply promises
    timetable: Timetable | None = None  # what people do with what is planned
    cards: Cards | None = None  # hand-written cards; done and cancelled through the timetable
    answers: Answers | None = None  # None: no public address, so no links
    answer_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> words of the page
