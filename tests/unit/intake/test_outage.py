"""When people are told that a mailbox gives no mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mailbot.intake.outage import UNTOLD, Alarm, judge_outage
from mailbot.model.mailbox import MailboxHealth

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AFTER = timedelta(minutes=15)
LONG_AGO = NOW - timedelta(days=1)
WELL = MailboxHealth(mailbox="support", last_look_at=NOW - timedelta(minutes=2))
OUT = replace(WELL, last_look_at=NOW - AFTER)


def judged(health: MailboxHealth, started: datetime = LONG_AGO, after: timedelta = AFTER) -> Alarm | None:
    return judge_outage(health, NOW, started=started, after=after)


def test_silence_beyond_the_limit_is_an_outage_even_without_an_error() -> None:
    assert judged(OUT) is Alarm.OUTAGE
    assert judged(WELL) is None
    assert judged(replace(WELL, trouble="The server refused the login.")) is None  # it may come back by itself


def test_a_night_without_the_program_is_no_outage_of_the_mailbox() -> None:
    assert judged(replace(OUT, last_look_at=LONG_AGO), started=NOW - timedelta(minutes=1)) is None
    assert judged(replace(OUT, last_look_at=LONG_AGO), started=NOW - AFTER) is Alarm.OUTAGE


def test_each_outage_is_told_once_and_its_end_once() -> None:
    told = replace(OUT, alarmed_at=NOW - timedelta(minutes=9), told_at=NOW - timedelta(minutes=9))
    assert judged(told) is None
    assert judged(replace(told, last_look_at=NOW)) is Alarm.ALL_CLEAR


def test_what_nobody_could_be_told_is_told_again_later() -> None:
    untold = replace(OUT, alarmed_at=NOW - UNTOLD)
    assert judged(untold) is Alarm.OUTAGE
    assert judged(replace(untold, alarmed_at=NOW - UNTOLD / 2)) is None


def test_zero_minutes_tell_nobody() -> None:
    assert judged(OUT, after=timedelta(0)) is None


def test_a_refused_login_is_told_at_once_and_ends_with_the_next_look() -> None:
    def refused(health: MailboxHealth) -> Alarm | None:
        return judge_outage(health, NOW, started=LONG_AGO, after=AFTER, refused=True)

    assert refused(WELL) is Alarm.REFUSED
    assert refused(replace(WELL, alarmed_at=NOW, told_at=NOW)) is None
    untold = replace(WELL, last_look_at=NOW - UNTOLD, alarmed_at=NOW - UNTOLD)
    assert refused(untold) is Alarm.REFUSED
    assert judged(replace(WELL, last_look_at=NOW, alarmed_at=NOW - UNTOLD, told_at=NOW)) is Alarm.ALL_CLEAR
    assert judge_outage(WELL, NOW, started=LONG_AGO, after=timedelta(0), refused=True) is None
