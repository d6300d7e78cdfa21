"""docs/console.md names every key, every page and every path of the API."""

from __future__ import annotations

import re
from pathlib import Path

import mailbot.console
from mailbot.console.api import create_api

ROOT = Path(__file__).parents[3]
DOCS = (ROOT / "docs" / "console.md").read_text(encoding="utf-8")
CONSOLE = Path(mailbot.console.__file__).parent


def test_every_key_is_documented() -> None:
    script = (CONSOLE / "static" / "console.js").read_text(encoding="utf-8")
    table = script.split("const KEYS = {", 1)[1].split("\n};", 1)[0]
    keys = re.findall(r"""(?:^|[ ,{])(?:"(.)"|([a-z])): \(\)""", table)
    names = [quoted or plain for quoted, plain in keys]
    assert len(names) >= 11
    for name in names:
        assert f"`{name}`" in DOCS, name


def test_every_path_of_the_api_is_documented() -> None:
    paths = create_api(object()).openapi()["paths"]  # type: ignore[arg-type]
    assert len(paths) > 25
    for path, methods in paths.items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in DOCS, f"{method.upper()} {path}"


def test_every_page_of_the_bar_is_documented() -> None:
    base = (CONSOLE / "pages" / "base.html").read_text(encoding="utf-8")
    for path in re.findall(r'\("(/[a-z-]*)", "', base):
        assert f"`{path}`" in DOCS, path
