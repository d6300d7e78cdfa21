"""The keyboard: the help of `?` lists exactly the keys that do something, and every act of the day has one."""

from __future__ import annotations

import re
from pathlib import Path

import mailbot.console

CONSOLE = Path(mailbot.console.__file__).parent
SCRIPT = (CONSOLE / "static" / "console.js").read_text(encoding="utf-8")
HELP = (CONSOLE / "pages" / "parts" / "keys.html").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (CONSOLE / "pages").rglob("*.html")}
DOCS = (Path(__file__).parents[3] / "docs" / "console.md").read_text(encoding="utf-8")

#: Keys that are no entry of the table: links, fields and digits take them.
BESIDES = {"Enter", "1 7", "1 9", "Alt 1 9", "Ctrl Enter", "Ctrl s", "Esc"}


def table() -> set[str]:
    """Return the keys of the script's table."""
    entries = SCRIPT.split("const KEYS = {", 1)[1].split("\n};", 1)[0]
    return {quoted or plain for quoted, plain in re.findall(r"""(?:^|[ ,{])(?:"(.)"|([a-z])): \(\)""", entries)}


def listed() -> list[str]:
    """Return the keys of the help, as they stand there."""
    return re.findall(r'\("([^"]+)", "[a-z_]+"\)', HELP)


def test_the_help_lists_exactly_the_keys_that_work() -> None:
    names = listed()
    single = {key for name in names if name not in BESIDES for key in name.split(" ")}
    assert len(names) == len(set(names))
    assert single == table() and set(names) >= BESIDES


def test_the_docs_list_every_key_of_the_help() -> None:
    keys = DOCS.split("## Keys", 1)[1].split("\n## ", 1)[0]
    for name in listed():
        for key in ({"1 7": "1", "1 9": "9", "Alt 1 9": "Alt"}.get(name, name)).split(" "):
            assert f"`{key}`" in keys or f" {key}`" in keys or f"`{key} " in keys, name


def test_every_key_has_something_to_press() -> None:
    everything = "".join(PAGES.values())
    asked = dict(re.findall(r'([a-z]): \(\) => here\("([a-z])"\)', SCRIPT))
    assert len(asked) >= 12 and all(key == name for key, name in asked.items())
    for key in asked:
        assert f'data-key="{key}"' in everything or f"'{key}'" in PAGES["planned.html"], key
    for act in re.findall(r"\[data-act=([a-z]+)\]", SCRIPT):
        assert f'data-act="{act}"' in everything, act


def test_every_act_of_an_agents_day_has_a_key() -> None:
    """Each button of a case and its reply, but for the rare ones behind a fold and what must not be pressed in passing."""
    rare = {"close", "later", "snooze", "wake", "hand"}  # in a fold that a key opens, or without a way back
    for part in ("acts.html", "draft.html"):
        for button in re.findall(r"<button[^>]*name=\"act\"[^>]*>", PAGES[part]):
            value = re.search(r'value="([a-z]+)"', button)
            assert value and (value[1] in rare or "data-act=" in button or "data-key=" in button), button


def test_help_is_on_every_page() -> None:
    assert "parts/keys.html" in PAGES["base.html"]
    for name, page in PAGES.items():
        assert name == "base.html" or "parts/keys.html" not in page
