"""All parts of the store on one database."""

from __future__ import annotations

from mailbot.ports import Records
from mailbot.store.allowances import AllowanceStore
from mailbot.store.conversations import ConversationStore
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database
from mailbot.store.drafts import DraftStore
from mailbot.store.events import EventLog
from mailbot.store.foresight import Foresight
from mailbot.store.messages import MessageStore
from mailbot.store.notes import NoteStore
from mailbot.store.outbox import OutboxStore
from mailbot.store.raw_mails import CursorStore, RawMailStore
from mailbot.store.switches import SwitchStore
from mailbot.store.watches import WatchStore


def records(db: Database) -> Records:
    """Return the store's parts; they hold no state of their own."""
    return Records(
        db=db,
        events=EventLog(),
        raw_mails=RawMailStore(),
        cursors=CursorStore(),
        watches=WatchStore(),
        foresight=Foresight(),
        conversations=ConversationStore(),
        messages=MessageStore(),
        customers=CustomerStore(),
        drafts=DraftStore(),
        outbox=OutboxStore(),
        allowances=AllowanceStore(),
        notes=NoteStore(),
        switches=SwitchStore(),
    )
