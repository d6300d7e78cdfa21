"""How long things are kept: the terms in their order, and what keeps a case from being erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.config import load_policy
from mailbot.model.policy import RetentionPolicy
from scheduler.retention import Erase, Keep, Kept, Stage, ahead, judge

REST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TERMS = RetentionPolicy(raw_mail_days=90, person_days=365, trail_days=730)
CASE = Kept(id="c", is_open=False, at_rest_since=REST)


def day(count: float) -> datetime:
    return REST + timedelta(days=count)


@pytest.mark.parametrize(
    ("days", "stage"), [(90, Stage.RAW_MAIL), (364, Stage.RAW_MAIL), (365, Stage.PERSON), (4000, Stage.TRAIL)]
)
def test_the_furthest_term_that_has_ended_decides(days: int, stage: Stage) -> None:
    verdict = judge(CASE, TERMS, day(days))
    assert isinstance(verdict, Erase)
    assert verdict.stage is stage


@pytest.mark.parametrize(
    ("change", "code"),
    [({"is_open": True}, "kept_open"), ({"held": True}, "kept_held"), ({"busy": True}, "kept_busy")],
)
def test_an_open_a_held_and_a_busy_case_are_kept_however_old(change: dict[str, bool], code: str) -> None:
    verdict = judge(replace(CASE, **change), TERMS, day(9999))
    assert isinstance(verdict, Keep)
    assert verdict.reason.code == code  # type: ignore[attr-defined]


def test_before_its_term_a_case_is_kept_until_then() -> None:
    assert judge(CASE, TERMS, day(89.9)) == Keep(reason=judge(CASE, TERMS, day(1)).reason, until=day(90))


def test_what_is_erased_is_not_erased_again_and_the_next_term_stands() -> None:
    gone = replace(CASE, erased=Stage.PERSON, erased_at=day(365))
    assert ahead(gone, TERMS) == ((Stage.TRAIL, day(730)),)
    assert isinstance(judge(replace(gone, erased=Stage.TRAIL), TERMS, day(9999)), Keep)


def test_a_case_that_came_back_to_life_starts_its_terms_anew() -> None:
    again = replace(CASE, erased=Stage.RAW_MAIL, erased_at=day(90), at_rest_since=day(200))
    assert ahead(again, TERMS)[0] == (Stage.RAW_MAIL, day(290))


def test_nothing_is_erased_as_shipped() -> None:
    assert isinstance(judge(CASE, load_policy().retention, day(99999)), Keep)


@pytest.mark.parametrize(
    "terms", [{"trail_days": 10}, {"trail_days": 10, "person_days": 20}, {"person_days": 5, "raw_mail_days": 9}, {"stray_days": -1}]
)  # fmt: skip
def test_terms_out_of_order_are_refused(terms: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="days"):
        RetentionPolicy(**terms)


@given(days=st.integers(0, 5000), erased=st.integers(0, 3), back=st.integers(0, 5000))
def test_no_term_ends_early_and_none_is_skipped(days: int, erased: int, back: int) -> None:
    kept = replace(CASE, erased=erased, erased_at=day(back) if erased else None)
    verdict = judge(kept, TERMS, day(days))
    ended = [stage for stage, least in ((1, 90), (2, 365), (3, 730)) if days >= least and stage > erased]
    assert (verdict.stage if isinstance(verdict, Erase) else 0) == max(ended, default=0)
