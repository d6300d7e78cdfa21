"""The trained part of heat: a text in, a calibrated reading out.

Order of work: features of the text (words, cue phrases, what the rules found, surface, n-grams) -> one standardised
vector and a bag of n-grams -> a kernel machine with many outputs (heat, high, kind, category, flags) -> calibration. Everything is a pure function of a
`HeatModel`, which an adapter loads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mailbot.model.heat import Category, Flag, Kind, Span
from mailbot.triage.features import LONGEST, sentences, trimmed
from mailbot.triage.features_cues import CueIndex
from mailbot.triage.features_left_out import GramSets, grams_without
from mailbot.triage.features_ngrams import BITS, Grams, grams
from mailbot.triage.features_parts import Dense, Parts, parts_of
from mailbot.triage.features_signals import NOTHING, SignalHits, signal_vector, signals_without
from mailbot.triage.features_vectors import WordVectors, pooled, pooled_without
from mailbot.triage.model_grams import GramTable, gram_answers
from mailbot.triage.model_kernel import KernelMachine, answers
from mailbot.triage.model_second import DANGERS, SecondLook, blended, dangers
from mailbot.triage.model_tone import ToneModel, letter_share, tones

Floats = NDArray[np.float32]

#: Kinds that the model tells apart; machine mail is told apart by its headers first (`mailbot.mail`).
KINDS = (Kind.COMPLAINT, Kind.QUESTION, Kind.PRAISE, Kind.OTHER, Kind.AUTOMATED)
CATEGORIES = tuple(Category)
FLAGS = tuple(Flag)

#: What the kernel machine answers, in order.
OUTPUTS = (
    "heat",
    "high",
    *(f"kind:{kind}" for kind in KINDS),
    *(f"category:{category}" for category in CATEGORIES),
    *(f"flag:{flag}" for flag in FLAGS),
)

#: Heat from which the second look cannot make a complaint a mail of another kind, and the share of the kind "complaint"
#: below which it would.
HEATED = 0.65
UNSURE = 0.6

#: Languages with their own cue phrases; other texts are read with the English ones.
LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")
TONAL = frozenset({"vi"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Contribution:
    """What a stretch of the text adds to the model's heat."""

    span: Span | None  # None: the text as a whole (what a text says before its words are weighed)
    points: float  # on the 0..1 scale; the points of a reading add up to its heat


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelReading:
    """What the trained part says of one text."""

    heat: float  # calibrated, 0..1; at least .7 where a call is more likely right than a letter
    high: float  # probability that the band is high, given that it is a complaint
    kinds: Mapping[Kind, float]  # probabilities, sum 1
    categories: Mapping[Category, float]  # probabilities, sum 1
    flags: Mapping[Flag, float]  # hints for the rules, each 0..1 on its own
    confidence: float  # 0..1: probability that the band is the right one
    letter: float = 1.0  # 1 a letter to a company, 0 a post or review: then `heat` is the anger of posts
    looked_twice: bool = False  # the student corrected heat and kind
    dangers: Mapping[Flag, float] | None = None  # probability of each of `DANGERS`; None: the student was not heard
    contributions: tuple[Contribution, ...] = ()  # add up to `heat`; empty when not asked for
    raw: tuple[float, ...] = field(
        default=(), repr=False, compare=False
    )  # in the order of `OUTPUTS`, for a second look
    tones: tuple[float, ...] = field(default=(), repr=False, compare=False)  # see `model_tone.TONES`

    @property
    def kind(self) -> Kind:
        """Return the likeliest kind."""
        return max(self.kinds, key=self.kinds.__getitem__)

    @property
    def category(self) -> Category:
        """Return the likeliest category."""
        return max(self.categories, key=self.categories.__getitem__)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Calibration:
    """How raw answers become probabilities and points."""

    heat_from: Floats  # ascending raw heat
    heat_to: Floats  # calibrated heat at those points, ascending
    high_from: Floats
    high_to: Floats
    sharpness: Mapping[str, float] = field(default_factory=dict)  # exponent a group of outputs ("kind", "category")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class HeatModel:
    """Everything that `predict` needs, as values."""

    cues: Mapping[str, CueIndex]  # by language
    vectors: WordVectors
    tone: ToneModel
    kernel: KernelMachine
    grams: GramTable
    calibration: Calibration
    second: SecondLook | None = None  # for doubtful texts, with a student's opinion
    second_calibration: Calibration | None = None  # of the corrected answers
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Found:
    """What was found in a batch of texts."""

    features: Floats  # not yet standardised, shape (texts, features): tone, signals, cues, surface, words
    grams: Grams | GramSets
    tones: Floats  # raw, shape (texts, 3), see `model_tone.TONES`


def dense_features(
    cues: Mapping[str, CueIndex], vectors: WordVectors, texts: Sequence[str], languages: Sequence[str]
) -> tuple[Floats, list[str]]:
    """Return cues, surface and word vectors of texts, shape (texts, features), and the lowered texts."""
    parts = [_parts(cues, vectors, text, language).whole() for text, language in zip(texts, languages, strict=True)]
    return _numbers(vectors, parts), [part.low for part in parts]


def _parts(cues: Mapping[str, CueIndex], vectors: WordVectors, text: str, language: str) -> Parts:
    return parts_of(text, cues.get(language) or cues["en"], vectors, tonal=language in TONAL)


def _numbers(vectors: WordVectors, parts: Sequence[Dense]) -> Floats:
    leading = np.array([part.leading for part in parts], np.float32).reshape(len(parts), -1)
    return np.hstack([leading, pooled(vectors, [part.rows for part in parts])])


def find(
    model: HeatModel,
    texts: Sequence[str],
    languages: Sequence[str],
    polarity: Sequence[float | None],
    signals: Sequence[Sequence[float]],
) -> Found:
    """Return the features and tones of texts; `signals` as `features_signals.signal_vector` gives them."""
    dense, lows = dense_features(model.cues, model.vectors, texts, languages)
    return _found(model, dense, lows, polarity, signals)


def _found(
    model: HeatModel,
    dense: Floats,
    lows: Sequence[str],
    polarity: Sequence[float | None],
    signals: Sequence[Sequence[float]],
) -> Found:
    return _joined(model, grams(lows, BITS), dense, polarity, signals)


def _joined(
    model: HeatModel,
    batch: Grams | GramSets,
    dense: Floats,
    polarity: Sequence[float | None],
    signals: Sequence[Sequence[float]],
) -> Found:
    found = tones(model.tone, batch, dense)
    leading = np.column_stack([found[:, :2], np.array([tone or 0.0 for tone in polarity], np.float32)])
    spoken = np.array(signals, np.float32).reshape(len(dense), len(NOTHING))
    return Found(features=np.hstack([leading, spoken, dense]).astype(np.float32), grams=batch, tones=found)


def predict(
    model: HeatModel,
    text: str,
    *,
    language: str,
    polarity: float | None = None,
    hits: SignalHits = NOTHING,
) -> ModelReading:
    """Read one text and say what each of its sentences adds.

    `language` is ISO 639-1; `polarity` is the tone of an English text from -1 to 1, or None when unknown; `hits` is what
    the rules found on the text. Long texts are read at their beginning and end (`features.LONGEST`).
    """
    cut = len(text) - len(trimmed(text))
    text = trimmed(text)
    spans = sentences(text)[:40]
    shown = [(start + cut, end + cut) if cut and start >= LONGEST // 2 else (start, end) for start, end in spans]
    found = _left_out(model, text, language, polarity, hits, spans if len(spans) > 1 else [])
    rows = _raw(model, found)
    empty_heat, *without = _heats(rows[1:], found.tones[1:], model.calibration, model.tone).tolist()
    reading = _reading(rows[0], found.tones[0], model.calibration, model.tone)
    return replace(reading, contributions=_shares(reading.heat, empty_heat, shown, without))


def _left_out(
    model: HeatModel, text: str, language: str, polarity: float | None, hits: SignalHits, spans: Sequence[Span]
) -> Found:
    """Return what is found in a text, in an empty one, and in the text without each of some sentences."""
    parts, empty = (_parts(model.cues, model.vectors, one, language) for one in (text, ""))
    whole, rests = parts.whole(), [parts.without(start, end) for start, end in spans]
    leading = [whole.leading, empty.whole().leading, *(rest.leading for rest in rests)]
    words = [
        pooled(model.vectors, [whole.rows, ()]),
        pooled_without(model.vectors, parts.rows, [rest.gone for rest in rests]),
    ]
    return _joined(
        model,
        grams_without(parts.low, spans, BITS),
        np.hstack([np.array(leading, np.float32), np.concatenate(words)]),
        [polarity] * len(leading),
        [signal_vector(hits), signal_vector(NOTHING), *signals_without(hits, spans)],
    )


def look_twice(
    model: HeatModel,
    first: ModelReading,
    opinion: Floats,
    *,
    doubtful: float = 1.0,
    apart: Sequence[Floats] = (),
) -> ModelReading:
    """Correct a first reading by the student's opinion, shape (outputs,); as it is without a trained second look.

    Heat and kind are corrected where the first look's confidence lies below `doubtful`, category and flags always. `apart` are
    opinions of single sentences in which words of danger stand: a danger is as likely as in the likeliest of them, so that
    calm words around a threat do not hide it.

    What is corrected belongs to the text as a whole: it is one more of the contributions, where the first has some. A
    heated complaint stays what it is when the student doubts that it is one: neither a question nor a
    pleasantry in it talks it down.
    """
    if model.second is None or model.second_calibration is None or not first.raw:
        return first
    raw = blended(model.second, np.array(first.raw, np.float32), opinion)
    second = _reading(raw, np.array(first.tones, np.float32), model.second_calibration, model.tone)
    felt = _dangers(model.second, first, [opinion, *apart])
    if first.confidence >= doubtful or _talked_down(first, second):
        return replace(first, categories=second.categories, flags=second.flags, dangers=felt)
    corrected = (Contribution(span=None, points=second.heat - first.heat),) if first.contributions else ()
    return replace(second, looked_twice=True, dangers=felt, contributions=(*first.contributions, *corrected))


def _talked_down(first: ModelReading, second: ModelReading) -> bool:
    return first.heat >= HEATED and second.kinds[Kind.COMPLAINT] < min(UNSURE, first.kinds[Kind.COMPLAINT])


def _dangers(look: SecondLook, first: ModelReading, opinions: Sequence[Floats]) -> dict[Flag, float]:
    places = [OUTPUTS.index(f"flag:{flag}") for flag in DANGERS]
    shares = np.array(first.raw, np.float32)[places]
    found = dangers(look, shares, np.stack(opinions)[:, places]).max(axis=0)
    return dict(zip(DANGERS, found.tolist(), strict=True))


def _shares(heat: float, empty: float, spans: Sequence[Span], without: Sequence[float]) -> tuple[Contribution, ...]:
    """Divide `heat - empty` among the sentences by what the heat would be without each (occlusion)."""
    if not without:
        return (Contribution(span=spans[0] if spans else None, points=heat),)
    drops = [heat - rest for rest in without]
    total = sum(drops)
    scale = (heat - empty) / total if abs(total) > abs(heat - empty) and total * (heat - empty) > 0 else 1.0
    shares = [Contribution(span=span, points=drop * scale) for span, drop in zip(spans, drops, strict=True)]
    whole = heat - sum(share.points for share in shares)
    return (Contribution(span=None, points=whole), *shares)


def predict_many(
    model: HeatModel,
    texts: Sequence[str],
    *,
    languages: Sequence[str],
    polarity: Sequence[float | None] | None = None,
    hits: Sequence[SignalHits] | None = None,
) -> list[ModelReading]:
    """Read many texts at once, without contributions; much faster a text than `predict`."""
    known = polarity if polarity is not None else [None] * len(texts)
    signals = [signal_vector(one) for one in (hits if hits is not None else [NOTHING] * len(texts))]
    return _predicted(model, [trimmed(text) for text in texts], languages, known, signals)


def _predicted(
    model: HeatModel,
    texts: Sequence[str],
    languages: Sequence[str],
    polarity: Sequence[float | None],
    signals: Sequence[Sequence[float]],
) -> list[ModelReading]:
    if not texts:
        return []
    return _readings(model, find(model, texts, languages, polarity, signals))


def _raw(model: HeatModel, found: Found) -> Floats:
    """Return the raw outputs of texts, shape (texts, outputs)."""
    return answers(model.kernel, found.features) + gram_answers(model.grams, found.grams)


def _readings(model: HeatModel, found: Found) -> list[ModelReading]:
    rows = _raw(model, found)
    return [_reading(row, tone, model.calibration, model.tone) for row, tone in zip(rows, found.tones, strict=True)]


def hotness(raw: Floats) -> Floats:
    """Return what is calibrated to heat: the raw answer to "must it become a call", which parts letters from calls best,
    and a fifth of the raw heat, which orders the rest.
    """
    sums: Floats = np.float32(0.2) * raw[..., 0] + np.float32(0.8) * raw[..., 1]
    return sums


def _reading(raw: Floats, tone: Floats, calibration: Calibration, tones_of: ToneModel) -> ModelReading:
    kinds = _kinds(raw, calibration)
    start = 2 + len(KINDS)
    categories = _shared_out(raw[start : start + len(CATEGORIES)], calibration.sharpness.get("category", 1.0))
    flags = np.clip(raw[start + len(CATEGORIES) :], 0.0, 1.0)
    letter = letter_share(tones_of, tone)
    heat = float(_heats(raw[None], tone[None], calibration, tones_of)[0])
    high = float(np.interp(raw[1], calibration.high_from, calibration.high_to))
    complaint = float(kinds[0])
    return ModelReading(
        heat=heat,
        high=high,
        kinds=dict(zip(KINDS, map(float, kinds), strict=True)),
        categories=dict(zip(CATEGORIES, map(float, categories), strict=True)),
        flags=dict(zip(FLAGS, map(float, flags), strict=True)),
        letter=letter,
        raw=tuple(raw.tolist()),
        tones=tuple(tone.tolist()),
        confidence=max(1 - complaint, complaint * high, complaint * (1 - high)),
    )


def _heats(raw: Floats, tones_found: Floats, calibration: Calibration, tones_of: ToneModel) -> NDArray[np.float64]:
    """Return the heat of texts, shape (texts,), by their raw outputs and tones."""
    letter = np.array([letter_share(tones_of, tone) for tone in tones_found])
    complaint = _kinds(raw, calibration)[:, 0].astype(np.float64)
    heat: NDArray[np.float64] = letter * np.minimum(1.0, 2 * complaint) * _calibrated(raw, calibration)
    heat += (1 - letter) * np.interp(tones_found[:, 0], tones_of.anger_from, tones_of.anger_to)
    return heat


def _kinds(raw: Floats, calibration: Calibration) -> Floats:
    return _shared_out(raw[..., 2 : 2 + len(KINDS)], calibration.sharpness.get("kind", 1.0))


def _calibrated(raw: Floats, calibration: Calibration) -> Floats:
    """Return the heat that a mail has if it is a complaint."""
    return np.interp(hotness(raw), calibration.heat_from, calibration.heat_to).astype(np.float32)


def read_raw(model: HeatModel, raw: Floats, *, twice: bool = False) -> ModelReading:
    """Return the reading of raw outputs of a letter, as training leaves them; `twice`: of the corrected ones."""
    calibration = (model.second_calibration if twice else None) or model.calibration
    return _reading(raw, np.ones(3, np.float32), calibration, model.tone)


def _shared_out(raw: Floats, sharpness: float) -> Floats:
    powers = np.clip(raw, 0.004, 1.0) ** np.float32(sharpness)
    shares: Floats = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return shares
