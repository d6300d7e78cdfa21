"""The statements of the inbox. Each is built once a shape and asked again with other values: building costs more than asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from mailbot.model.conversation import State
from mailbot.model.view import InboxQuery, Order, Tab
from mailbot.store.inbox_cursor import values_of
from mailbot.store.tables import agents, conversations, drafts, outbox
from mailbot.store.types import UtcDateTime

#: Counting stops here: "1,000+" says as much as an exact number and costs no scan.
COUNT_CAP = 1000

Conditions = Sequence[ColumnElement[bool]]

#: Values with fewer cases than this lead where a list is narrowed by several.
_FEW = 10_000

#: Cases of these values may be asked for; each is a bound value of the same name.
_NARROWED = ("mailbox", "language", "category")

_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime())

#: (column, descending) of each order; every one ends in the id, so that pages never repeat or skip a case.
_ORDERS: dict[Order, tuple[tuple[Any, bool], ...]] = {
    Order.HEAT: ((conversations.c.heat, True), (conversations.c.waiting_at, False), (conversations.c.id, False)),
    Order.AGE: ((conversations.c.waiting_at, False), (conversations.c.id, False)),
    Order.RECENT: ((conversations.c.last_activity_at, True), (conversations.c.id, False)),
}

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


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition that an index serves; a tab is the union of its branches."""

    where: ColumnElement[bool]
    few: bool = (
        False  # an index of its own finds these few rows: none for what is narrowed down besides may be preferred
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """What decides the words of the statements; everything else is a bound value."""

    tab: Tab
    order: Order
    narrowed: tuple[str, ...]  # of _NARROWED
    search: bool
    further: bool  # not the first page
    led_by: str = ""  # of `narrowed`: whose index is to be read; "": the engine chooses

    @classmethod
    def of(cls, query: InboxQuery) -> Shape:
        """Return the shape of a query."""
        return cls(
            tab=query.tab,
            order=query.order,
            narrowed=tuple(name for name in _NARROWED if getattr(query, name)),
            search=bool(query.words.strip()),
            further=bool(query.after),
        )

    @property
    def asks_who_leads(self) -> bool:
        """Tell whether it is narrowed by several values, of which a rare one must lead."""
        return len(self.narrowed) > 1 and not self.search


@cache
def numbers_statement(shape: Shape) -> Select[Any]:
    """Return the statement that counts the cases of each value that a list is narrowed to, up to a bound.

    SQLite knows how many cases a language has on average, not how many this one has: led by a common value, it would walk
    through tens of thousands of cases for the few of a rare one.
    """
    some = [
        select(literal_column("1")).where(conversations.c[name] == bindparam(name)).limit(_FEW).subquery()
        for name in shape.narrowed
    ]
    counted: list[Any] = [select(func.count()).select_from(one).scalar_subquery() for one in some]
    return select(*counted)


def led(shape: Shape, found: Row[Any]) -> Shape:
    """Return the shape led by its rarest value, of the row that `numbers_statement` gave."""
    return replace(shape, led_by=min(zip(found, shape.narrowed, strict=True))[1])


def parameters(query: InboxQuery, now: datetime) -> dict[str, Any]:
    """Return the bound values of both statements, but for `found` of a search.

    Raises:
        RefusedError: the cursor is not one of ours.
    """
    values = {"now": now, "agent": query.agent, "rows": query.limit + 1}
    values |= {name: getattr(query, name) for name in _NARROWED}
    if query.after:
        values |= {f"after_{n}": value for n, value in enumerate(values_of(query.after, query.order))}
    return values


def rows_of_cases() -> Select[Any]:
    """Return the statement of a list's rows, without conditions."""
    return select(*_ROW).select_from(
        conversations.outerjoin(drafts, _OPEN_DRAFT).outerjoin(agents, agents.c.id == conversations.c.assignee)
    )


@cache
def page_statement(shape: Shape, sqlite: bool) -> Select[Any]:
    """Return the statement of a page and one row more: the head of each branch's list, merged by the database.

    Each branch is one state or another narrow condition that an index of its order serves, so that a page costs the
    same whatever lies in the archive. One statement: a journey for each branch costs more than its reading.
    """
    columns = _ORDERS[shape.order]
    beyond = [_beyond(columns)] if shape.further else []
    most: ColumnElement[int] = bindparam("rows", type_=Integer())

    def sorted_by(of: Any) -> list[Any]:
        return [of[key.name].desc() if descending else of[key.name].asc() for key, descending in columns]

    heads = [
        select(*(key for key, _ in columns))
        .where(*_wanted(shape, sqlite, branch), *beyond)
        .order_by(*sorted_by(conversations.c))
        .limit(most)
        for branch in _branches(shape)[shape.tab]
    ]
    merged = union_all(*(select(head.subquery()) for head in heads)).subquery()
    page = select(merged.c.id).order_by(*sorted_by(merged.c)).limit(most).subquery()
    return rows_of_cases().join(page, page.c.id == conversations.c.id).order_by(*sorted_by(conversations.c))


@cache
def _tabs() -> dict[Tab, list[Branch]]:
    """Return the branches whose union each tab is; no case fulfils two of one tab."""
    awake = or_(conversations.c.snoozed_until.is_(None), conversations.c.snoozed_until <= _NOW)
    asleep = and_(conversations.c.is_open.is_(True), conversations.c.snoozed_until > _NOW)
    mine = and_(conversations.c.is_open.is_(True), conversations.c.assignee == bindparam("agent"), awake)
    leaving = select(outbox.c.id).where(_ABOUT_TO_LEAVE).exists()
    in_state = {state: conversations.c.state == state.value for state in State}
    # A solved case with an open draft: the written confirmation of a call waits for its approval.
    to_confirm = and_(in_state[State.RESOLVED], conversations.c.id.in_(_with_draft()))
    return {
        Tab.TODO: [
            *(Branch(and_(in_state[one], awake, ~leaving)) for one in (State.DRAFTED, State.ATTENTION)),
            Branch(to_confirm, few=True),
        ],
        Tab.MINE: [Branch(mine, few=True)],
        Tab.CALLS: [Branch(in_state[State.CALLBACK])],
        Tab.GATHERING: [Branch(in_state[State.GATHERING])],
        Tab.WAITING: [
            Branch(in_state[State.WAITING]),
            Branch(and_(asleep, conversations.c.state != State.WAITING.value), few=True),
            Branch(and_(in_state[State.DRAFTED], awake, leaving)),
        ],
        Tab.SOLVED: [Branch(in_state[one]) for one in (State.RESOLVED, State.CLOSED)],
        Tab.ALL: [Branch(one) for one in in_state.values()],
    }


def _with_draft() -> Select[Any]:
    # Open replies are many, and their cases are not solved; the others are few and have an index of their own.
    return select(drafts.c.conversation_id).where(
        drafts.c.status == literal_column("'open'"), drafts.c.kind != literal_column("'reply'")
    )


def _branches(shape: Shape) -> dict[Tab, list[Branch]]:
    if not shape.search:
        return _tabs()
    # A search has found its few hundred cases already: each is looked at once, not once a branch.
    return {tab: [Branch(or_(*(one.where for one in branches)))] for tab, branches in _tabs().items()}


def _wanted(shape: Shape, sqlite: bool, branch: Branch) -> list[ColumnElement[bool]]:
    """Return everything that a case of a branch must fulfil."""
    wanted = [branch.where, *_open_to_all(shape, sqlite)]
    for name in shape.narrowed:
        column = conversations.c[name]
        follows = branch.few or (shape.led_by and name != shape.led_by)
        wanted.append((func.coalesce(column, "") if follows else column) == bindparam(name))
    return wanted


def _open_to_all(shape: Shape, sqlite: bool) -> list[ColumnElement[bool]]:
    merged: ColumnElement[bool] = conversations.c.merged_into.is_(None)
    if sqlite and shape.narrowed:
        # Left bare, the index of the counts would be preferred, and its whole state walked through.
        merged = func.coalesce(conversations.c.merged_into, "") == ""
    return [merged, _is_found(sqlite)] if shape.search else [merged]


def _is_found(sqlite: bool) -> ColumnElement[bool]:
    """Return the condition that a search has found the case: one bound value, not five hundred."""
    if sqlite:
        listed = func.json_each(bindparam("found", type_=Text())).table_valued("value")
        return conversations.c.id.in_(select(listed.c.value))
    return conversations.c.id == any_(bindparam("found", type_=ARRAY(Text)))


def _beyond(columns: Sequence[tuple[Any, bool]]) -> ColumnElement[bool]:
    """Return the rows after a cursor (keyset paging: the tenth page costs what the first does)."""
    after = [bindparam(f"after_{n}", type_=column.type) for n, (column, _) in enumerate(columns)]
    choices = []
    for index, (column, descending) in enumerate(columns):
        same = [earlier == after[n] for n, (earlier, _) in enumerate(columns[:index])]
        choices.append(and_(*same, column < after[index] if descending else column > after[index]))
    return or_(*choices)


@cache
def counts_statement(shape: Shape, sqlite: bool) -> Select[Any]:
    """Return the statement that counts all tabs at once: a dozen journeys would cost more than the counting."""
    if shape.search:
        found: list[Any] = [func.count(conversations.c.id).filter(branch.where) for _, branch in _counted(shape)]
        narrowed = [conversations.c[name] == bindparam(name) for name in shape.narrowed]
        return select(*found).where(*_open_to_all(shape, sqlite), *narrowed)
    capped = [
        select(conversations.c.id).where(*_wanted(shape, sqlite, branch)).limit(COUNT_CAP).subquery()
        for _, branch in _counted(shape)
    ]
    each: list[Any] = [select(func.count()).select_from(one).scalar_subquery() for one in capped]
    return select(*each)


def _counted(shape: Shape) -> list[tuple[Tab, Branch]]:
    """Return every branch that is counted, with its tab."""
    return [(tab, branch) for tab, branches in _branches(shape).items() if tab is not Tab.ALL for branch in branches]


def counts_of(shape: Shape, found: Row[Any]) -> dict[str, int]:
    """Return how many cases each tab holds, of the row that `counts_statement` gave; 1,000 stands for more."""
    tabs = [tab.value for tab, _ in _counted(shape)]
    counts = dict.fromkeys(tabs, 0)
    for tab, number in zip(tabs, found, strict=True):
        counts[tab] = min(COUNT_CAP, counts[tab] + number)
    return counts
