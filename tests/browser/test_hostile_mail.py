"""A hostile mail in a real browser: nothing runs, nothing is fetched, and a file is only ever saved."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest

from mailbot.console.html_mail import FRAME_POLICY, sanitised
from mailbot.model.person import Role
from mailbot.store.tables import conversations
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage, letter
from tests.unit.console.hostile_html import CLASSES, RUN, payloads
from tests.unit.console.test_html_mail import HOSTILE

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def hostile_letter() -> bytes:
    html = "".join(f"<p>{number}</p>{payload}" for number, payload in enumerate(HOSTILE))
    raw = letter("Mal Ory", f"My lamp is broken. {EVIL} Please help.", "LP-666", subject=f"Broken {EVIL}", html=html)
    mail = cast("EmailMessage", message_from_bytes(raw, policy=policy.default))
    mail.make_mixed()
    mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="../../a\u202egpj.html")
    return mail.as_bytes(policy=policy.SMTP)


def test_nothing_runs_and_nothing_is_fetched(stage: BrowserStage, open_page: Open) -> None:
    stage.mails(hostile_letter())
    [case] = stage.rows(conversations)
    page = open_page(Role.AGENT)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/cases/{case.id}")
    page.locator("details:has(iframe) summary").click()
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    frame.locator("p", has_text="20").first.wait_for()  # shown to its end; a dialog would have failed the test
    assert frame.locator("script, form, iframe, svg, style[media]").count() == 0
    foreign = [url for url in asked if not url.startswith(stage.address) and not url.startswith("data:image/")]
    assert foreign == []
    page.goto("/?tab=all")
    assert page.locator("[data-item] script").count() == 0


def test_what_the_sanitiser_leaves_does_not_run_even_without_a_frame(open_page: Open) -> None:
    """All payloads in a page with scripts allowed and no policy: the sanitiser alone must hold."""
    page = open_page(Role.AGENT).context.new_page()
    page.set_content(f"<img src=x onerror='{RUN}'>")
    page.wait_for_function("window.ran === 1")  # here a payload would run
    page.evaluate("window.ran = 0")
    page.set_content("".join(f"<section>{sanitised(one)}</section>" for one in payloads()))
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('a, button, img').forEach(one => one.dispatchEvent(new Event('error')))")
    assert page.evaluate("window.ran") == 0
    assert page.locator("section").count() == len(payloads())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_frame_alone_holds_without_the_sanitiser(open_page: Open) -> None:
    """Each way of each class, uncleaned, in a frame of its own as mails are framed: nothing runs, nothing is fetched."""
    ways = [one for some in CLASSES.values() for one in some]
    page = open_page(Role.AGENT).context.new_page()
    asked: list[str] = []

    def serve(route: Any) -> None:
        url = route.request.url
        asked.append(url)
        if url == "http://mails.example/":
            frames = "".join(f"<iframe sandbox='allow-popups' src='/{number}'></iframe>" for number in range(len(ways)))
            route.fulfill(body=f"<!doctype html>{frames}", content_type="text/html")
        elif (number := url.removeprefix("http://mails.example/")).isdecimal():
            headers = {"content-security-policy": FRAME_POLICY, "content-type": "text/html; charset=utf-8"}
            route.fulfill(body=ways[int(number)], headers=headers)
        else:
            route.abort()

    page.route("**/*", serve)
    page.goto("http://mails.example/", wait_until="load", timeout=300_000)
    assert len([url for url in asked if url.startswith("http://mails.example/")]) == len(ways) + 1
    assert [url for url in asked if "evil.example" in url] == []
    assert page.evaluate("[window.ran, location.href]") == [None, "http://mails.example/"]


def test_an_attachment_is_saved_under_a_harmless_name(stage: BrowserStage, open_page: Open) -> None:
    stage.mails(hostile_letter())
    [case] = stage.rows(conversations)
    page = open_page(Role.AGENT, f"/cases/{case.id}")
    with page.expect_download() as saving:
        page.locator(".files a").first.click()
    saved = saving.value
    assert saved.path().read_bytes().strip() == b"<script>alert(1)</script>"
    assert "/" not in saved.suggested_filename and "\u202e" not in saved.suggested_filename
    answer = page.request.get(page.locator(".files a").first.get_attribute("href"))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
