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


#: Where the columns begin with all rows, and with none of them: a page that arrives in pieces is drawn in between.
COLUMNS = """() => { const begin = () => [...document.querySelectorAll("th")].map((one) => Math.round(one.getBoundingClientRect().x));
  const whole = begin(); document.querySelectorAll("td").forEach((one) => one.closest("tr").remove()); return [whole, begin()]; }"""


@pytest.mark.parametrize("path", ["/people", "/webhooks", "/webhooks/one"])
def test_columns_stay_while_the_rows_of_a_table_arrive(stage: BrowserStage, open_page: Open, path: str) -> None:
    assert stage.house.hooks is not None
    made = stage.do(
        stage.house.hooks.add(stage.people[Role.ADMIN], "https://93.184.216.34/hooks", ("reply.sent",), "Ledger")
    )
    stage.do(stage.house.hooks.rows.send_test(made.hook.id, stage.clock.now()))
    page = open_page(Role.ADMIN, path.replace("one", made.hook.id), viewport={"width": 1360, "height": 900})
    whole, empty = page.evaluate(COLUMNS)
    assert len(whole) >= 3
    assert whole == empty
