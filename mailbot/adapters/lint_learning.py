"""Learning which frames are faults, from labelled replies and sentences.

    python -m mailbot.adapters.lint_learning tests/corpus/lint mailbot/weights/lint.npz

Learns from the replies of a folder (`*.jsonl` at any depth, the labelled faults found where today's lexicon finds them), from the
harmless sentences beside them (`sentences/*.txt`), from labelled sentences (`frames/*.tsv`: rule or "-", a tab, the sentence) and
from the examples in the lexicons. Needs the extra `train`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mailbot.adapters.lint_frames import save_frames
from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.triage.lint import LintCase, check
from mailbot.triage.lint.frame_model import HARMLESS, Floats, FrameModel
from mailbot.triage.lint.frames import frames
from mailbot.triage.lint.lexicon import Lexicon
from mailbot.triage.lint.reading import Reply

#: Rules that a sentence breaks by what it says.
LEARNT = (
    "war-of-words",
    "interrupting",
    "excuse",
    "passing-the-buck",
    "faultless",
    "blaming-the-customer",
    "conditional-apology",
    "had-to",
    "unauthorised-promise",
    "vague-terms",
    "emotional-hook",
    "arguing-in-text",
    "patience-plea",
)
#: Sentences that show a class, or a word of one language, before it is learnt, and how far weights are held down.
_SEEN, _WORD_SEEN, _DAMPING = 6, 3, 3.0
#: Folders whose unseen halves are measured on and not learnt from.
_KEPT_BACK = frozenset({"implied", "everyday", "trades"})
#: Folders that nothing is learnt from.
_KEPT_WHOLE = frozenset({"counter"})
#: How often a harmless sentence that sounds like a fault is shown.
_HEEDED = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """What is learnt from: the features of a sentence and the answer wanted."""

    features: frozenset[str]
    answer: str
    text: str = ""


def gathered(folder: Path, lexicon: Lexicon) -> list[Sentence]:
    """Return the labelled sentences of a folder and of the lexicons."""
    plain = replace(lexicon, frames=None)  # what is learnt must not teach itself
    found: list[Sentence] = []
    for path in sorted(path for path in folder.rglob("*.jsonl") if not _is_kept_back(path)):
        for line in path.read_text("utf-8").splitlines():
            found += of_reply(json.loads(line), plain)
    for path in sorted(folder.glob("sentences/*.txt")):
        for text in path.read_text("utf-8").splitlines():
            found += list(_alone(path.stem, text, HARMLESS, plain)) * _HEEDED
    for path in sorted(folder.glob("frames/*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            rule, _, text = line.partition("\t")
            found += list(_alone(path.stem, text, HARMLESS if rule == "-" else rule, plain)) * (
                _HEEDED if rule == "-" else 1
            )
    return found + list(_examples(plain))


def _is_kept_back(path: Path) -> bool:
    return path.parent.name in _KEPT_WHOLE or (path.parent.name in _KEPT_BACK and path.name.startswith("unseen-"))


def of_reply(data: dict[str, object], lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a labelled reply whose answer is certain."""
    case = LintCase.from_mapping(data)
    wanted, tolerated = set(_texts(data["expected"])), set(_texts(data["tolerated"]))
    if "wrong-language" in wanted | tolerated:
        return
    reply = Reply(case, lexicon)
    broken: dict[int, str] = {}
    found = check(case, lexicon)
    for finding in found:
        if finding.span and finding.rule in LEARNT and finding.rule in wanted | tolerated:
            broken.setdefault(reply.sentence_at(finding.span[0]), finding.rule)
    certain = wanted & set(LEARNT) <= {finding.rule for finding in found}
    for index, features in enumerate(frames(reply)):
        if index in broken or certain:
            start, end = reply.sentences[index]
            yield Sentence(features=features, answer=broken.get(index, HARMLESS), text=reply.text[start:end])


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _alone(language: str, text: str, answer: str, lexicon: Lexicon) -> Iterator[Sentence]:
    read = frames(Reply(LintCase(language=language, playbook="", reply=text), lexicon))
    if read:
        yield Sentence(features=frozenset().union(*read), answer=answer, text=text)


def _examples(lexicon: Lexicon) -> Iterator[Sentence]:
    for code, words in lexicon.languages.items():
        for rule in words.rules:
            for pattern in words.patterns(rule):
                for text in pattern.positive if rule in LEARNT else ():
                    yield from _alone(code, text, rule, lexicon)
                for text in pattern.negative:
                    yield from _alone(code, text, HARMLESS, lexicon)


def learn(sentences: Sequence[Sentence], *, damping: float = _DAMPING) -> FrameModel:
    """Return the weights of a multinomial logistic regression, found by L-BFGS."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    rows = _vocabulary(sentence.features for sentence in sentences)
    answers = (HARMLESS, *LEARNT)
    taken = [[rows[feature] for feature in sentence.features if feature in rows] for sentence in sentences]
    ends = np.cumsum([0, *map(len, taken)])
    flat = np.array([row for part in taken for row in part])
    shown = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(sentences), len(rows)))
    wanted = np.zeros((len(sentences), len(answers)), np.float32)
    wanted[np.arange(len(sentences)), [answers.index(sentence.answer) for sentence in sentences]] = 1
    size = len(rows) * len(answers)

    def loss(numbers: Floats) -> tuple[float, Floats]:
        weights, shift = numbers[:size].reshape(len(rows), -1), numbers[size:]
        raw = shown @ weights + shift
        raw -= raw.max(axis=1, keepdims=True)
        logs = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
        slope = np.exp(logs) - wanted
        value = -(wanted * logs).sum() + damping / 2 * (weights * weights).sum()
        return float(value), np.concatenate([(shown.T @ slope + damping * weights).ravel(), slope.sum(axis=0)])

    found = minimize(loss, np.zeros(size + len(answers)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = found.x[:size].reshape(len(rows), -1).astype(np.float32)
    return FrameModel(rows=rows, answers=answers, weights=weights, shift=found.x[size:].astype(np.float32))


def _vocabulary(shown: Iterable[frozenset[str]]) -> dict[str, int]:
    counts = Counter(feature for features in shown for feature in features)
    # A feature of one language alone is written with its code before a colon.
    kept = sorted(one for one, count in counts.items() if count >= (_WORD_SEEN if ":" in one else _SEEN))
    return {feature: row for row, feature in enumerate(kept)}


def main(folder: str, path: str) -> None:
    """Learn from a folder and write the weights."""
    sentences = gathered(Path(folder), load_lexicon())
    save_frames(learn(sentences), Path(path))
    print(f"{len(sentences)} sentences, {sum(one.answer != HARMLESS for one in sentences)} of them faults")


if __name__ == "__main__":
    main(*sys.argv[1:3])
