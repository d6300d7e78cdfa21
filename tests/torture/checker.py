"""The judge of a torture: pure; each check returns what it found wrong, in sentences that name the row.

No mail lost, none recorded twice, every case in somebody's hands, no reply or call doubled or forgotten, no follow-up
missed, and each conversation in the order in which it was written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.torture.evidence import Case, Evidence, Mail


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something that must not have happened."""

    kind: str
    about: str  # a Message-ID, a number, a row's id
    sentence: str


def mail_never_arrived(found: Evidence) -> Iterator[Fault]:
    """Every mail written lies in the mailbox as often as it was delivered: else the stage itself is broken."""
    there = Counter(found.inbox)
    for one in found.written:
        if there[one.message_id] != one.copies:
            yield _fault("mail-never-arrived", one.message_id, f"{there[one.message_id]} of {one.copies} in the inbox.")


def mail_lost(found: Evidence) -> Iterator[Fault]:
    """Every person's mail stands in a thread; every machine's is at least on record."""
    shown, kept = {mail.message_id for mail in found.mails}, {raw.message_id for raw in found.raws}
    for one in found.written:
        if one.message_id not in kept:
            yield _fault("mail-lost", one.message_id, "It lies in the mailbox and was never kept.")
        elif not one.automatic and one.message_id not in shown:
            states = [raw.state for raw in found.raws if raw.message_id == one.message_id]
            yield _fault("mail-lost", one.message_id, f"It was kept and stands in no thread ({', '.join(states)}).")


def mail_recorded_twice(found: Evidence) -> Iterator[Fault]:
    """A mail stands in one thread, once."""
    for message_id, times in Counter(mail.message_id for mail in found.mails).items():
        if times > 1:
            yield _fault("mail-recorded-twice", message_id, f"It stands {times} times in the threads.")


def mail_unread(found: Evidence) -> Iterator[Fault]:
    """Nothing is left unread or in quarantine: the stream holds no mail that cannot be read."""
    for raw in found.raws:
        if raw.state in ("new", "quarantined"):
            yield _fault("mail-unread", raw.message_id, f"{raw.state}: {raw.error or 'no reason given'}")


def case_forgotten(found: Evidence) -> Iterator[Fault]:
    """Every case is in somebody's hands: a draft to approve, a call to make, a sentence to a person, or done."""
    for case in found.cases:
        if case.overdue:
            yield _fault("case-forgotten", case.id, "A decision is overdue.")
        elif not _in_hands(case):
            yield _fault("case-forgotten", case.id, f"It is {case.state}, and nothing will happen to it.")


def _in_hands(case: Case) -> bool:
    match case.state:
        case "drafted":
            return case.draft_open
        case "callback":
            return case.call_open
        case "attention":
            return bool(case.attention)
        case state:
            return state in ("waiting", "resolved", "closed")


def reply_doubled(found: Evidence) -> Iterator[Fault]:
    """A mail reaches each recipient once, and a draft becomes one mail."""
    for (message_id, recipient), times in Counter((one.message_id, one.recipient) for one in found.delivered).items():
        if times > 1:
            yield _fault("reply-doubled", message_id, f"The server took it {times} times for {recipient}.")
    left = Counter(out.draft for out in found.outbox if out.draft and out.state == "sent")
    for draft, times in left.items():
        if times > 1:
            yield _fault("reply-doubled", str(draft), f"{times} mails left for one draft.")


def reply_lost(found: Evidence) -> Iterator[Fault]:
    """What we call sent was taken by the server, and nothing is under way for ever."""
    taken = {one.message_id for one in found.delivered}
    for out in found.outbox:
        if out.state == "sent" and out.message_id not in taken:
            yield _fault("reply-lost", out.message_id, "We say that it left; the server never took it.")
        if out.state in ("waiting", "sending", "unknown"):
            yield _fault("reply-stuck", out.message_id, f"It is {out.state} at the end.")


def reply_denied(found: Evidence) -> Iterator[Fault]:
    """What the server took is known as sent, and stands in its thread."""
    state = {out.message_id: out.state for out in found.outbox}
    shown = {mail.message_id for mail in found.mails if mail.direction == "out"}
    cases = {out.message_id for out in found.outbox if out.case}
    for message_id in sorted({one.message_id for one in found.delivered}):
        if state.get(message_id) != "sent":
            yield _fault("reply-denied", message_id, f"The server took it; we say {state.get(message_id, 'nothing')}.")
        elif message_id in cases and message_id not in shown:
            yield _fault("reply-denied", message_id, "It left and does not stand in its thread.")


def sent_copy(found: Evidence) -> Iterator[Fault]:
    """What left lies in Sent, once, and nothing else does."""
    there = Counter(found.sent)
    for out in found.outbox:
        if out.state == "sent" and there[out.message_id] != 1:
            yield _fault("sent-copy", out.message_id, f"It lies {there[out.message_id]} times in Sent.")
    known = {out.message_id for out in found.outbox if out.state == "sent"}
    for message_id in there.keys() - known:
        yield _fault("sent-copy", message_id, "It lies in Sent and we do not say that it left.")


def call_doubled(found: Evidence) -> Iterator[Fault]:
    """A customer's number rings once for each attempt that dialled it, and never twice at once."""
    allowed = Counter(one.number for one in found.tries if one.dialled)
    rung: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for ring in found.rings:
        if ring.customer:
            rung[ring.to].append((ring.began, ring.ended if ring.ended is not None else float("inf")))
    for number, spans in rung.items():
        if len(spans) > allowed[number]:
            yield _fault("call-doubled", number, f"It rang {len(spans)} times for {allowed[number]} attempts.")
        spans.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            yield _fault("call-doubled", number, "It rang twice at once.")


def call_unknown(found: Evidence) -> Iterator[Fault]:
    """Whoever rings was written down before, and is named once."""
    owners = Counter(ref for one in found.tries for ref in one.refs)
    for ring in found.rings:
        if owners[ring.ref] != 1:
            yield _fault("call-unknown", ring.ref, f"{owners[ring.ref]} attempts know of this call to {ring.to}.")


def call_lost(found: Evidence) -> Iterator[Fault]:
    """Every attempt ended with an outcome, and every call on the network has ended."""
    for one in found.tries:
        if not one.ended or not one.outcome:
            yield _fault("call-lost", one.id, "The attempt has no end.")
    for ring in found.rings:
        if ring.ended is None:
            yield _fault("call-lost", ring.ref, f"The line to {ring.to} is still open.")


def follow_up_missed(found: Evidence) -> Iterator[Fault]:
    """A solved case has its follow-ups; none that is due waits; one that is done left a mail that left."""
    planned = {one.case for one in found.follow_ups}
    for case in found.cases:
        if case.solved and not case.answered_again and case.id not in planned:
            yield _fault("follow-up-missed", case.id, "It was solved and nothing was planned.")
    sent = {out.id for out in found.outbox if out.state in ("sent", "failed")}
    for one in found.follow_ups:
        if one.overdue:
            yield _fault("follow-up-missed", one.id, f"The {one.kind} of case {one.case} is overdue.")
        if one.state == "done" and one.kind in ("question", "reminder") and one.outbox not in sent:
            yield _fault("follow-up-missed", one.id, f"The {one.kind} is called done and no mail left.")


def follow_up_doubled(found: Evidence) -> Iterator[Fault]:
    """A follow-up is one mail."""
    owned = Counter(one.outbox for one in found.follow_ups if one.outbox)
    for out in found.outbox:
        if out.kind == "follow_up" and out.state != "cancelled" and owned[out.id] != 1:
            yield _fault("follow-up-doubled", out.message_id, f"{owned[out.id]} follow-ups own this mail.")


def order_broken(found: Evidence) -> Iterator[Fault]:
    """A thread shows mails in the order in which they were written, each in a place of its own."""
    order = {one.message_id: (one.topic, one.order) for one in found.written}
    threads: defaultdict[str, list[Mail]] = defaultdict(list)
    for mail in found.mails:
        threads[mail.case].append(mail)
    for case, mails in threads.items():
        mails.sort(key=lambda mail: mail.place)
        if len({mail.position for mail in mails}) != len(mails):
            yield _fault("order-broken", case, "Two mails have one position.")
        told = [order[mail.message_id] for mail in mails if mail.message_id in order]
        for topic in {topic for topic, _ in told}:
            of_topic = [number for name, number in told if name == topic]
            if of_topic != sorted(of_topic):
                yield _fault("order-broken", case, f"The mails about {topic} stand in the order {of_topic}.")


def thread_torn(found: Evidence) -> Iterator[Fault]:
    """All mails of a topic stand in one case."""
    case_of = {mail.message_id: mail.case for mail in found.mails}
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for one in found.written:
        if not one.automatic and one.message_id in case_of:
            topics[one.topic].add(case_of[one.message_id])
    for topic, cases in topics.items():
        if len(cases) > 1:
            yield _fault("thread-torn", topic, f"It is spread over {len(cases)} cases.")


#: What is asked of the evidence, in this order.
CHECKS: tuple[Callable[[Evidence], Iterator[Fault]], ...] = (
    mail_never_arrived,
    mail_lost,
    mail_recorded_twice,
    mail_unread,
    case_forgotten,
    reply_doubled,
    reply_lost,
    reply_denied,
    sent_copy,
    call_doubled,
    call_unknown,
    call_lost,
    follow_up_missed,
    follow_up_doubled,
    order_broken,
    thread_torn,
)


def check(found: Evidence) -> tuple[Fault, ...]:
    """Return everything that is wrong, in the order of CHECKS."""
    return tuple(fault for one in CHECKS for fault in one(found))


def _fault(kind: str, about: str, sentence: str) -> Fault:
    return Fault(kind=kind, about=about, sentence=sentence)
