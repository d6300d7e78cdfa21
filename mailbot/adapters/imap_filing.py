"""Putting mail into folders once, and finding it again. All functions block; they run in the link's thread."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from imapclient.exceptions import IMAPClientError

from mailbot.adapters.imap_connection import ImapConnection
from mailbot.errors import RefusedError, ServerUnreachable, StaleError
from mailbot.model.mailbox import DraftFate, DraftPlace, DraftSighting

#: The newest mails whose Message-ID is compared when SEARCH finds nothing: some servers' index lags.
RECENT = 30

_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+>")
_APPENDUID = re.compile(rb"\[APPENDUID (\d+) (\d+)\]")
_IN_REPLY_TO = re.compile(rb"(?im)^in-reply-to:\s*(<[^<>\s]+>)")
_HEADER_ID = re.compile(rb"(?im)^message-id:\s*(<[^<>]+>)")


def find_by_message_id(connection: ImapConnection, folder: str, message_id: str) -> int | None:
    """Return the newest UID in `folder` with exactly this Message-ID, or None. Opens the folder read-only.

    SEARCH HEADER looks for a part of the text, and its index may lag behind by minutes, so hits are
    compared and the newest mails are looked at besides.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise RefusedError(f"{message_id!r} is no Message-ID that can be looked for.")
    state = connection.select_folder(folder, readonly=True)
    return max(_copies(connection, state, message_id), default=None)


def _copies(connection: ImapConnection, state: Mapping[bytes, Any], message_id: str) -> list[int]:
    hits = [int(uid) for uid in connection.search(["HEADER", "Message-ID", message_id])]
    found = _with_id(connection, hits[-RECENT:], message_id)
    if not found and state.get(b"EXISTS"):
        found = _with_id(connection, _newest(connection, state.get(b"UIDNEXT")), message_id)
    return found


def _newest(connection: ImapConnection, uid_next: int | None) -> list[int]:
    low = max(int(uid_next or 1) - 4 * RECENT, 1)
    return [int(uid) for uid in connection.search(["UID", f"{low}:*"])][-RECENT:]


def _with_id(connection: ImapConnection, uids: Sequence[int], message_id: str) -> list[int]:
    section, found = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]", []
    for uid, items in connection.fetch(uids, [section]).items():
        header = next((value for key, value in items.items() if key.startswith(b"BODY[") and value), b"")
        if (match := _HEADER_ID.search(header)) and match[1].decode("ascii", "replace") == message_id:
            found.append(int(uid))
    return found


def append(connection: ImapConnection, folder: str, payload: bytes, flags: Sequence[bytes]) -> int | None:
    """Append and return the new UID when the server tells it (RFC 4315)."""
    answer = connection.append(folder, payload, flags)
    match = _APPENDUID.search(answer if isinstance(answer, bytes) else str(answer).encode())
    return int(match[2]) if match else None


def append_once(
    connection: ImapConnection, folder: str, payload: bytes, message_id: str, flags: Sequence[bytes]
) -> int | None:
    """Append unless a mail with this Message-ID lies there; return its UID when known.

    After a lost connection call it again: a copy that arrived is found. Who was held up between looking and appending
    (a process stopped, a cable cut for longer than its lease) may find another's copy before its own: then its own goes.
    """
    present = find_by_message_id(connection, folder, message_id)
    if present is not None:
        return present
    uid = append(connection, folder, payload, flags)
    return (
        find_by_message_id(connection, folder, message_id)
        if uid is None
        else _first(connection, folder, uid, message_id)
    )


def _first(connection: ImapConnection, folder: str, uid: int, message_id: str) -> int:
    """Take back the copy just appended, `uid`, if an earlier one lies there; return the one that stays.

    UIDs rise with each append (RFC 3501 section 2.3.1.1), so of two who meet here exactly one gives way. Without
    UIDPLUS nothing is removed: EXPUNGE would take what other people have marked.
    """
    earliest = min(_copies(connection, connection.select_folder(folder, readonly=True), message_id), default=uid)
    if earliest >= uid or not connection.has_capability("UIDPLUS"):
        return uid
    connection.select_folder(folder)
    connection.delete_messages([uid], silent=True)
    connection.uid_expunge([uid])
    return earliest


def put_draft(connection: ImapConnection, folder: str, payload: bytes, message_id: str) -> DraftPlace:
    """Lay a draft into `folder` and read it back, so that its hash is of what the server keeps.

    Raises StaleError when another text with this Message-ID lies there: a person has been at work.
    """
    validity = _open(connection, folder, readonly=True)
    uid = _last_hit(connection, "Message-ID", message_id)
    if uid is None:
        uid = append(connection, folder, payload, (b"\\Draft", b"\\Seen"))
        validity = _open(connection, folder, readonly=True)
        uid = uid if uid is not None else _last_hit(connection, "Message-ID", message_id)
    elif _lines(_read(connection, uid)) != _lines(payload):
        raise StaleError(f"The draft {message_id} in {folder} was edited by somebody else.")
    raw = _read(connection, uid)
    if uid is None or raw is None:
        raise ServerUnreachable(f"The draft {message_id} was taken by the server and is not to be found in {folder}.")
    answers = _IN_REPLY_TO.search(re.split(rb"\r?\n\r?\n", payload, maxsplit=1)[0])
    return DraftPlace(
        folder=folder,
        uidvalidity=validity,
        uid=uid,
        message_id=message_id,
        sha256=hashlib.sha256(raw).hexdigest(),
        in_reply_to=answers[1].decode("ascii", "replace") if answers else None,
    )


def _lines(raw: bytes | None) -> list[bytes]:
    return (raw or b"").rstrip().splitlines()


def look_at_draft(connection: ImapConnection, place: DraftPlace) -> DraftSighting:
    """Tell whether a draft of ours lies there as we left it, was edited, or is gone.

    Mail programs save an edit as a new mail and delete the old one: it is known by the Message-ID,
    or as a draft that answers the same mail.
    """
    validity = _open(connection, place.folder, readonly=True)
    if validity == place.uidvalidity and (raw := _read(connection, place.uid)) is not None:
        untouched = hashlib.sha256(raw).hexdigest() == place.sha256
        return DraftSighting(fate=DraftFate.UNTOUCHED if untouched else DraftFate.EDITED, raw=raw)
    for header, wanted in (("Message-ID", place.message_id), ("In-Reply-To", place.in_reply_to)):
        raw = _read(connection, _last_hit(connection, header, wanted)) if wanted else None
        if raw is not None:
            untouched = hashlib.sha256(raw).hexdigest() == place.sha256
            return DraftSighting(fate=DraftFate.UNTOUCHED if untouched else DraftFate.EDITED, raw=raw)
    return DraftSighting(fate=DraftFate.GONE)


def _last_hit(connection: ImapConnection, header: str, value: str) -> int | None:
    hits = connection.search(["HEADER", header, value, "UNDELETED"]) if _MESSAGE_ID.fullmatch(value) else []
    return int(hits[-1]) if hits else None


def remove_draft(connection: ImapConnection, place: DraftPlace) -> bool:
    """Remove a draft of ours if it is byte for byte what we laid there; tell whether it is gone through us.

    IMAP mails never change in place (RFC 3501 section 2.3.1.1), so nothing can slip in between the
    comparison and the deletion. Without UIDPLUS it is only marked deleted: EXPUNGE would also take
    what other people have marked.
    """
    if _open(connection, place.folder, readonly=False) != place.uidvalidity:
        return False
    raw = _read(connection, place.uid)
    if raw is None or hashlib.sha256(raw).hexdigest() != place.sha256:
        return False
    connection.delete_messages([place.uid], silent=True)
    if connection.has_capability("UIDPLUS"):
        connection.uid_expunge([place.uid])
    return True


def mark(connection: ImapConnection, folder: str, validity: int, uids: Sequence[int], keyword: str) -> int:
    """Set a keyword on mails; return how many. Raises RefusedError when the server keeps no keywords of ours."""
    state = connection.select_folder(folder)
    if state.get(b"UIDVALIDITY") != validity:
        return 0
    permanent = {flag.lower() for flag in state.get(b"PERMANENTFLAGS", ())}
    if not {b"\\*", keyword.lower().encode()} & permanent:
        raise RefusedError(
            f"The folder {folder} keeps no keyword {keyword!r}.", hint="Take mark_keyword out of its settings."
        )
    return len(connection.add_flags(list(uids), [keyword.encode()]) or ())


def move(connection: ImapConnection, folder: str, validity: int, uids: Sequence[int], target: str) -> int:
    """Move mails to another folder; return how many were asked for. Never expunges anything else."""
    if _open(connection, folder, readonly=False) != validity:
        return 0
    if connection.has_capability("MOVE"):
        connection.move(list(uids), target)
    elif connection.has_capability("UIDPLUS"):
        connection.copy(list(uids), target)
        connection.delete_messages(list(uids), silent=True)
        connection.uid_expunge(list(uids))
    else:
        raise RefusedError("The server cannot move single mails (neither MOVE nor UIDPLUS).", hint="Use a keyword.")
    return len(uids)


def _open(connection: ImapConnection, folder: str, *, readonly: bool) -> int:
    validity = connection.select_folder(folder, readonly=readonly).get(b"UIDVALIDITY")
    if not isinstance(validity, int):
        raise ServerUnreachable(f"The IMAP server gives no UIDVALIDITY for {folder}.")
    return validity


def _read(connection: ImapConnection, uid: int | None) -> bytes | None:
    """Return the bytes of one mail; None when it is gone or marked deleted."""
    if uid is None:
        return None
    items = connection.fetch([uid], ["BODY.PEEK[]", "FLAGS"]).get(uid, {})
    raw = items.get(b"BODY[]")
    return raw if isinstance(raw, bytes) and b"\\Deleted" not in items.get(b"FLAGS", ()) else None


def create_folder(connection: ImapConnection, folder: str) -> None:
    """Create a folder unless it is there."""
    try:
        connection.create_folder(folder)
    except IMAPClientError:
        if not connection.folder_exists(folder):
            raise
