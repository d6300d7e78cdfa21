"""What the case's facts allow a reply to say: sums, days, names, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from mailbot.triage.lint.case import LintCase
from mailbot.triage.lint.lexicon import Lexicon
from mailbot.triage.lint.sums import sums
from mailbot.triage.lint.text import fold, stems

_DATE = re.compile(r"(20\d{2})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"[\u4e00-\u9fff々]+|[\u30a0-\u30ff]{2,}|[^\W\d_\u3040-\u30ff\u4e00-\u9fff]{2,}")
_IN_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
#: Words of address are no names.
_TITLES = frozenset(
    "frau herr herrn mr mrs ms miss dr prof sir madam señor señora señorita don doña sr sra srta senhor senhora seu dona "
    "monsieur madame mademoiselle mme anh chị cô chú bác em ông bà bạn cháu team equipo équipe equipe equipa chef".split()
)
#: Keys of facts whose meaning is remembered.
_REMEMBERED = 1000
_CODES = frozenset("EUR USD GBP AUD CAD BRL CHF COP MXN VND JPY INR".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One "key: value" of the case; `meaning` is what the key stands for in any language, or ""."""

    key: str
    value: str
    meaning: str = ""
    names: frozenset[str] = frozenset()  # folded proper names in the value


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The facts of a case, read once."""

    facts: tuple[Fact, ...] = ()
    sums: frozenset[float] = frozenset()  # amounts the reply may name
    percents: frozenset[float] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()  # (month, day)
    now: datetime | None = None
    limit_hours: float = 2.0
    approved: bool = False
    folded: str = ""  # all facts, for a look whether a thing is held at all
    stems: frozenset[str] = frozenset()  # what is left of their content words

    def of(self, *meanings: str) -> tuple[Fact, ...]:
        """Return the facts whose key means one of these."""
        return tuple(fact for fact in self.facts if fact.meaning in meanings)

    def names(self, *meanings: str) -> frozenset[str]:
        """Return folded names in the values of such facts (all facts when none is named)."""
        chosen = self.of(*meanings) if meanings else self.facts
        return frozenset().union(*(fact.names for fact in chosen))


def names(value: str) -> Iterator[str]:
    """Yield the folded proper names of a fact's value: capitalised words, or runs of Han characters and kana."""
    value = _DATE.sub(" ", value)
    person = _IN_BRACKETS.sub(" ", value)  # "Frau Demir (Werkstatt)": the workshop is no person
    for word in _NAME.findall(person if person.strip() else value):
        if ("\u3040" <= word[0] <= "\u9fff" or word[0].isupper()) and word not in _CODES:
            folded = fold(word, marks=True)
            if folded not in _TITLES:
                yield folded


def days_in(text: str) -> frozenset[tuple[int, int]]:
    """Return the ISO days in a text as (month, day)."""
    return frozenset((int(m[2]), int(m[3])) for m in _DATE.finditer(text))


def known(case: LintCase, lexicon: Lexicon) -> Known:
    """Read the case's facts."""
    facts = tuple(_fact(line, lexicon) for line in case.facts)
    everything = " \n ".join(case.facts)
    amounts = sums(fold(f"{everything} \n {case.problem or ''}", marks=True))
    money = {case.stated_loss, case.amends_offered} - {None}
    numbers = {
        float(n.replace(",", ""))
        for n in _NUMBER.findall(everything)
        if n.replace(",", "").replace(".", "", 1).isdecimal()
    }
    return Known(
        facts=facts,
        sums=frozenset(
            {s.value for s in amounts if not s.percent}
            | {float(value) for value in money if value is not None}
            | numbers
        ),
        percents=frozenset(s.value for s in amounts if s.percent),
        days=days_in(everything),
        now=_moment(next((fact.value for fact in facts if fact.meaning == "now"), "")),
        limit_hours=_limit(facts),
        approved=_approved(facts, lexicon),
        folded=fold(everything),
        stems=stems(fold(everything)),
    )


def _fact(line: str, lexicon: Lexicon) -> Fact:
    key, _, value = line.partition(":") if ":" in line else line.partition("：")
    folded = fold(key.strip()).replace("_", " ").replace("-", " ")
    return Fact(key=folded, value=value.strip(), meaning=_meaning(folded, lexicon), names=frozenset(names(value)))


def _meaning(key: str, lexicon: Lexicon) -> str:
    """Return what a folded key stands for, "" for none; the few keys that cases use are remembered."""
    meaning = lexicon.meanings.get(key)
    if meaning is None:
        found = (name for name, keys in lexicon.keys.items() if any(_is_key(known_key, key) for known_key in keys))
        meaning = next(found, "")
        if len(lexicon.meanings) < _REMEMBERED:
            lexicon.meanings[key] = meaning
    return meaning


def _is_key(known_key: str, key: str) -> bool:
    """Tell whether a known key is the key or some whole words of it; Japanese has no spaces between words."""
    return f" {known_key} " in f" {key} " or (not known_key.isascii() and known_key in key)


def _moment(text: str) -> datetime | None:
    match = _DATE.search(text)
    if not match:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None


def _limit(facts: tuple[Fact, ...], default: float = 2.0) -> float:
    for fact in facts:
        if fact.meaning == "limit" and (number := re.search(r"\d+(?:[.,]\d+)?", fact.value)):
            value = float(number.group().replace(",", "."))
            return value / 60 if "minut" in fact.key or "分" in fact.key or "phut" in fact.key else value
    return default


def _approved(facts: tuple[Fact, ...], lexicon: Lexicon) -> bool:
    """Tell whether a manager agreed: the fact stands on the case and does not say "none"."""
    given = [fact for fact in facts if fact.meaning == "approval"]
    return any(not _nobody(fold(fact.value), lexicon) for fact in given)


def _nobody(value: str, lexicon: Lexicon) -> bool:
    return not value.strip() or any(re.match(rf"{re.escape(word)}(?!\w)", value.strip()) for word in lexicon.nobody)
