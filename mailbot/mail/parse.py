"""From raw bytes to an InboundMessage; odd mails give defects, never exceptions."""

from __future__ import annotations

import email
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from mailbot.errors import UnreadableMail
from mailbot.mail.addresses import parse_addresses
from mailbot.mail.authentication import verdict
from mailbot.mail.autoreply import Gate, judge
from mailbot.mail.body import Body, split_body
from mailbot.mail.bounce import bounce_report
from mailbot.mail.dates import sent_at
from mailbot.mail.decode import body_text, to_text
from mailbot.mail.headers import Headers, message_id, message_ids
from mailbot.mail.html import render
from mailbot.mail.language import detect
from mailbot.mail.limits import Limits, check
from mailbot.mail.lines import Line, joined, plain_lines
from mailbot.mail.parts import Parts, walk
from mailbot.mail.tree import tree
from mailbot.model.message import Address, InboundMessage

_NOBODY = Address(email="")
_ONCE = ("from", "sender", "date", "subject", "message-id", "in-reply-to", "references", "reply-to", "to", "cc")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Readable:
    """The readable body: its lines, and the HTML it came with."""

    lines: list[Line]
    html: str | None


def parse(
    raw: bytes,
    *,
    limits: Limits = Limits(),
    own_addresses: frozenset[str] = frozenset(),
    authserv_ids: frozenset[str] = frozenset(),
) -> InboundMessage:
    """Read a mail (RFC 5322, MIME) into a frozen value that is safe to store, show and answer.

    Args:
        raw: the mail as the server gave it, CRLF or LF.
        limits: ceilings that are checked on the raw bytes before anything is parsed.
        own_addresses: addresses that we send from, in lower case; mails from them are our own.
        authserv_ids: names of our own receiving servers in Authentication-Results (RFC 8601).

    Raises:
        UnreadableMail: a limit is exceeded. Nothing else is raised: what is odd is named in `defects`.
    """
    check(raw, limits)
    raw = _without_mbox_line(raw)
    defects: list[str] = []
    message = _tree(raw, defects)
    headers = Headers.of(message)
    parts = _parts(message, headers, limits, raw, defects)
    readable = _readable(parts, limits)
    sender = _sender(headers, own_addresses, defects)
    subject = headers.text("subject")
    sent = sent_at(headers.raw("date"))
    _note_oddities(headers, message, sent, defects)
    bounce = bounce_report(headers, parts)
    body = split_body(readable.lines, subject=subject, sender=sender, report=bounce is not None)
    text = joined(readable.lines)
    gate = judge(headers, _gate(sender, subject, body, bounce is not None, parts, own_addresses))
    return InboundMessage(
        message_id=message_id(headers.raw("message-id")),
        in_reply_to=message_ids(headers.all("in-reply-to")),
        references=message_ids(headers.all("references")),
        sender=sender,
        reply_to=parse_addresses(headers.all("reply-to"), limits.addresses),
        to=parse_addresses(headers.all("to"), limits.addresses),
        cc=parse_addresses(headers.all("cc"), limits.addresses),
        subject=subject,
        sent_at=sent,
        text=text,
        new_text=body.new_text,
        signature=body.signature,
        html=readable.html,
        language=_language(body, text, headers),
        attachments=tuple(parts.attachments),
        automatic=gate.automatic if gate else None,
        automatic_reason=gate.reason if gate else "",
        bounce=bounce,
        authentication=verdict(headers, sender, authserv_ids),
        content_hash=_content_hash(headers, sender, subject, text, parts),
        mostly_quoted=body.mostly_quoted,
        encrypted=parts.encrypted,
        defects=tuple(dict.fromkeys([*defects, *parts.defects]))[:50],
    )


def _gate(sender: Address, subject: str, body: Body, bounce: bool, parts: Parts, own_addresses: frozenset[str]) -> Gate:
    return Gate(
        sender=sender,
        subject=subject,
        new_text=body.new_text,
        bounce=bounce,
        calendar_method=parts.calendar_method,
        own_addresses=own_addresses,
    )


def message_tree(raw: bytes) -> Message:
    """Return a mail's MIME tree as `parse` walks it, so that the paths of its parts mean the same."""
    return _tree(_without_mbox_line(raw), [])


def _without_mbox_line(raw: bytes) -> bytes:
    """Drop blank lines and the "From " line that some mail stores put first."""
    raw = raw.lstrip(b"\r\n")
    return raw[raw.find(b"\n") + 1 :] if raw.startswith((b"From ", b">From ")) and b"\n" in raw else raw


def _tree(raw: bytes, defects: list[str]) -> Message:
    """Parse under the standard library's tolerant policy; what breaks it is read as one plain text."""
    try:
        return tree(raw)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        defects.append(f"MIME structure unreadable ({type(error).__name__}); shown as plain text")
        head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        kept = re.sub(rb"(?im)^(?:content-[\w-]+|mime-version):.*\n?(?:[ \t].*\n?)*", b"", head + b"\n")
        return email.message_from_bytes(kept + b"\n" + body)


def _parts(message: Message, headers: Headers, limits: Limits, raw: bytes, defects: list[str]) -> Parts:
    try:
        return walk(message, headers, limits)
    except UnreadableMail:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        defects.append(f"parts unreadable ({type(error).__name__}); shown as plain text")
        _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        return Parts(plain=[body_text(to_text(body[: limits.text_chars]))])


def _readable(parts: Parts, limits: Limits) -> _Readable:
    """Choose the alternative that a reader would see: plain text, unless it is a mere stand-in for the HTML."""
    plain = "\n\n".join(part.strip("\n") for part in parts.plain if part.strip())
    if len(plain) > limits.text_chars:
        parts.defects.append("text cut to its first part; the rest is in the raw mail")
        plain = plain[: limits.text_chars]
    html = "\n".join(parts.html).replace("\0", "") or None  # PostgreSQL takes no NUL in a text
    if html is None:
        return _Readable(lines=plain_lines(plain), html=None)
    rendered = render(html, limits.text_chars)
    if not plain or _stand_in(plain, rendered):
        return _Readable(lines=rendered, html=html)
    return _Readable(lines=plain_lines(plain), html=html)


def _stand_in(plain: str, rendered: list[Line]) -> bool:
    words = len(_WORD.findall(plain[:20_000]))
    rich = sum(len(_WORD.findall(line.text)) for line in rendered[:2_000])
    return (rich > 10 and words * 3 < rich) or plain.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<div"))


def _sender(headers: Headers, own_addresses: frozenset[str], defects: list[str]) -> Address:
    found = parse_addresses(headers.all("from"), 50)
    if len(found) > 1:
        defects.append("more than one author in From")
    if not found:
        defects.append("no readable From")
        found = parse_addresses([*headers.all("sender"), *headers.all("return-path")], 1)
    if found and found[0].email.lower() in own_addresses:
        return _behind_group(headers, own_addresses, defects) or found[0]
    return found[0] if found else _NOBODY


def _behind_group(headers: Headers, own_addresses: frozenset[str], defects: list[str]) -> Address | None:
    """Return the author whom our own group address replaced ("'Ann' via Support <support@…>"), or None.

    Anybody can write such headers, so the author stays unverified: our server vouched for the group only.
    """
    if "list-id" not in headers:
        return None
    named = [*headers.all("x-original-from"), *headers.all("reply-to"), *headers.all("x-original-sender")]
    for address in parse_addresses(named, 5):
        if address.email.lower() not in own_addresses:
            defects.append("sent through our own group address; the author is taken from X-Original-From")
            return address
    return None


def _note_oddities(headers: Headers, message: Message, sent: datetime | None, defects: list[str]) -> None:
    defects.extend(f"header {name} stands more than once" for name in _ONCE if len(headers.all(name)) > 1)
    if "message-id" not in headers:
        defects.append("no Message-ID")
    if sent is None:
        defects.append("no usable Date")
    defects.extend(type(defect).__name__ for defect in message.defects[:10])


def _language(body: Body, text: str, headers: Headers) -> str:
    hint = headers.raw("content-language")[:5] or None
    return detect(body.new_text or text[:2_000], hint)


def _content_hash(headers: Headers, sender: Address, subject: str, text: str, parts: Parts) -> str:
    """Hash what makes the mail itself, so that a second copy over another relay gives the same value."""
    digest = hashlib.sha256()
    identity = (headers.raw("message-id"), headers.raw("date"), sender.email.lower(), subject, "".join(text.split()))
    files = tuple(f"{part.filename}:{part.content_type}:{part.size}" for part in parts.attachments)
    for item in (*identity, *files):
        digest.update(item.encode("utf-8", "surrogateescape") + b"\x00")
    return digest.hexdigest()
