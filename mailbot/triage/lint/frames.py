"""The frame of a sentence: which classes of words stand together, who acts, what of the case is named.

A lexicon knows wordings; a frame knows shapes ("we" + "only" + a partner, regret + what the customer may have felt), so it
finds a fault in words that nobody listed. What shapes are faults is learnt (`adapters/lint_learning.py`): one weight a feature
and rule, the same for all languages. Beside the shape stand the words themselves (`ngrams.py`), of each language its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from mailbot.triage.lint.classes import Found
from mailbot.triage.lint.frame_model import HARMLESS, judged
from mailbot.triage.lint.moments import Moment
from mailbot.triage.lint.ngrams import ngrams
from mailbot.triage.lint.reading import Hit, Reply, once
from mailbot.triage.lint.text import fold, stems

#: Roles that say what part a sentence plays; others are not read for most replies anyway, and would cost time.
ROLES = ("thanks", "feeling", "apology", "contact", "promise", "past", "correction")
_CLAUSE = re.compile(r"[;:、,，；—–。]| - ")
#: Characters between two words that stand side by side.
_BESIDE = 9
#: Characters of a short and of a middling sentence.
_SHORT, _MIDDLING = 30, 90
#: Content words that a sentence shares with the facts or the problem when it speaks of them.
_SHARED = 2


@once
def frames(reply: Reply) -> tuple[frozenset[str], ...]:
    """Return the features of each sentence."""
    starts = [start for start, _ in reply.sentences]
    inside: list[list[Found]] = [[] for _ in starts]
    for one in _words(reply):
        index = bisect_right(starts, one.start) - 1
        if index >= 0:
            inside[index].append(one)
    return tuple(
        frozenset(_features(reply, index, words)).union(ngrams(_written(reply, index), reply.words.code))
        for index, words in enumerate(inside)
    )


def _written(reply: Reply, index: int) -> str:
    """Return a sentence as its words are compared: German "hätten" reproaches, "hatten" tells."""
    if reply.words.code != "de":
        return reply.sentence(index)
    start, end = reply.sentences[index]
    return reply.plain[start:end]


def _features(reply: Reply, index: int, words: list[Found]) -> Iterator[str]:
    start, end = reply.sentences[index]
    names = sorted({one.name for one in words})
    roles = list(_roles(reply, index))
    yield from names
    yield from ("+".join(pair) for pair in combinations(names, 2))
    for clause in _by_clause(reply.folded, start, end, words):
        yield from ("&".join(pair) for pair in combinations(sorted(clause), 2))
    yield from (f"{one.name}>{other.name}" for one, other in _beside(words) if one.name != other.name)
    yield from (f"@{role}" for role in roles)
    yield from (f"{role}@{name}" for role in roles or ("none",) for name in names)
    yield "short" if end - start < _SHORT else "middling" if end - start < _MIDDLING else "long"


def _beside(words: list[Found]) -> Iterator[tuple[Found, Found]]:
    """Yield the pairs that stand side by side; a sentence without an end has thousands of words."""
    for number, one in enumerate(words, 1):
        for other in islice(words, number, None):
            if other.start - one.end > _BESIDE:
                break
            if other.start >= one.end:
                yield one, other


def _by_clause(folded: str, start: int, end: int, words: list[Found]) -> Iterator[set[str]]:
    """Yield the classes of each clause."""
    cuts = [match.start() for match in _CLAUSE.finditer(folded, start, end)]
    clauses: dict[int, set[str]] = {}
    for one in words:
        clauses.setdefault(bisect_right(cuts, one.start), set()).add(one.name)
    yield from clauses.values()


def _roles(reply: Reply, index: int) -> Iterator[str]:
    """Yield the parts that a sentence plays, and what of the case it names."""
    yield from (role for role in ROLES if index in reply.where(role))
    moments, sums = reply.moments_in(index), reply.sums_in(index)
    if reply.names_in(index):
        yield "name"
    if moments:
        yield "held-time" if any(_is_held(one, reply) for one in moments) else "time"
    if sums:
        yield "held-sum" if any(one.value in reply.known.sums for one in sums) else "sum"
    if index in reply.reference_at:
        yield "reference"
    start, end = reply.sentences[index]
    if "?" in reply.text[start:end] or "？" in reply.text[start:end] or index in reply.where("question"):
        yield "question"
    if any(start <= quote < end for quote, _ in reply.quotes):
        yield "quote"
    shared = reply.sentence_stems[index]
    if len(shared & reply.problem_stems) >= _SHARED:
        yield "told"
    if len(shared & _fact_stems(reply)) >= _SHARED:
        yield "fact"


def _is_held(moment: Moment, reply: Reply) -> bool:
    """Tell whether the facts hold the day of a moment."""
    return moment.day is not None and any(moment.day == day for _, day in reply.known.days)


@once
def _fact_stems(reply: Reply) -> frozenset[str]:
    """Return what is left of the content words of the facts, names left out."""
    return reply.known.stems - stems(fold(" ".join(reply.owners)))


#: Faults that an invitation to talk knows as one.
_ARGUED = frozenset(
    {"excuse", "passing-the-buck", "had-to", "faultless", "blaming-the-customer", "interrupting", "arguing-in-text"}
)
#: Rules of one playbook.
_OWN = {"arguing-in-text": "callback-invitation", "emotional-hook": "steady-answer"}
#: Playbooks that give nothing: what they name as free or due is how things stand.
_GIVES_NOTHING = frozenset({"steady-answer", "follow-up", "callback-invitation"})
#: Probability of any fault, and of the likeliest one, from which a sentence is said to break a rule by its frame alone.
_FAULTY, _LIKELIEST = 0.8, 0.6
#: Probability from which the frame is believed beside, or against, what a wording says.
_SURE, _HARMLESS, _QUITE_HARMLESS = 0.95, 0.75, 0.95
#: Rules whose wordings stand in many a harmless sentence too.
_DOUBTED = frozenset({"had-to", "blaming-the-customer", "interrupting", "passing-the-buck", "unauthorised-promise"})


@once
def shares(reply: Reply) -> tuple[Mapping[str, float], ...]:
    """Return, for each sentence, the probability of each rule that its playbook knows, and of being harmless."""
    model = reply.lexicon.frames
    if model is None or reply.words.classes is None:
        return tuple({HARMLESS: 0.5} for _ in reply.sentences)
    return tuple(_known_here(judged(model, features), reply.case.playbook) for features in frames(reply))


def _known_here(found: Mapping[str, float], playbook: str) -> Mapping[str, float]:
    """Return the probabilities among the answers that a playbook knows."""
    kept = {rule: share for rule, share in found.items() if _OWN.get(rule, playbook) == playbook}
    if playbook == "callback-invitation":
        kept["arguing-in-text"] = sum(kept.pop(rule, 0.0) for rule in _ARGUED)
    whole = sum(kept.values())
    return {rule: share / whole for rule, share in kept.items()}


@once
def sensed(reply: Reply) -> Mapping[int, tuple[str, float]]:
    """Return the sentences whose frame is that of a fault: the rule they break, and how likely."""
    found: dict[int, tuple[str, float]] = {}
    for index, answers in enumerate(shares(reply)):
        faults = {rule: share for rule, share in answers.items() if rule != HARMLESS}
        rule = max(faults, key=faults.__getitem__, default="")
        if not rule or 1 - answers[HARMLESS] < _FAULTY or faults[rule] < _LIKELIEST:
            continue
        if not _is_out_of_place(reply, index, rule):
            found[index] = (rule, faults[rule])
    return found


def _is_out_of_place(reply: Reply, index: int, rule: str) -> bool:
    """Tell whether the case shows that a sentence does not break the rule that its frame speaks of."""
    features = frames(reply)[index]
    if rule == "unauthorised-promise":
        held = "@held-sum" in features and not _gives_besides(reply, index)
        return reply.case.playbook in _GIVES_NOTHING or held or bool({"@fact", "@past"} & features)
    if rule == "war-of-words" and reply.case.playbook == "tone-boundary":
        return _is_boundary(reply, index)
    return rule == "vague-terms" and bool(reply.moments_in(index))


def _is_boundary(reply: Reply, index: int) -> bool:
    """Tell whether a sentence is the one about the tone, first of its kind: it names the insult and insults nobody."""
    return index == min(reply.where("boundary"), default=-1) and index not in reply.where("war-of-words")


#: Classes that speak of a gift.
_GIVING = frozenset({"free", "remove"})


def _gives_besides(reply: Reply, index: int) -> bool:
    """Tell whether a clause without the sum of a sentence gives something too ("… 30 €; the next one is on us")."""
    start, end = reply.sentences[index]
    cuts = [start, *(match.start() for match in _CLAUSE.finditer(reply.folded, start, end)), end]
    paid = {bisect_right(cuts, found.start) for found in reply.sums_in(index)}
    return any(
        one.name in _GIVING and start <= one.start < end and bisect_right(cuts, one.start) not in paid
        for one in _words(reply)
    )


@once
def _words(reply: Reply) -> list[Found]:
    """Return where words of the classes stand in a reply."""
    return reply.words.classes.find(reply.folded) if reply.words.classes else []


def believed(reply: Reply, rule: str, hit: Hit) -> bool:
    """Tell whether the frame of a sentence lets a wording stand as what its rule says."""
    return shares(reply)[hit.sentence][HARMLESS] < (_HARMLESS if rule in _DOUBTED else _QUITE_HARMLESS)


def _is_said_twice(said: Sequence[Hit], hit: Hit) -> bool:
    """Tell whether a sentence breaks a rule in two places, by wordings that share no letter: then no frame clears it."""
    return any(other.sentence == hit.sentence and (other.end <= hit.start or other.start >= hit.end) for other in said)


def framed(rule: str, find: Callable[[Reply], Iterator[Hit]]) -> Callable[[Reply], Iterator[Hit]]:
    """Return a rule that reads the frame of a sentence beside its wording.

    A wording in a harmless frame is none; a frame that is plainly a fault is one, though no wording says so.
    """

    def read(reply: Reply) -> Iterator[Hit]:
        found = [hit for hit in find(reply) if not reply.retells(hit.start, hit.end)]
        if found:
            said = (*reply.hits(rule), *(reply.hits("gift") if rule == "unauthorised-promise" else ()))
            worded = {(hit.start, hit.end) for hit in said}
            found = [
                hit
                for hit in found
                if (hit.start, hit.end) not in worded or believed(reply, rule, hit) or _is_said_twice(said, hit)
            ]
        yield from found
        broken = {hit.sentence for hit in found}
        for index, (likeliest, share) in sensed(reply).items():
            if likeliest == rule and index not in broken and (share >= _SURE or not _is_worded(reply, index)):
                start, end = reply.sentences[index]
                if not reply.retells(start, end, share=3):  # "I repeat it to be sure: …; tell me where I am wrong"
                    yield Hit(start=start, end=end, sentence=index)

    return read


#: Rules that a sentence breaks by its wording.
_WORDED = (
    "war-of-words",
    "patience-plea",
    "had-to",
    "interrupting",
    "excuse",
    "passing-the-buck",
    "faultless",
    "blaming-the-customer",
    "conditional-apology",
)


def _is_worded(reply: Reply, index: int) -> bool:
    """Tell whether a wording of a sentence already breaks a rule."""
    return any(hit.sentence == index and believed(reply, rule, hit) for rule in _WORDED for hit in reply.hits(rule))
