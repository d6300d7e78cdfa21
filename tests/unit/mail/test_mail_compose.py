"""Replies as bytes: what was meant arrives, and nothing else."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.errors import RefusedError
from mailbot.mail.compose import attribution, compose, new_message_id, reply_subject
from mailbot.mail.parse import parse
from mailbot.model.message import Address, Automatic, Enclosure, OutboundMessage

AT = datetime(2026, 3, 9, 9, 5, tzinfo=UTC)
PLAIN = OutboundMessage(
    message_id="<t0k3n@desk.example>",
    sender=Address(name="Kettle Desk", email="help@desk.example"),
    to=(Address(name="Ann Lee", email="ann@example.org"),),
    subject="Re: Kettle",
    text="Dear Ann,\n\nFrom Monday on it is ours to mend.\n.\nPetra",
    date=AT,
)
HEADERS = ["Date", "From", "To", "Subject", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"]


def test_a_reply_has_exactly_the_headers_that_were_meant() -> None:
    read = email.message_from_bytes(compose(PLAIN))
    assert read.keys() == HEADERS
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_threading_headers_and_a_long_thread() -> None:
    ids = tuple(f"<{number}@x.org>" for number in range(60))
    message = parse(compose(replace(PLAIN, in_reply_to="<last@x.org>", references=(*ids, "broken id", "<no brackets"))))
    assert message.in_reply_to == ("<last@x.org>",)
    assert (
        message.references[0] == "<0@x.org>"
        and message.references[-1] == "<last@x.org>"
        and len(message.references) == 20
    )


def test_only_what_no_person_approved_is_marked_automatic() -> None:
    assert b"Auto-Submitted" not in compose(PLAIN)
    assert b"Auto-Submitted: auto-generated" in compose(replace(PLAIN, automatic=True))
    assert b"Auto-Submitted: auto-replied" in compose(replace(PLAIN, automatic=True, in_reply_to="<a@b.co>"))
    assert parse(compose(replace(PLAIN, automatic=True))).automatic is Automatic.ROBOT


def test_one_click_unsubscription_only_when_there_is_a_target() -> None:
    assert b"List-Unsubscribe" not in compose(PLAIN)
    raw = compose(replace(PLAIN, unsubscribe="https://desk.example/u?t=1"))
    assert (
        b"List-Unsubscribe: <https://desk.example/u?t=1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        in raw
    )
    assert b"List-Unsubscribe-Post" not in compose(replace(PLAIN, unsubscribe="mailto:u@desk.example"))
    with pytest.raises(RefusedError, match="https or mailto"):
        compose(replace(PLAIN, unsubscribe="javascript:x"))


@pytest.mark.parametrize("evil", ["a\r\nBcc: evil@x.org", "a\nBcc: x", "a\rb", "a\x00b"])
@pytest.mark.parametrize("place", ["subject", "name", "header", "message_id", "in_reply_to", "email", "unsubscribe"])
def test_line_breaks_in_headers_are_refused(place: str, evil: str) -> None:
    changes: dict[str, object] = {
        "name": {"to": (Address(name=evil, email="ann@example.org"),)},
        "email": {"to": (Address(email=f"ann@{evil}"),)},
        "header": {"headers": (("X-Case", evil),)},
    }.get(place, {place: evil})
    with pytest.raises(RefusedError):
        compose(replace(PLAIN, **changes))  # type: ignore[arg-type]


def test_encoded_line_breaks_stay_text() -> None:
    evil = "=?utf-8?q?hi=0d=0aBcc:_evil@x.org?="
    raw = compose(
        replace(
            PLAIN, subject=f"Re: {evil}", to=(Address(name=evil, email="ann@example.org"),), headers=(("X-Case", evil),)
        )
    )
    read = email.message_from_bytes(raw)
    assert read.keys() == [*HEADERS[:6], "X-Case", *HEADERS[6:]]
    assert parse(raw).to == (Address(name=evil, email="ann@example.org"),)


@pytest.mark.parametrize("name", ["Bcc", "To", "X-A: b\r\nBcc", "", "X-"])
def test_only_x_headers_may_be_added(name: str) -> None:
    with pytest.raises(RefusedError, match="X-"):
        compose(replace(PLAIN, headers=((name, "x"),)))


@pytest.mark.parametrize("address", ["", "ann", "a b@x.org", "ann@x.org,evil@x.org", "<ann@x.org>", "añn@x.org"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(RefusedError):
        compose(replace(PLAIN, to=(Address(email=address),)))


def test_a_mail_needs_a_recipient() -> None:
    with pytest.raises(RefusedError, match="recipient"):
        compose(replace(PLAIN, to=()))


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_our_own_quotes_are_told_apart_again(language: str) -> None:
    intro = attribution(language, Address(name="Zoë Lee", email="z@example.org"), AT)
    message = parse(
        compose(replace(PLAIN, language=language, quoted="The kettle leaks.\n\n> older\nZoë", quoted_intro=intro))
    )
    assert intro in message.text
    assert "kettle leaks" not in message.new_text and "ours to mend" in message.new_text


def test_unknown_languages_are_introduced_in_english() -> None:
    assert attribution("xx", Address(email="z@example.org"), AT) == "On 9 March 2026 at 09:05, z@example.org wrote:"


@pytest.mark.parametrize(
    ("subject", "language", "reply"),
    [
        ("Kettle", "en", "Re: Kettle"),
        ("RE: AW: Re[3]: Kettle", "de", "Re: Kettle"),
        ("", "fr", "Re: Votre message"),
        ("Re: ", "ja", "Re: お問い合わせの件"),
        ("a\r\nBcc: x", "en", "Re: a Bcc: x"),
    ],
)
def test_subjects_of_replies(subject: str, language: str, reply: str) -> None:
    assert reply_subject(subject, language) == reply


def test_message_ids_of_ours() -> None:
    assert new_message_id("desk.example", "t0k.en-1") == "<t0k.en-1@desk.example>"
    for domain, token in (("desk example", "a"), ("desk.example", "a>b"), ("desk.example", ""), ("x\r\nBcc: y", "a")):
        with pytest.raises(RefusedError):
            new_message_id(domain, token)


@settings(max_examples=40, deadline=None)
@given(
    subject=st.text(max_size=200), name=st.text(max_size=90), text=st.text(max_size=300), quoted=st.text(max_size=100)
)
def test_whatever_is_written_arrives_or_is_refused(subject: str, name: str, text: str, quoted: str) -> None:
    message = replace(
        PLAIN, subject=subject, to=(Address(name=name, email="ann@example.org"),), text=text, quoted=quoted
    )
    try:
        raw = compose(message)
    except RefusedError:
        assert set(subject + name) & set("\r\n\x00")
        return
    assert email.message_from_bytes(raw).keys() == HEADERS
    assert raw.isascii() and not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert [address.email for address in parse(raw).to] == ["ann@example.org"]


CALENDAR = Enclosure(filename="call.ics", content_type="text/calendar; charset=utf-8", content=b"BEGIN:VCALENDAR\r\n")


def test_a_file_of_our_own_goes_along_beside_the_text() -> None:
    read = email.message_from_bytes(compose(replace(PLAIN, enclosures=(CALENDAR,))))
    texts, file = read.get_payload()  # type: ignore[misc]
    assert [part.get_content_type() for part in texts.walk()] == [  # type: ignore[union-attr]
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert (file.get_filename(), file.get_payload(decode=True)) == ("call.ics", CALENDAR.content)  # type: ignore[union-attr]
    assert [one.filename for one in parse(compose(replace(PLAIN, enclosures=(CALENDAR,)))).attachments] == ["call.ics"]


@pytest.mark.parametrize(
    "odd",
    [
        {"filename": 'a"\r\nBcc: evil@example.org'},
        {"filename": "../call.ics"},
        {"content_type": "text/calendar\r\nX-Evil: 1"},
    ],
)
def test_a_files_name_and_type_cannot_write_headers(odd: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="cannot go along"):
        compose(replace(PLAIN, enclosures=(replace(CALENDAR, **odd),)))  # type: ignore[arg-type]
