"""One click answers our question: links that prove themselves, and what a click does to the case.

A link carries a follow-up's id and one choice, sealed with the site's key: no session, no state, nothing to guess.
Opening it changes nothing (mail scanners open every link); only the button's POST does.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mailbot.model.conversation import State, Step, advance
from mailbot.model.event import Event
from mailbot.model.sentence import say
from mailbot.ports import Records, Tx, Watcher
from mailbot.store.customers import CustomerStore
from mailbot.store.followups import answer_in, follow_up_of
from mailbot.store.tables import follow_ups
from scheduler.answer import Choice
from scheduler.followup import Contentment, FollowUp, FollowUpState

_CLICKED_NO = say("clicked_no", "The customer clicked that the solution does not hold.")

#: Bytes of the seal: 128 bits cannot be guessed over a network.
_SEAL = 16

_LETTERS = {Choice.CONTENT: "c", Choice.UNHAPPY: "u", Choice.OPT_OUT: "o"}
_CHOICES = {letter: choice for choice, letter in _LETTERS.items()}


class AnswerLinks:
    """Makes and reads the tokens of links."""

    def __init__(self, secret: str, public_url: str) -> None:
        self._key = hashlib.sha256(b"mailbot answer links\0" + secret.encode()).digest()
        self._base = public_url.rstrip("/")

    def link(self, follow_up_id: str, choice: Choice) -> str:
        """Return the address behind which a person confirms this choice."""
        return f"{self._base}/a/{self.token(follow_up_id, choice)}"

    def token(self, follow_up_id: str, choice: Choice) -> str:
        """Return the opaque part of the address."""
        said = f"{_LETTERS[choice]}{follow_up_id}".encode()
        return base64.urlsafe_b64encode(self._seal(said) + said).rstrip(b"=").decode()

    def read(self, token: str) -> tuple[str, Choice] | None:
        """Return (follow-up id, choice), None for anything that we did not write."""
        try:
            data = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except (binascii.Error, UnicodeEncodeError, ValueError):
            return None
        seal, said = data[:_SEAL], data[_SEAL:]
        if not said or not hmac.compare_digest(seal, self._seal(said)):
            return None
        return said[1:].decode(), _CHOICES[said[:1].decode()]

    def _seal(self, said: bytes) -> bytes:
        return hmac.new(self._key, said, hashlib.sha256).digest()[:_SEAL]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the page behind a link needs to know."""

    choice: Choice
    language: str
    open: bool  # an answer still counts


class AnswerRows:
    """What a click does (implements `mailbot.console.house.Answers`)."""

    def __init__(self, records: Records, links: AnswerLinks, watchers: Sequence[Watcher] = ()) -> None:
        self._records = records
        self._links = links
        self._watchers = watchers

    async def look(self, token: str) -> Asked | None:
        """Return what a link asks; None when it is none of ours. Changes nothing."""
        known = self._links.read(token)
        if known is None:
            return None
        async with self._records.db.read() as tx:
            row = (await tx.execute(select(follow_ups).where(follow_ups.c.id == known[0]))).one_or_none()
            if row is None:
                return None
            case = await self._records.conversations.get(tx, row.conversation_id)
        return Asked(choice=known[1], language=case.language, open=_open(follow_up_of(row)))

    async def answer(self, token: str, now: datetime) -> Asked | None:
        """Record a click, once; a second click of the same kind changes nothing."""
        known = self._links.read(token)
        if known is None:
            return None
        follow_up_id, choice = known
        async with self._records.db.write() as tx:
            row = (await tx.execute(select(follow_ups).where(follow_ups.c.id == follow_up_id))).one_or_none()
            if row is None:
                return None
            case = await self._records.conversations.lock(tx, row.conversation_id)
            item = follow_up_of(row)
            asked = Asked(choice=choice, language=case.language, open=_open(item) or choice is Choice.OPT_OUT)
            if choice is Choice.OPT_OUT:
                await CustomerStore().write(tx, case.customer_email, now, opted_out=True)
                reason = "The customer wants no more questions."
                opted = Event(
                    kind="follow_ups_refused", at=now, conversation_id=case.id, actor="customer", reasons=(reason,)
                )
                await self._records.events.add(tx, opted)
            elif asked.open and (item.answer is None or item.answer.value != choice.value):
                await self._record(tx, item, Contentment(choice.value), now)
        return asked

    async def _record(self, tx: Tx, item: FollowUp, said: Contentment, now: datetime) -> None:
        await answer_in(tx, item, said, "by a click", now)
        case = await self._records.conversations.lock(tx, await self._merged(tx, item.conversation_id))
        merged = case.id != item.conversation_id
        if said is Contentment.CONTENT and case.state is State.RESOLVED and not merged:
            closed = await self._records.conversations.change(
                tx, case, state=advance(case.state, Step.CLOSE), last_activity_at=now
            )
            for watcher in self._watchers:
                await watcher.closed(tx, closed, "customer", now)
        if said is Contentment.UNHAPPY and case.state in (State.RESOLVED, State.CLOSED):
            opened = await self._records.conversations.change(
                tx, case, state=advance(case.state, Step.REOPEN), reopened=case.reopened + 1, resolved_at=None,
                triage_due_at=now, last_customer_at=now, last_activity_at=now, attention=_CLICKED_NO,
            )  # fmt: skip
            for watcher in self._watchers:
                await watcher.reopened(tx, opened, "customer", now)
        elif said is Contentment.UNHAPPY and merged:
            await self._records.conversations.change(tx, case, last_activity_at=now, attention=_CLICKED_NO)

    async def _merged(self, tx: Tx, case_id: str) -> str:
        """Return the case that holds by now what the one that we asked about held."""
        seen = {case_id}
        while (into := await self._records.conversations.merged_into(tx, case_id)) and into not in seen:
            case_id = into
            seen.add(into)
        return case_id


def _open(item: FollowUp) -> bool:
    return item.state in (FollowUpState.DONE, FollowUpState.ANSWERED)
