"""Delivery reports, read: which of our mails came back, and why (RFC 3464, and the ones before it)."""

from __future__ import annotations

import re

from mailbot.mail.addresses import addr_spec
from mailbot.mail.decode import one_line, to_text
from mailbot.mail.headers import Headers, message_id, parameterised
from mailbot.mail.parts import Parts
from mailbot.model.message import BounceReport

_FIELD = re.compile(r"^([A-Za-z-]{3,40}):[ \t]*(.*(?:\n[ \t]+.*)*)", re.M)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY_CODE = re.compile(r"\b(?:said|error|status|code|smtp|host)\b[^\n]{0,80}?\b([45]\d\d)[ -]", re.I)
_DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail[._-]?delivery|bounces?|double-bounce|mdaemon|maildaemon)\b", re.I
)
_SUBJECT = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|has failed|notification|report|incomplete)|failure notice|mail delivery (?:failed|system)|non ?remis|échec de (?:la )?remise|unzustellbar|nicht zugestellt|konnte nicht zugestellt|"
    r"no se (?:ha podido|pudo) entregar|no entregad|falha na entrega|não (?:foi )?entregue|devolvid|không (?:gửi|phát|chuyển) được|配信不能|配信できません|配達不能|送信できません|未送達|returning message|rejected|delayed",
    re.I,
)
_BODY = re.compile(
    r"could not be delivered|permanent (?:fatal )?error|was not delivered|delivery to the following|unable to deliver|user unknown|mailbox (?:unavailable|full|not found)|no such user|recipient rejected|address (?:rejected|not found)|wasn't able to deliver|did not reach",
    re.I,
)
_RECIPIENT = re.compile(r"<([^<>\s@]+@[^<>\s]+)>")


def bounce_report(headers: Headers, parts: Parts) -> BounceReport | None:
    """Return the essence of a delivery report, or None when a mail is none.

    Read receipts (RFC 8098) are no bounces. Reports without machine-readable part are told by their
    sender, subject and wording together, never by one of them.
    """
    content_type = parameterised(headers.raw("content-type"))
    status = b"\n".join(data for kind, data in parts.reports if kind == "message/delivery-status")
    text = parts.plain[0][:20_000] if parts.plain else ""
    report_type = content_type.parameters.get("report-type", "").lower()
    formal = bool(status) or (content_type.value == "multipart/report" and report_type in ("delivery-status", ""))
    if not formal and not _informal(headers, text):
        return None
    fields = _fields(to_text(status))
    haystack = fields.get("diagnostic-code", "") or text
    return BounceReport(
        original_message_id=_original_id(parts, text),
        recipient=_recipient(fields, headers, text),
        status=_status(fields, haystack),
        action=one_line(fields.get("action", "")).lower()[:20] or None,
        diagnostic=one_line(fields.get("diagnostic-code", "") or _first_diagnostic(text))[:500],
    )


def _informal(headers: Headers, text: str) -> bool:
    sender = addr_spec(headers.text("from"))
    daemon = bool(_DAEMON.match(sender)) or headers.raw("return-path").strip() == "<>"
    if "x-failed-recipients" in headers and daemon:
        return True
    return (
        daemon and bool(_SUBJECT.search(headers.text("subject"))) and bool(_BODY.search(text) or _STATUS.search(text))
    )


def _fields(status: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(status.replace("\r\n", "\n")[:50_000]):
        key = name.lower()
        # Several recipients may stand in one report: a failure tells more than a delivery.
        if key not in found or (key == "action" and value.strip().lower() == "failed"):
            found[key] = value
    return found


def _recipient(fields: dict[str, str], headers: Headers, text: str) -> str | None:
    for name in ("final-recipient", "original-recipient"):
        address = addr_spec(fields.get(name, "").rpartition(";")[2])
        if address:
            return one_line(address)
    failed = addr_spec(headers.raw("x-failed-recipients"))
    if failed:
        return one_line(failed)
    match = _RECIPIENT.search(text)
    return addr_spec(match[1]) or None if match else None


def _status(fields: dict[str, str], text: str) -> str | None:
    match = _STATUS.search(fields.get("status", "")) or _STATUS.search(text)
    if match:
        return match[1]
    code = _REPLY_CODE.search(text)
    return f"{code[1][0]}.0.0" if code else None


def _first_diagnostic(text: str) -> str:
    match = _BODY.search(text) or _STATUS.search(text)
    if not match:
        return ""
    start = text.rfind("\n", 0, match.start()) + 1
    return text[start : start + 300]


def _original_id(parts: Parts, text: str) -> str | None:
    """Find the Message-ID of the mail that came back, in the returned headers or quoted in the text."""
    for kind, data in parts.reports:
        if kind != "message/delivery-status":
            found = re.search(r"^message-id:\s*(\S[^\n]*(?:\n[ \t][^\n]*)*)", to_text(data), re.I | re.M)
            if found:
                return message_id(found[1])
    quoted = re.search(r"^[> ]*message-id:\s*(<[^<>\s]+>)", text, re.I | re.M)
    return quoted[1] if quoted else None
