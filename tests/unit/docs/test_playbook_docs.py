"""docs/playbooks.md names every playbook with its steps and rules; the example pages are what the command writes."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pytest

from mailbot.adapters.templates import load_playbooks
from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.cli.draft import Wish, answered, page
from mailbot.config import load_policy

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "playbooks.md").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def judge() -> Judge:
    return load_judge(load_policy(None))


@pytest.mark.parametrize("playbook", sorted(load_playbooks().items))
def test_every_playbook_is_documented(playbook: str) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{playbook}` "))
    loaded = load_playbooks().get(playbook)
    for name in (
        *(step.id for step in loaded.steps if step.id != "asks"),
        *(slot.name for slot in loaded.slots),
        *loaded.rules,
    ):
        assert name in row, f"docs/playbooks.md does not name {name} of {playbook}"


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_the_example_page_is_what_the_command_writes(language: str) -> None:
    wish = Wish(
        agent="Robin Vale",
        playbook="listen-recap-apologise-resolve",
        now=datetime.fromisoformat("2026-03-10T11:00:00+00:00"),
    )
    answer = answered(judge(), str(DOCS / "examples" / f"{language}.eml"), wish)
    written = (DOCS / "examples" / f"{language}.md").read_text(encoding="utf-8")
    assert page(answer).strip() == written.strip(), (
        f"write docs/examples/{language}.md again with mailbot draft --format page"
    )
    assert answer["findings"] == []
    assert answer["language"] == language
