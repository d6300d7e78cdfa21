"""Words and model together: which finds stand, and which flags the model sets alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.model.heat import Flag, Kind, Span
from mailbot.model.policy import HeatPolicy
from mailbot.triage.model import ModelReading
from mailbot.triage.sight import Sight
from mailbot.triage.signals import SIGNALS, SignalRule


@dataclass(frozen=True, kw_only=True, slots=True)
class Find:
    """A signal that was found, with its evidence; none when the model says so without a telling phrase."""

    rule: SignalRule
    spans: tuple[Span, ...]

    @property
    def strength(self) -> float:
        """Share of the full weight, 0..1."""
        return min(self.rule.full, len(self.spans)) / self.rule.full if self.spans else 1.0


def find_all(
    sight: Sight,
    *,
    policy: HeatPolicy,
    model: ModelReading | None = None,
    known: Sequence[tuple[Span, ...]] | None = None,
) -> tuple[Find, ...]:
    """Return the signals of a text, in the order of SIGNALS: found by their words, or by the model where it is sure.

    Plain words of self-harm and of violence always stand: a call too many costs less than a person missed. `known` is
    where each of SIGNALS was found, where the caller knows it already.
    """
    found = []
    for number, rule in enumerate(SIGNALS):
        spans = rule.find(sight) if known is None else known[number]
        certain = rule.plain is not None and bool(rule.plain(sight))
        if certain or (_stands(rule, model, policy) if spans else _sure(rule, model, policy)):
            found.append(Find(rule=rule, spans=spans))
    return tuple(found)


def _stands(rule: SignalRule, model: ModelReading | None, policy: HeatPolicy) -> bool:
    """Tell whether what the words say is to be believed.

    Words of danger are, unless both looks find next to none of it in the mail and in the very sentences; veiled talk of
    self-harm always is where the student was not heard.
    """
    danger = _danger(rule, model)
    if danger is not None:
        return danger >= policy.danger_words
    if model is None or rule.flag is Flag.SELF_HARM:
        return True
    if rule.floor and rule.flag is not Flag.VIOLENCE_THREAT and model.high < policy.calm_high:
        return False
    if rule.flag is None:
        return True
    share = model.flags.get(rule.flag, 0.0)
    believed: bool = share >= getattr(policy.doubt, rule.flag.value)
    return believed and not _figure_of_speech(rule, model, policy)


def _figure_of_speech(rule: SignalRule, model: ModelReading | None, policy: HeatPolicy) -> bool:
    """Tell whether the model takes a threat for a figure of speech, in a mail that is hardly a complaint."""
    if model is None or rule.flag is None or not rule.floor:
        return False
    calm: bool = model.kinds.get(Kind.COMPLAINT, 0.0) < policy.calm_kind
    return calm and model.flags.get(rule.flag, 0.0) < policy.calm_flag


def _sure(rule: SignalRule, model: ModelReading | None, policy: HeatPolicy) -> bool:
    if model is None or rule.flag is None:
        return False
    danger = _danger(rule, model)
    if danger is not None:
        return danger >= policy.danger_sure
    sure: float = getattr(policy.sure, rule.flag.value)
    return model.flags.get(rule.flag, 0.0) >= sure


def _danger(rule: SignalRule, model: ModelReading | None) -> float | None:
    """Return both looks' probability of a danger; None for another signal, or where the student was not heard."""
    if model is None or model.dangers is None or rule.flag is None:
        return None
    return model.dangers.get(rule.flag)


def in_doubt(model: ModelReading | None, policy: HeatPolicy) -> bool:
    """Tell whether a danger is likely enough that a person must read the mail, whatever its words and its heat."""
    if model is None or model.dangers is None:
        return False
    return max(model.dangers.values()) >= policy.danger_call
