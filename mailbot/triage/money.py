"""Sums with their currency, as customers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.model.heat import Span
from mailbot.triage.folding import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """An amount of money."""

    value: float
    currency: str  # ISO 4217
    span: Span

    def __str__(self) -> str:
        """Return "129.90 EUR"; whole sums without decimals."""
        return (
            f"{self.value:.0f} {self.currency}"
            if self.value == int(self.value)
            else f"{self.value:.2f} {self.currency}"
        )


#: Region -> what "$" or a bare peso or franc means there.
_DOLLAR = {
    "AU": "AUD",
    "NZ": "NZD",
    "CA": "CAD",
    "MX": "MXN",
    "AR": "ARS",
    "CO": "COP",
    "CL": "CLP",
    "SG": "SGD",
    "UY": "UYU",
}
_FRANC = {"CH": "CHF", "SN": "XOF", "CI": "XOF", "CM": "XAF"}
_NUMBER = r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_BEFORE = r"r\$|us\$|a\$|c\$|s/\.?|\$|€|£|¥|₹|₫|rs\.?|chf|eur|usd|gbp|aud|inr|brl|vnd|jpy|fr\."
_AFTER = (
    r"€|euros?|eur|usd|us dollars?|dollars?|dolares|dollar|gbp|pounds?|quid|libras|chf|franken|francs?|fr\.|fcfa|cfa|aud|inr|rupees?|reais|brl|meticais|pesos|mxn|m\.n\.|soles|kr"
    r"|vnd|dong|trieu(?: dong)?|nghin(?: dong)?|tr\d?|k|d|円|yen|¥|万円|£|\$"
)
_SUM = re.compile(
    rf"(?<![A-Za-z0-9_.,/-])(?:(?P<before>{_BEFORE})\s?(?P<first>{_NUMBER})(?P<thousand>\s?k\b)?|(?P<second>{_NUMBER})\s?(?P<after>{_AFTER})(?P<tail>\d?)(?![a-z]))(?!\d)"
)
_KANJI = re.compile(r"(?P<number>[〇一二三四五六七八九十百千万]{2,})円")
_CODES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "libras": "GBP",
    "¥": "JPY", "円": "JPY", "yen": "JPY", "万円": "JPY", "jpy": "JPY", "₹": "INR", "rs": "INR", "rs.": "INR", "inr": "INR", "rupee": "INR", "rupees": "INR",
    "r$": "BRL", "reais": "BRL", "brl": "BRL", "us$": "USD", "usd": "USD", "a$": "AUD", "aud": "AUD", "c$": "CAD", "s/": "PEN", "s/.": "PEN", "soles": "PEN",
    "chf": "CHF", "franken": "CHF", "fr.": "CHF", "fcfa": "XOF", "cfa": "XOF", "₫": "VND", "vnd": "VND", "dong": "VND", "d": "VND", "k": "VND", "tr": "VND",
    "trieu": "VND", "nghin": "VND", "meticais": "MZN", "mxn": "MXN", "m.n.": "MXN", "kr": "SEK",
}  # fmt: skip
_SCALE = {"k": 1e3, "nghin": 1e3, "tr": 1e6, "trieu": 1e6, "万円": 1e4}


def _closes(mark: str, written: str) -> bool:
    """Tell whether what folds to the word for a Vietnamese dong is another word: "tuyến 14 đóng cửa" shuts a door."""
    return mark == "dong" and not written.lower().endswith(("đồng", "dong"))


def find_sums(text: str, *, language: str, region: str = "") -> Iterator[Sum]:
    """Yield the sums a text names, in order; a bare number is none."""
    folded = fold(text)
    for match in _SUM.finditer(folded):
        mark = (match.group("before") or match.group("after") or "").strip()
        currency = _currency(mark, language, region)
        if currency is None or _closes(mark, text[match.start() : match.end()]):
            continue
        number = _read(match.group("first") or match.group("second"))
        word = mark.split(" ")[0]
        scale = 1e3 if match.group("thousand") else _SCALE.get(re.sub(r"\d$", "", word), 1.0)
        if scale == 1e6 and re.search(r"\d$", match.group().strip()) and word.startswith("tr"):
            number += int(match.group().strip()[-1]) / 10  # "2tr4" is 2.4 million
        yield Sum(value=number * scale, currency=currency, span=match.span())
    for match in _KANJI.finditer(folded):
        yield Sum(value=float(_kanji(match.group("number"))), currency="JPY", span=match.span())


def _currency(mark: str, language: str, region: str) -> str | None:
    word = mark.split(" ")[0] if mark.startswith(("trieu", "nghin", "us ")) else mark
    word = re.sub(r"(?<=tr)\d$", "", word)
    if word in ("k", "d", "tr") and language != "vi":
        return None
    if word in ("$", "dollar", "dollars", "dolares", "us", "pesos"):
        return _DOLLAR.get(region, "BRL" if language == "pt" and word == "$" and region == "BR" else "USD")
    if word in ("franc", "francs"):
        return _FRANC.get(region, "CHF")
    return _CODES.get(word)


def _read(number: str) -> float:
    """Read "1.234,56", "1,234.56", "18 750", "1'200"."""
    digits = re.sub(r"['\s\u00a0\u202f]", "", number)
    decimal = re.search(r"[.,](\d{1,2})$", digits)
    if decimal:
        return float(re.sub(r"[.,]", "", digits[: decimal.start()]) + "." + decimal.group(1))
    return float(re.sub(r"[.,]", "", digits))


_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}


def _kanji(text: str) -> int:
    """Read Chinese numerals ("十二万四千")."""
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section, digit = section + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character], 0
    return total + section + digit
