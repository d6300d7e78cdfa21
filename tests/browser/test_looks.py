"""How the pages look and whether everybody can use them: axe-core on each page, narrow and wide, light and dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from mailbot.model.person import Role
from mailbot.store.tables import callbacks, conversations
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_nothing_jumps import MOST, watched

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
IMAGES = Path(__file__).parents[2] / "docs" / "images"

PAGES = (
    "/login",
    "/",
    "/?tab=all",
    "case",
    "/calls",
    "call",
    "/follow-ups",
    "/causes",
    "/edits",
    "/insight",
    "/quarantine",
    "/people",
    "/me",
)
#: What opens on a touch and is lower than 24 px.
LOW = """[...document.querySelectorAll("summary")]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24).map((one) => one.textContent)"""
#: The same for links that fetch a file, in whatever is folded, and for the way past the bar, which shows when it is reached.
LOW_LINKS = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  document.querySelector("a.skip").focus();
  return [...document.querySelectorAll("a[download], a.skip")]
    .filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.textContent);
}"""
#: (what the page is called in the docs, path, width)
SHOTS = (
    ("inbox", "/", 1360),
    ("conversation", "case", 1360),
    ("calls", "/calls", 1360),
    ("call", "call", 1360),
    ("insight", "/insight", 1360),
    ("phone", "case", 390),
)


def violations(page: Any) -> list[str]:
    """Return what axe-core objects to, one line each, with the elements."""
    page.evaluate(f"() => {{ {AXE} }}")
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{one['id']}: {', '.join(node['html'][:160] for node in one['nodes'][:4])}" for one in found]


def path_of(name: str, stage: BrowserStage) -> str:
    if name == "case":
        cases = [row for row in stage.rows(conversations) if row.state == "drafted"]
        return f"/cases/{max(cases, key=lambda row: row.heat).id}"
    if name == "call":
        return f"/calls/{stage.rows(callbacks)[0].id}"
    return name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1360])
def test_everybody_can_use_every_page(stage: BrowserStage, open_page: Open, width: int, scheme: str) -> None:
    stage.samples()
    options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_page(Role.ADMIN, **options)
    shifts = watched(page)
    for name in PAGES:
        page.goto(path_of(name, stage))
        assert violations(page) == [], f"{name} at {width} px, {scheme}"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} at {width} px scrolls sideways"
        assert page.evaluate(LOW) == [], f"{name} at {width} px has lines to open of less than 24 px (WCAG 2.5.8)"
    assert {path: found for path, found in shifts.items() if sum(value for value, _ in found) >= MOST} == {}
    page.goto(path_of("case", stage))
    assert page.evaluate(LOW_LINKS) == [], f"links of less than 24 px at {width} px (WCAG 2.5.8)"


@pytest.mark.skipif(
    not os.environ.get("MAILBOT_SCREENSHOTS"), reason="writes docs/images only with MAILBOT_SCREENSHOTS=1"
)
def test_pictures_for_the_docs(stage: BrowserStage, open_page: Open) -> None:
    stage.samples()
    folder = Path(os.environ.get("MAILBOT_SCREENSHOTS", "1"))
    folder = folder if folder.is_dir() else IMAGES
    for name, path, width in SHOTS:
        page = open_page(Role.MANAGER, path_of(path, stage), viewport={"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}.png", scale="css")
        assert (folder / f"{name}.png").stat().st_size < 250_000
