"""Read models: what the console and the command line show, each from one consistent look at the store."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.conversation import State
from mailbot.model.view import InboxPage, InboxQuery, InboxRow, Leaving, Order, QuarantineRow, Tab
from mailbot.store.database import Database
from mailbot.store.search import mentioning
from mailbot.store.tables import agents, conversations, drafts, outbox, raw_mails

#: Counting stops here: "1,000+" says as much as an exact number and costs no scan.
COUNT_CAP = 1000

# A literal and no parameter: only so SQLite may use the index of open drafts.
_OPEN_DRAFT = (drafts.c.conversation_id == conversations.c.id) & (drafts.c.status == literal_column("'open'"))

_ABOUT_TO_LEAVE = (outbox.c.conversation_id == conversations.c.id) & outbox.c.state.in_(("waiting", "sending"))

_ROW = (
    *(conversations.c[name] for name in (
        "id", "reference", "mailbox", "customer_name", "customer_email", "subject", "snippet", "state", "heat", "band",
        "urgent", "language", "category", "kind", "assignee", "last_activity_at", "messages", "reopened", "attention",
        "last_customer_at", "last_outbound_at", "waiting_at",
    )),
    agents.c.name.label("assignee_name"),
    drafts.c.id.label("draft_id"),
    drafts.c.stale_reason.label("draft_stale"),
    select(func.min(outbox.c.due_at)).where(_ABOUT_TO_LEAVE).scalar_subquery().label("leaves_at"),
)  # fmt: skip


class Views:
    """Implements `mailbot.ports.Views`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def inbox(self, query: InboxQuery, now: datetime) -> InboxPage:
        """Return one page of cases and how many each tab holds."""
        async with self._db.read() as tx:
            wanted = _filters(query)
            tabs = _tabs(query, now)
            if query.words.strip():
                wanted.append(await mentioning(tx, query.words))
                # A search has found its few hundred cases already: each is looked at once, not once a branch.
                tabs = {tab: [or_(*branches)] for tab, branches in tabs.items()}
            rows = await _page(tx, query, tabs[query.tab], wanted)
            counts = await (_counts_found if query.words.strip() else _counts)(tx, tabs, wanted)
        shown = tuple(inbox_row(row, query.order) for row in rows[: query.limit])
        return InboxPage(rows=shown, counts=counts, next=shown[-1].cursor if len(rows) > query.limit else None)

    async def of_customer(self, email: str, besides: str, limit: int = 10) -> tuple[InboxRow, ...]:
        """Return the customer's other cases, newest first."""
        statement = (
            _rows()
            .where(conversations.c.customer_email == email, conversations.c.id != besides)
            .order_by(conversations.c.last_activity_at.desc())
            .limit(limit)
        )
        async with self._db.read() as tx:
            return tuple(inbox_row(row, Order.RECENT) for row in await tx.execute(statement))

    async def leaving(self, agent_id: str, now: datetime) -> tuple[Leaving, ...]:
        """Return the replies of an agent that leave within minutes, the last approved first."""
        soon = now + timedelta(minutes=10)
        statement = (
            select(outbox.c.draft_id, outbox.c.conversation_id, outbox.c.due_at, conversations.c.customer_name,
                   conversations.c.customer_email)
            .join(conversations, conversations.c.id == outbox.c.conversation_id)
            .where(outbox.c.state == "waiting", outbox.c.due_at > now, outbox.c.due_at <= soon,
                   outbox.c.created_by == agent_id, outbox.c.draft_id.is_not(None))
            .order_by(outbox.c.id.desc())
            .limit(3)
        )  # fmt: skip
        async with self._db.read() as tx:
            return tuple(
                Leaving(
                    draft_id=row.draft_id,
                    conversation_id=row.conversation_id,
                    customer=row.customer_name or row.customer_email,
                    due_at=row.due_at,
                )
                for row in await tx.execute(statement)
            )

    async def quarantine(self, limit: int = 100) -> tuple[QuarantineRow, ...]:
        """Return mails that could not be parsed, newest first."""
        statement = (
            select(raw_mails)
            .where(raw_mails.c.state == "quarantined")
            .order_by(raw_mails.c.received_at.desc(), raw_mails.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as tx:
            return tuple(_quarantined(row) for row in await tx.execute(statement))

    async def raw(self, raw_mail_id: str) -> bytes:
        """Return a mail as it came.

        Raises:
            RefusedError: there is none with this id.
        """
        async with self._db.read() as tx:
            found = (
                await tx.execute(select(raw_mails.c.raw).where(raw_mails.c.id == raw_mail_id))
            ).scalar_one_or_none()
        if found is None:
            raise RefusedError("There is no such mail.")
        return bytes(found)


def _rows() -> Select[Any]:
    return select(*_ROW).select_from(
        conversations.outerjoin(drafts, _OPEN_DRAFT).outerjoin(agents, agents.c.id == conversations.c.assignee)
    )


Conditions = Sequence[ColumnElement[bool]]


async def _page(tx: AsyncConnection, query: InboxQuery, branches: Conditions, wanted: Conditions) -> list[Row[Any]]:
    """Return the rows of a page and one more: the head of each branch's list, merged by the database.

    Each branch is one state or another narrow condition that an index of its order serves, so that a page costs the
    same whatever lies in the archive. One statement: a journey for each branch costs more than its reading.
    """
    columns = _ORDERS[query.order]
    beyond = [_beyond(columns, _decode(query.after))] if query.after else []
    keys = [column for column, _ in columns]

    def sorted_by(of: Any) -> list[Any]:
        return [of[key.name].desc() if descending else of[key.name].asc() for key, descending in columns]

    heads = [
        select(*keys).where(branch, *wanted, *beyond).order_by(*sorted_by(conversations.c)).limit(query.limit + 1)
        for branch in branches
    ]
    merged = union_all(*(select(head.subquery()) for head in heads)).subquery()
    page = select(merged.c.id).order_by(*sorted_by(merged.c)).limit(query.limit + 1).subquery()
    shown = _rows().join(page, page.c.id == conversations.c.id).order_by(*sorted_by(conversations.c))
    return list((await tx.execute(shown)).all())


def _tabs(query: InboxQuery, now: datetime) -> dict[Tab, list[ColumnElement[bool]]]:
    """Return the conditions whose union each tab is; no case fulfils two of one tab."""
    awake = or_(conversations.c.snoozed_until.is_(None), conversations.c.snoozed_until <= now)
    asleep = and_(conversations.c.is_open.is_(True), conversations.c.snoozed_until > now)
    mine = and_(conversations.c.is_open.is_(True), conversations.c.assignee == query.agent, awake)
    leaving = select(outbox.c.id).where(_ABOUT_TO_LEAVE).exists()
    in_state = {state: conversations.c.state == state.value for state in State}
    # A solved case with an open draft: the written confirmation of a call waits for its approval.
    to_confirm = and_(in_state[State.RESOLVED], conversations.c.id.in_(_with_draft()))
    return {
        Tab.TODO: [and_(in_state[one], awake, ~leaving) for one in (State.DRAFTED, State.ATTENTION)] + [to_confirm],
        Tab.MINE: [mine],
        Tab.CALLS: [in_state[State.CALLBACK]],
        Tab.GATHERING: [in_state[State.GATHERING]],
        Tab.WAITING: [
            in_state[State.WAITING],
            and_(asleep, conversations.c.state != State.WAITING.value),
            and_(in_state[State.DRAFTED], awake, leaving),
        ],
        Tab.SOLVED: [in_state[State.RESOLVED], in_state[State.CLOSED]],
        Tab.ALL: list(in_state.values()),
    }


def _with_draft() -> Select[Any]:
    # Open replies are many, and their cases are not solved; the others are few and have an index of their own.
    return select(drafts.c.conversation_id).where(
        drafts.c.status == literal_column("'open'"), drafts.c.kind != literal_column("'reply'")
    )


def _filters(query: InboxQuery) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [conversations.c.merged_into.is_(None)]
    for column, value in (("mailbox", query.mailbox), ("language", query.language), ("category", query.category)):
        if value:
            wanted.append(conversations.c[column] == value)
    return wanted


#: (column, descending) of each order; every one ends in the id, so that pages never repeat or skip a case.
_ORDERS: dict[Order, tuple[tuple[Any, bool], ...]] = {
    Order.HEAT: ((conversations.c.heat, True), (conversations.c.waiting_at, False), (conversations.c.id, False)),
    Order.AGE: ((conversations.c.waiting_at, False), (conversations.c.id, False)),
    Order.RECENT: ((conversations.c.last_activity_at, True), (conversations.c.id, False)),
}


def _beyond(columns: Sequence[tuple[Any, bool]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the rows after a cursor (keyset paging: the tenth page costs what the first does)."""
    choices = []
    for index, (column, descending) in enumerate(columns):
        same = [earlier == values[n] for n, (earlier, _) in enumerate(columns[:index])]
        choices.append(and_(*same, column < values[index] if descending else column > values[index]))
    return or_(*choices)


async def _counts(
    tx: AsyncConnection, tabs: dict[Tab, list[ColumnElement[bool]]], wanted: Conditions
) -> dict[str, int]:
    counted = [(tab, branch) for tab, branches in tabs.items() if tab is not Tab.ALL for branch in branches]
    capped = [select(conversations.c.id).where(branch, *wanted).limit(COUNT_CAP).subquery() for _, branch in counted]
    # All in one statement: a dozen journeys to a database server would cost more than the counting.
    each = [select(func.count()).select_from(one).scalar_subquery() for one in capped]
    found = (await tx.execute(select(*each))).one()
    counts = {tab.value: 0 for tab, _ in counted}
    for (tab, _), number in zip(counted, found, strict=True):
        counts[tab.value] = min(COUNT_CAP, counts[tab.value] + number)
    return counts


async def _counts_found(
    tx: AsyncConnection, tabs: dict[Tab, list[ColumnElement[bool]]], wanted: Conditions
) -> dict[str, int]:
    """Count what a search found, all tabs in one look at its cases."""
    counted = {tab: branches[0] for tab, branches in tabs.items() if tab is not Tab.ALL}
    each = [func.count(conversations.c.id).filter(branch) for branch in counted.values()]
    found = (await tx.execute(select(*each).where(*wanted))).one()
    return {tab.value: number for tab, number in zip(counted, found, strict=True)}


def inbox_row(row: Row[Any], order: Order) -> InboxRow:
    """Return one case of a list, with the cursor of its place in this order."""
    waits = row.last_customer_at if _unanswered(row) else None
    return InboxRow(
        **{name: getattr(row, name) for name in (
            "id", "reference", "mailbox", "customer_name", "customer_email", "subject", "snippet", "state", "heat", "band",
            "language", "category", "kind", "assignee", "assignee_name", "last_activity_at", "messages", "reopened",
            "draft_id", "attention",
        )},
        urgent=bool(row.urgent),
        draft_stale=row.draft_stale is not None,
        leaves_at=row.leaves_at,
        waiting_since=waits,
        cursor=_encode(row, order),
    )  # fmt: skip


def _unanswered(row: Row[Any]) -> bool:
    wrote, answered = row.last_customer_at, row.last_outbound_at
    return wrote is not None and (answered is None or answered < wrote)


def _encode(row: Row[Any], order: Order) -> str:
    values: dict[Order, list[Any]] = {
        Order.HEAT: [row.heat, row.waiting_at.isoformat(), row.id],
        Order.AGE: [row.waiting_at.isoformat(), row.id],
        Order.RECENT: [row.last_activity_at.isoformat(), row.id],
    }
    return base64.urlsafe_b64encode(json.dumps(values[order]).encode()).decode()


def _decode(cursor: str) -> list[Any]:
    """Return the values of a cursor.

    Raises:
        RefusedError: somebody made it up.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor))
        return [_moment(value) for value in values]
    except (ValueError, TypeError) as error:
        raise RefusedError("This link to a further page is not one of ours.", hint="Go back to the inbox.") from error


def _moment(value: Any) -> Any:
    if isinstance(value, str) and len(value) > 10 and value[4] == "-" and "T" in value:
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def _quarantined(row: Row[Any]) -> QuarantineRow:
    head = bytes(row.raw[:2000]).decode("utf-8", "replace").replace("\r", "")
    harmless = "".join(char if char == "\n" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in head)
    return QuarantineRow(
        id=row.id,
        mailbox=row.mailbox,
        folder=row.folder,
        received_at=row.received_at,
        size=len(row.raw),
        error=row.error or "",
        head="\n".join(harmless.splitlines()[:12]),
    )
