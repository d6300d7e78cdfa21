"""DOMPurify's own attack fixtures against our sanitiser, in Chromium; fetched when the test runs, for they are not ours to keep.

The packages after 0.8.2 leave the fixtures out.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from mailbot.console.html_mail import sanitised
from mailbot.model.person import Role
from tests.browser.conftest import Open

ADDRESS = "https://registry.npmjs.org/dompurify/-/dompurify-0.8.2.tgz"
SHA256 = "fd49086e2dcb753f19e56cc340e4e089f39d9d453c6e8b0b8653b0a388c9c1dc"
KEPT = Path(__file__).parents[1] / "output" / "peers" / ADDRESS.rpartition("/")[2]
#: A browser reads the file, which is a module of its language.
READ = "(text) => { const module = {}; new Function('module', text)(module); return module.exports.map((one) => one.payload); }"


def package() -> bytes:
    """Return the package as it was published; a skipped test where it cannot be had."""
    if not KEPT.exists():
        try:
            with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
                found = answer.read(2_000_000)
        except OSError as error:
            pytest.skip(f"DOMPurify's fixtures cannot be fetched from {ADDRESS}: {error}")
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_bytes(found)
    data = KEPT.read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256, f"{KEPT} is not the package that was published; delete it."
    return data


@pytest.fixture
def fixtures() -> str:
    """Return the text of the fixtures' module."""
    with tarfile.open(fileobj=io.BytesIO(package())) as archive:
        member = archive.extractfile("package/test/fixtures/expect.js")
        assert member is not None
        return member.read().decode()


def test_none_of_them_runs_once_it_is_sanitised(open_page: Open, fixtures: str) -> None:
    """In a page where scripts may run and no policy holds, each alone; the control shows that one would be noticed."""
    page = open_page(Role.AGENT).context.new_page()
    ran: list[str] = []
    asked: list[str] = []

    def noticed(dialog: Any) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", noticed)
    payloads = page.evaluate(READ, fixtures)
    assert len(payloads) >= 180
    page.set_content("<img src=x onerror=alert(1)>")
    page.wait_for_load_state("networkidle")
    assert ran == ["1"]
    page.on("request", lambda request: asked.append(request.url))
    ran.clear()
    page.set_content("".join(f"<section>{sanitised(one)}</section>" for one in payloads))
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('section *').forEach(one => one.dispatchEvent(new Event('error')))")
    page.evaluate(
        "document.querySelectorAll('section *').forEach(one => one.dispatchEvent(new MouseEvent('mouseover')))"
    )
    assert ran == []
    assert [url for url in asked if url.startswith("http")] == []
    assert page.locator("section").count() == len(payloads)
    assert (
        page.locator("section :is(script, iframe, object, embed, form, svg, math, link, meta, base, template)").count()
        == 0
    )
