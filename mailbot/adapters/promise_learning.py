"""Learning which sentences with a time ahead are promises, from labelled sentences.

    python -m mailbot.adapters.promise_learning tests/unit/scheduler/data tests/corpus/promises tests/corpus/lint mailbot/weights/promise.npz

The first folder holds what the tests measure on (`promises*.txt`: `language|due or none|text`, the head of a file says when it
was written), the second what was written to learn from alone (`<language>.tsv`: + or -, a tab, the sentence), the third
whole replies: where the rules are sure of a sentence of theirs, it counts a little as what they say, so that recaps and follow-ups
look like what they are. Needs the extra `train`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.adapters.promise_weights import save_promise_judge
from mailbot.model.policy import HoursPolicy
from mailbot.triage.lint.case import LintCase
from mailbot.triage.lint.lexicon import Lexicon
from mailbot.triage.lint.reading import Reply
from mailbot.triage.promise_features import features
from mailbot.triage.promise_judge import PromiseJudge
from mailbot.triage.promise_pledges import pledges
from mailbot.triage.promise_words import WORDS, without_quotes
from mailbot.triage.promises import Reading, readings
from scheduler.calendar import calendar_of

#: Never learnt from: the measure of what was learnt.
_KEPT_BACK = frozenset({"promises_eleventh_unread"})
#: Of this file every second line of a language is kept back.
_HALF = "promises_tenth"
#: Files that the rules were not mended with: on all others the signs of the rules look better than they are.
_FRESH = frozenset({"promises_eleventh_learn", "promises_eleventh_tune", "corpus"})
_HELD = frozenset({"promises_eleventh_learn", "promises_eleventh_tune"})
#: How much a sentence counts that the rules were mended with, one of the fresh hands, and one written to learn from.
_MENDED, _OF_A_HAND, _WRITTEN = 0.5, 1.5, 1.0
#: The same for a sentence of a whole reply, labelled by the rules.
_REPLIES = 0.4
#: Sentences that show a feature before it is learnt; how far weights are held down, and those of the rules' signs.
_SEEN, _DAMPING, _DAMPING_OF_SIGNS = 2, 1.0, 0.3
_MOMENT = re.compile(r"Written on \w+, (\d{4}-\d\d-\d\d), (\d\d:\d\d)")
_CALENDAR = calendar_of(HoursPolicy(zone="Europe/Berlin"))
#: The moment at which the sentences without a due were written: the judge does not care.
_ANY = datetime(2026, 10, 23, 8, 40, tzinfo=_CALENDAR.zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A sentence or mail with its label."""

    language: str
    due: str | None  # as it begins in one of the ways to write it; empty where none is given; None: no promise
    text: str
    written: datetime
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """What is learnt from: the features of a sentence, whether it promises and how much it counts."""

    features: frozenset[str]
    promises: bool
    weight: float


def labelled(measured: Path, corpus: Path) -> Iterator[Labelled]:
    """Yield what is learnt from, of both folders."""
    for path in sorted(measured.glob("promises*.txt")):
        if path.stem not in _KEPT_BACK:
            yield from _of_file(path)
    for path in sorted(corpus.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            sign, _, text = line.partition("\t")
            due = "" if sign == "+" else None
            yield Labelled(language=path.stem, due=due, text=text, written=_ANY, source="corpus")


def of_replies(folder: Path, lexicon: Lexicon) -> Iterator[Example]:
    """Yield the sentences of whole replies of which the rules are sure, each once, without their signs."""
    texts = dict.fromkeys(
        (reply["language"], reply["reply"])
        for path in sorted(folder.rglob("*.jsonl"))
        for reply in map(json.loads, path.read_text("utf-8").splitlines())
    )
    known: set[str] = set()
    for language, text in texts:
        reply = Reply(LintCase(language=language, playbook="", reply=without_quotes(text)), lexicon)
        for _, (part, *_) in readings(reply, _ANY, _CALENDAR) if language in WORDS else ():
            sentence, promises = text[part.span[0] : part.span[1]], _surely(part.seen, language)
            if promises is not None and sentence not in known:
                known.add(sentence)
                yield Example(features=_unsigned(reply, part), promises=promises, weight=_REPLIES)


def _surely(seen: frozenset[str], language: str) -> bool | None:
    """Return whether the signs of a sentence surely mean a promise, None where they leave a doubt."""
    told = bool(seen & {"past", "told"})
    if pledges(seen, language):
        return True if seen & {"future", "pledging"} and not told else None
    return False if told else None


def _of_file(path: Path) -> Iterator[Labelled]:
    content = path.read_text("utf-8")
    moment = _MOMENT.search(content)
    if moment is None:
        raise ValueError(f"{path} does not say when it was written")
    written = datetime.fromisoformat("T".join(moment.groups())).replace(tzinfo=_CALENDAR.zone)
    shown = Counter[str]()
    for line in content.splitlines():
        if line.startswith("#"):
            continue
        language, due, text = line.split("|", 2)
        shown[language] += 1
        if path.stem != _HALF or shown[language] % 2:
            wanted = None if due in ("none", "-") else due
            yield Labelled(language=language, due=wanted, text=text, written=written, source=path.stem)


def examples(one: Labelled, lexicon: Lexicon) -> Iterator[Example]:
    """Yield the parts of a text whose label is certain."""
    reply = Reply(LintCase(language=one.language, playbook="", reply=without_quotes(one.text)), lexicon)
    found = list(readings(reply, one.written, _CALENDAR))
    right = {index for index, parts in found for part in parts if _is_due(part, one.due)}
    for index, parts in found:
        for part in parts:
            promises = one.due is not None and (index in right or (not right and len(found) == 1))
            if promises and right and not _is_due(part, one.due):
                continue  # the due is in another part of the sentence
            if one.due is None or promises or right:
                yield _example(reply, part, promises=promises, source=one.source)


def _is_due(part: Reading, due: str | None) -> bool:
    moment = part.due.astimezone(_CALENDAR.zone)
    said = (f"{moment:%m-%d %H:%M}", f"{moment:%d %H:%M}", f"{moment:%a %H:%M}")
    return due is not None and any(one.startswith(due) for one in said)


def _example(reply: Reply, part: Reading, *, promises: bool, source: str) -> Example:
    fresh = source in _FRESH
    shown = features(reply, part.span, part.times, part.seen) if fresh else _unsigned(reply, part)
    weight = _OF_A_HAND if source in _HELD else _WRITTEN if source in _FRESH else _MENDED
    return Example(features=shown, promises=promises, weight=weight)


def _unsigned(reply: Reply, part: Reading) -> frozenset[str]:
    """Return the features of a part without the signs of the rules."""
    return features(reply, part.span, part.times, frozenset())


def learn(shown: Sequence[Example]) -> PromiseJudge:
    """Return the weights of a logistic regression, found by L-BFGS."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    counts = Counter(feature for one in shown for feature in one.features)
    names = sorted(feature for feature, count in counts.items() if count >= _SEEN)
    places = {feature: place for place, feature in enumerate(names)}
    taken = [sorted(places[feature] for feature in one.features if feature in places) for one in shown]
    ends = np.cumsum([0, *map(len, taken)])
    flat = np.array([place for part in taken for place in part])
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(shown), len(names)))
    signs = np.array([1.0 if one.promises else -1.0 for one in shown])
    weights = np.array([one.weight for one in shown])
    damping = np.array([_DAMPING_OF_SIGNS if name.startswith("#") else _DAMPING for name in names])

    def loss(numbers: np.ndarray) -> tuple[float, np.ndarray]:
        raw = signs * (matrix @ numbers[:-1] + numbers[-1])
        slope = -signs * weights / (1 + np.exp(raw))
        value = (weights * np.logaddexp(0, -raw)).sum() + (damping * numbers[:-1] ** 2).sum() / 2
        return float(value), np.append(matrix.T @ slope + damping * numbers[:-1], slope.sum())

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x.tolist()
    return PromiseJudge(weights=dict(zip(names, found, strict=False)), shift=found[-1])


def main(measured: str, corpus: str, replies: str, path: str) -> None:
    """Learn from the folders and write the weights."""
    lexicon = replace(load_lexicon(), promises=None)
    shown = [part for one in labelled(Path(measured), Path(corpus)) for part in examples(one, lexicon)]
    shown += of_replies(Path(replies), lexicon)
    save_promise_judge(learn(shown), Path(path))
    print(f"{len(shown)} sentences, {sum(one.promises for one in shown)} of them promises")


if __name__ == "__main__":
    main(*sys.argv[1:5])
