"""Which playbook a reply follows, and why: the rules stand in one tuple, the first that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailbot.model.heat import Band, Flag, Kind, Reading
from mailbot.model.playbook import PlaybookId
from mailbot.model.sentence import Sentence, named, say
from mailbot.triage.choice_reasons import reason

#: Heat from which anger is answered as anger, below the call threshold (GUIDANCE 1, nine-step).
ANGER = 0.45


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What the choice looks at."""

    reading: Reading
    cause_known: bool = False  # the case holds a cause
    justified: bool | None = None  # None: not looked into; then the customer is believed
    provocation: bool = False  # bait or nit-picking without a claim of substance
    person_insulted: bool = False  # a person is insulted, not the firm (flag `insult` alone does not say)
    foreign_cause: bool = False  # the cause lies with a partner or another team
    resolved: bool = False  # the case is solved and a follow-up is due


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A playbook with the reasons for it, in the agent's language."""

    playbook: str
    reasons: tuple[str, ...]


def _call(situation: Situation) -> bool:
    return situation.reading.heat.band is Band.HIGH and Flag.DO_NOT_CALL not in situation.reading.flags


def _written_only(situation: Situation) -> bool:
    return situation.reading.heat.band is Band.HIGH


def _angry(situation: Situation) -> bool:
    rude = Flag.INSULT in situation.reading.flags
    return situation.reading.kind is Kind.COMPLAINT and (situation.reading.heat.value >= ANGER or rude)


def _cause_known(situation: Situation) -> bool:
    return situation.cause_known and situation.justified is not False


#: (playbook, reason, when), in order; the last always fits.
RULES: tuple[tuple[PlaybookId, str, Callable[[Situation], bool]], ...] = (
    (PlaybookId.FOLLOW_UP, "resolved", lambda situation: situation.resolved),
    (PlaybookId.CALLBACK_INVITATION, "call", _call),
    (PlaybookId.HOLDING, "written_only", _written_only),
    (PlaybookId.HOLDING, "no_complaint", lambda situation: situation.reading.kind is not Kind.COMPLAINT),
    (PlaybookId.TONE_BOUNDARY, "insult", lambda situation: situation.person_insulted),
    (PlaybookId.STEADY_ANSWER, "provocation", lambda situation: situation.provocation),
    (PlaybookId.RIGHT_OWNER, "owner", lambda situation: situation.foreign_cause),
    (PlaybookId.STEADY_ANSWER, "not_justified", lambda situation: situation.justified is False),
    (PlaybookId.NINE_STEP, "anger", _angry),
    (PlaybookId.ACTION_CAUSE_TERMS, "cause_known", _cause_known),
    (PlaybookId.LISTEN_RECAP, "default", lambda situation: True),
)


def _seen(situation: Situation) -> list[str]:
    """Return the words that weighed most, as the heat ledger names them."""
    ours = [signal for signal in situation.reading.heat.signals if not signal.name.startswith("model")]
    strongest = sorted(ours, key=lambda signal: -abs(signal.weight))[:3]
    return [
        say("quoted_plain", "{signal}: {quote}", signal=named("signal", one.name), quote=one.quote)
        if one.quote
        else named("signal", one.name)
        for one in strongest
    ]


def choose(situation: Situation, *, language: str = "en") -> Choice:
    """Choose the playbook for a reply.

    `language` is the agent's. Text stays while it is calm, voice when it is not (GUIDANCE 3.4); a customer who must
    not be rung gets a written note from a manager.
    """
    playbook, key = next((playbook, key) for playbook, key, fits in RULES if fits(situation))
    reasons: list[str] = [Sentence(reason(key, language), f"choice.{key}", {})]
    reasons += _seen(situation)
    return Choice(playbook=playbook.value, reasons=tuple(reasons))
