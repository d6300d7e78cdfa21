"""What lists show: a stranger's words as they are, whole ids, and whole lines where no terminal is."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from mailbot.cli import output, queue, retention, schedule
from mailbot.cli.output import cell, table_of
from mailbot.model.view import InboxRow, Planned
from mailbot.store.retention import Doomed
from tests.unit.cli.test_odd_files import said

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: Words of a mail that a terminal or our own markup would obey.
HOSTILE = "[/b] \\\\[/b] \\[red]x \x1b]0;mine\x07 \x1b[2J"


def shown(monkeypatch: pytest.MonkeyPatch, table: object, *, width: int = 80, terminal: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal, highlight=False, no_color=True)
    monkeypatch.setattr(output, "screen", console)
    output.show(table)  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def hostile_row() -> InboxRow:
    return InboxRow(
        id="c", reference="MB-7K3QX9", mailbox="support", customer_name=HOSTILE, customer_email="a@x.example", subject=HOSTILE,
        snippet="", state="drafted", heat=0.5, band="low", urgent=False, language="en", category="other", kind="complaint",
        assignee=None, assignee_name=None, waiting_since=NOW, last_activity_at=NOW, messages=1, reopened=0,
    )  # fmt: skip


def test_a_subject_that_looks_like_markup_or_an_order_to_the_terminal_is_only_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    due = Planned(
        id="p", what="reply", kind="reply", due_at=NOW, reason=HOSTILE, conversation_id="c", subject=HOSTILE, customer=HOSTILE,
    )  # fmt: skip
    gone = Doomed(id="c", reference="MB-7K3QX9", customer=HOSTILE, stage="person", due_at=NOW, reason=HOSTILE)
    for table in (
        queue._table((hostile_row(),)),
        schedule._table((due,), NOW, ZoneInfo("UTC")),
        retention._table((gone,), NOW),
    ):
        told = shown(monkeypatch, table)
        assert "[/b]" in told and "[red]x" in told and "\x1b" not in told and "\x07" not in told


def test_ids_are_folded_and_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of("Id")
    table.add_row("01M8QZ5MZV4WXYZ0123456789AB")
    _, *lines = shown(monkeypatch, table, width=12, terminal=True).splitlines()
    assert len(lines) == 3 and "".join(line.strip() for line in lines) == "01M8QZ5MZV4WXYZ0123456789AB"


def test_in_a_pipe_a_row_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of("Id", "Address")
    table.add_row("01M8QZ5MZV4WXYZ0123456789AB", cell("https://example.com/" + "a" * 160))
    lines = shown(monkeypatch, table, width=40).splitlines()
    assert len(lines) == 2 and lines[1].rstrip().endswith("a" * 160)


def test_a_person_whose_name_looks_like_markup_is_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mailbot.toml"
    path.write_text(f'[store]\nurl = "sqlite:///{tmp_path / "store.sqlite3"}"\n', encoding="utf-8")
    assert said(monkeypatch, capsys, "-c", str(path), "user", "add", "z@x.example", "--name", "Z [/b] oe")[0] == 0
    status, words = said(monkeypatch, capsys, "-c", str(path), "user", "list")
    assert (status, "Z [/b] oe" in words) == (0, True)


def test_what_comes_after_init_names_the_file_that_was_written_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "our desk.toml"
    words = (
        "--address",
        "help@shop.example",
        "--company",
        "X",
        "--imap",
        "h",
        "--smtp",
        "h",
        "--no-smtp-login",
        "--no-test",
    )
    secret = tmp_path / "password"
    secret.write_text("secret", encoding="utf-8")
    secret.chmod(0o600)
    status, told = said(monkeypatch, capsys, "init", *words, "--password-file", str(secret), "-o", str(path))
    command = f"mailbot -c '{path}'"
    assert status == 0 and f"Next: {command} user add YOU@… --name 'Your Name' --role admin; {command} run\n" in told
