"""Filling texts: {slots}, [optional parts], grammatical cases and capital letters; dates, times and sums in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from mailbot.model.phrases import Phrases

_SLOT = re.compile(r"\{([A-Za-z_]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_CASES = re.compile(r"_(?:acc|dat)$")

_SYMBOLS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "BRL": "R$",
    "VND": "đ",
    "CHF": "CHF",
    "AUD": "$",
    "CAD": "$",
}
#: Money with a word of its own in Spanish letters: "$" would leave open whose; and who writes a point before the cents.
_SPANISH = {**dict.fromkeys(("MXN", "COP", "ARS", "CLP", "UYU"), "pesos"), "PEN": "soles"}
_POINT = frozenset({"MXN", "PEN"})
_WHOLE = frozenset({"JPY", "VND", "KRW", "CLP", "COP"})
_LEADING = frozenset({"BRL", "USD", "AUD", "CAD", "MXN", "COP", "ARS", "CLP", "CHF"})


def slots_in(text: str) -> frozenset[str]:
    """Return the names of the slots a text uses, in lower case and without grammatical case."""
    return frozenset(_CASES.sub("", name.lower()) for name in _SLOT.findall(text))


def required_slots(text: str) -> frozenset[str]:
    """Return the slots outside optional parts: without them the text cannot be used."""
    return slots_in(_OPTIONAL.sub("", text))


def fill(text: str, known: Mapping[str, str]) -> str:
    """Return a text with its slots filled; optional parts with an unknown slot fall away.

    Raises:
        KeyError: a slot outside the optional parts is unknown.
    """

    def part(match: re.Match[str]) -> str:
        return match.group(1) if all(known.get(name) for name in slots_in(match.group(1))) else ""

    return _SLOT.sub(lambda match: _value(match.group(1), known), _OPTIONAL.sub(part, text))


def _value(name: str, known: Mapping[str, str]) -> str:
    lowered = name.lower()
    base = _CASES.sub("", lowered)
    first, _, second = known[base].partition("|")
    value = second if base != lowered and second else first
    return capitalised(value) if name[0].isupper() else value


def capitalised(text: str) -> str:
    """Return a text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def clock(moment: datetime, phrases: Phrases) -> str:
    """Return a wall time in words: "16:40", "16 h 40", "16時40分"."""
    pattern = phrases.time["clock"] if moment.minute else phrases.time["full_hour"]
    return pattern.format(h=moment.hour, m=moment.minute)


def _dated(pattern: str, moment: datetime, phrases: Phrases) -> str:
    day = "1er" if phrases.language == "fr" and moment.day == 1 else str(moment.day)
    return pattern.format(
        d=day,
        month=phrases.months[moment.month - 1],
        weekday=phrases.weekdays[moment.weekday()],
        clock=clock(moment, phrases),
    )


def say_date(moment: datetime, phrases: Phrases, *, form: str = "date") -> str:
    """Return a day in words; `form` is date, day, for_day or on_day."""
    return _dated(phrases.time[form], moment, phrases)


def say_time(moment: datetime, now: datetime, phrases: Phrases, *, form: str) -> str:
    """Return a moment in words as seen from `now`; `form` is "by" (at the latest) or "at" (an appointment)."""
    local_now = now.astimezone(moment.tzinfo)
    days = (moment.date() - local_now.date()).days
    nearness = {0: "today", 1: "tomorrow"}.get(days, "day")
    return _dated(phrases.time[f"{form}_{nearness}"], moment, phrases)


def say_duration(iso: str, phrases: Phrases) -> str:
    """Return a duration ("P9D", "P6W", "P2M", "PT8H", "PT40M") in words, or "" when it is none."""
    match = re.fullmatch(r"P(T?)(\d+)([DWMH])", iso)
    if not match:
        return ""
    unit = {"D": "days", "W": "weeks", "H": "hours", "M": "minutes" if match.group(1) else "months_count"}[
        match.group(3)
    ]
    number = match.group(2)
    return phrases.time[f"{unit}_1"] if int(number) == 1 else phrases.time[unit].format(n=number)


def say_money(value: str, phrases: Phrases) -> str:
    """Return a sum ("129.90 EUR") as it is written in the language."""
    number, _, currency = value.partition(" ")
    amount = float(number)
    whole = currency in _WHOLE or amount == int(amount)
    grouped = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    marks = {",": phrases.money["group"], ".": phrases.money["decimal"]}
    spanish = phrases.language == "es" and currency in _SPANISH
    if not (spanish and currency in _POINT):
        grouped = "".join(marks.get(character, character) for character in grouped)
    if spanish:
        return f"{grouped} {_SPANISH[currency]}"
    if phrases.language == "ja" and currency == "JPY":
        return f"{grouped}円"
    symbol = _SYMBOLS.get(currency, currency)
    if currency in _LEADING and phrases.language != "en":
        return f"{symbol} {grouped}" if len(symbol) > 1 else f"{symbol}{grouped}"
    gap = " " if phrases.language == "en" and symbol.isalpha() else ""
    return (
        phrases.money["format"]
        .replace("{symbol}{amount}", "{symbol}" + gap + "{amount}")
        .format(symbol=symbol, amount=grouped)
    )


def listed(items: list[str], phrases: Phrases) -> str:
    """Return items as a list in words: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return phrases.join["comma"].join(items[:-1]) + phrases.join["last"] + items[-1]


def rounded_down(moment: datetime, minutes: int) -> datetime:
    """Return a moment rounded down to full steps of so many minutes."""
    return moment - timedelta(minutes=moment.minute % minutes, seconds=moment.second, microseconds=moment.microsecond)
