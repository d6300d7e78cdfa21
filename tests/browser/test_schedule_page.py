"""The schedule by keyboard: pause, move, cancel, done; cards by hand; what a reply promises while it is typed."""

from __future__ import annotations

from typing import Any

from mailbot.model.person import Role
from mailbot.store.tables import conversations, drafts, follow_ups, outbox, settings
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_managers_hour import Shoot, shoot

__all__ = ["shoot"]


def hand_on(page: Any, row: str) -> None:
    """Move down, then up, until this row is in hand."""
    for key in "j" * 15 + "k" * 15:
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.closest('[data-row]')?.id") == row:
            return
    raise AssertionError(f"the keyboard does not reach {row}")


def test_what_is_planned_is_paused_moved_and_cancelled(stage: BrowserStage, open_page: Open, shoot: Shoot) -> None:
    stage.complaint()
    page = open_page(Role.MANAGER, f"/cases/{stage.rows(conversations)[0].id}")
    page.locator("summary", has_text="Habitual or valued").click()
    page.fill("[name=why]", "Lights our theatre since 2011")
    page.keyboard.press("Enter")
    page.wait_for_selector(".standing .chip.good")
    page.keyboard.press("s")
    page.wait_for_url("**done=resolve")
    planned = {row.kind: row for row in stage.rows(follow_ups)}
    assert set(planned) >= {"question", "card"}

    page.goto("/follow-ups")
    card = page.locator(f"#card-{planned['card'].id}")
    assert "Lights our theatre since 2011" in card.inner_text() and "No address" in card.inner_text()
    shoot(page, "schedule")
    question = f"row-follow_up-{planned['question'].id}"
    hand_on(page, question)
    page.keyboard.press("p")
    page.wait_for_url("**done=planned_pause")
    assert page.evaluate("document.activeElement.closest('[data-row]')?.id") == question  # the hand stays
    page.keyboard.press("p")
    page.wait_for_url("**done=planned_resume")
    page.keyboard.press("m")
    page.wait_for_url("**done=planned_move")
    moved = next(row for row in stage.rows(follow_ups) if row.kind == "question")
    assert moved.due_at > planned["question"].due_at
    page.keyboard.press("x")
    page.wait_for_url("**done=planned_cancel")
    assert page.locator(f"#{question}").count() == 0
    hand_on(page, f"card-{planned['card'].id}")
    page.keyboard.press("d")
    page.wait_for_url("**done=planned_done")
    states = {row.kind: row.state for row in stage.rows(follow_ups)}
    assert (states["question"], states["card"]) == ("cancelled", "done")

    report = f"row-report-{stage.people[Role.MANAGER].id}"
    hand_on(page, report)
    page.keyboard.press("p")
    page.wait_for_url("**done=planned_pause")
    assert any(row.key.startswith("digest_changes:") and row.value["paused"] for row in stage.rows(settings))


def test_a_reply_says_what_it_promises_while_it_is_typed(stage: BrowserStage, open_page: Open, shoot: Shoot) -> None:
    stage.complaint()
    page = open_page(Role.AGENT, f"/cases/{stage.rows(conversations)[0].id}", viewport={"width": 360, "height": 800})
    page.locator("[data-editor]").press("Control+End")
    page.keyboard.type("\n\nWe will call you tomorrow at 10:40.")
    page.wait_for_selector(".promising li:has-text('10:40, tomorrow')")
    shoot(page, "promising")


def test_a_reply_that_waits_is_moved_and_taken_back(stage: BrowserStage, open_page: Open, shoot: Shoot) -> None:
    stage.complaint()
    page = open_page(Role.AGENT, f"/cases/{stage.rows(conversations)[0].id}")
    page.wait_for_selector("#editor")
    page.keyboard.press("a")
    page.wait_for_url("**done=approve**")
    [waiting] = stage.rows(outbox)
    page.goto("/follow-ups")
    hand_on(page, f"row-reply-{waiting.id}")
    page.keyboard.press("m")
    page.wait_for_url("**done=planned_move")
    assert stage.rows(outbox)[0].due_at > waiting.due_at
    hand_on(page, f"row-reply-{waiting.id}")
    page.keyboard.press("p")
    page.wait_for_url("**done=planned_pause")
    assert stage.rows(outbox)[0].state == "cancelled"
    assert [row.status for row in stage.rows(drafts)] == ["open"]


def test_a_manager_holds_a_case_and_an_admin_forgets_its_customer(
    stage: BrowserStage, open_page: Open, shoot: Shoot
) -> None:
    stage.complaint()
    case = stage.rows(conversations)[0]
    page = open_page(Role.ADMIN, f"/cases/{case.id}")
    page.locator("#kept summary").click()
    page.fill("#kept [name=why]", "County court, claim 4711")
    page.keyboard.press("Enter")
    page.wait_for_selector("#kept .chip.hot")
    assert "County court, claim 4711" in page.locator("#kept").inner_text()
    shoot(page, "legal-hold")
    page.locator("#kept button[value=false]").click()
    page.wait_for_selector("#kept [name=why]", state="attached")
    page.locator("#kept summary").click()
    page.fill("#kept [name=email]", case.customer_email)
    page.locator("#kept button.danger").click()
    page.wait_for_load_state()
    stage.until(lambda: stage.rows(conversations)[0].customer_email.endswith("@erased.invalid"))
    assert stage.rows(conversations)[0].held_at is None
