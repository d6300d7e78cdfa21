"""A manager's hour: the queue, the number, a call on the simulated network, the books."""

from __future__ import annotations

from datetime import timedelta

from mailbot.demo.stage import CUSTOMER_PHONE
from mailbot.model.person import Role
from mailbot.store.tables import call_attempts, callbacks
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage, letter

FURIOUS = f"""This is the FIFTH time I write and nobody does ANYTHING!!! You promised a technician on Monday, then on
Wednesday, and today I waited at home all day for NOTHING. Order 66120. You liars. If nobody rings me TODAY on
{CUSTOMER_PHONE} I go to the press and to my lawyer tomorrow!!!
"""


def test_from_the_queue_to_the_books(stage: BrowserStage, open_page: Open) -> None:
    stage.mails(letter("Rafael Nogueira", FURIOUS, "66120"))
    page = open_page(Role.MANAGER, "/calls")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=number]")
    assert page.locator("[name=number]").input_value() == CUSTOMER_PHONE
    page.locator("form[action$='/number'] button").click()
    page.wait_for_selector(".good")
    page.keyboard.press("a")
    page.wait_for_load_state()
    stage.until(lambda: any(row.ended_at for row in stage.rows(call_attempts)))
    page.reload()
    page.select_option("[name=disposition]", "resolved")
    page.fill("[name=notes]", "Heard him out. A technician comes on Thursday.")
    page.check("[name=confirmation]")
    page.locator("form[action$='/wrap-up'] button").click()
    page.wait_for_selector("[role=alert]")  # nothing promised, nothing to confirm; what was typed stays
    assert page.locator("[name=notes]").input_value().startswith("Heard him out.")
    page.fill("[name=promise]", "A technician comes before noon.")
    page.fill("[name=due]", f"{stage.clock.now() + timedelta(days=3):%Y-%m-%dT12:00}")
    page.check("[name=confirmation]")
    page.locator("form[action$='/wrap-up'] button").click()
    page.wait_for_url("**/calls")
    [row] = stage.rows(callbacks)
    assert (row.state, row.disposition) == ("done", "resolved")
    assert [row.outcome for row in stage.rows(call_attempts)] == ["talked"]


def test_an_agent_finds_no_calls(stage: BrowserStage, open_page: Open) -> None:
    page = open_page(Role.AGENT)
    assert page.locator("nav a[href='/calls']").count() == 0
    assert page.goto("/calls").status == 403
