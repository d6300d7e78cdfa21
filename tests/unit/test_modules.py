"""What must hold of every module of the program."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for room in ("mailbot", "escalation", "scheduler") for path in (ROOT / room).rglob("*.py"))


def bound(module: ast.Module) -> Iterator[str]:
    """Yield the names that a module's own statements bind; overloads of a function aside."""
    for node in module.body:
        match node:
            case ast.Assign(targets=targets):
                yield from (one.id for one in targets if isinstance(one, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if not node.decorator_list:
                yield node.name


def test_a_module_binds_each_of_its_names_once() -> None:
    """A second table of the same name hides the first without a word: two hands that mend one thing leave that behind."""
    assert len(MODULES) > 300
    twice = {
        str(path.relative_to(ROOT)): names
        for path in MODULES
        if (names := [name for name, count in Counter(bound(ast.parse(path.read_text("utf-8")))).items() if count > 1])
    }
    assert twice == {}
