"""`mailbot lint`: replies in, findings out, one JSON object a line (docs/lint.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.cli.lines import Readable, numbered, object_of
from mailbot.cli.output import write_json
from mailbot.config import load_policy
from mailbot.model.draft import Finding
from mailbot.model.policy import DeskPolicy
from mailbot.triage.lint import RULES, Lexicon, LintCase, check


def lint(
    form: Annotated[str, typer.Option("--format", help="Only jsonl.")] = "jsonl",
    messages: Annotated[str, typer.Option("--messages", help="Language of the reasons: en es fr pt vi ja de.")] = "en",
    show: Annotated[bool, typer.Option("--list", help="Print the rules instead, one JSON object a line.")] = False,
) -> None:
    """Check replies (JSON Lines on standard input) against the reply rules."""
    if form != "jsonl":
        raise typer.BadParameter("Only jsonl is known.", param_hint="--format")
    lexicon = load_lexicon()
    if show:
        for row in _rules(lexicon, messages, load_policy().desk):
            write_json(row)
        return
    failed = False
    for answer in _answers(sys.stdin.buffer, lexicon, messages):
        failed = failed or "error" in answer
        write_json(answer)
    if failed:
        raise typer.Exit(1)


def _rules(lexicon: Lexicon, language: str, desk: DeskPolicy) -> Iterator[dict[str, Any]]:
    for rule in RULES:
        yield {
            "rule": rule.id,
            "severity": rule.severity.value,
            "source": rule.source,
            "message": lexicon.words(language).why.get(rule.id, rule.id),
        }


def _answers(source: Readable, lexicon: Lexicon, language: str) -> Iterator[dict[str, Any]]:
    for number, raw in numbered(source):
        yield _answer(raw, number, lexicon, language)


def _answer(raw: bytes, number: int, lexicon: Lexicon, language: str) -> dict[str, Any]:
    identity: object = None
    try:
        data = object_of(raw)
        identity = data.get("id")
        case = LintCase.from_mapping(data)
    except ValueError as error:
        return {"id": identity, "error": f"Line {number} is not a case: {error}."}
    return {"id": identity, "findings": [_finding(found) for found in check(case, lexicon, message_language=language)]}


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "span": list(found.span) if found.span else None,
        "message": found.message,
        "suggestion": found.suggestion,
    }
