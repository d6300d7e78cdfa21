"""Weighing a mail takes one core, and says so before numpy is there to be told."""

from __future__ import annotations

import subprocess
import sys

from mailbot.cli.cores import NAMES, one_core


def test_one_thread_where_nobody_says_otherwise() -> None:
    environment = {NAMES[1]: "4"}
    one_core(environment, ["run"])
    assert environment == {NAMES[0]: "1", NAMES[1]: "4", NAMES[2]: "1"}


def test_training_and_the_operator_may_take_more() -> None:
    for environment, arguments in (({}, ["heat", "train"]), ({"OMP_NUM_THREADS": "2"}, ["run"])):
        before = dict(environment)
        one_core(environment, arguments)
        assert environment == before


def test_the_command_line_itself_does_not_import_numpy() -> None:
    """Else the number of threads would be settled before it is asked for."""
    code = "import sys, mailbot.__main__; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
