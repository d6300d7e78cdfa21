"""One draft in two places: two tabs of one agent, two agents, a tab that lay open over lunch. Nothing typed is lost or sent twice."""

from __future__ import annotations

from typing import Any

from mailbot.model.person import Role
from mailbot.store.tables import drafts
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_agents_morning import open_first


def two_tabs(stage: BrowserStage, open_page: Open) -> tuple[Any, Any]:
    """Return two tabs of one agent's browser with the same draft."""
    stage.complaint()
    first = open_page(Role.AGENT)
    open_first(first)
    second = first.context.new_page()
    second.goto(first.url)
    second.wait_for_selector("#editor")
    return first, second


def save(tab: Any) -> None:
    tab.locator("button[value=save]").click()
    tab.wait_for_load_state()


def test_a_stale_save_is_refused_and_both_texts_are_kept(stage: BrowserStage, open_page: Open) -> None:
    first, second = two_tabs(stage, open_page)
    kept, mine = "Dear Maureen, written in the first tab. Alma", "Dear Maureen, written in the second tab. Alma"
    first.fill("[data-editor]", kept)
    second.fill("[data-editor]", mine)
    save(first)
    second.locator("button[value=save]").click()
    second.wait_for_selector("[role=alert].trouble")
    assert [row.body for row in stage.rows(drafts)] == [kept]
    assert second.locator("[data-typed]").input_value() == mine
    second.click("[data-take-typed]")
    assert second.locator("[data-editor]").input_value() == mine
    save(second)
    assert [row.body for row in stage.rows(drafts)] == [mine]
