"""Each row of docs/reliability.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "reliability.md").read_text("utf-8"))))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_named_test_exists(file: str, test: str) -> None:
    (path,) = ROOT.joinpath("tests").rglob(file)
    assert re.search(rf"^(?:async )?def {test}\(", path.read_text("utf-8"), re.M)


def test_there_are_such_rows() -> None:
    assert len(NAMED) > 40
