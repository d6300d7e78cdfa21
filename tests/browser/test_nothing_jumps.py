"""Nothing jumps: the layout shift that Chromium measures over an agent's morning stays below 0.02."""

from __future__ import annotations

from typing import Any

import pytest

from mailbot.model.person import Role
from mailbot.store.tables import outbox
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_agents_morning import open_first, ten_complaints

#: "Good" by the web's own scale is 0.1 a page; ours holds for each page.
MOST = 0.02
#: Reports each shift that nobody's key or click caused (Layout Instability API), with what moved.
WATCH = """new PerformanceObserver((list) => { for (const entry of list.getEntries())
  if (!entry.hadRecentInput) window.shifted(location.pathname, entry.value,
    entry.sources.map((one) => one.node?.id || one.node?.className || one.node?.nodeName || "?").join(" "));
}).observe({ type: "layout-shift", buffered: true })"""


def watched(page: Any) -> dict[str, list[tuple[float, str]]]:
    """Return a record, page by page, of what shifts from now on."""
    shifts: dict[str, list[tuple[float, str]]] = {}
    page.expose_function("shifted", lambda path, value, what: shifts.setdefault(path, []).append((value, what)))
    page.add_init_script(WATCH)
    return shifts


@pytest.mark.parametrize("width", [360, 1360])
def test_an_agents_morning_without_a_jump(stage: BrowserStage, open_page: Open, width: int) -> None:
    ten_complaints(stage)
    page = open_page(Role.AGENT, viewport={"width": width, "height": 900})
    shifts = watched(page)
    page.reload()
    open_first(page)
    first = page.url
    page.keyboard.press("e")
    page.keyboard.type("Thank you for your patience. ")
    page.keyboard.press("Escape")
    page.wait_for_timeout(900)  # the lint answers
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != first)
    page.wait_for_selector("#leaving .countdown")
    page.keyboard.press("z")
    page.wait_for_url(lambda url: url.split("?")[0] == first)
    page.goto("/")
    stage.complaint("Vera Late", "LP-99999")
    page.wait_for_selector("#fresh:visible")
    page.wait_for_timeout(300)
    assert len(stage.rows(outbox)) == 1
    assert {path: found for path, found in shifts.items() if sum(value for value, _ in found) >= MOST} == {}
