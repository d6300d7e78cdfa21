"""Each mailbox, and the team behind it, keeps its own hours: promises, clocks and follow-ups are reckoned in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.bootstrap.judges import Desk, Judges
from mailbot.config import load_policy
from mailbot.errors import PolicyError
from mailbot.model.policy import FollowUpPolicy, HoursPolicy, MailboxHours, Policy
from scheduler.calendar import calendar_of
from scheduler.followup import Resolution
from scheduler.rules import plan

HOURS = HoursPolicy(
    opens="09:00", closes="17:00",
    mailboxes={"night": MailboxHours(opens="00:00", closes="00:00", days=tuple(range(7))), "bavaria": MailboxHours(country="DE", subdivision="BY")},
)  # fmt: skip
#: Saturday, 22:00 UTC.
LATE = datetime(2026, 3, 14, 22, 0, tzinfo=UTC)


def test_what_is_not_told_is_as_everywhere() -> None:
    assert HOURS.of("support") is HOURS
    assert (HOURS.of("bavaria").opens, HOURS.of("bavaria").subdivision) == ("09:00", "BY")


def test_the_same_promise_runs_out_by_the_hours_of_its_mailbox() -> None:
    judges = Judges(Policy(hours=HOURS), {name: Desk(team="T", zone="UTC") for name in ("support", "night")}, None)
    words = "We will get back to you within two hours."
    due = {name: judges.promised(name, words, "en", LATE)[0].due_at for name in ("support", "night")}
    assert due["support"] == datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
    assert due["night"] == datetime(2026, 3, 15, 0, 0, tzinfo=UTC)


def test_follow_ups_and_clocks_leave_out_the_holidays_of_that_team() -> None:
    eve = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)  # Corpus Christi follows, a holiday in Bavaria
    asked = {
        name: plan(Resolution(conversation_id="c", resolved_at=eve, by_call=True), FollowUpPolicy(), HOURS.of(name))[
            0
        ].due_at.day
        for name in ("support", "bavaria")
    }
    assert asked == {"support": 4, "bavaria": 5}
    assert calendar_of(HOURS.of("bavaria")).add_days(eve, 1).day == 5


def test_the_policy_file_may_say_so_and_a_misspelt_name_is_told(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[hours.mailboxes.night]\nopens = "20:00"\ncloses = "23:00"\n', encoding="utf-8")
    assert load_policy(file).hours.of("night").opens == "20:00"
    file.write_text('[hours.mailboxes.night]\nopening = "20:00"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=r"hours\.mailboxes\.night\.opening is not a policy setting"):
        load_policy(file)
