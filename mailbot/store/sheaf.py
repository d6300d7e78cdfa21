"""A sheaf of rows: what many mails need is read at once, what they leave behind is written at once.

A statement costs the database some microseconds, and the way to it a quarter of a millisecond of processor time. So a
transaction that records many mails, or many decisions, opens a sheaf: the stores look into it before they ask, and
lay their rows into it instead of writing each by itself. Nothing is seen too early or too late: any other statement
of the transaction has the rows written first (`write_first`), and so has its commit. What such a statement changes in
the cases or mails itself is forgotten here and read anew.

A sheaf lives on its transaction's connection and ends with it; a rollback drops what was not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import StaleError
from mailbot.model.conversation import Conversation
from mailbot.model.message import Written
from mailbot.store.commit import LAST, at_commit

_SHEAF = f"{LAST}sheaf"
#: An execution option of statements that look at nothing a decision leaves behind, and write to tables of their own:
#: they need not wait for readings and changes of cases, only for new cases and mails.
APART = "mailbot_apart"
#: Tables whose rows are known here; who else writes to them makes that knowledge old.
_KNOWN = frozenset({"conversations", "messages", "message_ids"})
#: Tables whose new rows end the quiet of a case.
_STIRRING = frozenset({"drafts", "outbox", "follow_ups"})


class Turn(IntEnum):
    """The order of writing: what others refer to comes first."""

    CASES = 0
    CHANGES = 1
    MESSAGES = 2
    IDS = 3
    READINGS = 4
    DRAFTS = 5
    SETTLED = 6


@dataclass(slots=True)
class _Bundle:
    """Rows for one statement, of one shape."""

    statement: Any
    rows: list[dict[str, Any]] = field(default_factory=list)
    stale: str | None = None  # what to say when fewer rows were written than there are here


@dataclass(slots=True)
class Sheaf:
    """What is known, and what waits to be written, in one transaction."""

    ids: dict[tuple[str, str], str | None] = field(
        default_factory=dict
    )  # (mailbox, Message-ID) -> case, None: nobody's
    lately: dict[tuple[str, str], list[Written]] = field(default_factory=dict)  # (mailbox, sender) -> newest first
    cases: dict[str, Conversation] = field(default_factory=dict)  # locked, or opened here
    people: dict[str, set[str]] = field(default_factory=dict)  # case -> addresses that take part
    quiet: set[str] = field(default_factory=set)  # cases with nothing open beside their mails, see `is_quiet`
    undrafted: set[str] = field(default_factory=set)  # cases without an open draft; each quiet one is among them
    rows: dict[str, Row[Any]] = field(default_factory=dict)  # of locked cases, as they were when they were locked
    opened: dict[str, dict[str, Any]] = field(default_factory=dict)  # case -> row that is not written yet
    changed: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)  # case -> version it had, columns
    _bundles: dict[tuple[Turn, int, tuple[str, ...]], _Bundle] = field(default_factory=dict)
    writing: bool = False

    def lay(self, turn: Turn, statement: Any, row: dict[str, Any], *, stale: str | None = None) -> None:
        """Put a row in; one statement with a dictionary of the same keys is run once for all of them."""
        key = (turn, id(statement), tuple(row))
        self._bundles.setdefault(key, _Bundle(statement=statement, stale=stale)).rows.append(row)

    def open(self, case: Conversation, row: dict[str, Any]) -> None:
        """Put a new case in; it is written with all that is changed in it until then."""
        self.opened[case.id] = row
        self.cases[case.id] = case
        self.people[case.id] = set()
        self.quiet.add(case.id)
        self.undrafted.add(case.id)

    def change(self, before: Conversation, after: Conversation, values: dict[str, Any]) -> None:
        """Change a case that is known here."""
        self.cases[after.id] = after
        if after.id in self.opened:
            self.opened[after.id].update(values)
        else:
            version, earlier = self.changed.get(after.id, (before.version, {}))
            self.changed[after.id] = (version, {**earlier, **values})

    def append(self, statement: Any, row: dict[str, Any]) -> None:
        """Put in a mail of a case."""
        self.lay(Turn.MESSAGES, statement, row)
        if row["automatic"] is None and (people := self.people.get(row["conversation_id"])) is not None:
            people.add(row["sender_email"])
            people.update(email.lower() for name in ("reply_to", "to", "cc") for _, email in row[name] or ())
        if (lately := self.lately.get((row["mailbox"], row["sender_email"]))) is not None:
            lately.append(Written(row["at"], row["subject"], row["conversation_id"]))
            lately.sort(key=lambda one: one.at, reverse=True)

    def remember(self, statement: Any, row: dict[str, Any]) -> None:
        """Put in a Message-ID, unless a case is known to have it."""
        key = (row["mailbox"], row["message_id"])
        if self.ids.get(key) is None:
            self.lay(Turn.IDS, statement, row)
            if key in self.ids:
                self.ids[key] = row["conversation_id"]

    @property
    def empty(self) -> bool:
        """Tell whether nothing waits to be written."""
        return not (self._bundles or self.opened or self.changed)

    @property
    def has_news(self) -> bool:
        """Tell whether a new case or mail waits, which others may refer to or count."""
        return bool(self.opened) or any(turn in (Turn.CASES, Turn.MESSAGES) for turn, _, _ in self._bundles)

    def forget(self) -> None:
        """Drop what is known: somebody else wrote to the same tables."""
        for known in (self.ids, self.lately, self.cases, self.people, self.quiet, self.undrafted, self.rows):
            known.clear()

    def write(self, connection: Connection) -> None:
        """Write what waits, in the order of `Turn`.

        Raises:
            StaleError: a row is no longer ours or no longer as it was; the transaction must be rolled back.
        """
        if self.writing or self.empty:
            return
        self.writing = True
        try:
            self._lay_cases(connection.dialect.name)
            bundles, self._bundles = self._bundles, {}
            for (turn, _, _), bundle in sorted(bundles.items(), key=lambda pair: pair[0][0]):
                _WRITERS.get(turn, _execute)(connection, bundle)
        finally:
            self.writing = False

    def _lay_cases(self, engine: str) -> None:
        from mailbot.store.conversations import CHANGE, open_in

        for row in self.opened.values():
            self.lay(Turn.CASES, open_in(engine), row)
        for case_id, (version, values) in self.changed.items():
            held = {"case_id": case_id, "case_version": version}
            self.lay(Turn.CHANGES, CHANGE, {**values, **held}, stale="A case changed while it was being worked on.")
        self.opened, self.changed = {}, {}


def _execute(connection: Connection, bundle: _Bundle) -> None:
    done = connection.execute(bundle.statement, bundle.rows)
    if bundle.stale is not None and done.rowcount != len(bundle.rows):
        raise StaleError(bundle.stale)


def _open(connection: Connection, bundle: _Bundle) -> None:
    """Insert cases; one whose reference is taken already gets another."""
    from mailbot.store.conversations import new_reference
    from mailbot.store.emptying import recall_wishes

    rows = bundle.rows
    recall_wishes(connection, {row["customer_email"]: row["opened_at"] for row in rows})
    for length in (6, 8, 10):
        written = set(connection.execute(bundle.statement, rows).scalars())
        rows = [row for row in rows if row["id"] not in written]
        if not rows:
            return
        rows = [{**row, "reference": new_reference(length + 2)} for row in rows]
    raise StaleError("No free reference was found for a new case.")


_WRITERS = {Turn.CASES: _open}


def opened_sheaf(tx: AsyncConnection) -> Sheaf:
    """Return the sheaf of a transaction, opening it if need be."""
    sheaf = sheaf_of(tx)
    if sheaf is None:
        sheaf = tx.info[_SHEAF] = Sheaf()
        at_commit(tx, _write_last)
    return sheaf


def sheaf_of(tx: AsyncConnection) -> Sheaf | None:
    """Return the sheaf of a transaction, None when it writes each row at once."""
    sheaf: Sheaf | None = tx.info.get(_SHEAF)
    return sheaf


async def _write_last(tx: AsyncConnection) -> None:
    sheaf = sheaf_of(tx)
    if sheaf is not None and not sheaf.empty:
        await tx.run_sync(sheaf.write)


def is_quiet(tx: AsyncConnection, case_id: str) -> bool:
    """Tell whether a case is known to have no open draft, waiting reply, planned follow-up or open callback."""
    sheaf = sheaf_of(tx)
    return sheaf is not None and case_id in sheaf.quiet


def is_undrafted(tx: AsyncConnection, case_id: str) -> bool:
    """Tell whether a case is known to have no open draft, whatever else may be open."""
    sheaf = sheaf_of(tx)
    return sheaf is not None and case_id in sheaf.undrafted


def stir(tx: AsyncConnection, case_id: str, *, draft: bool = True) -> None:
    """Say that a case has something open from now on: a draft, or without `draft` anything else."""
    sheaf = sheaf_of(tx)
    if sheaf is not None:
        sheaf.quiet.discard(case_id)
        if draft:
            sheaf.undrafted.discard(case_id)


def write_first(
    connection: Connection, statement: Any, _many: Any = None, _one: Any = None, options: Mapping[str, Any] = {}
) -> None:
    """Have the rows of a sheaf written before any other statement of its transaction (an engine's event)."""
    sheaf: Sheaf | None = connection.info.get(_SHEAF)
    if sheaf is None or sheaf.writing or (options.get(APART) and not sheaf.has_news):
        return
    sheaf.write(connection)
    if getattr(statement, "is_dml", False) and getattr(statement, "table", None) is not None:
        _take_note(sheaf, statement.table.name, inserts=statement.is_insert)


def write_before_savepoint(connection: Connection, *_: Any) -> None:
    """Have the rows of a sheaf written before a savepoint, whose rollback must not take them along."""
    write_first(connection, None)


def _take_note(sheaf: Sheaf, table: str, *, inserts: bool) -> None:
    """Forget what somebody else's statement makes old."""
    if table in _KNOWN:
        sheaf.forget()
    elif inserts and table in _STIRRING:
        sheaf.quiet.clear()
        sheaf.undrafted.clear()
