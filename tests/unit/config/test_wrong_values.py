"""A wrong value is refused at the start, by a sentence that names its setting; nothing is left for the day it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.config import load_policy, load_settings
from mailbot.errors import ConfigurationError, PolicyError
from mailbot.model.zone import is_zone

MAILBOX = """
[mailbox.support]
address = "support@example.com"
{mailbox}
[mailbox.support.imap]
host = "imap.example.com"
user = "support"
password = "secret"
{imap}
[mailbox.support.smtp]
host = "smtp.example.com"
auth = "none"
{rest}
"""


@pytest.mark.parametrize(
    ("where", "line", "named"),
    [
        ("mailbox", 'zone = "Mars"', "mailbox.support.zone"),
        ("mailbox", 'zone = "Europe"', "mailbox.support.zone"),
        ("mailbox", 'zone = ""', "mailbox.support.zone"),
        ("mailbox", 'aliases = ["help"]', "mailbox.support.aliases.0"),
        ("mailbox", 'display_name = "Desk\\nBcc: x@example.com"', "mailbox.support.display_name"),
        ("imap", "folders = []", "mailbox.support.imap.folders"),
        ("imap", 'folders = [""]', "mailbox.support.imap.folders.0"),
        ("imap", 'folders = ["INBOX", "INBOX"]', "mailbox.support.imap.folders"),
        ("imap", 'mark_keyword = "seen by mailbot"', "mailbox.support.imap.mark_keyword"),
        ("imap", 'mark_keyword = "\\\\Deleted"', "mailbox.support.imap.mark_keyword"),
        ("imap", 'mark_keyword = ""', "mailbox.support.imap.mark_keyword"),
        ("imap", "first_look_days = 99999999999", "mailbox.support.imap.first_look_days"),
        ("rest", '[alarm]\nto = ["me"]', "alarm.to.0"),
        ("rest", "[alarm]\nafter_minutes = 99999999999", "alarm.after_minutes"),
        ("rest", '[console]\npublic_url = "desk.example.com"', "console.public_url"),
        ("rest", '[console]\npublic_url = "https://[::1"', "console.public_url"),
        ("rest", '[twilio]\naccount_sid = "AC1"\nauth_token = "t"\ncaller_id = "0800 1"', "twilio.caller_id"),
        ("rest", '[llm]\nbase_url = "x"\nmodel = "m"', "llm.base_url"),
        ("rest", '[llm]\nbase_url = "http://x"\nmodel = "m"\ntimeout_seconds = nan', "llm.timeout_seconds"),
        ("rest", '[oidc]\nissuer = "x"\nclient_id = "c"', "oidc.issuer"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, where: str, line: str, named: str) -> None:
    path = tmp_path / "mailbot.toml"
    path.write_text(MAILBOX.format(**{"mailbox": "", "imap": "", "rest": "", where: line}), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=named.replace(".", r"\.") + ":"):
        load_settings(path)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("hours", 'zone = "Mars"'),
        ("hours", "days = [7]"),
        ("hours", 'opens = "nine"'),
        ("hours.mailboxes.support", 'closes = "25:00"'),
        ("reply", "round_minutes = 0"),
        ("reply", "next_word_hours = nan"),
        ("calls", "gap_minutes = -1"),
        ("calls", "gap_minutes = 99999999999999"),
        ("calls", 'wished_closes = "late"'),
        ("intake", "lease_seconds = 0"),
        ("heat", "high = nan"),
        ("delivery", "jitter = inf"),
        ("follow_up", "close_days = -3"),
    ],
)
def test_a_senseless_policy_is_refused_by_name(tmp_path: Path, table: str, line: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"[{table}]\n{line}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=f"{table}.{line.split()[0]}".replace(".", r"\.") + ":"):
        load_policy(path)


def test_a_variable_that_should_hold_a_table_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_STORE", "sqlite:///secret-in-here")
    with pytest.raises(ConfigurationError, match=r'must be JSON: .*"store"') as refused:
        load_settings(None)
    assert "secret-in-here" not in refused.value.sentence()


def test_a_byte_order_mark_before_the_first_setting_is_no_setting(tmp_path: Path) -> None:
    path = tmp_path / "mailbot.toml"
    path.write_text('company = "Lumen & Pine"\n', encoding="utf-8-sig")
    assert load_settings(path).company == "Lumen & Pine"


@pytest.mark.parametrize("name", ["Europe", "", "..", "/etc/localtime", "a\0b", "\ud800", "x" * 5000, "Mars"])
def test_what_is_no_zone_is_told_without_raising(name: str) -> None:
    assert not is_zone(name)
