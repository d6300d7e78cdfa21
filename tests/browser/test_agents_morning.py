"""An agent's morning, by keyboard: read, edit, mend, approve, take back; and what goes wrong meanwhile."""

from __future__ import annotations

import re
from typing import Any

from mailbot.model.person import Role
from mailbot.store.tables import conversations, disputes, drafts, notes, outbox, sessions
from tests.browser.conftest import Open
from tests.browser.stage import EMAILS, BrowserStage

CUSTOMERS = ("Maureen Whitlock", "Petra Sand", "Tom Okafor", "Ida Lund", "Ravi Menon", "Jo Park", "Eva Horn", "Max Ude",
             "Lea Wolf", "Ben Hart")  # fmt: skip


def ten_complaints(stage: BrowserStage) -> None:
    for number, name in enumerate(CUSTOMERS):
        stage.complaint(name, f"LP-{20400 + number}")


def open_first(page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#editor")


def test_ten_drafts_by_keyboard(stage: BrowserStage, open_page: Open) -> None:
    ten_complaints(stage)
    page = open_page(Role.AGENT)
    assert page.locator("[data-item]").count() == 10
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement === document.querySelectorAll('[data-item]')[0]")
    page.keyboard.press("Enter")
    for done in range(1, 11):
        page.wait_for_selector("#editor")
        here = page.url
        page.keyboard.press("a")
        page.wait_for_url(lambda url, here=here: url != here)
        assert len([row for row in stage.rows(outbox) if row.draft_id]) == done
    assert page.locator(".empty").is_visible()
    assert {row.created_by for row in stage.rows(outbox)} == {stage.people[Role.AGENT].id}
    assert len({row.conversation_id for row in stage.rows(outbox)}) == 10


def test_edit_lint_rewrite_and_approve(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    page.keyboard.press("e")
    body = page.locator("[data-editor]")
    text = body.input_value()
    body.fill(text.replace("\n\n", "\n\nYou should have told us earlier. ", 1))
    page.keyboard.press("End")
    page.keyboard.type(" ")
    page.wait_for_selector(".findings li")
    found = page.locator(".findings li strong").all_inner_texts()
    assert found
    page.keyboard.press("Escape")
    rewrites = page.locator("[data-rewrite]").count()
    if rewrites:
        before = body.input_value()
        page.keyboard.press("1")
        assert body.input_value() != before
    body.fill(text + "\nP.S. It is on its way, the depot says.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#leaving [data-act=undo]")
    [mail] = stage.rows(outbox)
    assert b"the depot says" in mail.payload


def test_undo_counts_down_and_brings_the_draft_back(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    stage.complaint("Petra Sand", "LP-7")
    page = open_page(Role.AGENT)
    open_first(page)
    first = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != first)
    page.wait_for_selector("#editor")
    assert re.fullmatch(r"\d:\d\d", page.locator("#leaving .countdown").inner_text())
    page.keyboard.press("z")
    page.wait_for_url(lambda url: url.split("?")[0] == first)
    assert page.locator("#editor").is_visible()
    assert [row.state for row in stage.rows(outbox)] == ["cancelled"]


def test_reject_note_and_resolve(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    case = page.url
    page.fill("[name=reason]", "She rang us already.")
    page.locator("[name=reason]").press("Escape")
    page.keyboard.press("r")
    page.wait_for_url(lambda url: url != case)
    assert [row.rejected_reason for row in stage.rows(drafts)] == ["She rang us already."]
    page.goto(case)
    page.keyboard.press("n")
    page.keyboard.type("@noah please ring her <b>today</b>")
    page.locator("[data-note]").press("Escape")
    page.locator("form[action$='/note'] button").click()
    page.wait_for_selector("#told .told")
    [note] = stage.rows(notes)
    assert note.mentions == [stage.people[Role.MANAGER].id]
    assert page.locator("#told b").count() == 0
    page.keyboard.press("s")
    page.wait_for_url(lambda url: url != case)
    assert [row.state for row in stage.rows(conversations)] == ["resolved"]


def test_a_double_click_sends_once(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    page.locator("[data-act=approve]").dblclick()
    page.wait_for_selector(".leaving")
    assert len(stage.rows(outbox)) == 1


def test_a_colleague_interrupts_and_nothing_typed_is_lost(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    alma, noah = open_page(Role.AGENT), open_page(Role.MANAGER)
    open_first(alma)
    open_first(noah)
    noah.wait_for_selector("#here:has-text('Alma')")
    noah.fill("[data-editor]", "Dear Maureen, the lamp leaves today. Noah Berg")
    noah.locator("button[value=save]").click()
    noah.wait_for_load_state()
    mine = "Dear Maureen, I looked into it myself. Alma"
    alma.fill("[data-editor]", mine)
    alma.wait_for_selector("#overtaken:visible")  # told by the stream, before anything is lost
    alma.locator("[data-act=approve]").click()
    alma.wait_for_selector("[role=alert].trouble")
    assert stage.rows(outbox) == []
    assert alma.locator("[data-typed]").input_value() == mine or alma.locator("[data-editor]").input_value() == mine


def test_a_session_that_ends_mid_edit_loses_nothing(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    case = page.url
    mine = "Dear Maureen, half an hour of careful words. Alma"
    page.fill("[data-editor]", mine)
    stage.forget(sessions)
    page.locator("button[value=save]").click()
    page.wait_for_url("**/login**")
    page.fill("[name=email]", EMAILS[Role.AGENT])
    page.fill("[name=password]", "alma-is-an-agent")
    page.click("form.login button")
    page.wait_for_url(case)
    assert page.locator("[data-editor]").input_value() == mine
    assert page.locator("#restored").is_visible()
    page.locator("button[value=save]").click()
    page.wait_for_load_state()
    assert [row.body for row in stage.rows(drafts)] == [mine]
    assert page.locator("#restored").is_hidden()


def test_the_back_button_shows_the_case_as_it_is(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    page.keyboard.press("a")
    page.wait_for_selector(".leaving")
    page.go_back()
    page.wait_for_selector("h1")
    assert page.locator("#editor").count() == 0
    assert page.locator("#outgoing [data-act=undo]").count() == 1


def test_search_and_the_way_back_to_it(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    stage.complaint("Petra Sand", "LP-7", "The kettle of order LP-7 leaks. Please send a new one.")
    page = open_page(Role.AGENT)
    page.keyboard.press("/")
    page.keyboard.type("kettle")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=kettle**")
    assert page.locator("[data-item] .who").all_inner_texts() == ["Petra Sand"]
    open_first(page)
    page.keyboard.press("u")
    page.wait_for_url("**q=kettle**")
    assert page.evaluate("document.activeElement.matches('[data-item]')")


def test_new_mail_shows_without_a_jump(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    first = page.locator("[data-item]").first.bounding_box()
    stage.complaint("Petra Sand", "LP-7")
    page.wait_for_selector("#fresh:visible")
    assert page.locator("[data-item]").first.bounding_box() == first
    page.click("#fresh a")
    page.wait_for_function("document.querySelectorAll('[data-item]').length === 2")


def test_facts_light_up_and_a_signal_is_disputed(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    page.locator("[data-points-at=order_ref]").focus()
    assert page.locator(".words .lit").first.inner_text() == "LP-20417"
    page.locator(".ledger form button").first.click()
    page.wait_for_selector(".leaving")
    [row] = stage.rows(disputes)
    assert row.signal


def test_the_console_speaks_the_persons_language(stage: BrowserStage, open_page: Open) -> None:
    page = open_page(Role.AGENT, "/me")
    page.select_option("[name=language]", "de")
    page.select_option("[name=zone]", "Europe/Berlin")
    page.click("form[action='/me'] button")
    page.wait_for_url("**done=saved")
    assert page.locator("html").get_attribute("lang") == "de"
    assert stage.agent_row(Role.AGENT).zone == "Europe/Berlin"


def test_a_new_password_ends_the_other_sessions(stage: BrowserStage, open_page: Open) -> None:
    other = open_page(Role.AGENT)
    page = open_page(Role.AGENT, "/me")
    page.fill("[name=old]", "alma-is-an-agent")
    page.fill("[name=new]", "a-much-longer-secret")
    page.click("form[action='/me/password'] button")
    page.wait_for_url("**done=password")
    other.goto("/")
    assert "/login" in other.url


def test_going_back_after_the_logout_shows_the_login(stage: BrowserStage, open_page: Open) -> None:
    stage.complaint()
    page = open_page(Role.AGENT)
    open_first(page)
    case = page.url
    page.fill("[data-editor]", "What Alma alone typed.")
    page.fill("[data-note]", "What Alma alone thinks.")
    page.locator("form[action='/logout'] button").click()
    page.wait_for_url("**/login")
    assert "Alma" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.go_back()
    page.wait_for_selector("form.login")
    assert "Maureen" not in page.content()
    assert page.request.get(case, max_redirects=0).headers["cache-control"] == "no-store"
