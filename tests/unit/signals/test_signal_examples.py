"""Every flag in every language against sentences of our own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mailbot.adapters.lexicons import load_lexicons
from mailbot.triage.sight import look
from mailbot.triage.signals import SIGNALS

RULES = {rule.flag.value: rule for rule in SIGNALS if rule.flag}
TABLE = tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))
EXAMPLES = [
    (language, name, text) for language, table in TABLE.items() for name, texts in table.items() for text in texts
]


@pytest.mark.parametrize(("language", "name", "text"), EXAMPLES)
def test_example(language: str, name: str, text: str) -> None:
    rule = RULES[name.removeprefix("no_")]
    spans = rule.find(look(text, language=language, lexicons=load_lexicons()))
    assert bool(spans) is not name.startswith("no_"), [text[start:end] for start, end in spans]
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_every_flag_has_examples_in_every_language() -> None:
    assert {name for table in TABLE.values() for name in table if not name.startswith("no_")} == set(RULES)
    assert all(set(RULES) <= set(table) for table in TABLE.values())
