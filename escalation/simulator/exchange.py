"""The exchange: rings numbers, tells subscribers how it goes, and keeps the timeline."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from escalation.simulator.clock import Signal, SimClock
from escalation.simulator.legs import Leg, Subscription
from escalation.simulator.menus import MenuRunner
from escalation.simulator.personas import Answers, Directory, Weather
from escalation.simulator.post import Post

#: Event names of a subscription, by what the status of the leg is called.
_EVENT_OF = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
_DIALLING_SECONDS = 1.0
#: How late a status callback may come in odd weather.
_LATEST_SECONDS = 90.0
#: The network adds this to every ring time.
RING_BUFFER_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the timeline."""

    at: datetime
    sid: str
    who: str
    what: str


@dataclass
class Exchange:
    """The simulated network's core."""

    clock: SimClock
    post: Post
    account: str
    numbers: frozenset[str]  # caller ids that the account owns
    directory: Directory = field(default_factory=Directory)
    weather: Weather = field(default_factory=Weather)
    closed_regions: frozenset[str] = frozenset()  # E.164 prefixes without permission
    calls_per_second: float = 1.0
    legs: dict[str, Leg] = field(default_factory=dict)
    timeline: list[Line] = field(default_factory=list)
    debugger: list[dict[str, Any]] = field(default_factory=list)
    _free_at: datetime | None = None

    def __post_init__(self) -> None:
        self._menus = MenuRunner(self)
        self._dice: random.Random | None = None

    # -- legs ---------------------------------------------------------------------------------------------------------

    def create(self, *, to: str, from_: str, direction: str, parent: str = "", **more: Any) -> Leg:
        """Make a leg; it does nothing until it is started."""
        leg = Leg(
            sid="CA" + secrets.token_hex(16),
            account=self.account,
            to=to,
            from_=from_,
            direction=direction,
            parent=parent,
            persona=self.directory.of(to),
            created=self.clock.now(),
            gone=Signal(self.clock),
            moved=Signal(self.clock),
            **more,
        )
        self.legs[leg.sid] = leg
        self.log(leg, "created")
        return leg

    def start(self, leg: Leg) -> None:
        """Let a leg of the REST interface run."""
        self.clock.spawn(self._call(leg))

    def children(self, sid: str) -> list[Leg]:
        """Return the legs dialled from a call."""
        return [leg for leg in self.legs.values() if leg.parent == sid]

    def hang_up(self, leg: Leg) -> None:
        """End a leg from outside, and what hangs on it."""
        leg.gone.fire()

    def log(self, leg: Leg, what: str) -> None:
        """Write a line of the timeline."""
        who = leg.persona.name or leg.to
        self.timeline.append(Line(at=self.clock.now(), sid=leg.sid, who=who, what=what))

    def complain(self, leg: Leg, code: int, text: str) -> None:
        """Write an entry of the debugger, as the provider does for faulty documents."""
        entry = {"call_sid": leg.sid, "error_code": str(code), "message_text": text, "log": "0"}
        leg.notifications.append(entry)
        self.debugger.append(entry)
        self.log(leg, f"error {code}: {text}")

    # -- the course of a call ---------------------------------------------------------------------------------------------

    async def _call(self, leg: Leg) -> None:
        await self._queue(leg)
        if await self.ring(leg):
            self.clock.spawn(self._cut_off(leg))
            await self._menus.converse(leg)
            self.finish(leg, "completed")

    async def _queue(self, leg: Leg) -> None:
        """One creation a second leaves the queue."""
        now = self.clock.now()
        wait = max(0.0, (self._free_at - now).total_seconds()) if self._free_at else 0.0
        gap = 1.0 / self.calls_per_second
        self._free_at = now if self._free_at is None or self._free_at < now else self._free_at
        self._free_at = self._free_at + timedelta(seconds=gap)
        leg.queue_seconds = wait
        if wait:
            await self.clock.wait(wait, leg.gone)

    async def ring(self, leg: Leg, *others: Signal) -> bool:
        """Ring a number; tell whether somebody or something picked up. `others` take the call back."""
        signals = (leg.gone, *others)
        if await self._progress(leg, "initiated", 0.0, signals) or await self._progress(
            leg, "ringing", _DIALLING_SECONDS, signals
        ):
            self.finish(leg, "canceled")
            return False
        persona, limit = leg.persona, leg.ring_seconds + RING_BUFFER_SECONDS
        if persona.answers in (Answers.BUSY, Answers.FAILS):
            limit = persona.answer_after
        answers = persona.answers in (Answers.HUMAN, Answers.VOICEMAIL) and persona.answer_after <= limit
        if await self.clock.wait(persona.answer_after if answers else limit, *signals):
            self.finish(leg, "canceled")
            return False
        return self._picked_up(leg) if answers else self._missed(leg)

    async def _progress(self, leg: Leg, status: str, after: float, signals: tuple[Signal, ...]) -> bool:
        stopped = await self.clock.wait(after, *signals)
        if stopped is None:
            self.report(leg, status)
        return stopped is not None

    def _picked_up(self, leg: Leg) -> bool:
        leg.started = self.clock.now()
        if leg.machine_detection:
            leg.answered_by = "machine_start" if leg.persona.answers is Answers.VOICEMAIL else "human"
        self.report(leg, "in-progress")
        if leg.amd_callback and leg.machine_detection:
            self.clock.spawn(self._detected(leg))
        if leg.persona.hang_up_after is not None:
            self.clock.spawn(self._own_hang_up(leg, leg.persona.hang_up_after))
        return True

    def _missed(self, leg: Leg) -> bool:
        outcome = {Answers.BUSY: "busy", Answers.FAILS: "failed"}.get(leg.persona.answers, "no-answer")
        leg.sip_code = {"busy": 486, "failed": leg.persona.sip_code}.get(outcome, 487)
        self.finish(leg, outcome)
        return False

    async def _cut_off(self, leg: Leg) -> None:
        if await self.clock.wait(leg.limit_seconds, leg.gone) is None:
            leg.gone.fire()

    async def _own_hang_up(self, leg: Leg, after: float) -> None:
        if await self.clock.wait(after, leg.gone) is None and not leg.over:
            self.log(leg, "hangs up")
            leg.gone.fire()

    async def _detected(self, leg: Leg) -> None:
        await self.clock.wait(3.0, leg.gone)
        fields = leg.fields() | {"AnsweredBy": leg.answered_by, "MachineDetectionDuration": "3000"}
        await self.post.deliver(leg.amd_callback, fields)

    # -- telling ------------------------------------------------------------------------------------------------------------

    def finish(self, leg: Leg, status: str) -> None:
        """End a leg; ending twice changes nothing."""
        if leg.over:
            return
        leg.ended = self.clock.now()
        leg.gone.fire()
        self.report(leg, status)

    def report(self, leg: Leg, status: str) -> None:
        """Set a leg's status and tell those who subscribed to it."""
        leg.status = status
        self.log(leg, status)
        subscribed = leg.subscription.events
        fields = leg.status_fields(self.clock.now())
        if (
            leg.subscription.url
            and _EVENT_OF.get(status, "completed") in subscribed
            and status not in self.weather.lost
        ):
            self.clock.spawn(self._tell(leg.subscription.url, fields))

    async def _tell(self, url: str, fields: dict[str, str]) -> None:
        if self.weather.shuffle_seed is not None:
            await self.clock.wait(self._delay(self.weather.shuffle_seed))
        for _ in range(1 + self.weather.duplicates):
            await self.post.deliver(url, fields, wrong_signature=self.weather.wrong_signature)

    def _delay(self, seed: int) -> float:
        self._dice = self._dice or random.Random(seed)  # noqa: S311 - weather, not secrets
        return self._dice.uniform(0.0, _LATEST_SECONDS)


def subscription(url: str, events: list[str]) -> Subscription:
    """Return a subscription as the REST interface or a document asks for it."""
    wanted = frozenset(name for entry in events for name in entry.split())
    return replace(Subscription(url=url), events=wanted or frozenset({"completed"}))
