"""Which kind of trouble a reply speaks of: one that the mail's category may be spoken of by."""

from __future__ import annotations

import pytest

from mailbot.model.heat import Category
from mailbot.triage.problem import FURTHER_CATEGORY_OF, choose_kind


@pytest.mark.parametrize(
    ("kind", "category", "spoken"),
    [
        ("outage", Category.BILLING, "billing"),
        ("cancellation", Category.REFUND, "refund"),
        ("no_answer", Category.QUALITY, "quality"),
        ("wrong_amount", Category.DELIVERY, "wrong_amount"),
        ("no_answer", Category.OTHER, "no_answer"),
    ],
)
def test_a_kind_of_another_category_speaks_only_where_it_may(kind: str, category: Category, spoken: str) -> None:
    assert choose_kind([(kind, 0.8)], category) == spoken


def test_no_kind_of_the_drafts_is_without_a_category() -> None:
    assert all(FURTHER_CATEGORY_OF.values())
