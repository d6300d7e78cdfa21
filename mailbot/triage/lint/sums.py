"""Sums of money and percentages in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_BEFORE = r"(?:r\$|us\$|a\$|au\$|c\$|nz\$|s\$|\$|£|€|¥|₫|₹|rs\.?|inr|eur|usd|gbp|aud|cad|brl|chf|cop|mxn|ars|clp|pen|vnd|jpy|fr\.)"
_AFTER = (
    r"(?:€|£|\$|¥|₫|₹|%|percent|per cent|prozent|por ?ciento|por cento|pour cent|eur(?:os?)?(?!\w)|euro(?!\w)|usd|gbp|aud|cad|brl|chf|cop|mxn|vnd|jpy|inr"
    r"|dolares|dollars?|pounds?|quid|reais|real(?!\w)|pesos?|soles|franken|francs?|rupees?|円|yen|dong(?!\w)|đồng|(?:đ|vnđ|(?<=\d)d)(?!\w)"
    r"|パーセント|割(?!り)|phan tram|phần trăm)"
)
_THOUSANDS = {
    "k": 1_000,
    "nghin": 1_000,
    "nghìn": 1_000,
    "ngan": 1_000,
    "ngàn": 1_000,
    "tr": 1_000_000,
    "trieu": 1_000_000,
    "triệu": 1_000_000,
    "万": 10_000,
    "mil": 1_000,
}
_SUM = re.compile(
    rf"(?P<before>{_BEFORE})\s?(?P<first>{_NUMBER})(?![\w])"
    rf"|(?<![^\W\u3040-\u9fff])(?<![.,/-])(?P<second>{_NUMBER})\s?(?P<scale>万|mil(?= )|nghìn|nghin|ngàn|ngan|triệu|trieu|tr(?!\w)|k(?!\w))?\s?(?P<after>{_AFTER})"
    rf"|(?<![\w.,/-])(?P<third>{_NUMBER})\s?(?P<alone>nghìn|ngàn|triệu|k)(?!\w)"
)
_PERCENT = frozenset(
    {
        "%",
        "percent",
        "per cent",
        "prozent",
        "por ciento",
        "porciento",
        "por cento",
        "pour cent",
        "パーセント",
        "割",
        "phan tram",
        "phần trăm",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """An amount as written at a place; `percent` when it is a share and not money."""

    value: float
    start: int
    end: int
    percent: bool = False


def number(text: str) -> float:
    """Read a number whatever its separators: two digits after the last mark are decimals, three are thousands."""
    digits = text.replace(" ", "").replace("'", "")
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and len(digits) - last - 1 != 3:
        whole, part = digits[:last], digits[last + 1 :]
        return float(re.sub(r"[.,]", "", whole) + "." + part)
    return float(re.sub(r"[.,]", "", digits))


def sums(folded: str) -> tuple[Sum, ...]:
    """Return the sums in a folded text, in order."""
    return tuple(_sum(match) for match in _SUM.finditer(folded))


def _sum(match: re.Match[str]) -> Sum:
    value = number(match["first"] or match["second"] or match["third"])
    value *= _THOUSANDS.get(match["scale"] or match["alone"] or "", 1)
    percent = (match["after"] or "") in _PERCENT
    return Sum(value=value, start=match.start(), end=match.end(), percent=percent)
