"""The picture of a case: gaps, the turn of a year, and what a stranger's subject may hold."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from scheduler.timeline import Moment, timeline_svg

OLD = Moment(at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC), kind="mail_recorded")
NEW = Moment(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC), kind="reply_sent")


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("text")]


def test_a_new_year_is_shown_by_its_number_in_the_zone_of_the_desk() -> None:
    berlin, london = (texts(timeline_svg("MB-1", (NEW, OLD), zone)) for zone in ("Europe/Berlin", "Europe/London"))
    assert [one for one in berlin if one.isdecimal()] == ["2026", "2027"]
    assert berlin.index("2027") < berlin.index("Fri 01 Jan 00:30")
    assert [one for one in london if one.isdecimal()] == ["2026"]


def test_a_long_subject_stays_in_the_picture() -> None:
    assert max(map(len, texts(timeline_svg("MB-1: " + "a" * 900, (OLD,), "UTC")))) < 100


@given(words=st.text(max_size=120))
def test_any_words_make_a_picture_that_can_be_read(words: str) -> None:
    moment = Moment(at=OLD.at, kind="draft_proposed", words=words)
    ElementTree.fromstring(timeline_svg(words, (moment, OLD), "UTC"))
