"""Complaint clocks: terms of the shipped packs, on the days that a person counts."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.clock_packs import chosen_packs, load_clock_packs
from mailbot.errors import ConfigurationError, TemplateError
from mailbot.model.policy import HoursPolicy
from scheduler.calendar import calendar_of
from scheduler.clocks import ClockCase, read_pack, terms

PACKS = load_clock_packs()
LONDON = calendar_of(HoursPolicy(zone="Europe/London", country="GB", subdivision="ENG"))
#: Thursday, two days before Easter: Good Friday and Easter Monday are holidays in England.
MAUNDY = datetime(2026, 4, 2, 10, 0, tzinfo=UTC)


def due(pack: str, **case: datetime) -> dict[str, str]:
    found = terms(ClockCase(received_at=MAUNDY, **case), PACKS[pack], LONDON)
    return {term.step: f"{term.due_at.astimezone(LONDON.zone):%a %d %b %H:%M}" for term in found}


def test_eight_weeks_end_on_the_same_weekday() -> None:
    assert due("fca-disp")["final"] == "Thu 28 May 18:00"


def test_business_days_leave_out_the_holidays() -> None:
    assert due("fca-disp")["acknowledge"] == "Tue 07 Apr 18:00"
    # 15 business days: Good Friday and Easter Monday do not count.
    assert due("psd-complaints")["final"] == "Mon 27 Apr 18:00"
    # 35: the bank holidays of 4 and 25 May neither.
    assert due("psd-complaints")["last"] == "Wed 27 May 18:00"


def test_a_word_of_ours_meets_the_acknowledgement_and_starts_the_next_interval() -> None:
    word = MAUNDY + timedelta(days=6)  # Wednesday after Easter
    assert due("house", first_word_at=word, last_word_at=word) == {
        "keep_informed": "Wed 15 Apr 18:00",
        "final": "Tue 05 May 18:00",
    }


def test_a_solved_case_owes_nothing_and_an_old_one_is_under_other_rules() -> None:
    assert due("fca-disp", solved_at=MAUNDY) == {}
    old = ClockCase(received_at=datetime(2010, 1, 4, tzinfo=UTC))
    assert terms(old, PACKS["fca-disp"], LONDON) == ()


def test_every_pack_says_its_source_and_its_rule() -> None:
    assert {"house", "fca-disp", "psd-complaints"} <= PACKS.keys()
    for pack in PACKS.values():
        assert pack.source and pack.since <= date(2026, 1, 1)
        assert all(len(step.rule) > 40 for step in pack.steps)


@given(
    received=st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2028, 1, 1)),
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tokyo"]),
    pack=st.sampled_from(sorted(PACKS)),
)
def test_a_warning_comes_before_the_end_in_every_zone(received: datetime, zone: str, pack: str) -> None:
    calendar = calendar_of(HoursPolicy(zone=zone))
    at = received.replace(tzinfo=UTC)
    for term in terms(ClockCase(received_at=at), PACKS[pack], calendar):
        assert at < term.warn_at <= term.due_at


def test_an_unknown_pack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="no complaint clock 'iso'"):
        chosen_packs(PACKS, ("iso",))


@pytest.mark.parametrize("change", [{"since": "2020"}, {"step": []}, {"title": None}])
def test_a_broken_pack_is_refused(change: dict[str, object]) -> None:
    path = Path(__file__).parents[3] / "templates" / "clocks" / "house.toml"
    data = copy.deepcopy(tomllib.loads(path.read_text(encoding="utf-8")))
    data.update(change)
    if change.get("title", "") is None:
        del data["title"]
    with pytest.raises(TemplateError, match="no complaint clock"):
        read_pack(data, "mine.toml")
