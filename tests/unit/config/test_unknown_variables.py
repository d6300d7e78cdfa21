"""A misspelt variable is told, with the one that was meant; what others set under our name is left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.cli import build
from mailbot.config import Settings, load_settings
from mailbot.config_variables import unknown_variables
from mailbot.errors import ConfigurationError


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("MAILBOT_STORE_URL", "MAILBOT_STORE__URL"),
        ("MAILBOT_STOR__URL", "MAILBOT_STORE__URL"),
        ("MAILBOT_COMPANI", "MAILBOT_COMPANY"),
        ("MAILBOT_CONFG", "MAILBOT_CONFIG"),
        ("mailbot_twillio__auth_token", "MAILBOT_TWILIO__AUTH_TOKEN"),
        ("MAILBOT_MAILBOX_SUPPORT_IMAP_PASSWORD", "MAILBOT_MAILBOX__<NAME>__IMAP__PASSWORD"),
        ("MAILBOT_MAILBOXES__SUPPORT__IMAP__HOST", "MAILBOT_MAILBOX__<NAME>__IMAP__HOST"),
    ],
)
def test_a_misspelt_variable_is_told_with_the_nearest(variable: str, meant: str) -> None:
    [sentence] = unknown_variables([variable, "PATH"], Settings)
    assert sentence.startswith(f"The variable {variable} is ignored") and sentence.endswith(f"Did you mean {meant}?")


def test_what_is_like_nothing_is_told_without_a_guess() -> None:
    assert unknown_variables(["MAILBOT_XYZ"], Settings)[0].endswith("docs/operating.md lists them.")


def test_right_ones_and_those_of_others_are_left_in_peace() -> None:
    right = ["MAILBOT_CONFIG", "MAILBOT_AGENT", "MAILBOT_STORE__URL", "mailbot_store__url", "MAILBOT_STORE",
             "MAILBOT_MAILBOX__SUPPORT__IMAP__PASSWORD_FILE", "MAILBOT_COMPANY"]  # fmt: skip
    others = ["MAILBOT_SERVICE_HOST", "MAILBOT_SERVICE_PORT_HTTP", "MAILBOT_PORT", "MAILBOT_PORT_8025_TCP_ADDR",
              "MAILBOT_REQUIRE_SERVERS", "MAILBOT_BENCH_MAILS", "MAILBOT_SHOTS", "MAILBOTTLE"]  # fmt: skip
    assert unknown_variables(right + others, Settings) == []


def test_commands_say_it_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_STORE_URL", "sqlite:///x")
    line = '{"id": "1", "text": "Where is my parcel?", "playbook": "", "language": "en", "case": {}, "reply": "Hello"}'
    result = CliRunner().invoke(build(["lint"]), ["lint", "--format", "jsonl"], input=line + "\n")
    assert "MAILBOT_STORE__URL" in result.stderr and "MAILBOT" not in result.stdout


def test_a_name_that_its_table_does_not_know_is_told_with_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mailbot.toml"
    path.write_text("[alarm]\nafter_minuts = 3\n")
    monkeypatch.setenv("MAILBOT_STORE__URLL", "x")
    with pytest.raises(ConfigurationError) as refused:
        load_settings(path)
    assert "alarm.after_minuts: no such setting (did you mean after_minutes?)" in str(refused.value)
    assert "MAILBOT_STORE__URLL: no such setting (did you mean url?)" in str(refused.value)
