"""One draft in two places: two tabs of one agent, two agents, a tab that lay open over lunch. Nothing typed is lost or sent twice."""

from __future__ import annotations

from typing import Any

from mailbot.model.person import Role
from mailbot.store.tables import drafts, outbox, sessions
from tests.browser.conftest import Open
from tests.browser.stage import EMAILS, BrowserStage
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


def test_two_tabs_send_once(stage: BrowserStage, open_page: Open) -> None:
    first, second = two_tabs(stage, open_page)
    mine = "Dear Maureen, half a thought in the other tab. Alma"
    second.fill("[data-editor]", mine)
    first.locator("[data-act=approve]").click()
    first.wait_for_selector(".leaving")
    second.locator("[data-act=approve]").click()
    second.wait_for_selector("[role=alert].trouble")
    assert len(stage.rows(outbox)) == 1 and mine.encode() not in stage.rows(outbox)[0].payload
    assert second.locator("[data-typed]").input_value() == mine


def test_two_agents_who_approve_at_once_send_once(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    alma, noah = open_page(Role.AGENT), open_page(Role.MANAGER)
    open_first(alma)
    open_first(noah)
    for page in (alma, noah):
        page.locator("[data-act=approve]").click(no_wait_after=True)
    noah.wait_for_selector("[role=alert].trouble, .leaving")
    alma.wait_for_selector("[role=alert].trouble, .leaving")
    assert len(stage.rows(outbox)) == 1


def test_a_draft_sent_back_and_forth_is_not_sent_again(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    page.locator("[data-act=approve]").click()
    page.wait_for_selector(".leaving")
    page.go_back()
    page.wait_for_selector("#outgoing [data-act=undo]")
    assert page.locator("[data-act=approve]").count() == 0
    page.go_forward()
    page.reload()
    assert len(stage.rows(outbox)) == 1


def test_the_subject_too_survives_a_session_that_ended(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    case, mine = page.url, "Dear Maureen, a reply that took me an hour. Alma"
    page.fill("[data-editor]", mine)
    page.fill("#editor [name=subject]", "Your oak lamp")
    page.fill("[data-note]", "She rang twice.")
    stage.forget(sessions)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/login**")
    page.fill("[name=email]", EMAILS[Role.AGENT])
    page.fill("[name=password]", "alma-is-an-agent")
    page.click("form.login button")
    page.wait_for_url(case)
    assert page.locator("[data-editor]").input_value() == mine
    assert page.locator("#editor [name=subject]").input_value() == "Your oak lamp"
    assert page.locator("[data-note]").input_value() == "She rang twice."
    assert stage.rows(outbox) == []
