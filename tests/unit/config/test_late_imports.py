"""Large libraries that most sites never need are imported when they are first used: the start does not wait for them."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
#: Library -> what it is needed for.
LATE = {
    "aiohttp": "webhooks and the provider of telephones",
    "alembic": "a store that is not at this version's schema",
    "holidays": "a country that is set",
    "icalendar": "an agreed time of a call",
    "twilio": "the provider of telephones",
    "httpx": "a language model",
    "msal": "Microsoft's mailboxes",
}


def test_the_start_imports_no_library_that_it_may_not_need() -> None:
    reached, waiting, found = set[str](), ["mailbot.cli.run"], dict[str, str]()
    while waiting:
        module = waiting.pop()
        if module in reached or (path := _path(module)) is None:
            continue
        reached.add(module)
        for name in _imported(path):
            waiting += [name, *(name.rpartition(".")[:1])]
            if name.partition(".")[0] in LATE:
                found[module] = name
    assert "mailbot.bootstrap.house" in reached
    assert found == {}


def _path(module: str) -> Path | None:
    place = ROOT.joinpath(*module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _imported(path: Path) -> list[str]:
    """Return what a module imports when it is itself imported."""
    names = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return names
