"""A manager's hour by keyboard: the queue, the customer's clock, a call on the simulated network, a machine, the books.

Each test leaves its pictures where `MAILBOT_SHOTS` says, else in the test's own folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from escalation.simulator.personas import Persona
from mailbot.demo.stage import CUSTOMER_PHONE, MANAGER_PHONE
from mailbot.model.person import Role
from mailbot.store.tables import call_attempts, callbacks, customers, outbox, promises
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage, letter

FURIOUS = f"""This is the FIFTH time I write and nobody does ANYTHING!!! You promised a technician on Monday, then on
Wednesday, and today I waited at home all day for NOTHING. Order 66120. You liars. If nobody rings me TODAY on
{CUSTOMER_PHONE} I go to the press and to my lawyer tomorrow!!!
"""

Shoot = Callable[[Any, str], None]


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Return `shoot(page, name)`: the whole page as a picture, wide and on a telephone."""
    folder = Path(os.environ.get("MAILBOT_SHOTS") or tmp_path)

    def shot(page: Any, name: str) -> None:
        picture = folder / f"{name}.png"
        page.screenshot(path=picture, full_page=True, scale="css")
        assert picture.stat().st_size > 5_000

    return shot


@pytest.fixture(autouse=True)
def people_on_the_line(stage: BrowserStage) -> None:
    """Let the manager press 1 and the customer talk for a while, whatever an earlier test said."""
    stage.network.people(
        {
            MANAGER_PHONE: Persona(name="Noah Berg", keys=("1", "1"), answer_after=3.0),
            CUSTOMER_PHONE: Persona(name="Rafael Nogueira", talk=45.0, answer_after=5.0),
        }
    )


def confirmed(page: Any) -> None:
    page.locator("form[action$='/number'] button").click()
    page.wait_for_selector("form[action$='/number'] .good")


def wrapped_up(page: Any, outcome: str, **fields: str) -> None:
    page.select_option("[name=disposition]", outcome)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)


def test_from_the_queue_to_the_books(stage: BrowserStage, open_page: Open, shoot: Shoot) -> None:
    stage.mails(letter("Rafael Nogueira", FURIOUS, "66120"))
    page = open_page(Role.MANAGER, "/calls")
    shoot(page, "queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=number]")
    assert page.locator("[name=number]").input_value() == CUSTOMER_PHONE
    assert ":" in page.locator("#clocks").inner_text()  # the time on the customer's wall
    assert page.locator(".never li").count() == 8 and "50 EUR" in page.locator(".script").inner_text()
    confirmed(page)
    page.keyboard.press("c")
    page.wait_for_selector("#state .chip.good")
    page.keyboard.press("n")
    page.keyboard.type("He waited at home twice.")
    page.wait_for_selector("#kept:not(:empty)")
    assert stage.rows(callbacks)[0].notes == "He waited at home twice."
    page.keyboard.press("Escape")
    shoot(page, "call")
    page.keyboard.press("a")
    page.wait_for_load_state()
    stage.until(lambda: any(row.ended_at for row in stage.rows(call_attempts)))
    page.reload()
    assert page.locator("[name=notes]").input_value() == "He waited at home twice."
    wrapped_up(page, "resolved", notes="Heard him out. A technician comes on Thursday.")
    page.check("[name=confirmation]")
    page.locator("form[action$='/wrap-up'] button").click()
    page.wait_for_selector("[role=alert]")  # nothing promised, nothing to confirm; what was typed stays
    assert page.locator("[name=notes]").input_value().startswith("Heard him out.")
    due = f"{stage.clock.now() + timedelta(days=3):%Y-%m-%dT12:00}"
    wrapped_up(page, "resolved_pending", promise="A technician comes before noon.", due=due)
    page.check("[name=confirmation]")
    page.locator("form[action$='/wrap-up'] button").click()
    page.wait_for_url("**/cases/**")  # the written confirmation waits for approval
    assert "A technician comes before noon" in page.locator("[data-editor]").input_value()
    shoot(page, "confirmation")
    page.keyboard.press("a")
    page.wait_for_selector(".leaving")
    [row] = stage.rows(callbacks)
    assert (row.state, row.disposition) == ("done", "resolved_pending")
    assert [row.outcome for row in stage.rows(call_attempts)] == ["talked"]
    assert [row.words for row in stage.rows(promises)] == ["A technician comes before noon."]
    assert [row.kind for row in stage.rows(outbox)] == ["confirmation"]


def test_an_agreed_time_goes_into_both_calendars(stage: BrowserStage, open_page: Open) -> None:
    stage.mails(letter("Rafael Nogueira", FURIOUS, "66120"))
    page = open_page(Role.MANAGER, f"/calls/{stage.rows(callbacks)[0].id}")
    confirmed(page)
    page.keyboard.press("d")  # dialled with the manager's own telephone
    page.wait_for_selector("form[action$='/wrap-up']")
    due = f"{stage.clock.now() + timedelta(days=3):%Y-%m-%dT12:00}"
    wrapped_up(page, "follow_up_agreed", notes="Drives now.", promise="We call on Thursday.", due=due)
    page.check("[name=confirmation]")
    page.locator("form[action$='/wrap-up'] button").click()
    page.wait_for_url("**/cases/**")
    page.keyboard.press("a")
    page.wait_for_selector(".leaving")
    [mail] = stage.rows(outbox)
    whole = message_from_bytes(mail.payload, policy=policy.default)
    [file] = list(whole.iter_attachments())  # type: ignore[attr-defined]
    [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    [row] = stage.rows(callbacks)
    assert event.decoded("dtstart") == row.promised_at
    page.goto(f"/calls/{row.id}")
    with page.expect_download() as download:
        page.locator("a[href$='call.ics']").click()
    assert CUSTOMER_PHONE in Path(download.value.path()).read_text(encoding="utf-8")


def test_a_machine_hears_our_message(stage: BrowserStage, open_page: Open, shoot: Shoot) -> None:
    stage.network.people({CUSTOMER_PHONE: Persona(name="Machine", talk=900.0, answer_after=2.0)})
    stage.mails(letter("Rafael Nogueira", FURIOUS, "66120"))
    page = open_page(Role.MANAGER, f"/calls/{stage.rows(callbacks)[0].id}")
    confirmed(page)
    page.keyboard.press("a")
    page.wait_for_selector("[data-key=m]")  # the page follows the call by itself
    shoot(page, "talking")
    page.keyboard.press("m")
    stage.until(lambda: any(row.ended_at for row in stage.rows(call_attempts)))
    assert stage.network.said("We will try again")


def test_a_call_is_handed_to_a_colleague_where_the_customer_is_known(
    stage: BrowserStage, open_page: Open, shoot: Shoot
) -> None:
    stage.mails(letter("Rafael Nogueira", FURIOUS, "66120"))
    page = open_page(
        Role.MANAGER,
        f"/calls/{stage.rows(callbacks)[0].id}",
        color_scheme="dark",
        viewport={"width": 360, "height": 800},
    )
    page.locator("summary", has_text="Where the customer is").click()
    page.fill("[name=zone]", "Atlantic/Azores")
    page.keyboard.press("Enter")
    page.wait_for_selector("#clocks .chip.good")
    assert "Atlantic/Azores" in page.locator("#clocks").inner_text()
    assert [row.zone for row in stage.rows(customers)] == ["Atlantic/Azores"]
    shoot(page, "call_narrow_dark")
    page.keyboard.press("h")
    assert page.evaluate("document.activeElement.name") == "colleague"
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    stage.until(lambda: stage.rows(callbacks)[0].lease_holder == stage.people[Role.ADMIN].id)


def test_an_agent_finds_no_calls(stage: BrowserStage, open_page: Open) -> None:
    page = open_page(Role.AGENT)
    assert page.locator("nav a[href='/calls']").count() == 0
    assert page.goto("/calls").status == 403
