"""`mailbot lint` as a program: JSON Lines in and out, exit statuses, the list of rules."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from mailbot.triage.lint import RULES

CASE = {
    "id": "one",
    "language": "de",
    "playbook": "holding",
    "case": {
        "customer_name": "Jule Kern",
        "order_ref": "70214",
        "problem": "Erstattung 70214 fehlt",
        "facts": ["jetzt: 2026-03-12 23:40", "holding_limit_hours: 2"],
    },
    "reply": "Hallo Jule, wir kümmern uns um die Erstattung zu 70214. Toni schreibt dir am Montag, den 16., gegen Mittag.",
}


def run(text: str, *options: str) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "mailbot", "lint", *options],
        input=text.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_findings_as_json_lines_in_the_order_of_the_input() -> None:
    status, answers = run(
        "\n".join(json.dumps({**CASE, "id": name}) for name in ("a", "b")), "--format", "jsonl", "--messages", "de"
    )
    assert status == 0
    assert [answer["id"] for answer in answers] == ["a", "b"]
    finding = answers[0]["findings"][0]
    assert finding["rule"] == "late-holding"
    assert CASE["reply"][slice(*finding["span"])].startswith("Toni")
    assert "später" in finding["message"]
    assert set(finding) == {"rule", "span", "message", "suggestion"}


def test_an_unreadable_case_is_answered_with_an_error_and_status_one() -> None:
    broken = [
        "nonsense",
        "[]",
        json.dumps({"id": "x", "language": "en"}),
        json.dumps({**CASE, "case": {"stated_loss": "much"}}),
    ]
    status, answers = run("\n".join([*broken, json.dumps(CASE)]))
    assert status == 1
    assert ["error" in answer for answer in answers] == [True, True, True, True, False]
    assert answers[2]["id"] == "x"
    assert "stated_loss" in answers[3]["error"]


def test_the_list_names_every_rule_with_its_weight() -> None:
    status, answers = run("", "--list")
    assert status == 0
    assert [answer["rule"] for answer in answers] == [rule.id for rule in RULES]
    assert {answer["severity"] for answer in answers} == {"warn", "manager", "block"}


def test_an_unknown_format_is_a_usage_error() -> None:
    assert run("", "--format", "xml")[0] == 2
