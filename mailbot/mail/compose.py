"""From an OutboundMessage to bytes: nothing in it can become a header that was not meant.

The lines are written here and not by `email.message.EmailMessage`: on some Python versions that class decodes an
encoded word in a customer's subject and writes the line break inside it into the mail.
"""

from __future__ import annotations

import binascii
import email
import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from mailbot.errors import RefusedError
from mailbot.mail.phrases.replying import ATTRIBUTIONS, DATES, MONTHS, YOUR_MESSAGE
from mailbot.mail.references import bare_prefixless
from mailbot.model.message import Address, OutboundMessage

_BREAKS = re.compile(r"[\r\n\x00]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,980}@[!-;=?A-~]{1,255}>")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_X_HEADER = re.compile(r"X-[A-Za-z0-9-]{1,60}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_TARGET = re.compile(r"(?:https://|mailto:)[!-;=?-~]{1,900}")
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}(?:; [a-z]{1,20}=[A-Za-z0-9._-]{1,40})*")
_WORD_BYTES = 42  # bytes of UTF-8 in one encoded word: 75 characters at most (RFC 2047 section 2)
_REFERENCES = 20  # ids kept: the first and the latest


def compose(message: OutboundMessage) -> bytes:
    """Return the complete mail: CRLF, 7-bit, plain text and a simple HTML alternative.

    After writing, the mail is read again and its headers compared with what was meant.

    Raises:
        RefusedError: a header value holds a line break or NUL, or an address or id is not one.
    """
    headers = _headers(message)
    plain, rich = _plain(message), _html(message)
    boundary = "=_" + hashlib.sha256(f"{message.message_id}\n{plain}".encode("utf-8", "replace")).hexdigest()[:32]
    lines = [*(f"{name}: {value}" for name, value in headers), "MIME-Version: 1.0"]
    texts = [f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    for subtype, text in (("plain", plain), ("html", rich)):
        texts += [f"--{boundary}", *_part(subtype, text)]
    texts += [f"--{boundary}--", ""]
    lines += _with_enclosures(texts, message, f"{boundary}m") if message.enclosures else texts
    raw = "\r\n".join(lines).encode("ascii")
    _assert_as_meant(raw, headers, message)
    return raw


def new_message_id(domain: str, token: str) -> str:
    """Return a Message-ID with brackets; `token` must be unguessable, it is what lets a reply find its case.

    Raises:
        RefusedError: domain or token would not make a msg-id (RFC 5322 section 3.6.4).
    """
    return _id(f"<{token}@{domain}>")


def reply_subject(subject: str, language: str = "en") -> str:
    """Return "Re: …" with one prefix however many stood there; a reply to a nameless mail gets a subject in the language."""
    bare = bare_prefixless(_CONTROLS.sub(" ", subject.replace("\r", " ").replace("\n", " ")))
    return f"Re: {bare or YOUR_MESSAGE.get(language, YOUR_MESSAGE['en'])}"


def attribution(language: str, author: Address, at: datetime) -> str:
    """Return the line above a quote in the reader's language; unknown languages get English."""
    language = language if language in ATTRIBUTIONS else "en"
    month = MONTHS.get(language, MONTHS["en"])[at.month - 1]
    date = DATES[language].format(day=at.day, month=month, number=at.month, year=at.year)
    name = _CONTROLS.sub("", author.name or author.email).replace("\n", " ")
    return ATTRIBUTIONS[language].format(date=date, time=f"{at.hour:02}:{at.minute:02}", name=name)


def _headers(message: OutboundMessage) -> list[tuple[str, str]]:
    headers = [
        ("Date", format_datetime(message.date)),
        ("From", _addresses([message.sender])),
        ("To", _addresses(message.to)),
    ]
    if not message.to:
        raise RefusedError("A mail without any recipient cannot be written.", hint="Give at least one address.")
    if message.cc:
        headers.append(("Cc", _addresses(message.cc)))
    headers += [("Subject", _unstructured("Subject", message.subject)), ("Message-ID", _id(message.message_id))]
    if message.in_reply_to:
        headers.append(("In-Reply-To", _id(message.in_reply_to)))
    if references := _references(message):
        headers.append(("References", "\r\n ".join(references)))
    headers.append(("Content-Language", _language(message.language)))
    headers += [*_automatic(message), *_unsubscribe(message), *_further(message)]
    return headers


def _automatic(message: OutboundMessage) -> list[tuple[str, str]]:
    """Mark what no person approved (RFC 3834 section 5), and ask others' robots for silence."""
    if not message.automatic:
        return []
    kind = "auto-replied" if message.in_reply_to else "auto-generated"
    return [("Auto-Submitted", kind), ("X-Auto-Response-Suppress", "All")]


def _unsubscribe(message: OutboundMessage) -> list[tuple[str, str]]:
    """One-click unsubscription (RFC 8058), only when there is a target."""
    if not message.unsubscribe:
        return []
    if not _TARGET.fullmatch(message.unsubscribe):
        raise RefusedError("The unsubscribe target must be an https or mailto address.", hint="Set another one.")
    headers = [("List-Unsubscribe", f"<{message.unsubscribe}>")]
    if message.unsubscribe.startswith("https:"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _further(message: OutboundMessage) -> list[tuple[str, str]]:
    for name, _ in message.headers:
        if not _X_HEADER.fullmatch(name):
            raise RefusedError(
                "{name!r} is no header that may be added; only X-… are.", hint="Rename it.", name=name[:40]
            )
    return [(name, _unstructured(name, value)) for name, value in message.headers]


def _references(message: OutboundMessage) -> list[str]:
    """Return well-formed ids, the first and the latest of a long thread; the mail answered to comes last."""
    ids = list(dict.fromkeys(one for one in message.references if _MESSAGE_ID.fullmatch(one)))
    if message.in_reply_to and message.in_reply_to not in ids:
        ids.append(message.in_reply_to)
    return ids if len(ids) <= _REFERENCES else [ids[0], *ids[1 - _REFERENCES :]]


def _id(value: str) -> str:
    if not _MESSAGE_ID.fullmatch(value):
        raise RefusedError(
            "{value!r} is not a Message-ID.", hint='It must look like "<token@domain>".', value=value[:80]
        )
    return value


def _language(code: str) -> str:
    return code if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", code) else "en"


def _addresses(addresses: Iterable[Address]) -> str:
    return ",\r\n ".join(_mailbox(address) for address in addresses)


def _mailbox(address: Address) -> str:
    local, _, domain = address.email.rpartition("@")
    try:
        ascii_email = f"{local}@{domain.encode('idna').decode('ascii') if not domain.isascii() else domain}"
    except UnicodeError:
        ascii_email = ""
    if not _EMAIL.fullmatch(ascii_email) or len(ascii_email) > 254:
        raise RefusedError(
            "{address!r} is not an address that mail can be sent to.", hint="Correct it.", address=address.email[:80]
        )
    if not address.name:
        return ascii_email
    name = address.name
    _refuse_breaks("display name", name)
    if not name.isascii() or "=?" in name or len(name) > 60:
        return f"{_encoded(name)}\r\n <{ascii_email}>"
    quoted = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{quoted} <{ascii_email}>"


def _refuse_breaks(what: str, value: str) -> None:
    if _BREAKS.search(value):
        raise RefusedError(
            "The {what} holds a line break or NUL: {value!r}.", hint="Remove it.", what=what, value=value[:60]
        )


def _unstructured(name: str, value: str) -> str:
    """Encode a free-text header; ASCII without encoded words stays readable, all else becomes RFC 2047."""
    _refuse_breaks(name, value)
    if value.isascii() and value.isprintable() and "=?" not in value and len(name) + len(value) < 74:
        return value
    return _encoded(_CONTROLS.sub("", value))


def _encoded(value: str) -> str:
    """Return encoded words, each with whole characters (RFC 2047 section 5)."""
    words: list[bytes] = [b""]
    for char in value:
        data = char.encode("utf-8", "replace")
        if len(words[-1]) + len(data) > _WORD_BYTES:
            words.append(b"")
        words[-1] += data
    return "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode('ascii')}?=" for word in words)


def _plain(message: OutboundMessage) -> str:
    text = _body(message.text)
    if not message.quoted:
        return text
    quoted = "\n".join(
        f">{'' if line.startswith('>') else ' '}{line}".rstrip() for line in _body(message.quoted).split("\n")
    )
    intro = f"{_body(message.quoted_intro)}\n\n" if message.quoted_intro else ""
    return f"{text}\n\n{intro}{quoted}"


def _body(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def _html(message: OutboundMessage) -> str:
    """Write the reply as plain paragraphs: no pictures, no remote parts, readable in the dark too."""
    quote = ""
    if message.quoted:
        intro = f"<p>{escape(_body(message.quoted_intro))}</p>\n" if message.quoted_intro else ""
        style = "margin:0 0 0 .8ex;border-left:2px solid #8a8a8a;padding-left:1ex"
        quote = f'{intro}<blockquote type="cite" style="{style}">\n{_paragraphs(_body(message.quoted))}</blockquote>\n'
    return (
        f'<!DOCTYPE html>\n<html lang="{_language(message.language)}"><head><meta charset="utf-8"></head>\n'
        f'<body style="font-family:sans-serif;line-height:1.5">\n{_paragraphs(_body(message.text))}{quote}</body></html>\n'
    )


def _paragraphs(text: str) -> str:
    blocks = [block for block in re.split(r"\n{2,}", text) if block.strip()]
    return "".join("<p>" + "<br>\n".join(escape(line) for line in block.split("\n")) + "</p>\n" for block in blocks)


def _part(subtype: str, text: str) -> list[str]:
    data = text.encode("utf-8", "replace")
    if sum(byte > 127 for byte in data) * 6 > len(data):
        # Under base64 line ends are CRLF themselves (RFC 2045 section 6.8).
        encoding = "base64"
        body = binascii.b2a_base64(data.replace(b"\n", b"\r\n"), newline=False).decode("ascii")
        lines = [body[at : at + 76] for at in range(0, len(body), 76)]
    else:
        encoding = "quoted-printable"
        encoded = binascii.b2a_qp(data, istext=True).decode("ascii")
        # A line that begins with "From " or a lone dot is changed by relays on its way.
        lines = [re.sub(r"^From ", "=46rom ", re.sub(r"^\.$", "=2E", line)) for line in encoded.split("\n")]
    return [f'Content-Type: text/{subtype}; charset="utf-8"', f"Content-Transfer-Encoding: {encoding}", "", *lines]


def _with_enclosures(texts: list[str], message: OutboundMessage, boundary: str) -> list[str]:
    """Put the texts and the files of our own making side by side (RFC 2046 section 5.1.3)."""
    lines = [f'Content-Type: multipart/mixed; boundary="{boundary}"', "", f"--{boundary}", *texts]
    for one in message.enclosures:
        if not (_FILENAME.fullmatch(one.filename) and _TYPE.fullmatch(one.content_type)):
            raise RefusedError(
                "{name!r} cannot go along with a mail.", hint="Use a plain file name.", name=one.filename[:60]
            )
        body = binascii.b2a_base64(one.content, newline=False).decode("ascii")
        lines += [
            f"--{boundary}",
            f"Content-Type: {one.content_type}",
            "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{one.filename}"',
            "",
            *(body[at : at + 76] for at in range(0, len(body), 76)),
        ]
    return [*lines, f"--{boundary}--", ""]


def _assert_as_meant(raw: bytes, headers: list[tuple[str, str]], message: OutboundMessage) -> None:
    """Read the mail as a receiver would; anything unexpected stops it from being sent."""
    read = email.message_from_bytes(raw)
    meant = [name for name, _ in headers] + ["MIME-Version", "Content-Type"]
    stray = re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    recipients = str(read["To"] or "").count("@") + str(read["Cc"] or "").count("@")
    parts = 1 + len(message.enclosures) if message.enclosures else 2
    if read.keys() != meant or stray or len(read.get_payload()) != parts:
        raise RefusedError(
            "The mail would not arrive as it was meant: its headers changed on re-reading.",
            hint="Look at subject, names and X-headers for odd characters.",
        )
    if recipients < len(message.to) + len(message.cc):
        raise RefusedError("A recipient got lost on re-reading the mail.", hint="Check the addresses.")
