"""A hostile mail in a real browser: nothing runs, nothing is fetched, and a file is only ever saved."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from mailbot.console.html_mail import sanitised
from mailbot.model.person import Role
from mailbot.store.tables import conversations
from tests.browser.conftest import Open
from tests.browser.stage import BrowserStage, letter
from tests.unit.console.hostile_html import RUN, payloads
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
