"""One gate for all mail that machines write: read, never answered, no change of state, heat or timer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mailbot.mail.addresses import addr_spec, domain_of
from mailbot.mail.authentication import organisation
from mailbot.mail.decode import one_line
from mailbot.mail.headers import Headers
from mailbot.mail.phrases import vacation
from mailbot.model.message import Address, Automatic


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """What the gate looks at beside the headers."""

    sender: Address
    subject: str
    new_text: str
    bounce: bool
    calendar_method: str
    own_addresses: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """Why a mail is a machine's, with the header or wording that gave it away."""

    automatic: Automatic
    reason: str


Check = Callable[[Headers, Gate], Judged | None]

_REPLY_PREFIX = r"^(?:(?:re|aw|sv|antw|rv|res|tr|fw|fwd|wg)\s*:\s*)*[\[【(]?\s*"
_SUBJECT = re.compile(_REPLY_PREFIX + rf"(?:{'|'.join(vacation.SUBJECTS)})", re.I)
_AWAY = re.compile("|".join(vacation.AWAY), re.I)
_RETURN = re.compile("|".join(vacation.RETURN), re.I)
_SUBSTITUTE = re.compile("|".join(vacation.SUBSTITUTE), re.I)
_RECEIPT = re.compile("|".join(vacation.RECEIPTS), re.I)
_HEAD = re.compile(rf"^[\W_]{{0,4}}(?:{'|'.join(vacation.AUTOMATIC_HEAD)})", re.I)
_SENTENCE = re.compile("|".join(vacation.AUTOMATIC_SENTENCE), re.I)
_RECEIVED = re.compile("|".join(vacation.RECEIVED), re.I)
_RECEIVED_DETAIL = re.compile("|".join(vacation.RECEIVED_DETAIL), re.I)
_UNDELIVERED = re.compile(vacation.UNDELIVERED, re.I)
_STATUS_CODE = re.compile(r"\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b")
_ROBOT = re.compile(rf"^(?:{'|'.join(vacation.ROBOTS)})$", re.I)
_SPAM_SCORE = re.compile(r"\b(?:score|hits)\s*=\s*(-?\d+(?:\.\d+)?)", re.I)
_RSPAMD_SCORE = re.compile(r"\[\s*(-?\d+(?:\.\d+)?)\s*/\s*(-?\d+(?:\.\d+)?)\s*\]")
_HEAD_OF_NOTE = 600  # characters in which such a note says that its writer is away
_READABLE_NOTE = 1_500  # characters; a vacation note is short


def judge(headers: Headers, gate: Gate) -> Judged | None:
    """Return why a mail is automatic, or None for a person's mail. The first check that speaks decides."""
    for check in CHECKS:
        judged = check(headers, gate)
        if judged is not None:
            return judged
    return None


def _own(headers: Headers, gate: Gate) -> Judged | None:
    sender = gate.sender.email.lower()
    if sender and sender in gate.own_addresses:
        return Judged(automatic=Automatic.OWN, reason=f"From is our own address {sender}")
    return None


def _bounce(headers: Headers, gate: Gate) -> Judged | None:
    return Judged(automatic=Automatic.BOUNCE, reason="delivery report") if gate.bounce else None


def _spam(headers: Headers, gate: Gate) -> Judged | None:
    """Verdicts of SpamAssassin and Rspamd, written by our own servers in front of us."""
    for name in ("x-spam-flag", "x-spam", "x-rspamd-spam"):
        if headers.raw(name).strip().lower() in ("yes", "true", "spam"):
            return Judged(automatic=Automatic.SPAM, reason=f"{name}: yes")
    status = headers.raw("x-spam-status").strip().lower()
    if status.startswith(("yes", "spam")):
        score = _SPAM_SCORE.search(status)
        return Judged(automatic=Automatic.SPAM, reason=f"x-spam-status: yes{f', score {score[1]}' if score else ''}")
    action = headers.raw("x-rspamd-action").strip().lower()
    if action in ("reject", "add header", "rewrite subject", "quarantine", "discard"):
        return Judged(automatic=Automatic.SPAM, reason=f"x-rspamd-action: {action}")
    result = headers.raw("x-spamd-result").lower()
    match = _RSPAMD_SCORE.search(result)
    if result.startswith("default: true") or (match and float(match[1]) >= float(match[2]) > 0):
        return Judged(automatic=Automatic.SPAM, reason="x-spamd-result above the threshold")
    return None


def _read_receipt(headers: Headers, gate: Gate) -> Judged | None:
    kind = headers.raw("content-type").lower()
    if kind.startswith("multipart/report") or "message/disposition-notification" in kind:
        return Judged(automatic=Automatic.AUTO_REPLY, reason="multipart/report (read receipt or feedback report)")
    return None


def _auto_submitted(headers: Headers, gate: Gate) -> Judged | None:
    """RFC 3834 section 5: anything but "no"."""
    value = headers.raw("auto-submitted").partition(";")[0].strip().lower()
    if not value or value == "no":
        return None
    if value.startswith("auto-replied"):
        return Judged(automatic=_note_kind(gate), reason="Auto-Submitted: auto-replied")
    return Judged(automatic=Automatic.ROBOT, reason=f"Auto-Submitted: {one_line(value)[:40]}")


def _vacation_headers(headers: Headers, gate: Gate) -> Judged | None:
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-autoreply-from",
        "x-mail-autoreply",
        "x-vacation",
        "x-autoresponder",
    ):
        if name in headers and headers.raw(name).strip().lower() not in ("no", "false", ""):
            return Judged(automatic=_note_kind(gate), reason=f"{name} header")
    if headers.raw("x-ms-exchange-inbox-rules-loop") and "in-reply-to" in headers:
        return Judged(automatic=Automatic.AUTO_REPLY, reason="X-MS-Exchange-Inbox-Rules-Loop")
    if headers.raw("x-ms-exchange-generated-message-source").strip() or "x-autogenerated" in headers:
        return Judged(automatic=_note_kind(gate), reason="generated by the mail server")
    precedence = headers.raw("precedence").strip().lower()
    if precedence in ("auto_reply", "auto-reply", "autoreply"):
        return Judged(automatic=_note_kind(gate), reason=f"Precedence: {precedence}")
    return None


def _list(headers: Headers, gate: Gate) -> Judged | None:
    """RFC 2919, RFC 2369, and their forerunners; not the group address through which our own inbox is fed."""
    if _our_group(headers, gate.own_addresses):
        return None
    for name in _LIST_HEADERS:
        if name in headers and not (name in _BULK_HEADERS and _answers_person(headers, other_domain=True)):
            return Judged(automatic=Automatic.LIST, reason=f"{name} header")
    precedence = headers.raw("precedence").strip().lower()
    if precedence in ("list", "bulk", "junk"):
        kind = _note_kind(gate) if precedence == "junk" or _is_note(gate) else Automatic.LIST
        return Judged(automatic=kind, reason=f"Precedence: {precedence}")
    return None


_BULK_HEADERS = ("list-unsubscribe", "feedback-id", "x-campaign", "x-mailchimp-id")
_LIST_HEADERS = ("list-id", "list-post", "mailing-list", "x-mailing-list", "x-list", *_BULK_HEADERS)


def _our_group(headers: Headers, own: frozenset[str]) -> bool:
    """Tell whether the list is one of our own addresses: many a support inbox is a group (Google, Microsoft 365)."""
    text = " ".join(headers.raw(name).lower() for name in ("list-id", "list-post", "mailing-list"))
    names = set(re.findall(r"[\w.+-]+@[\w.-]+\w", text)) | set(re.findall(r"<([\w.+-]+)>", text))
    return any(address in names or address.replace("@", ".") in names for address in own)


def _calendar(headers: Headers, gate: Gate) -> Judged | None:
    if gate.calendar_method in ("REPLY", "COUNTER", "CANCEL", "REFRESH"):
        return Judged(automatic=Automatic.CALENDAR, reason=f"calendar {gate.calendar_method.lower()}")
    if gate.calendar_method == "REQUEST" and len(gate.new_text) < 400:
        return Judged(automatic=Automatic.CALENDAR, reason="calendar request")
    return None


def _null_path(headers: Headers, gate: Gate) -> Judged | None:
    """RFC 5321 section 4.5.5: a null reverse path must not be answered."""
    path = headers.raw("return-path").strip()
    if path and re.sub(r"\s", "", path) == "<>":
        return Judged(automatic=_note_kind(gate), reason="null Return-Path")
    return None


def _robot(headers: Headers, gate: Gate) -> Judged | None:
    local = gate.sender.email.rpartition("@")[0].lower().split("+")[0]
    if _ROBOT.match(local) and not _answers_person(headers):
        return Judged(automatic=Automatic.ROBOT, reason=f"sender {one_line(local)[:40]}")
    return None


def _answers_person(headers: Headers, *, other_domain: bool = False) -> bool:
    """A no-reply sender whose Reply-To is somebody else is a shop's contact form: a person waits for an answer."""
    reply_to = addr_spec(headers.text("reply-to")).lower()
    sender = addr_spec(headers.text("from")).lower()
    if not reply_to or reply_to == sender or _ROBOT.match(reply_to.rpartition("@")[0]):
        return False
    return not other_domain or organisation(domain_of(reply_to)) != organisation(domain_of(sender))


def _subject(headers: Headers, gate: Gate) -> Judged | None:
    match = _SUBJECT.match(gate.subject)
    if match and len(gate.new_text) < 2 * _READABLE_NOTE:
        return Judged(automatic=_note_kind(gate, subject=True), reason=f"subject “{one_line(match[0])[:60]}”")
    return None


def _wording(headers: Headers, gate: Gate) -> Judged | None:
    """Notes and receipts without any header: told by two or three kinds of phrases together, in short mails only."""
    text = gate.new_text
    if len(text) > _READABLE_NOTE:
        return None
    worth_a_look = _worth_a_look(text)
    if worth_a_look and _speaks_of_absence(gate):
        return Judged(automatic=Automatic.VACATION, reason="wording of an out-of-office note")
    if _STATUS_CODE.search(text) and _UNDELIVERED.search(text):
        return Judged(automatic=Automatic.ROBOT, reason="wording of a delivery report")
    match = _HEAD.match(text)
    if not match and worth_a_look:
        match = _SENTENCE.search(text) or _RECEIPT.search(text)
    if not match and _any_of(vacation.RECEIVED_STEMS, text) and _RECEIVED_DETAIL.search(text):
        match = _RECEIVED.search(text)
    if match:
        return Judged(automatic=Automatic.ROBOT, reason=f"wording “{one_line(match[0])[:60]}”")
    return None


def _suppressed(headers: Headers, gate: Gate) -> Judged | None:
    """X-Auto-Response-Suppress stands in Exchange's own notes; alone it only asks us for silence."""
    value = headers.raw("x-auto-response-suppress").lower()
    if value and value != "none" and ("all" in value or "oof" in value or "autoreply" in value):
        return Judged(automatic=Automatic.ROBOT, reason="X-Auto-Response-Suppress")
    return None


def _worth_a_look(text: str) -> bool:
    return _any_of(vacation.STEMS, text)


def _any_of(stems: tuple[str, ...], text: str) -> bool:
    """A quick look: a substring costs a hundredth of a long pattern."""
    lowered = text.lower()
    return any(map(lowered.__contains__, stems))


def _is_note(gate: Gate) -> bool:
    return _worth_a_look(gate.new_text) and _speaks_of_absence(gate)


def _speaks_of_absence(gate: Gate) -> bool:
    away = bool(_AWAY.search(gate.new_text[:_HEAD_OF_NOTE]))
    if not away:
        return False
    hits = away + bool(_RETURN.search(gate.new_text)) + bool(_SUBSTITUTE.search(gate.new_text))
    return hits >= 2 and len(gate.new_text) <= _READABLE_NOTE


def _note_kind(gate: Gate, *, subject: bool = False) -> Automatic:
    """Tell a person's absence from a system's receipt."""
    return Automatic.VACATION if _AWAY.search(f"{gate.subject}\n{gate.new_text}") else Automatic.AUTO_REPLY


#: The order of the gate: what must never be mistaken for something else comes first.
CHECKS: tuple[Check, ...] = (
    _own,  # our own mail, seen again in Sent or by a rule: never news
    _bounce,  # matched to the mail that came back
    _spam,  # our filter's verdict
    _read_receipt,
    _auto_submitted,  # the one header made for this
    _vacation_headers,
    _list,
    _calendar,
    _null_path,
    _robot,  # senders that nobody reads
    _subject,
    _suppressed,
    _wording,  # no header at all
)
