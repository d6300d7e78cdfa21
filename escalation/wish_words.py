"""The words in which customers name a time for a call, one vocabulary a language; data, turned into patterns. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Names of zones that mean the same in every language.
_SHORT_ZONES = {
    "gmt": "Etc/UTC", "utc": "Etc/UTC", "bst": "Europe/London", "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin",
    "est": "America/New_York", "edt": "America/New_York", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "jst": "Asia/Tokyo", "ict": "Asia/Ho_Chi_Minh", "brt": "America/Sao_Paulo",
}  # fmt: skip
#: Parts of the day in the order in which they are looked for: the longer story first.
PARTS = ("early_evening", "evening", "afternoon", "morning", "noon")
_LATIN = "a-zß-öø-ÿāăđĩũơưạ-ỹ"
#: Ends a number: "one" is none in "one's", and the 1 of 17 no hour of its own.
END = rf"(?![\d{_LATIN}])"
#: Begins a number or a word; Japanese has no spaces.
START = rf"(?<![\d{_LATIN}:.])"


@dataclass(frozen=True, kw_only=True, slots=True)
class WishWords:
    """One language's words, as patterns. `§` in a pattern stands for the number of a clock's groups."""

    cues: re.Pattern[str]
    never: re.Pattern[str]
    weekdays: tuple[re.Pattern[str], ...]
    sets: tuple[tuple[frozenset[int], re.Pattern[str]], ...]  # "on weekdays", "at the weekend"
    days: tuple[tuple[int, re.Pattern[str]], ...]  # days ahead -> words, longest words first
    dates: tuple[re.Pattern[str], ...]  # with the groups d, and m (a number) or mon (a name) where there is a month
    months: Mapping[str, int]
    next: re.Pattern[str]
    next_week: re.Pattern[str]
    through: re.Pattern[str]
    parts: tuple[tuple[str, re.Pattern[str]], ...]
    fractions: tuple[tuple[re.Pattern[str], int], ...]  # "half past six" -> minutes beside the full hour
    relatives: tuple[tuple[re.Pattern[str], int], ...]  # "in two hours" -> minutes of the unit
    turned: tuple[tuple[re.Pattern[str], str], ...]  # "not before" is "from"
    avoid: re.Pattern[str]
    noon: tuple[re.Pattern[str], ...]  # a noon that ends or begins something: it is twelve o'clock
    zone: re.Pattern[str]
    zones: Mapping[str, str]
    after: str
    before: str
    between: str
    joiner: str
    at: str
    clock: str
    numbers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Any], zones: Mapping[str, str] | None = None) -> WishWords:
        """Build the patterns from the `[wishes]` table of a call text file.

        Args:
            zones: name of a city -> IANA zone.
        """
        numbers = {word: value + 1 for value, word in enumerate(table["numbers"])}
        numbers |= {word: 1 for word in table.get("ones", ())}
        after, before, at = either(table["after"]), either(table["before"]), either(table["at"])
        compound = bool(table.get("compounds"))
        noon, lead = either(table["noon"]), rf"(?:(?:{either(table.get('articles', ()))})\s+)?"
        return cls(
            cues=re.compile(either(table["cues"])),
            never=re.compile("|".join((either(table["never"]), *table.get("told", ())))),
            weekdays=tuple(_weekday(names, table, compound) for names in table["weekdays"]),
            sets=(
                (frozenset(range(5)), words(table.get("workdays", ()))),
                (frozenset({5, 6}), words(table.get("weekend", ()))),
            ),
            days=tuple((ahead, words(table[key])) for ahead, key in ((2, "overmorrow"), (1, "tomorrow"), (0, "today"))),
            dates=_dates(table),
            months=_months(table),
            next=words(table.get("next", ())),
            next_week=words(table.get("next_week", ())),
            through=re.compile(rf"^\s*(?:{either(table.get('through', ()))})\s*$"),
            parts=tuple((part, words(table.get(part, ()), inner=compound)) for part in PARTS),
            fractions=tuple((_template(one, numbers, lead), minutes) for one, minutes in table.get("fractions", ())),
            relatives=tuple((_template(one, numbers, ""), minutes) for one, minutes in table.get("relatives", ())),
            turned=(
                (words(table.get("not_before", ())), f" {table['after'][0]} "),
                (words(table.get("not_after", ())), f" {table['before'][0]} "),
            ),
            avoid=words(table.get("avoid", ())),
            noon=(
                re.compile(rf"{START}(?P<edge>{after}|{before}|{at})\s+{lead}(?:{noon}){END}"),
                re.compile(rf"(?P<edge>){START}(?!{either(table['afternoon'])})(?:{noon})(?=\s*(?:{after}|{before}))"),
            ),
            zone=_zone(table),
            zones={**_SHORT_ZONES, **(zones or {}), **table.get("zones", {})},
            after=after,
            before=before,
            between=either(table["between"]),
            joiner=either(table["joiner"]),
            at=at,
            clock=_clock(table, numbers, lead),
            numbers=numbers,
        )


def either(some: Iterable[str]) -> str:
    """Return a pattern of any of these words, the longest first; of none when there are none."""
    return "|".join(re.escape(word.casefold()) for word in sorted(some, key=len, reverse=True)) or r"(?!)"


def words(some: Iterable[str], *, inner: bool = False) -> re.Pattern[str]:
    """Return whole words in scripts that have spaces; a full stop or a Japanese word needs no boundary.

    Args:
        inner: they may be the second half of a compound ("Freitagabend").
    """
    return re.compile(
        "|".join(
            rf"{'' if inner else _edge(word[0], '<!')}{re.escape(word.casefold())}{_edge(word[-1], '!')}"
            for word in sorted(some, key=len, reverse=True)
        )
        or r"(?!)"
    )


def _edge(letter: str, side: str) -> str:
    return rf"(?{side}\w)" if letter.isalpha() and ord(letter) < 0x3000 else ""


def _weekday(names: Iterable[str], table: Mapping[str, Any], compound: bool) -> re.Pattern[str]:
    if not compound:
        return words(names)
    parts = either(word for part in PARTS for word in table.get(part, ()))
    return re.compile(rf"(?<!\w)(?:{either(names)})(?:(?!\w)|(?<=\.)|s(?!\w)|(?={parts}))")


def _dates(table: Mapping[str, Any]) -> tuple[re.Pattern[str], ...]:
    months = either(_months(table))
    found = table.get("dates", ())
    return tuple(
        re.compile(one.replace("{months}", f"(?P<mon>{months})").replace("{d}", r"(?P<d>\d{1,2})")) for one in found
    )


def _months(table: Mapping[str, Any]) -> dict[str, int]:
    return {name.casefold(): number + 1 for number, names in enumerate(table.get("months", ())) for name in names}


def _template(template: str, numbers: Mapping[str, int], lead: str) -> re.Pattern[str]:
    """Return a pattern for words around a number (`§`, the group n), and maybe minutes (`¤`, the group k)."""
    text, number = template.casefold(), rf"\d{{1,2}}|{either(numbers)}"
    first = START if text[0] in "§¤" else _edge(text[0], "<!")
    last = END if text[-1] in "§¤" else _edge(text[-1], "!")
    middle = _spaced(text).replace("§", rf"{lead}(?P<n>{number})").replace("¤", rf"(?P<k>{number})")
    return re.compile(f"{first}{middle}{last}")


def _spaced(words_: str) -> str:
    return re.escape(words_).replace(r"\ ", r"\s*")


def _zone(table: Mapping[str, Any]) -> re.Pattern[str]:
    name = rf"(?P<z§>[{_LATIN}぀-鿿]+(?:\s[{_LATIN}]+)?)"
    named = (
        re.escape(one.casefold()).replace("§", name.replace("§", str(number)))
        for number, one in enumerate(table.get("zone", ()))
    )
    short = rf"(?<=\d)\s?(?:am|pm|h|uhr)?\s?(?P<zs>{either(_SHORT_ZONES)})(?!\w)"
    return re.compile("|".join((*(rf"(?<![{_LATIN}]){one}(?![{_LATIN}])" for one in named), short)))


def _clock(table: Mapping[str, Any], numbers: Mapping[str, int], lead: str) -> str:
    hour, number = either(table["hour"]), rf"(?:\d{{1,2}}|{either(numbers)})"
    late = either(word for part in PARTS for word in table.get(part, ()))
    told = rf"{late}|{either((*table.get('am', ()), *table.get('pm', ())))}"
    minute = either(table.get("minute", ()))
    return (
        rf"{lead}(?P<q§>(?:{late})\s*の?)?(?P<h§>{number})(?:\s*(?:[:.]|{hour})\s*(?P<m§>[0-5]\d)(?!\d)(?:{minute})?)?"
        rf"(?P<u§>\s*(?:{hour}))?(?P<p§>\s*(?:{told}))?{END}(?:頃|ごろ|くらい|ぐらい)?"
    )
