"""Commands on files that are not what they should be: one clear sentence and the exit status of a usage error."""

from __future__ import annotations

import io
import sys
import tomllib
from pathlib import Path

import pytest

from mailbot.cli import command_line, doctor, queue
from mailbot.cli import triage as command
from mailbot.config import load_policy, settled
from mailbot.errors import PolicyError, UsageError


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command in this process; return its exit status and what it wrote for people."""
    monkeypatch.setattr(sys, "argv", ["mailbot", *words])
    monkeypatch.setattr(sys, "stdin", io.StringIO("a-password\n"))
    monkeypatch.setattr("mailbot.cli.one_core", lambda *_: None)
    for name in ("errors", "screen"):
        monkeypatch.setattr(f"mailbot.cli.output.{name}._file", None)
    with pytest.raises(SystemExit) as ended:
        command_line()
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return int(ended.value.code or 0), out + err


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    (tmp_path / "store.sqlite3").write_bytes(b"these are words and no database at all " * 40)
    path = tmp_path / "mailbot.toml"
    path.write_text(f'[store]\nurl = "sqlite:///{tmp_path / "store.sqlite3"}"\n', encoding="utf-8")
    return path


def test_a_store_that_is_no_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], configured: Path
) -> None:
    status, words = said(monkeypatch, capsys, "-c", str(configured), "user", "list")
    sentence = f"The store's file {configured.parent / 'store.sqlite3'} is no SQLite database."
    assert (status, sentence in " ".join(words.split()), "[store] url" in words) == (1, True, True)


def test_settings_in_brackets_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], configured: Path
) -> None:
    status, words = said(monkeypatch, capsys, "-c", str(configured), "retention", "--dry-run")
    assert (status, "all terms of [retention] in the policy" in words) == (0, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("-c", "{conf}", "health"), "No mailbox is configured."),
        (("heat", "eval", "{binary}"), "is not UTF-8."),
        (("heat", "distil", "{absent}", "--out", "{absent}"), "cannot be used: No such file or directory."),
        (("init", "--address", "a@b.example", "--no-test", "-o", "{conf}/x.toml"), "cannot be used: Not a directory."),
        (("init", "--address", "a@b.example", "--no-test", "--imap", "host:²", "-o", "{absent}"), "is not a server."),
        (("init", "--address", "a@b.example", "--no-test", "--zone", "Mars", "-o", "{absent}"), "no time zone 'Mars'"),
        (("draft", "{binary}", "--now", "9999-12-31T23:59:00Z"), "lies beyond the years"),
        (("draft", "{binary}", "--lang", "xx"), "Nothing is written in the language 'xx'."),
        (("-c", "{conf}", "schedule", "--picture", "MB-1", "--zone", "Europe"), "no time zone 'Europe'"),
        (("-c", "{conf}", "user", "add", "a@b.example", "--name", " "), "A person needs a name."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    configured: Path,
    words: tuple[str, ...],
    sentence: str,
) -> None:
    (binary := configured.with_name("binary")).write_bytes(b"\xff\xfe\x00")
    named = {"conf": configured, "binary": binary, "absent": configured.with_name("absent")}
    monkeypatch.chdir(configured.parent)
    status, told = said(monkeypatch, capsys, *(word.format(**named) for word in words))
    assert (status, sentence in " ".join(told.split())) == (2, True), told


@pytest.mark.parametrize(
    ("console", "fine", "words"),
    [
        ("", True, "carry no links"),
        ('secret_key = "0123456789abcdef"', True, "lead to https://desk.example"),
        ('secret_key_file = "no-such-key"', False, "cannot be read from no-such-key"),
    ],
)
def test_doctor_looks_at_the_key_that_a_start_would_refuse(console: str, fine: bool, words: str) -> None:
    settings = settled(tomllib.loads(f'[console]\npublic_url = "https://desk.example"\n{console}'), "x.toml")
    check = doctor._links(settings)
    assert (check.ok, words in check.sentence) == (fine, True)


def test_a_policy_that_is_not_there_is_not_made_by_init() -> None:
    with pytest.raises(PolicyError) as refused:
        load_policy(Path("no-such-policy.toml"))
    assert "init" not in refused.value.hint and "policy_file" in refused.value.hint


def test_a_folder_without_mails_is_told_apart_from_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no mail")
    (tmp_path / "box").mkdir()
    assert list(command._found([str(tmp_path), str(tmp_path / "box")])) == []
    out, err = capsys.readouterr()
    assert out == "" and [line.split(" holds no mails")[0] for line in err.splitlines()] == [
        f"mailbot: {tmp_path}", f"mailbot: {tmp_path / 'box'}",
    ]  # fmt: skip
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\n\nhi\n")
    assert [one.name for one in command._found([str(tmp_path)])] == [str(tmp_path / "a.eml")]
    assert capsys.readouterr().err == ""


def test_nothing_on_standard_input_does_not_empty_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))
    with pytest.raises(UsageError, match="the draft is as it was"):
        queue._edited("Dear Petra, …")
