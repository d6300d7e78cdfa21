"""Keeps open drafts in the agents' own mail programs too, and never touches what a person touched.

An agent who sends a mirrored draft from Thunderbird or a phone is seen in Sent; the adoption of that
mail retires our draft, and the copy, if it still lies there untouched, is taken away here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

from mailbot.errors import MailbotError, StaleError
from mailbot.model.draft import Draft
from mailbot.model.event import Event
from mailbot.model.mailbox import DraftFate, MirroredDraft
from mailbot.model.message import OutboundMessage
from mailbot.model.sentence import say
from mailbot.ports import Clock, Composer, DraftMirrors, DraftsFolder, Records

#: Drafts of a mailbox looked after in one round of each kind.
ROUND = 20


class Mirror:
    """The use case; call `reflect` from time to time."""

    def __init__(
        self,
        *,
        records: Records,
        mirrors: DraftMirrors,
        folders: dict[str, DraftsFolder],
        preview: Callable[[Draft], Awaitable[OutboundMessage]],
        compose: Composer,
        clock: Clock,
    ) -> None:
        """Wire it; `folders` has one entry for each mailbox that wants its drafts mirrored."""
        self._records, self._mirrors, self._folders = records, mirrors, folders
        self._preview, self._compose, self._clock = preview, compose, clock

    async def reflect(self, mailboxes: Collection[str] | None = None) -> int:
        """Take back copies that are history, lay new ones; return how many were touched.

        `mailboxes` are those that this node watches, None all: two nodes must not lay the same draft.
        Raises the first error when all others were looked after.
        """
        troubles: list[MailbotError] = []
        ours = [name for name in self._folders if mailboxes is None or name in mailboxes]
        touched = sum([await self._reflect_in(name, troubles) for name in ours])
        if troubles:
            raise troubles[0]
        return touched

    async def _reflect_in(self, mailbox: str, troubles: list[MailbotError]) -> int:
        """Look after one mailbox: each has its own round, or one that takes nothing would fill that of all."""
        async with self._records.db.read() as tx:
            stale = await self._mirrors.stale(tx, (mailbox,), ROUND)
        for mirrored in stale:
            await self._tried(self._take_back(mirrored), troubles)
        async with self._records.db.read() as tx:
            missing = await self._mirrors.missing(tx, (mailbox,), ROUND)
        for draft in missing:
            await self._tried(self._lay(draft), troubles)
        return len(stale) + len(missing)

    async def _tried(self, work: Awaitable[None], troubles: list[MailbotError]) -> None:
        try:
            await work
        except MailbotError as error:
            troubles.append(error)

    async def _lay(self, draft: Draft) -> None:
        async with self._records.db.read() as tx:
            details = await self._records.drafts.details(tx, draft.id)
            case = await self._records.conversations.get(tx, draft.conversation_id)
        message = await self._preview(draft)
        domain = message.sender.email.rpartition("@")[2]
        # The same text gives the same bytes, so that after a crash in between the copy is known as ours.
        message_id = f"<draft.{draft.id.lower()}.{details['body_hash'][:12]}@{domain}>"
        payload = self._compose(replace(message, message_id=message_id, date=draft.updated_at))
        try:
            place = await self._folders[case.mailbox].put_draft(payload, message_id)
        except StaleError:
            await self._leave_to_person(draft.id, draft.conversation_id)
            return
        async with self._records.db.write() as tx:
            await self._mirrors.laid(tx, draft, place)

    async def _take_back(self, mirrored: MirroredDraft) -> None:
        folder = self._folders[mirrored.mailbox]
        fate = (await folder.read_draft(mirrored.place)).fate
        if fate is DraftFate.UNTOUCHED:
            fate = DraftFate.GONE if await folder.remove_draft(mirrored.place) else DraftFate.EDITED
        if fate is DraftFate.EDITED:
            await self._leave_to_person(mirrored.draft_id, mirrored.conversation_id)
            return
        async with self._records.db.write() as tx:
            await self._mirrors.ended(tx, mirrored.draft_id, None if mirrored.open else fate)

    async def _leave_to_person(self, draft_id: str, conversation_id: str) -> None:
        """What a person has touched is theirs: neither overwritten nor removed, and the case says so."""
        async with self._records.db.write() as tx:
            await self._mirrors.ended(tx, draft_id, DraftFate.EDITED)
            await self._records.events.add(
                tx,
                Event(
                    kind="draft_edited_elsewhere",
                    at=self._clock.now(),
                    conversation_id=conversation_id,
                    reasons=(
                        say(
                            "edited_elsewhere", "A person has edited our draft in the Drafts folder; it is left alone."
                        ),
                    ),
                    data={"draft": draft_id},
                ),
            )
