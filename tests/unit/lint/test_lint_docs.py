"""docs/lint.md tells every rule, its weight and its source."""

from __future__ import annotations

import re
from pathlib import Path

from mailbot.triage.lint import RULES

PAGE = (Path(__file__).parents[3] / "docs" / "lint.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `([a-z-]+)` \| (\w+ \| [^|]+?) \|", PAGE, re.MULTILINE))


def test_every_rule_is_documented_with_weight_and_source() -> None:
    assert {rule.id: f"{rule.severity.value} | {rule.source}" for rule in RULES} == ROWS


def test_the_corpus_is_as_large_as_the_page_says() -> None:
    corpus = Path(__file__).parents[2] / "corpus" / "lint"
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in corpus.glob("*.jsonl"))
    assert f"holds {lines} replies" in PAGE
