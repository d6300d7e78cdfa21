"""What the house can say, read out of its own code: `say(...)` by code, errors by their English."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mailbot
from mailbot.store import database

HOUSE = Path(mailbot.__file__).parent.parent
#: Rooms whose sentences reach a page of the console.
ROOMS = (
    *(f"mailbot/{room}" for room in ("model", "triage", "intake", "desk", "delivery", "store", "console", "mail")),
    "mailbot/adapters/hook_post.py",
    "mailbot/adapters/oidc.py",
    "mailbot/adapters/parser.py",
    "mailbot/adapters/parser_process.py",
    "mailbot/adapters/parser_worker.py",
    "mailbot/adapters/site_playbooks.py",
    "mailbot/bootstrap/promotion.py",
    "escalation",
    "scheduler",
)
#: Only the person at the command line sees these.
APART = (
    "escalation/simulator",
    "mailbot/store/migrate.py",
    "mailbot/store/listening.py",
    "mailbot/store/watches.py",
    "mailbot/store/moving.py",
    "mailbot/store/moved.py",
)
#: Settings are the admin's, at the command line and in English; these reach everybody.
RAISED = {
    "RefusedError", "StaleError", "UsageError", "StoreBusy", "TransientError", "ServerUnreachable", "UnreadableMail",
    "AlreadyOver", "AccountTrouble", "OutcomeUnknown",
}  # fmt: skip


@cache
def _calls() -> tuple[ast.Call, ...]:
    """Return every call of the rooms' code, parsed once for all languages."""
    return tuple(_parsed())


def _parsed() -> Iterator[ast.Call]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")) if (HOUSE / room).is_dir() else [HOUSE / room]:
            if not str(path.relative_to(HOUSE)).startswith(APART):
                yield from (one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts of a literal, or of the two ways of a conditional expression."""
    if isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def reasons() -> dict[str, str]:
    """Return code -> English of every recorded sentence."""
    found: dict[str, str] = {}
    for call in _calls():
        if _name(call) == "say" and len(call.args) == 2 and all(isinstance(one, ast.Constant) for one in call.args):
            code, english = (one.value for one in call.args if isinstance(one, ast.Constant))
            assert found.setdefault(str(code), str(english)) == english, f"{code} says two things"
    return found


def errors() -> set[str]:
    """Return the English of every error and hint."""
    found: set[str] = set()
    for call in _calls():
        if _name(call) in RAISED:
            parts = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "hint")]
            found.update(text for part in parts for text in _literals(part))
    for trouble in (*database._SQLITE_TROUBLE, *database._POSTGRES_TROUBLE):
        found.update(trouble[1:])
    return found


def spelled_out() -> list[str]:
    """Return the places where an error is an f-string: nobody could say it in another language."""
    return [
        ast.unparse(call)[:90]
        for call in _calls()
        if _name(call) in RAISED
        and any(
            isinstance(one, ast.JoinedStr) for one in (*call.args, *(k.value for k in call.keywords if k.arg == "hint"))
        )
    ]
