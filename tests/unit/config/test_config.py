"""Settings and policy: what a site may write, and what it is told when it errs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.config import find_configuration, load_policy, load_settings
from mailbot.errors import ConfigurationError, PolicyError
from mailbot.model.policy import Policy
from mailbot.secret import read_secret

MINIMAL = """
[mailbox.support]
address = "support@example.com"
[mailbox.support.imap]
host = "imap.example.com"
user = "support@example.com"
password = "secret"
[mailbox.support.smtp]
host = "smtp.example.com"
user = "support@example.com"
password = "secret"
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "mailbot.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    return path


def test_minimal_file_gets_defaults(written: Path) -> None:
    settings = load_settings(written)
    mailbox = settings.mailbox["support"]
    assert (mailbox.imap.port, mailbox.imap.security, mailbox.smtp.port) == (993, "tls", 465)
    assert settings.store.url.startswith("sqlite:")
    assert settings.twilio is None


def test_variables_win(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_STORE__URL", "postgresql://db/mailbot")
    monkeypatch.setenv("MAILBOT_MAILBOX__SUPPORT__IMAP__PORT", "143")
    settings = load_settings(written)
    assert settings.store.url == "postgresql://db/mailbot"
    assert settings.mailbox["support"].imap.port == 143
    assert settings.mailbox["support"].imap.host == "imap.example.com"


def test_secret_never_shows(written: Path) -> None:
    assert "secret" not in repr(load_settings(written)).replace("secret_key", "").replace("client_secret", "")


def test_secret_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("open sesame\n", encoding="utf-8")
    file.chmod(0o600)
    assert read_secret(None, file, "the password") == "open sesame"
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="readable by everybody"):
        read_secret(None, file, "the password")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_secret(None, tmp_path / "absent", "the password")


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("[store]\nurll = 'x'", "store.urll: no such setting"),
        ("not toml at all", "not valid TOML"),
        (MINIMAL.replace('password = "secret"', "", 1), "mailbox.support.imap: password or password_file is missing"),
        (MINIMAL.replace('password = "secret"', 'password = "a"\npassword_file = "b"', 1), "not both"),
        (MINIMAL.replace('user = "support@example.com"', 'security = "none"', 1), "in the clear"),
        ("[twilio]\naccount_sid = 'AC1'", "twilio.caller_id: Field required"),
    ],
)
def test_mistakes_are_one_sentence(tmp_path: Path, text: str, needle: str) -> None:
    path = tmp_path / "mailbot.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert needle in str(caught.value)
    assert "\n" not in caught.value.sentence()


def test_absent_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        load_settings(tmp_path / "nowhere.toml")


def test_configuration_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAILBOT_CONFIG", raising=False)
    assert find_configuration(None) is None
    (tmp_path / "mailbot.toml").touch()
    assert find_configuration(None) == Path("mailbot.toml")
    monkeypatch.setenv("MAILBOT_CONFIG", "/etc/mailbot.toml")
    assert find_configuration(None) == Path("/etc/mailbot.toml")


def test_builtin_policy_equals_the_dataclasses_defaults() -> None:
    policy = load_policy()
    # Code alone allows no region at all; the list of those that may be dialled stands in the file only.
    assert policy.calls.regions
    assert replace(policy, calls=replace(policy.calls, regions=())) == Policy()


def test_site_policy_changes_only_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('[hours]\nzone = "Europe/Berlin"\n', encoding="utf-8")
    policy = load_policy(path)
    assert policy.hours.zone == "Europe/Berlin"
    assert policy.hours.opens == Policy().hours.opens


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("[hours]\nzon = 'x'", "hours.zon is not a policy setting"),
        ("[hours]\ndays = 'all'", "hours.days"),
        ("[ours]", "ours"),
    ],
)
def test_policy_mistakes(tmp_path: Path, text: str, needle: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    assert needle in caught.value.sentence()
