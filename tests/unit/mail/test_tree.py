"""The tree of a mail is what the standard library's parser gives, whole mails and broken ones."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.tree import _OddError, _read, tree

CORPUS = sorted((Path(__file__).parents[2] / "corpus" / "mail").rglob("*.eml"))
#: Lines of which multiparts are made, whole, nested, broken and lying.
LINES = (
    "From: Ann <ann@example.org>", "Subject: Kettle", " folded", "Content-Type: text/plain; charset=utf-8",
    "Content-Type: text/html", "Content-Type: multipart/mixed; boundary=b", 'Content-Type: multipart/alternative; boundary="bb c"',
    "Content-Type: multipart/digest; boundary=b", "Content-Type: multipart/mixed", "Content-Type: message/rfc822",
    "Content-Type: message/delivery-status", "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 7bit", "",
    "", "--b", "--b", "--b  ", "--b--", "--bb c", "--bb c--", "--bb c--x", " --b", "--", "-- ", "It leaks.", "Käse\udcff", "no header",
    "\x0b--b", "a\rb",
)  # fmt: skip


def shown(message: Message, top: bool = True) -> tuple[object, ...]:
    """Return all that is read of a tree."""
    payload = message._payload  # type: ignore[attr-defined]
    parts = tuple(shown(part, top=False) for part in payload) if isinstance(payload, list) else payload
    defects = [type(defect) for defect in message.defects] if top else None
    return (list(message.raw_items()), message.get_content_type(), defects, parts)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_mail_of_the_corpus_gives_the_same_tree(path: Path) -> None:
    raw = path.read_bytes()
    for one in (
        raw,
        raw.replace(b"\r\n", b"\n"),
        raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        raw[: len(raw) // 2],
    ):
        assert shown(tree(one)) == shown(message_from_bytes(one))


@settings(max_examples=400, deadline=None)
@given(lines=st.lists(st.sampled_from(LINES), max_size=30), end=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
def test_any_lines_give_the_same_tree(lines: list[str], end: str, last: bool) -> None:
    raw = (end.join(lines) + end * last).encode("utf-8", "surrogateescape")
    assert shown(tree(raw)) == shown(message_from_bytes(raw))


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(st.lists(st.sampled_from(LINES), max_size=8), min_size=1, max_size=4),
    end=st.sampled_from(["\n", "\r\n"]),
    behind=st.lists(st.sampled_from(LINES), max_size=3),
)
def test_any_parts_of_a_multipart_give_the_same_tree(parts: list[list[str]], end: str, behind: list[str]) -> None:
    lines = ["Content-Type: multipart/mixed; boundary=b", "", "preamble"]
    for part in parts:
        lines += ["--b", *part]
    raw = end.join([*lines, "--b--", *behind]).encode("utf-8", "surrogateescape")
    assert shown(tree(raw)) == shown(message_from_bytes(raw))


def test_the_usual_multipart_is_cut_here_and_one_cut_short_is_not() -> None:
    whole = (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nIt leaks.\n--b\nContent-Type: text/html\n\n<p>x\n--b--\n"
    )
    assert [part.get_content_type() for part in _read(whole, 0).get_payload()] == ["text/plain", "text/html"]  # type: ignore[union-attr]
    with pytest.raises(_OddError):
        _read(whole.removesuffix("--b--\n"), 0)
