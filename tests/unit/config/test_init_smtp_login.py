"""`mailbot init` for an SMTP relay that wants no login."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.bootstrap.mailboxes import wired_mailboxes
from mailbot.cli import build
from mailbot.config import load_settings


@pytest.mark.parametrize(("flag", "auth"), [("--no-smtp-login", "none"), ("--smtp-login", "password")])
def test_a_relay_without_login_is_written_and_wired(tmp_path: Path, flag: str, auth: str) -> None:
    secret, output = tmp_path / "password", tmp_path / "mailbot.toml"
    secret.write_text("swordfish\n")
    secret.chmod(0o600)
    result = CliRunner().invoke(
        build(["init"]),
        ["init", "--address", "help@shop.example", "--company", "Shop", "--user", "help", "--password-file", str(secret),
         "--imap", "imap.shop.example", "--smtp", "starttls://relay.shop.example:587", "--zone", "UTC",
         "--no-test", flag, "-o", str(output)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    settings = load_settings(output)
    [mailbox] = wired_mailboxes(settings.mailbox).values()
    assert (mailbox.settings.smtp.auth, mailbox.settings.smtp.host) == (auth, "relay.shop.example")
    assert mailbox.settings.imap.auth == "password"
    assert ("user =" in output.read_text().partition("smtp]")[2]) is (auth == "password")
