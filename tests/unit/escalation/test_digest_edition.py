"""When a digest is due: on the manager's own wall, once, and what they changed counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from escalation.edition import FRESH, Changes, due_edition, next_edition

HOURS = (8, 12)
PLAIN = Changes()
#: Tuesday, 8:20 in London.
NOW = datetime(2026, 3, 10, 8, 20, tzinfo=UTC)


def test_the_hour_that_struck_is_due_and_the_next_one_follows() -> None:
    struck = due_edition("Europe/London", HOURS, PLAIN, NOW)
    assert struck is not None and struck.at == NOW.replace(minute=0)
    coming = next_edition("Europe/London", HOURS, PLAIN, NOW)
    assert coming is not None and coming.at == NOW.replace(hour=12, minute=0)
    assert due_edition("Asia/Tokyo", HOURS, PLAIN, NOW) is None


def test_paused_skipped_and_moved_editions() -> None:
    struck = due_edition("Europe/London", HOURS, PLAIN, NOW)
    assert struck is not None
    assert due_edition("Europe/London", HOURS, Changes(paused=True), NOW) is None
    assert due_edition("Europe/London", HOURS, Changes(skipped=struck.slot), NOW) is None
    moved = Changes(moved=struck.slot, moved_to=NOW + timedelta(hours=1))
    assert due_edition("Europe/London", HOURS, moved, NOW) is None
    later = due_edition("Europe/London", HOURS, moved, NOW + timedelta(hours=1))
    assert later is not None and later.slot == struck.slot


@given(
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tokyo"]),
    now=st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 31)),
)
def test_a_next_edition_always_comes_and_is_due_when_it_has_come(zone: str, now: datetime) -> None:
    at = now.replace(tzinfo=UTC)
    coming = next_edition(zone, HOURS, PLAIN, at)
    assert coming is not None and at < coming.at <= at + timedelta(days=2)
    due = due_edition(zone, HOURS, PLAIN, coming.at)
    assert due is not None and due.slot == coming.slot
    assert due_edition(zone, HOURS, PLAIN, coming.at + FRESH) != due
