"""Docs are tested: what a site may set, call or meet is written down."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from mailbot.cli import COMMANDS
from mailbot.config import Settings
from mailbot.model.policy import Policy

ROOT = Path(__file__).parents[3]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def example() -> dict[str, Any]:
    block = OPERATING.split("```toml\n", 1)[1].split("\n```", 1)[0]
    return tomllib.loads(block)


def settings_of(model: type[BaseModel], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, field in model.model_fields.items():
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)]
        section = next((one for one in inner if issubclass(one, BaseModel)), None)
        key = (*path, name, "support") if name == "mailbox" else (*path, name)
        found += settings_of(section, key) if section else [key]
    return found


@pytest.mark.parametrize("path", settings_of(Settings), ids=".".join)
def test_every_setting_is_documented(path: tuple[str, ...]) -> None:
    table: Any = example()
    for name in path[:-1]:
        table = table[name]
    twins = {path[-1], f"{path[-1]}_file", path[-1].removesuffix("_file")}
    assert twins & set(table), f"docs/operating.md does not show {'.'.join(path)}"


def test_the_documented_settings_exist() -> None:
    known = {".".join(path) for path in settings_of(Settings)}

    def walk(table: dict[str, Any], path: tuple[str, ...]) -> None:
        for name, value in table.items():
            # A table whose keys the site chooses is one setting.
            if isinstance(value, dict) and ".".join((*path, name)) not in known:
                walk(value, (*path, name))
            else:
                assert ".".join((*path, name)) in known

    walk(example(), ())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`mailbot {command}`" in OPERATING


def test_every_policy_number_stands_in_the_file_with_a_comment() -> None:
    text = (ROOT / "mailbot" / "policy.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)
    # A comment may stand on the line itself or on the one above, for a pair that belongs together (opens, closes).
    lines = {below.split("=")[0].strip(): above + below for above, below in pairwise(["", *text.splitlines()])}

    def walk(kind: Any, table: dict[str, Any]) -> None:
        for field in dataclasses.fields(kind):
            assert field.name in table, f"policy.toml lacks {field.name}"
            if isinstance(table[field.name], dict):
                if dataclasses.is_dataclass(field.default_factory):
                    walk(field.default_factory, table[field.name])
            else:
                assert "#" in lines[field.name], f"policy.toml does not comment {field.name}"

    walk(Policy, values)


def test_every_test_that_reliability_names_is_there() -> None:
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8"))
    files = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py")}
    assert len(named) > 300
    assert [(file, name) for file, name in named if f"def {name}(" not in files.get(file, "")] == []
