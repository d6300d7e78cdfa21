"""What a shell may do to a command's streams: no traceback, a sentence, and an exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

MAILBOT = (sys.executable, "-m", "mailbot")


def run(*words: str, before: Callable[[], Any] | None = None, **streams: Any) -> tuple[int, str]:
    given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    done = subprocess.run([*MAILBOT, *words], preexec_fn=before, timeout=120, check=False, **given)
    said = (done.stderr or b"").decode()
    assert "Traceback" not in said and "Exception ignored" not in said, said
    return done.returncode, said


def test_a_full_output_is_told() -> None:
    with open("/dev/full", "wb") as full:
        status, said = run("--version", stdout=full)
    assert (status, "output could not be written: No space left" in said) == (1, True)


@pytest.mark.slow
def test_a_full_error_stream_leaves_the_status() -> None:
    with open("/dev/full", "wb") as full:
        assert run("init", "-o", "/dev/null/x", stderr=full)[0] == 2


@pytest.mark.parametrize(
    ("number", "words", "status"),
    [pytest.param(0, ("lint",), 0, marks=pytest.mark.slow), (1, ("--version",), 0), (2, ("--nonsense",), 2)],
)
def test_closed_streams_are_as_if_nobody_was_there(number: int, words: tuple[str, ...], status: int) -> None:
    assert run(*words, before=lambda: os.close(number))[0] == status


@pytest.mark.slow
def test_ctrl_c_ends_without_a_traceback() -> None:
    command = subprocess.Popen(
        [*MAILBOT, "lint"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdin is not None and command.stdout is not None
    command.stdin.write(b"no json\n" * 10)
    command.stdin.flush()
    command.stdout.readline()  # it is at work
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=60)
    assert command.returncode in (1, 130) and b"Traceback" not in said, said
