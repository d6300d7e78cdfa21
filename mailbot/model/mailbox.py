"""Where we are in a mailbox: cursors, batches of mail and the drafts that we laid there (RFC 3501)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailbot.model.message import RawMail


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Everything up to `uid` is recorded. Store it in the transaction that records the mails."""

    mailbox: str  # the configured mailbox's name
    folder: str  # "INBOX"
    uidvalidity: int  # while it stays the same, UIDs keep their meaning (RFC 3501 section 2.3.1.1)
    uid: int  # 0: nothing yet
    resync_to: int = 0  # after a UIDVALIDITY change: up to this UID the mails may be old acquaintances


@dataclass(frozen=True, kw_only=True, slots=True)
class SkippedMail:
    """A mail that the server announced and did not give."""

    uid: int
    reason: str  # one sentence for the event log
    there: bool = False  # it lies there still: to be asked for again


@dataclass(frozen=True, kw_only=True, slots=True)
class MailBatch:
    """Some mails in UID order, and the cursor that stands behind them.

    A batch may hold no mail: it then moves the cursor over mails that are gone or older than the
    first look, or tells of a resync of an empty folder. Store the cursor all the same.
    """

    mails: tuple[RawMail, ...]
    cursor: Cursor
    #: UIDVALIDITY has changed: these mails may be known under other UIDs. Match them by content
    #: hash; what is known gets its new place and nothing else happens (no case, draft or answer).
    resync: bool = False
    skipped: tuple[SkippedMail, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftPlace:
    """A draft that we laid into the Drafts folder; enough to know whether a person touched it."""

    folder: str
    uidvalidity: int
    uid: int
    message_id: str  # with angle brackets
    sha256: str  # hex, over the bytes as the server keeps them
    in_reply_to: str | None = None  # the mail it answers: an edit of it answers the same


class DraftFate(StrEnum):
    """What has become of a draft of ours in the Drafts folder."""

    UNTOUCHED = "untouched"
    EDITED = "edited"  # another text with its Message-ID, or answering the same mail, lies there
    GONE = "gone"  # sent or thrown away by a person: look into Sent


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftSighting:
    """A look at a draft of ours."""

    fate: DraftFate
    raw: bytes | None = None  # the text as it lies there now, None when gone


@dataclass(frozen=True, kw_only=True, slots=True)
class MirroredDraft:
    """A draft of the store with the copy that we laid into a Drafts folder."""

    draft_id: str
    conversation_id: str
    mailbox: str
    open: bool  # the draft still waits for an agent
    place: DraftPlace


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxHealth:
    """How the fetching of a mailbox goes, as all nodes see it."""

    mailbox: str
    last_look_at: datetime  # every watched folder was looked through without an error; at first, when we began
    trouble: str = ""  # the last error's sentence, "" when well
    alarmed_at: datetime | None = None  # an outage was claimed by a teller
    told_at: datetime | None = None  # and told
