"""What every act at the desk stands on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from mailbot.errors import ConfigurationError, RefusedError, StaleError
from mailbot.model.case import Case
from mailbot.model.conversation import Conversation
from mailbot.model.customer import Identity
from mailbot.model.event import Event
from mailbot.model.message import Enclosure
from mailbot.model.person import Agent, Role
from mailbot.model.policy import Policy
from mailbot.model.sentence import named
from mailbot.ports import Attribution, Callbacks, Clock, Composer, Lint, Records, Tx, Watcher

#: (transaction, callback id of the draft or None, language, now) -> files that go along when it is approved.
Enclose = Callable[[Tx, str | None, str, datetime], Awaitable[tuple[Enclosure, ...]]]


class Bench:
    """The parts that acts use; wired once."""

    def __init__(
        self,
        *,
        records: Records,
        clock: Clock,
        policy: Policy,
        identities: dict[str, Identity],
        compose: Composer,
        attribution: Attribution,
        callbacks: Callbacks,
        new_id: Callable[[], str],
        lint: Lint | None = None,
        watchers: Sequence[Watcher] = (),
        enclose: Enclose | None = None,
    ) -> None:
        """Wire the desk.

        Args:
            identities: one entry for each configured mailbox.
            new_id: makes the unguessable left half of a Message-ID.
            lint: run over what is edited and approved; None leaves the draft's findings as they are.
            enclose: names the files that go along with an approved draft.
        """
        self._records, self._clock, self._policy = records, clock, policy
        self._identities, self._compose, self._attribution = identities, compose, attribution
        self._callbacks, self._new_id, self._lint, self._watchers = callbacks, new_id, lint, watchers
        self._enclose = enclose

    def _identity(self, mailbox: str) -> Identity:
        try:
            return self._identities[mailbox]
        except KeyError:
            raise ConfigurationError(
                "The mailbox {mailbox!r} of this case is no longer configured.",
                hint="Put it back into mailbot.toml.",
                mailbox=mailbox,
            ) from None

    async def _case(self, tx: Tx, conversation: Conversation) -> Case:
        return Case(
            conversation=conversation,
            messages=await self._records.messages.thread(tx, conversation.id),
            customer=await self._records.customers.get(tx, conversation.customer_email),
            callback_open=await self._callbacks.is_open(tx, conversation.id),
            now=self._clock.now(),
        )

    async def _at(self, tx: Tx, conversation_id: str, version: int | None) -> Conversation:
        """Lock a case; with a version, only as the agent saw it."""
        case = await self._records.conversations.lock(tx, conversation_id)
        if version is not None and case.version != version:
            raise StaleError("The case changed while you were looking at it.", hint="Reload the page.")
        return case

    async def _note_event(
        self,
        tx: Tx,
        kind: str,
        agent: Agent,
        conversation_id: str,
        now: datetime,
        *reasons: str,
        **data: Any,
    ) -> None:
        await self._records.events.add(
            tx,
            Event(
                kind=kind, at=now, conversation_id=conversation_id or None, actor=agent.id, reasons=reasons, data=data
            ),
        )


def require(agent: Agent, role: Role, act: str) -> None:
    """Check that a person may do this.

    Raises:
        RefusedError: the role does not include it, or the person was made inactive.
    """
    if not agent.active or not agent.role.includes(role):
        raise RefusedError(
            "To {act}, one must be {role} or more.",
            hint="Ask a manager.",
            act=named("may", act),
            role=named("role", role.value),
        )
