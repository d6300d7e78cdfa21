"""The heat of one message as a ledger: entries that add up, floors that nothing undercuts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from mailbot.model.heat import Band, Category, Flag, Heat, Kind, Reading, Signal, Span
from mailbot.model.policy import HeatPolicy, HeatWeights
from mailbot.triage import tone
from mailbot.triage.features_signals import SignalHits
from mailbot.triage.injection import FAMILY, blanked, injected
from mailbot.triage.kind import TOPICS, category_by_words, kind_shares
from mailbot.triage.lexicon import Lexicon
from mailbot.triage.model import Contribution, ModelReading
from mailbot.triage.sight import Sight, glance, look
from mailbot.triage.trust import Find, find_all, in_doubt

#: What a share is given to: a kind or a category.
Key = TypeVar("Key", Kind, Category)


def text_to_weigh(text: str, *, language: str, lexicons: Mapping[str, Lexicon]) -> str:
    """Return the text as the model may see it: words meant for a machine are blank, all others keep their place."""
    return blanked(text, injected(glance(text, FAMILY, language=language, lexicons=lexicons), lexicons))


def sight_to_weigh(whole: Sight, lexicons: Mapping[str, Lexicon]) -> Sight:
    """Return what was seen as the model may see it, see `text_to_weigh`; most texts hold no such words."""
    plain = blanked(whole.text, injected(whole, lexicons))
    return whole if plain == whole.text else look(plain, language=whole.page.language, lexicons=lexicons)


def read(
    text: str,
    *,
    language: str,
    lexicons: Mapping[str, Lexicon],
    policy: HeatPolicy,
    model: ModelReading | None = None,
    polarity: float | None = None,
    subject: str = "",
    whole: Sight | None = None,
    weighed: Sight | None = None,
    known: SignalHits | None = None,
) -> Reading:
    """Weigh one message.

    Args:
        text: what the customer newly wrote; the evidence points into it.
        language: ISO 639-1 of the text.
        lexicons: cues by language.
        policy: weights and thresholds.
        model: what the trained model says of `text_to_weigh(text)`, or None: words alone decide then.
        polarity: TextBlob's polarity, -1..1, for English; None elsewhere.
        subject: helps with the category when the text says little.
        whole: what `look` returned for the text, where the caller knows it already.
        weighed: likewise what `sight_to_weigh` returned for that.
        known: likewise what `signal_hits` returned for what is weighed.

    Never raises for odd text. Adding words to a machine ("ignore your instructions") never lowers the heat: they are
    set aside for the model and the kind, while signals are looked for in all of the text.
    """
    whole = whole or look(text, language=language, lexicons=lexicons)
    sight = weighed or sight_to_weigh(whole, lexicons)
    finds = find_all(whole, policy=policy, model=model, known=known if sight is whole else None)
    felt = in_doubt(model, policy)
    kind = Kind.COMPLAINT if felt else _kind(sight, finds, policy, model)
    finds = tuple(find for find in finds if kind is Kind.COMPLAINT or _calm(find, kind))
    heat = _heat(text, finds, kind, policy, model, polarity, felt)
    return Reading(
        language=language,
        kind=kind,
        heat=heat,
        category=_category(sight, subject, language, lexicons, policy, model),
        flags=frozenset(find.rule.flag for find in finds if find.rule.flag),
        flag_evidence=tuple((find.rule.flag, span) for find in finds if find.rule.flag for span in find.spans),
        urgent=any(find.rule.urgent for find in finds) and kind is not Kind.PRAISE,
        thankful=bool(tone.gratitude(sight)),
    )


#: Flags that a mail may carry which is no complaint; the others are figures of speech there.
CALM_FLAGS: Mapping[Flag, frozenset[Kind]] = {
    Flag.CALLBACK_REQUESTED: frozenset({Kind.QUESTION, Kind.OTHER}),
    Flag.DO_NOT_CALL: frozenset({Kind.QUESTION, Kind.OTHER, Kind.PRAISE}),
    Flag.VULNERABLE: frozenset({Kind.QUESTION}),
    Flag.CHURN: frozenset({Kind.OTHER}),
}


def _calm(find: Find, kind: Kind) -> bool:
    return find.rule.flag is None or kind in CALM_FLAGS.get(find.rule.flag, frozenset())


def _kind(sight: Sight, finds: tuple[Find, ...], policy: HeatPolicy, model: ModelReading | None) -> Kind:
    if any(find.rule.floor for find in finds):
        return Kind.COMPLAINT
    speaking = sum(find.rule.complaint for find in finds if find.rule.flag)
    shares = kind_shares(sight, speaking=speaking, model=model.kinds if model else None)
    if shares.get(Kind.COMPLAINT, 0.0) >= policy.complaint_from:
        return Kind.COMPLAINT
    return max((kind for kind in shares if kind is not Kind.COMPLAINT), key=lambda kind: shares[kind])


def _category(
    sight: Sight,
    subject: str,
    language: str,
    lexicons: Mapping[str, Lexicon],
    policy: HeatPolicy,
    model: ModelReading | None,
) -> Category:
    seen = glance(f"{subject}\n{sight.text}", TOPICS, language=language, lexicons=lexicons) if subject else sight
    shares = _mixed(category_by_words(seen), model.categories if model else None, policy.model_trust)
    return max(shares, key=lambda category: shares[category])


def _mixed(words: Mapping[Key, float], model: Mapping[Key, float] | None, trust: float) -> dict[Key, float]:
    if not model:
        return dict(words)
    return {key: trust * model.get(key, 0.0) + (1 - trust) * share for key, share in words.items()}


def _heat(
    text: str,
    finds: tuple[Find, ...],
    kind: Kind,
    policy: HeatPolicy,
    model: ModelReading | None,
    polarity: float | None,
    felt: bool,
) -> Heat:
    weights = policy.beside if model else policy.alone
    ledger = [*_ground(text, policy, model), *_entries(text, finds, weights)]
    if polarity is not None and polarity < 0 and weights.polarity:
        ledger.append(Signal(name="polarity", weight=-polarity * weights.polarity))
    lifted = felt or any(find.rule.floor for find in finds)
    ledger += _bounds(text, finds, kind, policy, total(ledger), felt)
    if model is not None and not lifted:
        ledger = _less_of_a_letter(ledger, model)
    value = min(1.0, max(0.0, total(ledger)))
    return Heat(value=value, band=band_of(value, kind, policy, lifted=lifted), signals=tuple(ledger))


def _less_of_a_letter(ledger: list[Signal], model: ModelReading) -> list[Signal]:
    """Weigh a text that is no letter to a company (a post, a review) by the model's anger of posts instead."""
    if model.letter >= 1.0:
        return ledger
    letter = [replace(entry, weight=entry.weight * model.letter) for entry in ledger]
    return [*letter, Signal(name="post", weight=(1.0 - model.letter) * model.heat)]


def _ground(text: str, policy: HeatPolicy, model: ModelReading | None) -> Iterable[Signal]:
    """Yield what the heat starts from: the model's own entries, or the base of a complaint."""
    if model is None:
        yield Signal(name="base", weight=policy.base)
        return
    if policy.model_base:
        yield Signal(name="base", weight=policy.model_base)
    for entry in model.contributions or (Contribution(span=None, points=model.heat),):
        points = entry.points * policy.model_share
        yield Signal(name="model", weight=points, evidence=entry.span, quote=_quote(text, entry.span))
    if policy.model_high:
        yield Signal(name="model_high", weight=policy.model_high * model.high)


def _entries(text: str, finds: tuple[Find, ...], weights: HeatWeights) -> Iterable[Signal]:
    """Yield one entry a find; the points of a signal are shared among its evidence."""
    for find in finds:
        points = getattr(weights, find.rule.name) * find.strength
        if not find.spans:
            yield Signal(name=find.rule.name, weight=points)
        for span in find.spans:
            yield Signal(name=find.rule.name, weight=points / len(find.spans), evidence=span, quote=_quote(text, span))


def _bounds(
    text: str, finds: tuple[Find, ...], kind: Kind, policy: HeatPolicy, value: float, felt: bool
) -> Iterable[Signal]:
    """Yield the entry that lifts a threat to the floor, a complaint to its least heat, or takes a calm mail down."""
    lifting = next((find for find in finds if find.rule.floor), None)
    if felt and not lifting:
        yield Signal(name="felt_danger", weight=max(0.0, policy.floor - value))
    elif lifting and value < policy.floor:
        span = next(iter(lifting.spans), None)
        yield Signal(name="floor", weight=policy.floor - value, evidence=span, quote=_quote(text, span))
    elif kind is Kind.COMPLAINT and value < policy.least_complaint:
        yield Signal(name="complaint", weight=policy.least_complaint - value)
    elif kind is not Kind.COMPLAINT:
        kept = min(policy.calm_most, max(0.0, value) * policy.calm_share)
        yield Signal(name="kind", weight=kept - value)


def band_of(value: float, kind: Kind, policy: HeatPolicy, *, lifted: bool) -> Band:
    """Return the band: none for what is no complaint, high from the threshold or by what lifts over it."""
    if kind is not Kind.COMPLAINT:
        return Band.NONE
    if value >= policy.high or lifted:
        return Band.HIGH
    return Band.LOW


def total(ledger: Iterable[Signal]) -> float:
    """Return the sum of the entries: the heat before clipping."""
    return sum(entry.weight for entry in ledger)


def automated(language: str) -> Reading:
    """Return the reading of a machine's mail: no heat, no flags."""
    return Reading(language=language, kind=Kind.AUTOMATED, heat=Heat(value=0.0, band=Band.NONE))


def flags_of(reading: Reading) -> list[Flag]:
    """Return the flags in alphabetical order."""
    return sorted(reading.flags)


def _quote(text: str, span: Span | None) -> str:
    return text[span[0] : span[1]] if span else ""
