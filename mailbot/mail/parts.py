"""The MIME tree of a mail, walked once: readable texts, attachments, wrappers."""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field
from email.message import Message

from mailbot.errors import UnreadableMail
from mailbot.mail import tnef
from mailbot.mail.decode import body_text, one_line, payload_bytes, to_text
from mailbot.mail.filenames import safe_filename
from mailbot.mail.flowed import unflow
from mailbot.mail.headers import Headers, Parameterised, parameterised
from mailbot.mail.limits import Limits
from mailbot.model.message import Attachment

_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
_DETACHED = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_EXTENSIONS = {
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/plain": "txt",
    "text/html": "html",
    "image/jpeg": "jpg",
}


@dataclass(kw_only=True, slots=True)
class Parts:
    """What the walk found; text pieces in the order in which a reader would see them."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)  # delivery-status and returned headers
    calendar_method: str = ""  # "REPLY", "REQUEST" of a text/calendar part
    encrypted: bool = False
    defects: list[str] = field(default_factory=list)
    count: int = 0


def walk(message: Message, headers: Headers, limits: Limits) -> Parts:
    """Collect the parts of a parsed message.

    Raises:
        UnreadableMail: more parts or levels than the limits allow.
    """
    parts = Parts()
    _visit(message, headers, "", 0, parts, limits, inside="")
    return parts


def _visit(
    message: Message, headers: Headers, path: str, depth: int, parts: Parts, limits: Limits, inside: str
) -> None:
    parts.count += 1
    if depth > limits.nesting or parts.count > limits.parts:
        raise UnreadableMail(
            "This mail has more than {parts} parts or {levels} levels.",
            hint="It is kept in quarantine; open its raw text.",
            parts=limits.parts,
            levels=limits.nesting,
        )
    kind = parameterised(headers.raw("content-type"))
    content_type = kind.value if kind.value.count("/") == 1 else "text/plain"
    # get_payload() would decode 8-bit text by a charset that may be a lie, or no charset at all.
    payload = message._payload  # type: ignore[attr-defined]
    if content_type in _ENCRYPTED and kind.parameters.get("smime-type") != "signed-data":
        parts.encrypted = True
    if content_type == "message/rfc822" or (content_type.startswith("message/") and isinstance(payload, list)):
        _returned(message, content_type, path, parts)
    elif isinstance(payload, list):
        for number, child in enumerate(payload, 1):
            if isinstance(child, Message):
                child_path = f"{path}.{number}" if path else str(number)
                _visit(child, Headers.of(child), child_path, depth + 1, parts, limits, content_type)
    else:
        _leaf(str(payload or ""), headers, kind, content_type, path or "1", parts, inside)


def _returned(message: Message, content_type: str, path: str, parts: Parts) -> None:
    """Keep a forwarded or returned message as an attachment; its text is not the writer's own."""
    payload = message.get_payload()
    children = [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []
    data = b"\n".join(_header_block(child) for child in children)
    parts.reports.append((content_type, data))
    if content_type == "message/delivery-status":
        return
    subject = Headers.of(children[0]).text("subject") if children else ""
    name = safe_filename(f"{subject[:80]}.eml" if subject else "", "message.eml")
    parts.attachments.append(Attachment(filename=name, content_type=content_type, size=len(data), part=path or "1"))


def _header_block(message: Message) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in Headers.of(message).fields)
    return headers.encode("utf-8", "surrogateescape") + b"\n"


def _leaf(
    payload: str, headers: Headers, kind: Parameterised, content_type: str, path: str, parts: Parts, inside: str
) -> None:
    encoding = headers.raw("content-transfer-encoding").strip().lower()
    try:
        data = payload_bytes(payload, encoding)
    except (ValueError, binascii.Error):
        parts.defects.append(f"part {path} cannot be decoded as {one_line(encoding)[:40]}")
        data = payload.encode("utf-8", "surrogateescape")
    disposition = parameterised(headers.raw("content-disposition"))
    filename = disposition.parameters.get("filename") or kind.parameters.get("name") or ""
    attached = disposition.value == "attachment" or (bool(filename) and disposition.value != "inline")
    if content_type == "text/calendar":
        parts.calendar_method = parts.calendar_method or kind.parameters.get("method", "").upper()
    if content_type in ("message/delivery-status", "text/rfc822-headers", "message/disposition-notification"):
        parts.reports.append((content_type, data))
    elif content_type in ("text/plain", "text/html") and not attached:
        _text(data, kind, content_type, parts)
    elif _pgp(data, content_type, inside):
        parts.encrypted = True
    elif content_type not in _DETACHED:
        _attach(data, headers, content_type, filename, disposition.value, path, parts)


def _pgp(data: bytes, content_type: str, inside: str) -> bool:
    return (
        inside == "multipart/encrypted"
        and content_type in ("application/pgp-encrypted", "application/octet-stream")
        and (content_type == "application/pgp-encrypted" or b"BEGIN PGP MESSAGE" in data[:200])
    )


def _text(data: bytes, kind: Parameterised, content_type: str, parts: Parts) -> None:
    text = to_text(data, kind.parameters.get("charset"))
    if content_type == "text/html":
        parts.html.append(text)
        return
    text = body_text(text)
    if "-----BEGIN PGP MESSAGE-----" in text:
        parts.encrypted = True
    if kind.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, kind.parameters.get("delsp", "").lower() == "yes")
    parts.plain.append(text)


def _attach(
    data: bytes, headers: Headers, content_type: str, filename: str, disposition: str, path: str, parts: Parts
) -> None:
    if content_type in _TNEF or filename.lower() == "winmail.dat":
        _unpack_tnef(data, path, parts)
        return
    fallback = f"part-{path}.{_EXTENSIONS.get(content_type, 'bin')}"
    content_id = one_line(headers.raw("content-id")).strip("<> ")[:200] or None
    parts.attachments.append(
        Attachment(
            filename=safe_filename(filename, fallback),
            content_type=one_line(content_type)[:100],
            size=len(data),
            content_id=content_id,
            inline=disposition == "inline" or (content_id is not None and disposition != "attachment"),
            part=path,
        )
    )


def _unpack_tnef(data: bytes, path: str, parts: Parts) -> None:
    found = tnef.unpack(data)
    parts.defects.append("wrapped in TNEF (winmail.dat)")
    if found.text:
        parts.plain.append(body_text(found.text))
    for number, (name, size) in enumerate(found.files, 1):
        safe = safe_filename(name, f"part-{path}-{number}.bin")
        parts.attachments.append(
            Attachment(filename=safe, content_type="application/octet-stream", size=size, part=path)
        )
    if not found.files:
        parts.attachments.append(
            Attachment(filename="winmail.dat", content_type="application/ms-tnef", size=len(data), part=path)
        )
