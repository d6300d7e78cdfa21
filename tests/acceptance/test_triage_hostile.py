"""`mailbot triage` over a hostile folder: the limits and the killable parsers of intake hold there too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from mailbot.adapters.mail_files import mails_in
from mailbot.adapters.parser import ParserPool
from mailbot.cli import triage as command
from mailbot.model.policy import Policy

GOOD = b"From: Ann <ann@home.example>\r\nSubject: Kettle %d\r\n\r\nThe kettle broke again. I want my money back.\r\n"
NESTED = b"From: a@b.co\r\n" + b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(2000)
)
MANY = b"From: a@b.co\r\nTo: " + b", ".join(b"u%d@b.co" % n for n in range(40_000)) + b"\r\n\r\nhi\r\n"


def hostile_folder(folder: Path) -> list[str]:
    """Good mails among ones that would stop a careless parser, in their order."""
    (folder / "a.eml").write_bytes(GOOD % 1)
    (folder / "b.eml").write_bytes(NESTED)
    (folder / "c.eml").write_bytes(GOOD % 2)
    (folder / "d.eml").write_bytes(MANY)
    (folder / "e.eml").write_bytes(b"\x00" * 100_000)
    os.mkfifo(folder / "f.eml")  # opening it would wait for ever
    (folder / "g.eml").symlink_to("/dev/zero")  # reading it would never end
    with (folder / "h.eml").open("wb") as file:
        file.truncate(300_000_000)  # larger than a mail may be; sparse on the disk
    (folder / "i.eml").symlink_to(folder / "nothing.eml")
    (folder / "j.eml").write_bytes(GOOD % 3)
    return [str(folder / f"{letter}.eml") for letter in "abcdefghij"]


@pytest.mark.slow
def test_a_hostile_folder_is_answered_in_order_and_within_the_limits(tmp_path: Path) -> None:
    names = hostile_folder(tmp_path)
    result = subprocess.run(
        [sys.executable, "-m", "mailbot", "triage", str(tmp_path)], capture_output=True, timeout=120, check=False
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["file"] for one in answers] == names
    failed = {Path(one["file"]).stem for one in answers if "error" in one}
    assert failed >= set("bdfghi") and not failed & set("acj")
    assert [one["subject"] for one in answers if Path(one["file"]).stem in "acj"] == [
        "Kettle 1",
        "Kettle 2",
        "Kettle 3",
    ]
    assert result.returncode == 1


def test_what_is_no_file_or_too_large_is_never_read(tmp_path: Path) -> None:
    hostile_folder(tmp_path)
    read = {Path(one.name).stem: one for one in mails_in([str(tmp_path)])}
    assert {stem for stem, one in read.items() if one.error} == set("fghi")
    assert max(len(one.raw) for one in read.values()) < 2_000_000


async def test_a_mail_that_is_not_read_by_its_deadline_is_answered_with_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "ParserPool", partial(ParserPool, deadline=0.0))
    monkeypatch.setattr(command, "load_judge", lambda _rules: None)  # nothing comes as far as being weighed
    (tmp_path / "1.eml").write_bytes(GOOD % 1)
    assert await command._mails(Policy(), [str(tmp_path)])
    [answer] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "took longer" in answer["error"]
