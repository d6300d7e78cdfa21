"""How often a refused login is tried again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailbot.adapters.login_pace import FIRST_REST, LONGEST_REST, LoginPace
from mailbot.errors import LoginRefused


def refused(pace: LoginPace, times: int = 1) -> None:
    for _ in range(times):
        pace.ask()
        pace.refused(LoginRefused("The server says no.", hint="Check the password."))


def test_after_three_refusals_the_server_rests_and_the_sentence_stays() -> None:
    now = [0.0]
    pace = LoginPace(count=lambda: now[0])
    refused(pace, 2)
    assert pace.refusal == ""  # it may be a whim
    refused(pace)
    assert pace.refusal == "The server says no. Check the password."
    with pytest.raises(LoginRefused, match=r"The server says no\."):
        pace.ask()
    now[0] = FIRST_REST - 1
    with pytest.raises(LoginRefused):
        pace.ask()


def test_after_the_rest_one_line_asks_and_the_rests_grow() -> None:
    now = [0.0]
    pace = LoginPace(count=lambda: now[0])
    refused(pace, 3)
    now[0] += FIRST_REST
    pace.ask()
    with pytest.raises(LoginRefused):  # another line of the same mailbox
        pace.ask()
    pace.refused(LoginRefused("No."))
    now[0] += FIRST_REST
    with pytest.raises(LoginRefused):
        pace.ask()
    for _ in range(2000):
        now[0] += LONGEST_REST
        refused(pace)


def test_a_login_that_was_granted_makes_all_well() -> None:
    pace = LoginPace()
    refused(pace, 3)
    pace.granted()
    pace.ask()
    assert pace.refusal == ""


def test_a_changed_file_is_tried_at_once(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("old")
    pace = LoginPace(file, count=lambda: 0.0)
    refused(pace, 3)
    with pytest.raises(LoginRefused):
        pace.ask()
    os.utime(file, ns=(1, 1))
    refused(pace)
    with pytest.raises(LoginRefused):
        pace.ask()
