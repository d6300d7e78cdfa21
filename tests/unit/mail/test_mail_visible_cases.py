"""The visible cases beside the repository, when they are there: labels of one author, conventions of their README."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from mailbot.mail.parse import parse

CASES = Path(__file__).resolve().parents[3].parent / "shared" / "cases"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason=f"the visible cases are not at {CASES}: nothing measured here"
)


def expected() -> list[dict[str, object]]:
    if not CASES.is_dir():
        return []
    return [json.loads(line) for line in (CASES / "expected.jsonl").read_text("utf-8").splitlines()]


def comparable(text: str, language: object) -> str:
    words = unicodedata.normalize("NFC", text).split()
    return "".join(words) if language == "ja" else " ".join(words)


@pytest.mark.parametrize("case", expected(), ids=lambda case: str(case["file"]))
def test_new_text_language_and_gate_of_a_visible_mail(case: dict[str, object]) -> None:
    message = parse((CASES / str(case["file"])).read_bytes())
    assert comparable(message.new_text, case["language"]) == comparable(str(case["new_text"]), case["language"])
    assert message.language == case["language"]
    assert (message.automatic is not None) == (case["kind"] == "automated"), message.automatic_reason
