"""The lint reads along while an agent types: a reply of 150 words stays under five milliseconds of one core."""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.triage.lint import LintCase, check

CORPUS = Path(__file__).parents[1] / "corpus" / "lint"
LIMIT = 0.005  # seconds of processor time per 150 words


def texts(language: str) -> list[LintCase]:
    """Return clean replies of the corpus, joined to at least 150 words (Japanese: 400 characters)."""
    lines = [json.loads(line) for line in (CORPUS / f"{language}.jsonl").read_text("utf-8").splitlines()]
    clean = [line for line in lines if not line["expected"]][:6]
    long = " ".join(line["reply"] for line in clean)
    words = long[:400] if language == "ja" else " ".join(long.split()[:150])
    return [LintCase.from_mapping({**line, "reply": words}) for line in clean]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_a_reply_of_150_words(language: str) -> None:
    lexicon = load_lexicon()
    cases = texts(language)
    for case in cases:
        check(case, lexicon)
    taken = []
    for case in cases * 8:
        start = time.process_time()
        check(case, lexicon)
        taken.append(time.process_time() - start)
    assert median(taken) < LIMIT, f"{median(taken) * 1000:.1f} ms"
