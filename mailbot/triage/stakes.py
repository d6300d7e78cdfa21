"""Stakes: promises that were not kept, deadlines, money, custom that leaves (GUIDANCE 3.2, 3.6, 3.7)."""

from __future__ import annotations

import re

from mailbot.model.heat import Span
from mailbot.triage.lexicon import merge
from mailbot.triage.sight import Sight

#: A number of so many characters is a sum; without a bound, a page of digits was tried for minutes.
_SUM = re.compile(
    r"(?:[€$£¥₫￥]|US\$|R\$|S/\.?)\s?\d[\d.,' ]*\d?|\d[\d.,' ]{0,30}+\s?(?:[€$£¥₫￥円]|(?:euros?|EUR|USD|CHF|Fr\.|VND|VNĐ|đồng|dong|reais|pesos|soles|bs|k|nghìn|triệu|trieu|万円|dollars?|pounds?|quid|bucks|francs?)\b)",
    re.IGNORECASE,
)


def broken_promise(sight: Sight) -> tuple[Span, ...]:
    """Return where the text says that we promised and did not keep."""
    return sight.of("broken_promise")


def promise_again(sight: Sight) -> tuple[Span, ...]:
    """Return where it says that we broke our promises more than once; only beside a broken promise."""
    return sight.of("promise_again") if sight.of("broken_promise") else ()


def deadline(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer sets us a time."""
    return sight.of("deadline")


def money(sight: Sight) -> tuple[Span, ...]:
    """Return where money is at stake: sums with a currency, refunds, costs."""
    return tuple(merge([*sight.of("money"), *(found.span() for found in _SUM.finditer(sight.text))]))


def churn(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer leaves, or says in irony that they will return when pigs fly."""
    return sight.of("churn")
