"""What the use cases need from the world, as small protocols in mail words.

`Tx` is an open transaction of the store. Use cases pass it on and never look inside; everything that is given the
same `tx` happens together or not at all.
"""

from mailbot.ports.base import Clock, Events, Transactions, Tx
from mailbot.ports.cases import (
    Callbacks,
    ClaimedCase,
    Conversations,
    Customers,
    Decide,
    Messages,
    QuietWatcher,
    Watcher,
)
from mailbot.ports.incoming import Cursors, Folders, Foresight, Glance, RawMails, Reader, StoredRaw, Watches, WatchLease
from mailbot.ports.outgoing import (
    Allowances,
    Attribution,
    Composer,
    DraftMirrors,
    Drafts,
    DraftsFolder,
    Lint,
    Outbox,
    Playbooks,
    SentFolder,
    Transport,
)
from mailbot.ports.store import Notes, Records, Switches
from mailbot.ports.views import CasePages, Views

__all__ = [
    "Allowances",
    "Attribution",
    "Callbacks",
    "CasePages",
    "ClaimedCase",
    "Clock",
    "Composer",
    "Conversations",
    "Cursors",
    "Customers",
    "Decide",
    "DraftMirrors",
    "Drafts",
    "DraftsFolder",
    "Events",
    "Folders",
    "Foresight",
    "Glance",
    "Lint",
    "Messages",
    "Notes",
    "Outbox",
    "Playbooks",
    "QuietWatcher",
    "RawMails",
    "Reader",
    "Records",
    "SentFolder",
    "StoredRaw",
    "Switches",
    "Transactions",
    "Transport",
    "Tx",
    "Views",
    "WatchLease",
    "Watcher",
    "Watches",
]
