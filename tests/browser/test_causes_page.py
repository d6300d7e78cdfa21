"""Known causes by keyboard: a manager makes one known and ends it without the mouse."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from mailbot.model.person import Role
from mailbot.store.tables import incidents
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage
from tests.browser.test_looks import violations


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), pytest.param(1360, "light", marks=pytest.mark.slow)])
def test_a_cause_is_opened_and_ended_by_keyboard(stage: BrowserStage, open_page: Open, width: int, scheme: Any) -> None:
    page = open_page(
        Role.MANAGER, "/causes", viewport={"width": width, "height": 900}, color_scheme=scheme, timezone_id="UTC"
    )
    page.keyboard.press("n")
    page.keyboard.type("Fibre cut in Ashford")
    page.keyboard.press("Tab")
    page.keyboard.type("internet, broadband")
    page.fill("[name=terms_en]", "The line will be up again {until}.")
    page.focus("[name=words]")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=cause_open")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    if folder := os.environ.get("MAILBOT_SHOTS"):
        page.screenshot(path=Path(folder) / f"causes-{width}.png", full_page=True)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_url("**done=cause_closed")
    assert stage.rows(incidents)[0].ended_at is not None
