"""Odd JSON Lines: each line is answered by itself, with its id where it has one, and spoils none of the others."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.cli import lines, lint, replay, triage
from mailbot.config import load_policy

DEEP = b"[" * 100_000


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(load_policy())


def jsonl(*values: Any) -> io.BytesIO:
    return io.BytesIO(b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in values))


def thread(**changes: Any) -> dict[str, Any]:
    return {"id": "t", "messages": [{"at": "2026-03-02T09:00:00Z", "from": "customer", "text": "Late.", **changes}]}


def test_texts_are_answered_one_by_one(judge: Judge) -> None:
    given = [
        b'\xef\xbb\xbf{"id": "bom", "text": "Thanks!"}\r',
        b"  \r",
        {"id": "list", "text": "x", "lang": ["en"]},
        {"id": "number", "text": "x", "lang": 5},
        {"id": "none", "text": None},
        {"id": "absent"},
        [1],
        DEEP,
        b'{"id": NaN, "text": "x"}',
        b"\xff\xfe",
        {"id": "site", "text": "Obrigado pela ajuda.", "lang": "pt-BR"},
    ]
    answers = list(triage._texts(judge, jsonl(*given)))
    assert [answer["id"] for answer in answers] == [
        "bom", "list", "number", "none", "absent", None, None, None, None, "site",
    ]  # fmt: skip
    assert ["error" in answer for answer in answers] == [False, *[True] * 8, False]
    assert answers[1]["error"] == "Line 3 is not an object with a text: `lang` must be a text."
    assert answers[-1]["language"] == "pt"
    assert all(
        answer["error"].startswith(f"Line {line} ") for line, answer in zip(range(3, 11), answers[1:9], strict=True)
    )


def test_a_line_without_end_is_refused_and_the_next_one_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 40)
    source = jsonl({"id": "long", "text": "x" * 500}, {"id": "next", "text": "y"})
    found = list(lines.numbered(source))
    assert [number for number, _ in found] == [1, 2]
    assert len(found[0][1]) == 41
    with pytest.raises(ValueError, match="longer than 40 bytes"):
        lines.object_of(found[0][1])
    assert lines.object_of(found[1][1])["id"] == "next"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": None}, "`text` must be a text"),
        ({"text": 5}, "`text` must be a text"),
        ({"from": None}, "`from` must be a text"),
        ({"at": "yesterday"}, "is no time"),
        ({"at": "2026-03-02T09:00:00"}, "has no offset"),
        ({"at": "0001-01-01T00:00:00+05:00"}, "beyond the years"),
        ({"at": "9999-12-31T23:00:00-05:00"}, "beyond the years"),
    ],
)
def test_a_wrong_field_of_a_conversation_is_named(judge: Judge, changes: dict[str, Any], said: str) -> None:
    answer = replay._answer(judge, json.dumps(thread(**changes)).encode(), 1)
    assert answer["id"] == "t"
    assert said in answer["error"]


@pytest.mark.parametrize(
    "line",
    [DEEP, b"[]", b'{"id": "t"}', b'{"id": "t", "messages": "abc"}', b'{"id": "t", "messages": ["abc"]}',
     b'{"id": "t", "language": ["en"], "messages": []}'],
)  # fmt: skip
def test_what_is_no_conversation_is_an_error_and_no_traceback(judge: Judge, line: bytes) -> None:
    assert "is not a conversation: " in replay._answer(judge, line, 4)["error"]


@pytest.mark.parametrize("offset", ["+23:00", "-13:00", "+05:45", "+00:00:30"])
def test_no_offset_that_iso_allows_ends_the_replay(judge: Judge, offset: str) -> None:
    ours = {"at": f"2026-03-02T09:00:00{offset}", "from": "us", "text": "I will call you tomorrow at 10."}
    theirs = {"at": f"2026-03-05T09:00:00{offset}", "from": "customer", "text": "Nobody called."}
    answer = replay._answer(judge, json.dumps({"id": "t", "messages": [ours, theirs]}).encode(), 1)
    assert answer["broken_promise"] is True


def test_a_sum_beyond_all_numbers_is_an_error_of_its_case() -> None:
    case = {"id": "x", "reply": "Hello.", "case": {"stated_loss": 10**400}}
    answer = lint._answer(json.dumps(case).encode(), 1, load_lexicon(), "en")
    assert answer == {"id": "x", "error": "Line 1 is not a case: `case.stated_loss` is too large."}
