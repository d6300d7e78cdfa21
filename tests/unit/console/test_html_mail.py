"""What a hostile mail may show: words, and nothing that runs, loads or lures."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from selectolax.lexbor import LexborHTMLParser

from mailbot.console.html_mail import FRAME_POLICY, framed, sanitised
from mailbot.console.marking import Marked, marked
from tests.unit.console.hostile_html import CLASSES, payloads

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<form action=https://evil.example><input name=password></form>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<div style='background:url(https://evil.example/pixel)'>x</div>",
    "<img src=https://evil.example/pixel.gif>",
    "<img srcset='https://evil.example/a 1x'>",
    "<table background=https://evil.example/pixel><tr><td>x</td></tr></table>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<p onclick=alert(1) id=clobber name=clobber>x</p>",
)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_runs_loads_or_lures(html: str) -> None:
    tree = LexborHTMLParser(sanitised(html))
    assert tree.css("script, style, iframe, form, input, object, embed, link, meta, base, svg, math") == []
    for node in tree.css("body *"):
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "background", "srcset", "id", "name"}
            assert name != "src" or (value or "").startswith("data:image/")
            assert name != "href" or (value or "").startswith(("http", "mailto:", "tel:"))


def test_no_payload_of_any_class_leaves_anything_that_runs_loads_or_lures() -> None:
    everything = payloads()
    assert len(everything) > 500
    for html in everything:
        test_nothing_runs_loads_or_lures(html)
        # Cleaned once more it is the same: nothing in it turns into something else when it is read again.
        assert sanitised(sanitised(html)) == sanitised(html), html


@pytest.mark.parametrize("ways", CLASSES.values(), ids=list(CLASSES))
def test_each_class_of_attack_is_left_without_effect(ways: tuple[str, ...]) -> None:
    assert len(ways) > 2
    for html in ways:
        test_nothing_runs_loads_or_lures(html)
        left = sanitised(html)
        assert "evil.example" not in "".join(re.findall(r"(?:src|srcset|poster|background|ping)=\S+", left))


def test_words_links_and_tables_stay() -> None:
    shown = sanitised(
        '<p>Hello <b>you</b> <a href="https://shop.example">shop</a></p><table><tr><td colspan="2">x</td></tr></table>'
    )
    assert "<b>you</b>" in shown
    assert 'href="https://shop.example"' in shown
    assert 'rel="noopener noreferrer nofollow"' in shown
    assert 'colspan="2"' in shown


def test_the_frame_is_a_sandbox_without_scripts() -> None:
    assert "sandbox allow-popups" in FRAME_POLICY
    assert "allow-scripts" not in FRAME_POLICY
    assert framed("<p>x</p>").startswith("<!doctype html>")


def test_marks_say_why() -> None:
    html = marked("I am <livid>", [Marked(span=(5, 12), title="insult"), Marked(span=(2, 99), title="odd")])
    assert html == 'I am <mark title="insult">&lt;livid&gt;</mark>'


@given(
    text=st.text(max_size=60),
    spans=st.lists(st.tuples(st.integers(-2, 70), st.integers(-2, 70)), max_size=5),
)
def test_marking_never_changes_the_words(text: str, spans: list[tuple[int, int]]) -> None:
    html = marked(text, [Marked(span=span, title="t") for span in spans])
    assert html.replace('<mark title="t">', "").replace("</mark>", "") == escape(text)
