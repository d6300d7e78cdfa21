"""A reply as read: its sentences, their roles, its times and sums, each found once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

from mailbot.model.heat import Span
from mailbot.triage.lint.case import LintCase
from mailbot.triage.lint.facts import Known, known, names
from mailbot.triage.lint.lexicon import Lexicon, Pattern, Words
from mailbot.triage.lint.moments import Moment, moments
from mailbot.triage.lint.sums import Sum, sums
from mailbot.triage.lint.text import fold, quoted, sentences, stems

_CLAUSE = re.compile(r"[;:、，；—–]|, |\. | - ")
_MARKED = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
#: Words of the customer that we repeat are not our words.
_QUOTABLE = frozenset(
    {
        "faultless",
        "blaming-the-customer",
        "war-of-words",
        "excuse",
        "had-to",
        "passing-the-buck",
        "interrupting",
        "patience-plea",
        "conditional-apology",
        "vague-terms",
    }
)
#: Rules whose accusation a "not" right before turns into its contrary ("none of this is your fault").
_DENIED = frozenset({"blaming-the-customer", "passing-the-buck"})
#: Rules whose words a feeling that we acknowledge may hold as well.
_FELT = frozenset({"blaming-the-customer", "patience-plea"})
_PLAIN_PAST = re.compile(r"hatte(?:n|st)? (?:sie|du|ihr)\b")
#: Characters between a "not" and what it denies.
_DENIAL = 22
#: Characters that end a sentence for good; a line's end may stand in the midst of one.
_STOPS = frozenset(".!?…。！？\"'»”’)]」")
#: Characters that the customer's words may run on after "you wrote that".
_QUOTED = 140
#: Characters from which a problem told in the case's own words is recognised; less is said by chance.
_RETOLD = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A place in the reply that a rule or a role was recognised at."""

    start: int
    end: int
    sentence: int
    suggestion: str | None = None


T = TypeVar("T")


def once(read: Callable[[Reply], T]) -> Callable[[Reply], T]:
    """Compute what a function reads out of a reply only once."""

    @wraps(read)
    def remembered(reply: Reply) -> T:
        if read.__name__ not in reply._memo:
            reply._memo[read.__name__] = read(reply)
        return cast(T, reply._memo[read.__name__])

    return remembered


class Reply:
    """The reading of one reply; every part is computed when first asked for."""

    def __init__(self, case: LintCase, lexicon: Lexicon, *, language: str = "") -> None:
        """Read a reply in the customer's language, or in `language` where it is written in another."""
        self.case = case
        self.lexicon = lexicon
        self.words: Words = lexicon.words(language or case.language)
        self.text = case.reply
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self._where: dict[str, frozenset[int]] = {}
        self._memo: dict[str, Any] = {}

    @cached_property
    def known(self) -> Known:
        """The case's facts."""
        return known(self.case, self.lexicon)

    @cached_property
    def bare(self) -> bool:
        """Tell whether a language of many marks was written without them."""
        if not self.words.marked:
            return False
        letters = sum(map(str.isalpha, self.text))
        return len(_MARKED.findall(self.text.lower())) < 0.06 * letters

    @cached_property
    def folded(self) -> str:
        """The reply in comparable characters, span for span."""
        return fold(self.text, marks=self.words.marked and not self.bare)

    @cached_property
    def standing(self) -> dict[str, list[tuple[Pattern, Span]]]:
        """Where the patterns of each rule and role stand."""
        return self.words.index(bare=self.bare).find(self.folded, self.parts)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences as spans."""
        return sentences(self.text)

    @cached_property
    def parts(self) -> tuple[int, ...]:
        """Where the parts begin that no wording runs across: sentences, those joined that only a line's end parts."""
        begun = [start for start, _ in self.sentences[1:]]
        return (0, *(start for start in begun if self.text[:start].rstrip()[-1:] in _STOPS))

    @cached_property
    def quotes(self) -> tuple[Span, ...]:
        """Stretches in quotation marks."""
        return quoted(self.text)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Time expressions in order."""
        return moments(self.folded, self.words.calendar)

    @cached_property
    def problem_moments(self) -> tuple[Moment, ...]:
        """Time expressions of the complaint."""
        return moments(fold(self.case.problem or "", marks=self.words.marked), self.words.calendar)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """Sums in order."""
        return sums(self.folded)

    def sentence_at(self, position: int) -> int:
        """Return the index of the sentence that holds a position."""
        return next((i for i, (_, end) in enumerate(self.sentences) if position < end), max(0, len(self.sentences) - 1))

    def sentence(self, index: int) -> str:
        """Return a sentence, folded."""
        start, end = self.sentences[index]
        return self.folded[start:end]

    def hits(self, name: str) -> tuple[Hit, ...]:
        """Return where a rule's or a role's patterns stand, exceptions and the customer's own words left out."""
        if name not in self._hits:
            self._hits[name] = tuple(sorted(self._found(name), key=lambda hit: (hit.start, -hit.end)))
        return self._hits[name]

    def _found(self, name: str) -> Iterator[Hit]:
        for pattern, (start, end) in self.standing.get(name, ()):
            index = self.sentence_at(start)
            if pattern.excused(self.sentence(index), bare=self.bare):
                continue
            if name in _QUOTABLE and self._is_quoted(start, index):
                continue
            if name in _DENIED and self._is_denied(start, index):
                continue
            if name in _FELT and self._is_felt(start, end, index):
                continue
            if name in ("apology", "conditional-apology") and self.retells(start, end):
                continue  # "you would like an apology in writing" is none
            if name == "blaming-the-customer" and self._is_plain_past(start, end):
                continue
            if any(a <= start and end <= b for a, b in self._no_words(name)):
                continue
            yield Hit(start=start, end=end, sentence=index, suggestion=pattern.suggestion)

    def _no_words(self, name: str) -> tuple[Span, ...]:
        """Return the stretches that are names and numbers and no words, for a rule or a role."""
        own = self.owner_spans if name in _QUOTABLE else ()
        return (*self.name_spans, *self.reference_spans, *own)

    def _is_quoted(self, start: int, index: int) -> bool:
        """Tell whether a place repeats what the customer said: in quotation marks, or after “you wrote that”."""
        if any(a <= start < b for a, b in self.quotes):
            return True
        return any(
            hit.sentence == index and hit.end <= start <= hit.end + _QUOTED and not self._turns(hit.end, start)
            for hit in self.hits("quoting")
        )

    def _turns(self, start: int, end: int) -> bool:
        """Tell whether a "but" stands in between: what follows it is ours again."""
        return any(start <= hit.start < end for hit in self.hits("but"))

    def _is_denied(self, start: int, index: int) -> bool:
        """Tell whether a "not" of the same clause stands right before."""
        begin, _ = self.clause(start)
        return any(
            hit.sentence == index and begin <= hit.start and 0 <= start - hit.end <= _DENIAL
            for hit in self.hits("negated")
        )

    def _is_felt(self, start: int, end: int, index: int) -> bool:
        """Tell whether a place belongs to an acknowledged feeling ("anyone would have lost patience")."""
        begin, stop = self.clause(start)
        felt = [hit for hit in self.hits("feeling") if hit.sentence == index and begin <= hit.start < stop]
        return any(hit.start <= start for hit in felt) and not self.hits_you(start, end)

    def hits_you(self, start: int, end: int) -> bool:
        """Tell whether the customer is named within a place."""
        return any(start <= hit.start < end for hit in self.hits("you"))

    def _is_plain_past(self, start: int, end: int) -> bool:
        """Tell whether German "hatten Sie" stands there, which tells, and not "hätten Sie", which reproaches.

        Folding makes them alike; a reply written without umlauts leaves the doubt.
        """
        said = _PLAIN_PAST.match(self.folded, start, end)
        written = any(mark in self.text.lower() for mark in "äöüß")
        return said is not None and written and "ä" not in self.text[said.start() : said.end()].lower()

    @cached_property
    def reference_spans(self) -> tuple[Span, ...]:
        """Where the order number stands: its letters are no words ("TE-31")."""
        wanted = (self.case.order_ref or "").strip()
        return tuple(m.span() for m in re.finditer(re.escape(wanted), self.text)) if len(wanted) >= 3 else ()

    @cached_property
    def name_spans(self) -> tuple[Span, ...]:
        """Where the customer's name stands: a name is a name, whatever it means ("Dolores", "señora Bravo", "Grace")."""
        whole = re.sub(r"\s+", " ", (self.case.customer_name or "").strip())
        spans = [match.span() for match in re.finditer(re.escape(whole), self.text, re.IGNORECASE)] if whole[2:] else []
        return (*spans, *self._standing_names(frozenset(names(self.case.customer_name or ""))))

    @cached_property
    def owner_spans(self) -> tuple[Span, ...]:
        """Where names of ours stand ("Mr Short comes"); goods of the facts are capitalised in German, and stay words."""
        return tuple(self._standing_names(self.owners))

    def _standing_names(self, wanted: frozenset[str]) -> Iterator[Span]:
        for part in wanted:
            yield from (match.span() for match in _standing(part, self.plain) if self._is_name(match))

    def _is_name(self, match: re.Match[str]) -> bool:
        """Tell whether a word stands in the reply as a name is written: with a capital, or in Han characters."""
        first = self.text[match.start()]
        return first.isupper() or "\u3040" <= first <= "\u9fff"

    def where(self, name: str) -> frozenset[int]:
        """Return the sentences that play a role."""
        if name not in self._where:
            self._where[name] = frozenset(hit.sentence for hit in self.hits(name))
        return self._where[name]

    def first(self, name: str) -> int | None:
        """Return the first sentence that plays a role, or None."""
        return min(self.where(name), default=None)

    def moments_in(self, index: int) -> tuple[Moment, ...]:
        """Return the time expressions of a sentence."""
        start, end = self.sentences[index]
        return tuple(moment for moment in self.moments if start <= moment.start < end)

    def sums_in(self, index: int) -> tuple[Sum, ...]:
        """Return the sums of a sentence."""
        start, end = self.sentences[index]
        return tuple(found for found in self.sums if start <= found.start < end)

    def clause(self, position: int) -> Span:
        """Return the clause around a position: between commas, colons and the ends of the sentence."""
        start, end = self.sentences[self.sentence_at(position)]
        for match in _CLAUSE.finditer(self.folded, start, end):
            if match.end() <= position:
                start = match.end()
            elif match.start() >= position:
                return (start, match.start())
        return (start, end)

    @property
    def _shortest(self) -> int:
        """Letters of the shortest word that carries content: Vietnamese writes in syllables."""
        return 3 if self.words.marked else 4

    @cached_property
    def problem_stems(self) -> frozenset[str]:
        """Content words of the customer's problem; "with" and the like, which stand in every sentence, are none."""
        told = fold(self.case.problem or "")
        if self.words.code in {"vi", "ja"}:
            return stems(told, shortest=self._shortest)
        content = " ".join(word for word in re.findall(r"[^\W_]+", told) if word not in self.words.identity)
        return stems(content, shortest=self._shortest)

    @cached_property
    def retold(self) -> tuple[Span, ...]:
        """Return where the reply tells the problem in the very words that the case has for it, as a draft's recap does."""
        words = (self.case.problem or "").strip()
        if len(words) < _RETOLD:
            return ()
        return tuple(match.span() for match in re.finditer(re.escape(words), self.text, re.IGNORECASE))

    def retells(self, start: int, end: int, *, share: int = 2) -> bool:
        """Tell whether a stretch of the reply lies within the problem retold, or is made of it to a share (half): no word of ours."""
        inside = sum(max(0, min(end, b) - max(start, a)) for a, b in self.retold)
        return inside > 0 and share * inside >= end - start

    @cached_property
    def sentence_stems(self) -> tuple[frozenset[str], ...]:
        """Content words of each sentence."""
        return tuple(stems(fold(self.text[start:end]), shortest=self._shortest) for start, end in self.sentences)

    @cached_property
    def owners(self) -> frozenset[str]:
        """Names of people and teams of ours (all names in the facts, the customer's own left out)."""
        customer = set(names(self.case.customer_name or ""))
        # German nouns are capitalised too; where a cause is to be found, "cause" is who finds it.
        causes = self.known.names("cause") if self.case.playbook != "right-owner" else frozenset()
        return self.known.names() - customer - causes

    @cached_property
    def plain(self) -> str:
        """The reply in small letters with diacritics, for names."""
        return fold(self.text, marks=True)

    def names_in(self, index: int, wanted: frozenset[str] | None = None) -> frozenset[str]:
        """Return which of our names a sentence contains."""
        start, end = self.sentences[index]
        part = self.plain[start:end]
        held = (name for name in (self.owners if wanted is None else wanted) if _holds(part, name))
        # "D. Graça" is ours, "houve quem achasse graça" is a word.
        return frozenset(name for name in held if self._is_written(name, start, end))

    def _is_written(self, name: str, start: int, end: int) -> bool:
        return any(self._is_name(match) for match in _standing(name, self.plain, start, end))

    @cached_property
    def reference_at(self) -> frozenset[int]:
        """Sentences that name the order."""
        squeezed = _squeeze(fold(self.case.order_ref or ""))
        if not squeezed:
            return frozenset()
        tail = re.sub(r"^[a-z]{1,5}(?=\d)", "", squeezed)
        keys = {squeezed} | ({tail} if len(tail) >= 3 else set())
        return frozenset(
            i
            for i, (start, end) in enumerate(self.sentences)
            if any(key in _squeeze(fold(self.text[start:end])) for key in keys)
        )


def _squeeze(text: str) -> str:
    return re.sub(r"[\s\-–./#_]", "", text)


def _holds(part: str, name: str) -> bool:
    return next(_standing(name, part), None) is not None


def _standing(name: str, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield where a folded name stands in a folded text, as a word of its own where the script has words."""
    han = "\u3040" <= name[0] <= "\u9fff"
    pattern = re.compile(re.escape(name) if han else rf"(?<!\w){re.escape(name)}(?!\w)")
    return pattern.finditer(text, start, len(text) if end is None else end)
