"""Mails that the server announced and did not give: asked for again over growing intervals, then put before a person."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

import structlog

from mailbot.errors import ConfigurationError, MailbotError, StaleError, UnreadableMail
from mailbot.model.event import Event
from mailbot.model.mailbox import SkippedMail
from mailbot.model.message import RawMail
from mailbot.model.sentence import raised
from mailbot.ports import Clock, Folders, Records, StoredRaw

log = structlog.get_logger(__name__)

#: How often a mail is asked for before a person is told; the pauses grow from a minute to hours, a day at most.
TRIES = 5
_FIRST, _GROWTH, _LONGEST = timedelta(minutes=1), 4, timedelta(days=1)


class Missing:
    """Asks again for what was not given."""

    def __init__(
        self, *, records: Records, folders: dict[str, Folders], clock: Clock, holder: str, seconds: float
    ) -> None:
        """Wire the use case; `folders` has one entry for each configured mailbox, `seconds` is how long a claim lasts."""
        self._records, self._folders, self._clock = records, folders, clock
        self._holder, self._seconds = holder, seconds

    async def ask_again(self, mailboxes: Collection[str] | None = None, limit: int = 10) -> int:
        """Ask for what is due, in the mailboxes that this node watches (None: all); return how many were asked for.

        What comes is recorded like any mail that was kept and not yet worked off.
        """
        async with self._records.db.write() as tx:
            missed = await self._records.raw_mails.claim(
                tx,
                holder=self._holder,
                seconds=self._seconds,
                now=self._clock.now(),
                limit=limit,
                mailboxes=mailboxes,
                missed=True,
            )
        for raw in missed:
            with suppress(StaleError):  # another process has it now
                await self._ask_for(raw)
        return len(missed)

    async def _ask_for(self, raw: StoredRaw) -> None:
        folder, place = self._folders.get(raw.mail.mailbox), raw.mail
        try:
            if folder is None:
                raise ConfigurationError("No mailbox {name} is configured.", name=place.mailbox)
            given = await folder.fetch_again(place.folder, place.uidvalidity, place.uid)
        except MailbotError as error:  # nobody was asked, or the server is away: no fault of the mail
            await self._put_off(raw, error.sentence(), attempts=raw.attempts - 1)
            return
        if isinstance(given, RawMail):
            async with self._records.db.write() as tx:
                await self._records.raw_mails.arrived(tx, raw, given)
            if not raw.from_sent:
                await self._acknowledge(folder, given)
        else:
            await self._not_given(raw, given)

    async def _acknowledge(self, folder: Folders, mail: RawMail) -> None:
        """Mark it as the watch would have; it is kept, so a mark that fails is no reason to ask for it again."""
        try:
            await folder.acknowledge((mail,))
        except MailbotError as error:
            log.warning("mail_not_marked", mailbox=mail.mailbox, uid=mail.uid, trouble=error.sentence())

    async def _put_off(self, raw: StoredRaw, sentence: str, *, attempts: int) -> None:
        due = self._clock.now() + min(_FIRST * _GROWTH ** max(attempts, 0), _LONGEST)
        async with self._records.db.write() as tx:
            await self._records.raw_mails.put_off(tx, raw, due_at=due, error=sentence, attempts=max(attempts, 0))

    async def _not_given(self, raw: StoredRaw, given: SkippedMail) -> None:
        if given.there and raw.attempts < TRIES:
            await self._put_off(raw, given.reason, attempts=raw.attempts)
            return
        sentence = raised(
            UnreadableMail(
                "The mail with UID {uid} in the folder {folder} could not be fetched: {why}",
                uid=raw.mail.uid,
                folder=raw.mail.folder,
                why=given.reason,
            )
        )
        place = {"raw_mail": raw.id, "mailbox": raw.mail.mailbox, "folder": raw.mail.folder, "uid": raw.mail.uid}
        async with self._records.db.write() as tx:
            if not given.there:  # somebody has moved or deleted it: it was theirs to do
                await self._records.raw_mails.settle(tx, raw, "ignored", error=given.reason)
                return
            await self._records.raw_mails.settle(tx, raw, "quarantined", error=sentence)
            await self._records.events.add(
                tx, Event(kind="mail_quarantined", at=self._clock.now(), reasons=(sentence,), data=place)
            )
