"""`mailbot init` checks first and writes last: what is refused leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mailbot.bootstrap.mailboxes import wired_mailboxes
from mailbot.cli import build
from mailbot.cli import init as command
from mailbot.config import load_settings

GOOD = {"--address": "help@shop.example", "--company": "Shop", "--user": "help", "--imap": "none://127.0.0.1:1",
        "--smtp": "none://127.0.0.1:1", "--zone": "UTC"}  # fmt: skip


def run(output: Path, *flags: str, secret: str = "swordfish", **changed: str) -> Result:
    answers = {**GOOD, **{f"--{name}": value for name, value in changed.items()}}
    words = [word for pair in answers.items() for word in pair]
    return CliRunner().invoke(build(["init"]), ["init", *words, *flags, "-o", str(output)], input=secret + "\n")


@pytest.mark.parametrize(
    ("flags", "changed", "secret"),
    [
        (("--no-test",), {"zone": "Mars"}, "swordfish"),
        (("--no-test",), {"imap": "none://mail.shop.example"}, ""),
        (("--no-test",), {"address": "help@"}, "swordfish"),
        ((), {}, "swordfish"),  # nobody listens there
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    tmp_path: Path, flags: tuple[str, ...], changed: dict[str, str], secret: str
) -> None:
    for output in (tmp_path / "mailbot.toml", tmp_path / "new" / "mailbot.toml"):
        assert run(output, *flags, secret=secret, **changed).exit_code != 0
        assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_in_between_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mailbot.password").write_text("an older one")
    held = command._beside

    def full(path: Path, text: str) -> object:
        if path.suffix == ".toml":
            raise OSError(28, "No space left on device", str(path))
        return held(path, text)

    monkeypatch.setattr(command, "_beside", full)
    assert run(tmp_path / "mailbot.toml", "--no-test", "--force").exit_code != 0
    assert [one.name for one in tmp_path.iterdir()] == ["mailbot.password"]
    assert (tmp_path / "mailbot.password").read_text() == "an older one"


def test_a_second_configuration_in_a_folder_leaves_the_password_of_the_first(tmp_path: Path) -> None:
    assert run(tmp_path / "one.toml", "--no-test").exit_code == 0
    again = run(tmp_path / "two.toml", "--no-test", secret="another")
    assert again.exit_code != 0 and "mailbot.password exists already" in str(again.exception)
    assert (tmp_path / "mailbot.password").read_text() == "swordfish\n"
    given = tmp_path / "other.password"
    given.write_text("another")
    given.chmod(0o600)
    assert run(tmp_path / "two.toml", "--no-test", "--password-file", str(given)).exit_code == 0
    assert run(tmp_path / "one.toml", "--no-test", "--force", secret="changed").exit_code == 0
    assert (tmp_path / "mailbot.password").read_text() == "changed\n"


def test_what_is_taken_is_written_for_the_owner_alone(tmp_path: Path) -> None:
    output = tmp_path / "new" / "mailbot.toml"
    assert run(output, "--no-test", address="hélp@shop.example").exit_code == 0
    settings = load_settings(output)
    [mailbox] = wired_mailboxes(settings.mailbox).values()
    assert mailbox.settings.imap.secret() == "swordfish"
    modes = {one.name: oct(one.stat().st_mode & 0o777) for one in output.parent.iterdir() if one != output}
    assert modes == {"mailbot.password": "0o600", "mailbot.key": "0o600"}
    assert settings.console.secret_key_file == output.parent / "mailbot.key"
