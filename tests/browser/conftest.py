"""One Chromium and one console for the session; each test finds the house empty and gets a browser context of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mailbot.model.person import Role
from tests.browser.stage import EMAILS, PASSWORDS, BrowserStage

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as needing a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Yield Debian's Chromium, started once a module.

    Not once a session: Playwright's synchronous API keeps an event loop running in this thread for as long as it is
    started, and asynchronous tests of other modules could not run theirs.
    """
    if not CHROMIUM:
        if os.environ.get("MAILBOT_REQUIRE_SERVERS"):
            raise RuntimeError("Chromium is missing: apt-get install chromium.")
        pytest.skip("Chromium is missing: apt-get install chromium.")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is missing: pip install playwright.")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserStage]:
    """Yield the console, served for the session."""
    with BrowserStage(tmp_path_factory.mktemp("console")).running() as stage:
        yield stage


@pytest.fixture
def stage(served: BrowserStage) -> BrowserStage:
    """Return the console with an empty house."""
    served.empty()
    return served


Open = Callable[..., Any]


@pytest.fixture
def open_page(chromium: Any, stage: BrowserStage) -> Iterator[Open]:
    """Yield `open_page(role=None, path="/", **context)`: a page of a browser of its own, logged in as that role."""
    contexts = []

    def opened(role: Role | None = None, path: str = "/", **options: Any) -> Any:
        context = chromium.new_context(
            base_url=stage.address, **{"viewport": {"width": 1360, "height": 900}, "locale": "en-GB"} | options
        )
        contexts.append(context)
        context.set_default_timeout(
            60_000
        )  # waits end by an event; this only keeps a broken page from waiting for ever
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"A dialog opened: {dialog.message}"))
        if role:
            log_in(page, role)
        if path != "/" or not role:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            leave(page)
        context.close()


def leave(page: Any) -> None:
    """Break off what a page still loads: Chromium may wait for ever when a context is closed amid a navigation."""
    from playwright.sync_api import Error

    with contextlib.suppress(Error):  # the navigation under way may break off ours
        page.goto("about:blank")


def log_in(page: Any, role: Role) -> None:
    """Log in by the form."""
    page.goto("/login")
    page.fill("[name=email]", EMAILS[role])
    page.fill("[name=password]", PASSWORDS[role])
    page.click("form.login button")
    page.wait_for_url("**/")
