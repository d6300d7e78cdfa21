"""Which playbook a reply follows, and why: the rules stand in one tuple, the first that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailbot.model.heat import Band, Flag, Kind, Reading
from mailbot.model.incident import Department, Incident
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
    incident: Incident | None = None  # the cause, where the house knows it beforehand
    owner: Department | None = None  # whose the matter is, where the house's routing says so
    evidence: tuple[str, ...] = ()  # words of the mail and data of the house that made the choice


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


def _no_complaint(situation: Situation) -> bool:
    """A question gets a plain note, unless the house knows the cause or whose the matter is."""
    known = situation.cause_known or situation.owner is not None
    return situation.reading.kind is not Kind.COMPLAINT and not known


def _cause_known(situation: Situation) -> bool:
    return situation.cause_known and situation.justified is not False


#: (playbook, reason, when), in order; the last always fits.
RULES: tuple[tuple[PlaybookId, str, Callable[[Situation], bool]], ...] = (
    (PlaybookId.FOLLOW_UP, "resolved", lambda situation: situation.resolved),
    (PlaybookId.CALLBACK_INVITATION, "call", _call),
    (PlaybookId.HOLDING, "written_only", _written_only),
    (PlaybookId.TONE_BOUNDARY, "insult", lambda situation: situation.person_insulted),
    (PlaybookId.STEADY_ANSWER, "provocation", lambda situation: situation.provocation),
    (PlaybookId.HOLDING, "no_complaint", _no_complaint),
    (PlaybookId.STEADY_ANSWER, "not_justified", lambda situation: situation.justified is False),
    # A cause that is known calms more than a feeling that is acknowledged: control of the situation (GUIDANCE 1).
    (PlaybookId.ACTION_CAUSE_TERMS, "cause_known", _cause_known),
    (PlaybookId.RIGHT_OWNER, "owner", lambda situation: situation.foreign_cause),
    (PlaybookId.NINE_STEP, "anger", _angry),
    (PlaybookId.LISTEN_RECAP, "default", lambda situation: True),
)


#: Reasons that the situation's evidence speaks for.
_EVIDENT = frozenset({"insult", "provocation", "owner", "cause_known"})


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
    reasons += [*situation.evidence, *_seen(situation)] if key in _EVIDENT else _seen(situation)
    return Choice(playbook=playbook.value, reasons=tuple(reasons))
