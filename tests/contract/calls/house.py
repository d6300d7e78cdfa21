"""A house with a telephone: the store, the use case, the webhooks, the official client and the simulated network."""

from __future__ import annotations

import tomllib
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from starlette.applications import Starlette

import mailbot
from escalation.call_texts import load_call_texts
from escalation.callback import Attempt, Callback
from escalation.dispatch import Dispatch, Site
from escalation.menu import Menu
from escalation.phone import TwilioAccount, TwilioPhone
from escalation.ports import WrapUp
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Persona
from escalation.webhooks import Webhooks
from mailbot.model.conversation import Conversation, State
from mailbot.model.decision import Escalate
from mailbot.model.heat import Band, Flag, Heat, Kind, Reading
from mailbot.model.person import Agent, Role
from mailbot.model.policy import CallPolicy
from mailbot.store import schema
from mailbot.store.call_rows import CallSettings
from mailbot.store.callbacks import CallbackStore
from mailbot.store.calls import CallStore
from mailbot.store.conversations import ConversationStore
from mailbot.store.database import Database
from mailbot.store.tables import call_attempts, callbacks, customers, events

OURS = "+442079460000"
PUBLIC = "https://desk.example.com"
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MONA = Agent(id="mona", email="mona@desk.example", name="Mona", role=Role.MANAGER, phone="+442079460001")
NOAH = Agent(id="noah", email="noah@desk.example", name="Noah", role=Role.MANAGER, phone="+442079460002")
ANN = "+442079460018"

_TABLE = tomllib.loads((Path(mailbot.__file__).parent / "policy.toml").read_text())["calls"]
POLICY = replace(
    CallPolicy(**{key: tuple(value) if isinstance(value, list) else value for key, value in _TABLE.items()}), armed=True
)
TEXTS = load_call_texts()


@dataclass
class House:
    """Everything wired; `open` puts a hot case with a callback into the store."""

    db: Database
    net: Network
    calls: CallStore
    callbacks: CallbackStore
    dispatch: Dispatch
    account: TwilioAccount
    promised: list[tuple[str, str, datetime]]
    invited: list[str]
    resolved: list[str]

    async def open(self, name: str = "ann", number: str | None = ANN, **changes: Any) -> str:
        """Open a case and its callback; the number is on file unless `source` says otherwise."""
        now = self.net.clock.now()
        source = changes.pop("source", "history")
        decision = escalate(number, source, changes.pop("heat", 0.8), changes.pop("flags", ()), **changes)
        async with self.db.write() as tx:
            case = await ConversationStore().open(tx, conversation(f"{name}@example.com", now))
            if source == "history" and number:
                await _on_file(tx, case.customer_email, number, now)
            return await self.callbacks.open(tx, case, decision, now)

    async def claim(self, callback_id: str, who: Agent = MONA) -> Callback:
        """Claim a callback for a manager."""
        return await self.calls.take(callback_id, who.id, self.net.clock.now())

    async def ring(self, callback_id: str, who: Agent = MONA) -> Attempt:
        """Claim and call; the network has not moved yet."""
        return await self.dispatch.call(await self.claim(callback_id, who), who)

    async def finish(self, callback_id: str, record: WrapUp, who: Agent = MONA) -> Callback:
        """Wrap a call up."""
        return await self.calls.complete(callback_id, who.id, record, self.net.clock.now())

    async def attempt(self, attempt_id: str) -> Attempt:
        """Return an attempt as it stands."""
        return await self.calls.attempt(attempt_id)

    async def attempts(self) -> list[Any]:
        """Return all attempts' rows."""
        async with self.db.read() as tx:
            return list(await tx.execute(select(call_attempts).order_by(call_attempts.c.created_at)))

    async def row(self, callback_id: str) -> Any:
        """Return a callback's row."""
        async with self.db.read() as tx:
            return (await tx.execute(select(callbacks).where(callbacks.c.id == callback_id))).one()

    async def case_of(self, callback_id: str) -> Conversation:
        """Return the case of a callback."""
        async with self.db.read() as tx:
            row = (await tx.execute(select(callbacks).where(callbacks.c.id == callback_id))).one()
            return await ConversationStore().get(tx, row.conversation_id)

    async def events(self) -> list[str]:
        """Return the kinds of all events, oldest first."""
        async with self.db.read() as tx:
            return list((await tx.execute(select(events.c.kind).order_by(events.c.id))).scalars())

    def dialled(self, number: str = ANN) -> int:
        """Tell how often the network rang a number."""
        return sum(leg.to == number for leg in self.net.exchange.legs.values())


def conversation(email: str, now: datetime, **changes: Any) -> Conversation:
    """Return a case that waits for a call."""
    plain = Conversation(
        id="", reference="", mailbox="support", customer_email=email, customer_name=email.split("@")[0].title(),
        subject="Parcel PX-1", state=State.CALLBACK, verified=True, opened_at=now - timedelta(minutes=30),
    )  # fmt: skip
    return replace(plain, **changes)


def escalate(number: str | None, source: str | None, heat: float, flags: tuple[Flag, ...], **more: Any) -> Escalate:
    """Return a decision for a call."""
    value = Heat(value=heat, band=Band.HIGH)
    reading = Reading(language="en", kind=Kind.COMPLAINT, heat=value, flags=frozenset(flags))
    return Escalate(
        reading=reading,
        heat=value,
        phone=number,
        phone_source=source,
        reasons=("furious", *more.pop("reasons", ())),
        **more,
    )


async def _on_file(tx: Any, email: str, number: str, now: datetime) -> None:
    known = (await tx.execute(select(customers.c.email).where(customers.c.email == email))).one_or_none()
    if known is None:
        await tx.execute(insert(customers).values(email=email, phones=[number], created_at=now, updated_at=now))


class _Resolved:
    """Notes which cases were called resolved."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def resolved(self, tx: Any, case: Conversation, by: str, now: datetime) -> None:
        self.ids.append(case.id)


async def build(stack: AsyncExitStack, store_url: str, net: Network, rules: CallPolicy = POLICY) -> House:
    """Wire a house."""
    db = Database(store_url)
    stack.push_async_callback(db.dispose)
    if not db.sqlite:
        await schema.create(db)
    stack.push_async_callback(net.close)
    base = await stack.enter_async_context(serve(net.app()))
    account = TwilioAccount(
        account_sid=net.account, auth_token=net.token, caller_id=OURS, public_url=PUBLIC, base_url=base
    )
    promised: list[tuple[str, str, datetime]] = []
    invited: list[str] = []
    witness = _Resolved()

    async def promise(tx: Any, case: str, callback: str, owner: str, words: str, due: datetime, now: datetime) -> None:
        promised.append((owner, words, due))

    async def invite(tx: Any, case: str, reason: str, now: datetime) -> None:
        invited.append(reason)

    site = CallSettings(policy=rules, own_numbers=frozenset({OURS}))
    calls = CallStore(db, site, texts=TEXTS, watchers=(witness,), promise=promise, invite=invite)  # type: ignore[arg-type]
    menu = Menu(texts=TEXTS, policy=rules, caller_id=OURS, caller_ids={})
    hooks = Starlette(routes=list(Webhooks(account, calls, menu, net.clock).routes()))
    net.post.forward_to(await stack.enter_async_context(serve(hooks)))
    phone = TwilioPhone(account, request_seconds=2.0)
    stack.push_async_callback(phone.close)

    async def pause(seconds: float) -> None:
        return None

    dispatch = Dispatch(calls, phone, net.clock, Site(policy=rules, texts=TEXTS, company="Northwind"), pause=pause)
    net.people({MONA.phone or "": Persona(name="Mona", keys=("1", "1")), ANN: Persona(name="Ann", talk=95.0)})
    return House(db, net, calls, CallbackStore(site), dispatch, account, promised, invited, witness.ids)
