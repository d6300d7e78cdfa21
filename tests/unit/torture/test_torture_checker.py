"""The judge of the torture finds each kind of fault that is planted, and nothing where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.torture.checker import CHECKS, check
from tests.torture.evidence import Case, Delivered, Evidence, FollowUp, Mail, Out, Raw, Ring, Try, Written

GOOD = Evidence(
    written=(
        Written(message_id="<a1>", topic="kettle", order=1),
        Written(message_id="<a2>", topic="kettle", order=2, copies=2),
        Written(message_id="<robot>", topic="robot", order=3, automatic=True),
        Written(message_id="<b1>", topic="lamp", order=4),
    ),
    inbox=("<a1>", "<a2>", "<a2>", "<robot>", "<b1>"),
    sent=("<r1>", "<f1>"),
    raws=(
        Raw(message_id="<a1>", folder="INBOX", state="recorded"),
        Raw(message_id="<a2>", folder="INBOX", state="recorded"),
        Raw(message_id="<a2>", folder="INBOX", state="duplicate"),
        Raw(message_id="<robot>", folder="INBOX", state="ignored"),
        Raw(message_id="<b1>", folder="INBOX", state="recorded"),
    ),
    mails=(
        Mail(message_id="<a1>", case="A", place=0, position=0, direction="in"),
        Mail(message_id="<a2>", case="A", place=1, position=1, direction="in"),
        Mail(message_id="<r1>", case="A", place=2, position=2, direction="out", outbox="o1"),
        Mail(message_id="<f1>", case="A", place=3, position=3, direction="out", outbox="o2"),
        Mail(message_id="<b1>", case="B", place=0, position=0, direction="in"),
    ),
    cases=(Case(id="A", state="resolved", solved=True), Case(id="B", state="callback", call_open=True)),
    outbox=(
        Out(id="o1", message_id="<r1>", case="A", kind="reply", state="sent", recipients=("a@x",), draft="d1"),
        Out(id="o2", message_id="<f1>", case="A", kind="follow_up", state="sent", recipients=("a@x",)),
        Out(id="o3", message_id="<no>", case="B", kind="reply", state="cancelled", recipients=("b@x",), draft="d2"),
    ),
    delivered=(
        Delivered(message_id="<r1>", recipient="a@x", at=1.0),
        Delivered(message_id="<f1>", recipient="a@x", at=9.0),
    ),
    rings=(
        Ring(ref="CA1", to="+441", began=1.0, ended=9.0, customer=False),
        Ring(ref="CA2", to="+442", began=3.0, ended=9.0, customer=True),
    ),
    tries=(
        Try(id="t1", callback="c1", number="+442", refs=("CA1", "CA2"), dialled=True, ended=True, outcome="talked"),
    ),
    follow_ups=(
        FollowUp(id="f1", case="A", kind="question", state="done", outbox="o2"),
        FollowUp(id="f2", case="A", kind="reminder", state="planned"),
    ),
)


def with_one(field: str, index: int, **changes: Any) -> Evidence:
    """Return the good evidence with one row changed."""
    rows = list(getattr(GOOD, field))
    rows[index] = replace(rows[index], **changes)
    return replace(GOOD, **{field: tuple(rows)})


def without(field: str, index: int) -> Evidence:
    rows = getattr(GOOD, field)
    return replace(GOOD, **{field: (*rows[:index], *rows[index + 1 :])})


def more(field: str, *rows: Any) -> Evidence:
    return replace(GOOD, **{field: (*getattr(GOOD, field), *rows)})


#: (what is planted, the kinds that must be found, the evidence)
PLANTED: list[tuple[str, set[str], Evidence]] = [
    ("the stage dropped a mail", {"mail-never-arrived"}, without("inbox", 4)),
    ("a mail delivered twice lies there once", {"mail-never-arrived"}, without("inbox", 2)),
    ("a mail was never kept", {"mail-lost"}, without("raws", 4)),
    ("a machine's mail was never kept", {"mail-lost"}, without("raws", 3)),
    ("a person's mail stands in no thread", {"mail-lost"}, without("mails", 4)),
    (
        "a person's mail is taken for a machine's",
        {"mail-lost"},
        replace(without("mails", 4), raws=with_one("raws", 4, state="ignored").raws),
    ),
    (
        "a mail is recorded twice",
        {"mail-recorded-twice"},
        more("mails", Mail(message_id="<b1>", case="B", place=1, position=1, direction="in")),
    ),
    (
        "our own mail stands twice in its thread",
        {"mail-recorded-twice"},
        more("mails", Mail(message_id="<r1>", case="A", place=4, position=4, direction="out", outbox="o1")),
    ),
    ("a mail is left unread", {"mail-unread"}, with_one("raws", 4, state="new")),
    ("a good mail is in quarantine", {"mail-unread"}, with_one("raws", 4, state="quarantined", error="odd")),
    ("a decision is overdue", {"case-forgotten"}, with_one("cases", 1, overdue=True)),
    ("a new case that nobody looks at", {"case-forgotten"}, with_one("cases", 1, state="new", call_open=False)),
    ("drafted, and no draft", {"case-forgotten"}, with_one("cases", 1, state="drafted")),
    ("a call that is not in line", {"case-forgotten"}, with_one("cases", 1, call_open=False)),
    ("attention without a word", {"case-forgotten"}, with_one("cases", 1, state="attention")),
    ("the server took a mail twice", {"reply-doubled"}, more("delivered", GOOD.delivered[0])),
    (
        "two mails for one draft",
        {"reply-doubled", "reply-lost", "sent-copy"},
        more("outbox", replace(GOOD.outbox[0], id="o9", message_id="<r9>")),
    ),
    ("sent, and never taken", {"reply-lost"}, without("delivered", 0)),
    ("waiting at the end", {"reply-stuck", "reply-denied", "sent-copy"}, with_one("outbox", 0, state="waiting")),
    ("unknown at the end", {"reply-stuck", "reply-denied", "sent-copy"}, with_one("outbox", 0, state="unknown")),
    ("taken, and called failed", {"reply-denied", "sent-copy"}, with_one("outbox", 0, state="failed")),
    (
        "a mail that we know nothing of",
        {"reply-denied"},
        more("delivered", Delivered(message_id="<ghost>", recipient="a@x", at=2.0)),
    ),
    ("a reply that is not in its thread", {"reply-denied"}, without("mails", 2)),
    ("no copy in Sent", {"sent-copy"}, without("sent", 0)),
    ("two copies in Sent", {"sent-copy"}, more("sent", "<r1>")),
    ("a cancelled mail in Sent", {"sent-copy"}, more("sent", "<no>")),
    (
        "a customer was rung twice for one attempt",
        {"call-doubled", "call-unknown"},
        more("rings", Ring(ref="CA9", to="+442", began=20.0, ended=21.0, customer=True)),
    ),
    (
        "a customer was rung twice at once",
        {"call-doubled"},
        replace(
            more("rings", Ring(ref="CA4", to="+442", began=5.0, ended=7.0, customer=True)),
            tries=(*GOOD.tries, replace(GOOD.tries[0], id="t2", refs=("CA4",))),
        ),
    ),
    (
        "a call that nobody wrote down",
        {"call-unknown"},
        more("rings", Ring(ref="CA9", to="+441", began=20.0, ended=21.0, customer=False)),
    ),
    (
        "two attempts claim one call",
        {"call-unknown"},
        more("tries", replace(GOOD.tries[0], id="t2", refs=("CA1",), dialled=False)),
    ),
    ("an attempt without an end", {"call-lost"}, with_one("tries", 0, ended=False, outcome="")),
    ("a line that is still open", {"call-lost"}, with_one("rings", 0, ended=None)),
    (
        "solved, and nothing planned",
        {"follow-up-missed", "follow-up-doubled"},
        replace(GOOD, follow_ups=()),
    ),
    ("a follow-up is overdue", {"follow-up-missed"}, with_one("follow_ups", 1, overdue=True)),
    (
        "a question that never left",
        {"follow-up-missed", "follow-up-doubled"},
        with_one("follow_ups", 0, outbox=None),
    ),
    (
        "a question that was asked twice",
        {"follow-up-doubled"},
        replace(
            more("outbox", replace(GOOD.outbox[1], id="o8", message_id="<f8>")),
            delivered=(*GOOD.delivered, Delivered(message_id="<f8>", recipient="a@x", at=9.5)),
            sent=(*GOOD.sent, "<f8>"),
            mails=(*GOOD.mails, Mail(message_id="<f8>", case="A", place=4, position=4, direction="out", outbox="o8")),
        ),
    ),
    (
        "two mails in the wrong order",
        {"order-broken"},
        replace(
            GOOD,
            mails=(replace(GOOD.mails[0], place=1), replace(GOOD.mails[1], place=0), *GOOD.mails[2:]),
        ),
    ),
    ("two mails at one position", {"order-broken"}, with_one("mails", 1, position=0)),
    ("a thread torn apart", {"thread-torn"}, with_one("mails", 1, case="B")),
]


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    assert check(GOOD) == ()
    assert check(Evidence()) == ()


@pytest.mark.parametrize(("kinds", "evidence"), [pytest.param(kinds, one, id=name) for name, kinds, one in PLANTED])
def test_each_planted_fault_is_found(kinds: set[str], evidence: Evidence) -> None:
    found = check(evidence)
    assert {fault.kind for fault in found} == kinds
    assert all(fault.about and fault.sentence for fault in found)


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.__name__)
def test_every_check_finds_something_planted(one: Any) -> None:
    assert any(list(one(evidence)) for _, _, evidence in PLANTED)
