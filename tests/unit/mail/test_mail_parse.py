"""From bytes to a message: limits, lies about charsets, broken headers, wrappers, hostile names."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.errors import UnreadableMail
from mailbot.mail.limits import Limits
from mailbot.mail.parse import parse

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "mail"
HEAD = b"From: Ann Lee <ann@example.org>\r\nTo: help@desk.example\r\nSubject: Kettle\r\nDate: Mon, 2 Mar 2026 09:10:00 +0100\r\nMessage-ID: <k1@example.org>\r\n"


def mail(body: bytes, *headers: bytes) -> bytes:
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        (b"utf-8", "größe".encode(), "größe"),
        (b"iso-8859-1", "größe".encode(), "größe"),  # a lie: it is UTF-8
        (b"utf-8", "größe".encode("cp1252"), "größe"),  # a lie: it is not
        (b"us-ascii", "größe".encode("cp1252"), "größe"),
        (b"iso-8859-1", "5 € – “x”".encode("cp1252"), "5 € – “x”"),
        (b"iso-gb2312", "退款".encode("gb18030"), "退款"),
        (b"windows-1258", b"ti\xea\xecng Vi\xea\xf2t", "tiếng Việt"),
        (b"iso-2022-jp", "返金①".encode("iso2022_jp_ext", "ignore"), "返金"),
        (b"utf-8", "返金".encode("iso2022_jp"), "返金"),
        (b"shift_jis", "髙島屋の返金".encode("cp932"), "髙島屋の返金"),
        (b"zlib", "größe".encode(), "größe"),
        (b"\x00", "größe".encode(), "größe"),
        (b"unicode_escape", b"\\x41", "\\x41"),
        (b"", "これは返金のお願いです".encode("cp932"), "これは返金のお願いです"),
    ],
)  # fmt: skip
def test_charsets_and_lies_about_them(charset: bytes, data: bytes, text: str) -> None:
    raw = mail(data, b'Content-Type: text/plain; charset="' + charset + b'"', b"Content-Transfer-Encoding: 8bit")
    assert parse(raw).text.startswith(text[:4])
    encoded = mail(
        base64.b64encode(data),
        b'Content-Type: text/plain; charset="' + charset + b'"',
        b"Content-Transfer-Encoding: base64",
    )
    assert parse(encoded).text == parse(raw).text


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        (b"=?utf-8?q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        (b"=?utf-8?b?R3LDtg==?= =?utf-8?b?w59l?=", "Größe"),
        (b"=?utf-8?q?Gr=C3?= =?utf-8?q?=B6=C3=9Fe?=", "Größe"),  # a character split over two words
        (b"=?utf-8?b?R3LDtsOfZQ?=", "Größe"),  # padding lost
        (b"=?utf-8?Q?Gr=C3=B6=C3=9Fe of a box?=", "Größe of a box"),  # spaces inside
        (b"=?iso-8859-1?q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        ("Größe".encode(), "Größe"),
        ("Größe".encode("cp1252"), "Größe"),
        (b"=?utf-8?q?hi=0d=0aBcc:_evil@example.org?=", "hi Bcc: evil@example.org"),
        (b"a\r\n b", "a b"),
        ("safe\u202egpj.exe".encode(), "safegpj.exe"),
        (b"=?unknown?q?abc?=", "abc"),
    ],
)  # fmt: skip
def test_subjects_are_decoded_to_one_harmless_line(value: bytes, subject: str) -> None:
    raw = b"From: a@example.org\r\nSubject: " + value + b"\r\n\r\nhi"
    assert parse(raw).subject == subject


@pytest.mark.parametrize(
    ("value", "name", "email"),
    [
        (b'"Lee, Ann" <Ann@EXAMPLE.org>', "Lee, Ann", "Ann@example.org"),
        (b"=?utf-8?q?Zo=C3=AB?= <z@example.org>", "Zoë", "z@example.org"),
        (b"ann@example.org (Ann Lee)", "Ann Lee", "ann@example.org"),
        (b"=?utf-8?q?Ann=0d=0aBcc:_x@evil.example?= <a@example.org>", "Ann Bcc: x@evil.example", "a@example.org"),
        (b"<a@example.org", "", "a@example.org"),
        (b'"unclosed <a@example.org>', "unclosed", "a@example.org"),
        (b"Ann <<a@example.org>>", "Ann", "a@example.org"),
        ("Zoë <z@example.org>".encode("cp1252"), "Zoë", "z@example.org"),
    ],
)
def test_senders(value: bytes, name: str, email: str) -> None:
    sender = parse(b"From: " + value + b"\r\n\r\nhi").sender
    assert (sender.name, sender.email) == (name, email)


def test_format_flowed_is_joined_and_keeps_the_signature_mark() -> None:
    raw = mail(b"one \r\ntwo\r\n> q1 \r\n> q2\r\n-- \r\nAnn\r\n", b"Content-Type: text/plain; format=flowed")
    message = parse(raw)
    assert message.text.split("\n")[:2] == ["one two", "> q1 q2"]
    assert message.new_text == "one two"
    assert message.signature.endswith("Ann")


def test_html_only_becomes_text_and_the_plain_alternative_wins_otherwise() -> None:
    html = b"<p>The kettle <b>leaks</b>.</p><script>x</script>"
    assert parse(mail(html, b"Content-Type: text/html")).new_text == "The kettle leaks."
    both = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nplain kettle\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        + html
        + b"\r\n--b--\r\n"
    )
    message = parse(mail(both, b'Content-Type: multipart/alternative; boundary="b"'))
    assert message.new_text == "plain kettle"
    assert message.html is not None and "leaks" in message.html


def test_a_stand_in_for_html_is_not_taken_for_the_text() -> None:
    html = b"<p>" + b"the kettle leaks and leaks " * 5 + b"</p>"
    both = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee HTML\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        + html
        + b"\r\n--b--\r\n"
    )
    assert "leaks" in parse(mail(both, b'Content-Type: multipart/alternative; boundary="b"')).new_text


@pytest.mark.parametrize(
    ("disposition", "safe"),
    [
        (b'attachment; filename="../../etc/passwd"', "passwd"),
        (b'attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"),
        ("attachment; filename=\"photo\u202egpj.exe\"".encode(), "photogpj.exe"),
        (b"attachment; filename*=utf-8''r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        (b"attachment; filename*0*=utf-8''r%C3%A9; filename*1=sum.pdf", "résum.pdf"),
        (b'attachment; filename="=?utf-8?q?r=C3=A9.pdf?="', "ré.pdf"),
        (b'attachment; filename="con.txt"', "_con.txt"),
        (b'attachment; filename="a\x00b.txt"', "ab.txt"),
        (b"attachment; filename=plain name.pdf", "plain name.pdf"),
        (b"attachment", "part-2.bin"),
    ],
)  # fmt: skip
def test_hostile_and_broken_filenames(disposition: bytes, safe: str) -> None:
    body = (
        b"--b\r\n\r\nhi\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: "
        + disposition
        + b"\r\n\r\ndata\r\n--b--\r\n"
    )
    (attachment,) = parse(mail(body, b"Content-Type: multipart/mixed; boundary=b")).attachments
    assert attachment.filename == safe
    assert attachment.size == 4


def test_inline_pictures_forwarded_mails_and_calendars() -> None:
    body = (
        b"--b\r\n\r\nlook\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Disposition: inline; filename=a.png\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@example.org\r\nSubject: Old one\r\n\r\nI am furious\r\n"
        b"--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n"
    )
    message = parse(mail(body, b"Content-Type: multipart/mixed; boundary=b"))
    assert [part.filename for part in message.attachments] == ["a.png", "Old one.eml", "part-4.ics"]
    assert message.attachments[0].content_id == "pic@x" and message.attachments[0].inline
    assert message.new_text == "look"
    assert message.automatic is not None and message.automatic.value == "calendar"


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    ],
)
def test_encrypted_wrappers_need_a_person(headers: bytes) -> None:
    assert parse(mail(b"MIIB", headers)).encrypted


def test_inline_pgp_and_detached_signatures() -> None:
    assert parse(mail(b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----\r\n")).encrypted
    signed = (
        b"--b\r\n\r\nhi there\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--\r\n"
    )
    message = parse(mail(signed, b"Content-Type: multipart/signed; boundary=b"))
    assert not message.encrypted and message.new_text == "hi there" and not message.attachments


def test_tnef_gives_text_and_names() -> None:
    def attribute(name: int, value: bytes) -> bytes:
        return (
            b"\x01"
            + name.to_bytes(4, "little")[:2]
            + b"\x01\x00"
            + len(value).to_bytes(4, "little")
            + value
            + b"\x00\x00"
        )

    tnef = (0x223E9F78).to_bytes(4, "little") + b"\x01\x00" + attribute(0x800C, b"The kettle leaks\x00")
    tnef += attribute(0x9002, b"") + attribute(0x8010, b"../bill.pdf\x00") + attribute(0x800F, b"12345")
    body = (
        b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(tnef)
        + b"\r\n--b--\r\n"
    )
    message = parse(mail(body, b"Content-Type: multipart/mixed; boundary=b"))
    assert message.new_text == "The kettle leaks"
    assert [(part.filename, part.size) for part in message.attachments] == [("bill.pdf", 5)]


@pytest.mark.parametrize(
    "value",
    [
        b"Mon, 2 Mar 99999 09:10:00 +0000",
        b"nonsense",
        b"",
        b"Mon, 2 Mar 2026 99:99:99 +0000",
        b"1 Jan 1901 00:00 +0000",
    ],
)
def test_absurd_dates_are_none(value: bytes) -> None:
    message = parse(b"From: a@example.org\r\nDate: " + value + b"\r\n\r\nhi")
    assert message.sent_at is None
    assert "no usable Date" in message.defects


def test_dates_are_aware_even_without_a_zone() -> None:
    assert parse(b"Date: Mon, 2 Mar 2026 09:10:00 -0000\r\n\r\nhi").sent_at == datetime(2026, 3, 2, 9, 10, tzinfo=UTC)


def test_duplicate_headers_and_missing_ones_are_named() -> None:
    message = parse(b"From: a@example.org\r\nFrom: b@example.org\r\nSubject: one\r\nSubject: two\r\n\r\nhi")
    assert message.sender.email == "a@example.org" and message.subject == "one"
    assert {"header from stands more than once", "header subject stands more than once", "no Message-ID"} <= set(
        message.defects
    )
    assert parse(b"").sender.email == ""


def test_message_ids_are_single_tokens() -> None:
    raw = b"Message-ID: <<a@b>>\r\nIn-Reply-To: Your message of Monday <c@d> <e@f>\r\nReferences: <1@x>\r\n <2@x>junk<3@x>\r\n\r\nhi"
    message = parse(raw)
    assert message.message_id == "<a@b>"
    assert message.in_reply_to == ("<c@d>", "<e@f>")
    assert message.references == ("<1@x>", "<2@x>", "<3@x>")


def test_the_content_hash_knows_a_second_copy_and_tells_different_mails_apart() -> None:
    relayed = b"Received: from elsewhere\r\n" + mail(
        base64.b64encode(b"same words"), b"Content-Transfer-Encoding: base64"
    )
    assert parse(relayed).content_hash == parse(mail(b"same words")).content_hash
    assert parse(mail(b"other words")).content_hash != parse(mail(b"same words")).content_hash  # the same Message-ID


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(HEAD + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(2000)), id="nested 2000"),
        pytest.param(b"To: " + b"(" * 5000 + b"\r\n\r\nhi", id="comments"),
        pytest.param(b"To: " + b", ".join(b"u%d@x.org" % n for n in range(10_000)) + b"\r\n\r\nhi", id="addresses"),
        pytest.param(mail(b"--x\r\n\r\na\r\n" * 50_000, b"Content-Type: multipart/mixed; boundary=x"), id="parts"),
        pytest.param(b"X: " + b"a" * 300_000 + b"\r\n\r\nhi", id="header bytes"),
        pytest.param(b"\r\n" + b"a" * 30_000_000, id="size"),
    ],
)  # fmt: skip
def test_limits_refuse_before_parsing(raw: bytes) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableMail, match="above the limit"):
        parse(raw)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"a" * 1_000_000, id="one line"),
        pytest.param(b" " * 390_000 + b"x", id="spaces"),
        pytest.param(b"-" * 390_000 + b"x", id="ruler"),
        pytest.param(b"-- \n" * 80_000, id="signature marks"),
        pytest.param(b"On 5 Mar 2026 x@y.z\n" * 15_000, id="half attributions"),
        pytest.param(b"From: x@y.z\n" * 30_000, id="headers"),
        pytest.param(b"Regards,\n" * 40_000, id="valedictions"),
        pytest.param(b">" * 1_000_000, id="quote depth"),
        pytest.param(b"1 " * 190_000, id="digits"),
    ],
)  # fmt: skip
def test_hostile_texts_cost_little(body: bytes) -> None:
    started = time.process_time()
    parse(mail(body))
    assert time.process_time() - started < 4  # generous: measured below 1.3 s on a busy machine


@pytest.mark.parametrize(
    "html", [b"<div>" * 100_000, b"<blockquote>" * 5_000, b"<b>" * 50_000, b"<p>x" * 30_000, b"<a href='" * 50_000]
)
def test_hostile_html_costs_little(html: bytes) -> None:
    started = time.process_time()
    parse(mail(html + b"hi", b"Content-Type: text/html"))
    assert time.process_time() - started < 4


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.eml")), ids=lambda path: path.stem)
def test_the_fuzz_corpus_is_read(path: Path) -> None:
    message = parse(path.read_bytes())
    assert len(message.content_hash) == 64
    for value in (
        message.subject,
        message.sender.name,
        message.sender.email,
        message.message_id or "",
        *(part.filename for part in message.attachments),
    ):
        assert not set(value) & set("\r\n\x00\u202e")


PIECES = (
    b"From: ", b"To: a@b.co", b"Subject: =?utf-8?q?x", b"?=", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=b",
    b"Content-Type: text/html; charset=", b'"\x00"', b"--b", b"--b--", b"Content-Transfer-Encoding: base64", b"quoted-printable", b"=C3=", b"\xff\xfe", b"\x1b$B",
    b"message/rfc822", b"filename*0*=", b"''%", b"(((", b"<<", b">>", b"@", b",", b";", b"Date: 32 Foo 99999", b"<blockquote>", b"> q", b"-- ", b"On 1 Mar 2016, a@b.co wrote:",
    b"Content-Type: message/delivery-status", b"Status: 5.1.1", b"x" * 80,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=40))
def test_no_bytes_ever_raise_anything_but_unreadable_mail(pieces: list[bytes]) -> None:
    message = parse(b"".join(pieces), limits=Limits(nesting=20), authserv_ids=frozenset({"mx"}))
    assert not set(message.subject + message.sender.name) & set("\r\n\x00")
    assert message.sent_at is None or message.sent_at.tzinfo is not None


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(CORPUS.glob("*.eml")) or [None]), st.integers(0, 2**32), st.binary(min_size=1, max_size=8)
)
def test_damaged_corpus_mails_are_read(path: Path | None, seed: int, junk: bytes) -> None:
    raw = path.read_bytes() if path else HEAD
    place = seed % (len(raw) + 1)
    assert parse(raw[:place] + junk + raw[place + seed % 7 :]).content_hash
