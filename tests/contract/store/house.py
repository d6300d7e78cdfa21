"""A small house on a real store: use cases wired with scripted surroundings and a clock that the test moves."""

from __future__ import annotations

import email
import email.utils
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

from sqlalchemy import Table, select

from mailbot.delivery import Delivery, Lookup
from mailbot.desk import Desk
from mailbot.errors import UnreadableMail
from mailbot.intake import Received, Receiving, Triage
from mailbot.model.case import Case, Judgement
from mailbot.model.conversation import Conversation
from mailbot.model.customer import Identity
from mailbot.model.decision import Decision, Escalate, Propose
from mailbot.model.delivery import Outcome, SendPhase, SendState
from mailbot.model.draft import Draft, DraftText, Finding
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Band, Category, Heat, Kind, Reading, Signal
from mailbot.model.mailbox import MailBatch
from mailbot.model.message import Address, Automatic, BounceReport, InboundMessage, OutboundMessage, RawMail, Verdict
from mailbot.model.person import Agent, Role
from mailbot.model.policy import Policy
from mailbot.ports import QuietWatcher, WatchLease
from mailbot.store.database import Database, new_id
from mailbot.store.records import records

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DESK = "help@shop.example"
IDENTITY = Identity(mailbox="support", address=Address(name="Shop", email=DESK), own=frozenset({DESK}))
ANNA = Agent(id="anna", email="anna@shop.example", name="Anna", role=Role.AGENT)
BEN = Agent(id="ben", email="ben@shop.example", name="Ben", role=Role.AGENT)
MAX = Agent(id="max", email="max@shop.example", name="Max", role=Role.MANAGER)


class HandClock:
    """A clock that stands still until the test moves it."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


def mail(uid: int, text: str = "The kettle broke.", **headers: str) -> bytes:
    """Return a raw mail of a customer's."""
    fields = {
        "From": "Petra <petra@home.example>",
        "To": DESK,
        "Subject": "Kettle",
        "Message-ID": f"<m{uid}@home.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}\r\n{text}\r\n".encode()


def raw(uid: int, content: bytes | None = None, *, at: datetime = START, folder: str = "INBOX") -> RawMail:
    """Return a mail at its place in the mailbox."""
    content = mail(uid) if content is None else content
    return RawMail(mailbox="support", folder=folder, uidvalidity=1, uid=uid, raw=content, received_at=at)


@dataclass
class PlainReader:
    """Reads plain text mails; `broken` holds UIDs whose reading fails, with what is raised."""

    broken: dict[int, Exception] = field(default_factory=dict)
    reads: list[int] = field(default_factory=list)

    async def read(self, mail: RawMail) -> InboundMessage:
        self.reads.append(mail.uid)
        if mail.uid in self.broken:
            raise self.broken[mail.uid]
        if b"\r\n\r\n" not in mail.raw:
            raise UnreadableMail("The mail has no body.")
        return _parse(email.message_from_bytes(mail.raw))


def _parse(tree: Message) -> InboundMessage:
    body = str(tree.get_payload()).strip()
    what = tree.get("X-Automatic")
    bounced = tree.get("X-Bounced")
    return InboundMessage(
        message_id=tree.get("Message-ID"),
        in_reply_to=tuple((tree.get("In-Reply-To") or "").split()),
        references=tuple((tree.get("References") or "").split()),
        sender=_people(tree.get("From"))[0],
        reply_to=_people(tree.get("Reply-To")),
        to=_people(tree.get("To")),
        cc=_people(tree.get("Cc")),
        subject=tree.get("Subject") or "",
        text=body,
        new_text=body,
        automatic=Automatic(what) if what else None,
        bounce=BounceReport(
            original_message_id=bounced, recipient="petra@home.example", status="5.1.1", action="failed"
        )
        if bounced
        else None,
        authentication=Verdict(tree.get("X-Verdict") or "unverified"),
        content_hash=hashlib.sha256(f"{tree.get('Message-ID')}{tree.get('From')}{body}".encode()).hexdigest(),
    )


def _people(value: str | None) -> tuple[Address, ...]:
    return tuple(Address(name=name, email=one) for name, one in email.utils.getaddresses([value or ""]) if one)


def reading(heat: float = 0.3) -> Reading:
    band = Band.HIGH if heat >= 0.7 else Band.LOW
    signals = (Signal(name="word", weight=heat, evidence=(0, 3), quote="The"),)
    return Reading(
        language="en", kind=Kind.COMPLAINT, heat=Heat(value=heat, band=band, signals=signals), category=Category.QUALITY
    )


def propose(body: str = "Dear Petra, we send a new kettle.", heat: float = 0.3, **more: Any) -> Propose:
    facts = Facts(items=(Fact(slot="order_ref", value="K-1", text="K-1", span=(4, 7)),))
    text = DraftText(
        language="en", playbook="listen-recap-apologise-resolve", subject="Re: Kettle", body=body, facts=facts, **more
    )
    return Propose(
        draft=text, reading=reading(heat), heat=reading(heat).heat, reasons=("A complaint below the threshold.",)
    )


def escalate(**more: Any) -> Escalate:
    return Escalate(reading=reading(0.9), heat=reading(0.9).heat, phone="+49301234567", reasons=("Furious.",), **more)


@dataclass
class ScriptedDecide:
    """Answers with `decision` (or raises it); remembers what it was asked."""

    decision: Decision | Exception = field(default_factory=propose)
    cases: list[Case] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, case: Case) -> Judgement:
        self.cases.append(case)
        if self.meanwhile:
            await self.meanwhile()
        if isinstance(self.decision, Exception):
            raise self.decision
        return Judgement(decision=self.decision)


@dataclass
class ScriptedCallbacks:
    """Opens callbacks in a list."""

    opened: list[str] = field(default_factory=list)

    async def open(self, tx: Any, conversation: Conversation, decision: Escalate, now: datetime) -> str:
        self.opened.append(conversation.id)
        return f"call-{conversation.id}"

    async def is_open(self, tx: Any, conversation_id: str) -> bool:
        return conversation_id in self.opened

    async def open_among(self, tx: Any, conversation_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(conversation_ids) & frozenset(self.opened)


@dataclass
class Wire:
    """The world outside: an SMTP server that follows a script, and the Sent folder."""

    script: list[str] = field(default_factory=list)
    taken: list[tuple[str, bytes]] = field(default_factory=list)  # (recipient, payload) as the server took them
    sent: dict[str, bytes] = field(default_factory=dict)
    at_answer: Callable[[], Awaitable[None]] | None = None
    sent_broken: Exception | None = None

    async def send(self, payload: bytes, sender: str, recipients: tuple[str, ...], *, reached: Any = None) -> Outcome:
        word = self.script.pop(0) if self.script else "take"
        for phase in (SendPhase.CONNECT, SendPhase.ENVELOPE, SendPhase.CONTENT):
            await reached(phase)
            if word == f"raise {phase}":
                raise RuntimeError("broken transport")
        if word == "defer":
            return Outcome(state=SendState.DEFERRED, phase=SendPhase.ENVELOPE, code=451, reply="busy")
        if word == "refuse":
            return Outcome(state=SendState.REFUSED, phase=SendPhase.ENVELOPE, code=550, reply="no such user")
        await reached(SendPhase.ANSWER)
        if self.at_answer:
            await self.at_answer()
        return self._answer(word, payload, recipients)

    def _answer(self, word: str, payload: bytes, recipients: tuple[str, ...]) -> Outcome:
        if word != "lose":
            self.taken += [(one, payload) for one in recipients if not one.startswith("slow") or word != "partly"]
        if word in ("lose", "unknown"):
            return Outcome(state=SendState.UNKNOWN, phase=SendPhase.ANSWER, reply="no answer after the dot")
        if word == "raise answer":
            raise RuntimeError("broken transport")
        return Outcome(state=SendState.ACCEPTED, phase=SendPhase.ANSWER, code=250, reply="queued", accepted=recipients)

    async def find(self, message_id: str) -> bool:
        if self.sent_broken:
            raise self.sent_broken
        return message_id in self.sent

    async def file(self, payload: bytes, message_id: str) -> None:
        if self.sent_broken:
            raise self.sent_broken
        assert message_id not in self.sent
        self.sent[message_id] = payload


@dataclass
class Diary(QuietWatcher):
    """A watcher that writes down what it was told."""

    entries: list[str] = field(default_factory=list)

    async def customer_wrote(self, tx: Any, conversation: Conversation, message_row: str, now: datetime) -> None:
        self.entries.append("wrote")

    async def reply_left(self, tx: Any, conversation: Conversation, message_row: str, text: str, now: datetime) -> None:
        self.entries.append("left")

    async def resolved(self, tx: Any, conversation: Conversation, by: str, now: datetime) -> None:
        self.entries.append("resolved")

    async def reopened(self, tx: Any, conversation: Conversation, by: str, now: datetime) -> None:
        self.entries.append("reopened")

    async def closed(self, tx: Any, conversation: Conversation, by: str, now: datetime) -> None:
        self.entries.append("closed")


def compose(message: OutboundMessage) -> bytes:
    people = ", ".join(one.email for one in (*message.to, *message.cc))
    head = f"Message-ID: {message.message_id}\r\nFrom: {message.sender.email}\r\nTo: {people}\r\nSubject: {message.subject}\r\n"
    thread = f"In-Reply-To: {message.in_reply_to}\r\nReferences: {' '.join(message.references)}\r\n"
    quote = f"{message.quoted_intro}\r\n> {message.quoted}\r\n" if message.quoted else ""
    return f"{head}{thread}\r\n{message.text}\r\n{quote}".encode()


def attribution(language: str, author: Address, at: datetime) -> str:
    return f"{at:%Y-%m-%d}, {author.name}:"


class ScriptedLint:
    """Finds the rules whose name stands in the text."""

    async def __call__(self, text: DraftText, case: Case) -> tuple[Finding, ...]:
        rules = ("war-of-words", "over-amends", "had-to")
        return tuple(Finding(rule=rule, message="so it is") for rule in rules if rule in text.body)


class House:
    """Everything wired on one store."""

    def __init__(self, db: Database, *, policy: Policy | None = None, lint: bool = True) -> None:
        self.db, self.records, self.clock, self.policy = db, records(db), HandClock(), policy or Policy()
        self.reader, self.decide, self.callbacks = PlainReader(), ScriptedDecide(), ScriptedCallbacks()
        self.wire, self.diary = Wire(), Diary()
        shared: dict[str, Any] = {
            "records": self.records,
            "clock": self.clock,
            "policy": self.policy,
            "watchers": (self.diary,),
        }
        people = {"support": IDENTITY}
        self.receiving = Receiving(reader=self.reader, identities=people, **shared)
        self.triage = Triage(decide=self.decide, callbacks=self.callbacks, **shared)
        self.desk = Desk(
            identities=people, compose=compose, attribution=attribution, callbacks=self.callbacks, new_id=new_id,
            lint=ScriptedLint() if lint else None, **shared,
        )  # fmt: skip
        self.delivery = Delivery(transports={"support": self.wire}, identities=people, dice=lambda: 0.5, **shared)
        self.lookup = Lookup(sent_folders={"support": self.wire}, **shared)

    async def rows(self, table: Table) -> Sequence[Any]:
        """Return all rows of a table, oldest first."""
        async with self.db.read() as tx:
            return (await tx.execute(select(table).order_by(*table.primary_key.columns))).all()

    async def case(self) -> Any:
        """Return the row of the only case."""
        from mailbot.store.tables import conversations

        [row] = await self.rows(conversations)
        return row

    async def kinds(self) -> list[str]:
        """Return the kinds of all events, oldest first."""
        from mailbot.store.tables import events

        return [row.kind for row in sorted(await self.rows(events), key=lambda row: row.at)]

    async def open_draft(self, text: str = "The kettle broke.", *, uid: int = 1) -> Draft:
        """Let a mail arrive, let the silence pass, return the draft that was proposed."""
        await self.receiving.receive(raw(uid, mail(uid, text), at=self.clock.now()))
        self.clock.forward(minutes=31)
        await self.triage.triage_due()
        async with self.db.read() as tx:
            draft = await self.records.drafts.open_of(tx, (await self.case()).id)
        assert draft is not None
        return draft

    async def approved(self) -> Draft:
        """Return a draft that is approved and whose undo window has passed."""
        draft = await self.open_draft()
        done = await self.desk.approve(ANNA, draft.id, draft.version)
        self.clock.forward(minutes=5)
        return done.draft


def quick(policy: Policy, **changes: Any) -> Policy:
    return replace(policy, **changes)


async def receive_batch(
    receiving: Receiving, batch: MailBatch, *, from_sent: bool = False, under: WatchLease | None = None
) -> Sequence[Received]:
    """Keep and record a batch, its cursor with it, as a folder's relay does in three steps."""
    missed = [one for one in batch.skipped if one.there]
    return await receiving.receive_all(
        batch.mails, cursor=batch.cursor, missed=missed, from_sent=from_sent, under=under
    )
