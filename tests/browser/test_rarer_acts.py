"""Held mails, quarantine, split, put off, hand over: by keyboard, narrow and wide, light and dark, for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update

from mailbot.model.person import Role
from mailbot.model.sentence import say
from mailbot.store.tables import conversations, messages, raw_mails
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_looks import violations
from tests.browser.test_managers_hour import Shoot, shoot

__all__ = ["shoot"]

WHY = say(
    "storm_sender_hour", "Held: more than {most} mails an hour from {sender}.", most=30, sender="robot@desk.example"
)


def held(stage: BrowserStage) -> str:
    """Let a case with a held mail stand there, and a mail in quarantine; return the case's id."""
    stage.complaint()
    [case] = stage.rows(conversations)

    async def hold() -> None:
        async with stage.house.db.write() as tx:
            await tx.execute(update(messages).values(automatic="storm", automatic_reason=WHY))
            await tx.execute(update(conversations).values(attention=WHY))
            now = stage.clock.now()
            await tx.execute(
                insert(raw_mails).values(
                    id="raw1", mailbox="support", folder="INBOX", uidvalidity=1, uid=900, raw=b"Subject: x\r\n\r\n", size=14,
                    raw_hash="h", received_at=now, recorded_at=now, state="quarantined", error="RuntimeError: poison",
                )
            )  # fmt: skip

    stage.do(hold())
    return str(case.id)


def usable(page: Any) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), pytest.param(1360, "light", marks=pytest.mark.slow)])
def test_what_is_held_is_let_through_by_keyboard(
    stage: BrowserStage, open_page: Open, shoot: Shoot, width: int, scheme: str
) -> None:
    case = held(stage)
    options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_page(Role.AGENT, f"/cases/{case}", **options)
    assert page.locator(".mail .chip.hot").first.is_visible() and page.locator("[data-key=l]").is_visible()
    for fold in page.locator("aside details > summary").all():
        fold.click()
    usable(page)
    shoot(page, f"held-{width}")
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.name") == "until"
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    assert page.evaluate("document.activeElement.name") == "colleague"
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.wait_for_selector("[data-key=l]", state="detached")
    assert [row.automatic for row in stage.rows(messages)] == [None]
    page.goto("/quarantine")
    usable(page)
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.wait_for_url("**done=read_again")
    assert stage.rows(raw_mails)[-1].state != "quarantined"
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    usable(page)


def test_all_of_quarantine_is_read_again_by_one_key(stage: BrowserStage, open_page: Open, shoot: Shoot) -> None:
    held(stage)
    page = open_page(Role.AGENT, "/quarantine")
    shoot(page, "quarantine")
    page.keyboard.press("a")
    page.wait_for_url("**/quarantine?*done=*")
    usable(page)
    assert [row.state for row in stage.rows(raw_mails) if row.state == "quarantined"] == []
