"""Who sits at the other end of a number, and what goes wrong on the way there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Answers(StrEnum):
    """What happens when the number is rung."""

    HUMAN = "human"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILS = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Persona:
    """How the owner of a number behaves; times in simulated seconds."""

    name: str = ""
    answers: Answers = Answers.HUMAN
    answer_after: float = 4.0
    keys: tuple[str, ...] = ()  # one for every menu that asks; "" is silence, and so is what comes after the last
    think: float = 2.0  # before a key is pressed
    talk: float = 60.0  # after the bridge, before this party hangs up
    star_after: float | None = None  # presses * this long after the bridge
    hang_up_after: float | None = None  # hangs up this long after picking up, whatever is going on
    greeting: float = 8.0  # of a voicemail
    sip_code: int = 404  # of a number that fails


SILENCE = Persona(name="nobody", answers=Answers.NO_ANSWER)


@dataclass
class Directory:
    """Personas by number; a number that nobody owns rings into the void."""

    people: dict[str, Persona] = field(default_factory=dict)

    def of(self, number: str) -> Persona:
        """Return who owns a number."""
        return self.people.get(number, SILENCE)

    def put(self, number: str, persona: Persona) -> None:
        """Let somebody own a number."""
        self.people[number] = persona


class Trouble(StrEnum):
    """What the REST side does instead of answering."""

    ERROR = "error"  # the provider's error body with `status` and `code`
    HTML = "html"  # a proxy's page with `status`
    HANG = "hang"  # no answer until the client gives up
    ACCEPT_THEN_DROP = "accept_then_drop"  # the call exists, the answer is lost
    DROP = "drop"  # the connection breaks and nothing happened


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One fault, used up by one creation of a call."""

    trouble: Trouble
    status: int = 503
    code: int = 0
    message: str = "Service unavailable"


@dataclass
class Weather:
    """What happens to the network's own requests, and to those that create calls."""

    faults: list[Fault] = field(default_factory=list)
    duplicates: int = 0  # every status callback comes this many times more
    shuffle_seed: int | None = None  # status callbacks are held back for odd times and overtake each other
    lost: frozenset[str] = frozenset()  # statuses whose callback never arrives
    wrong_signature: bool = False

    def next_fault(self) -> Fault | None:
        """Take the next fault off the list."""
        return self.faults.pop(0) if self.faults else None
