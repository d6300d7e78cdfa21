"""The keyword on recorded mails (`mark_keyword`): a lost line leaves none unmarked, an unwilling folder stops none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mailbot.adapters.backoff import Backoff
from mailbot.adapters.imap import AfterCommit, ImapMailbox
from mailbot.bootstrap.house import House
from mailbot.errors import RefusedError, ServerUnreachable
from mailbot.store.tables import raw_mails
from mailbot.worker import day, work
from tests.contract.store.test_refused_login import house_of, password_file, until, watched
from tests.servers.embedded import Embedded, Hand
from tests.servers.ledger import mail


class Marks:
    """What is asked to be marked; fails with each of `errors` in turn."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.asked, self.done = list(errors), 0, set[int]()

    async def acknowledge(self, mails: Sequence[Any]) -> None:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        self.done |= {one.uid for one in mails}


@contextlib.asynccontextmanager
async def at_work(
    folder: Path, server: Embedded, user: str, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr(ImapMailbox, "acknowledge", lambda _, mails: marks.acknowledge(mails))
    monkeypatch.setattr(day, "REFUSED_REST", 3600.0)
    monkeypatch.setattr(day, "Backoff", lambda **_: Backoff(first=0.02, cap=0.02))
    async with house_of(folder, server, {user: password_file(folder, "marks", server.password)}) as house:
        [box] = house.mailboxes.values()
        box.imap._after = AfterCommit(keyword="$Mailbot")
        running = asyncio.create_task(work(watched(house), stop := asyncio.Event()))
        yield house
        stop.set()
        await running


async def recorded(house: House) -> int:
    async with house.db.read() as tx:
        return len((await tx.execute(raw_mails.select())).all())


async def test_a_mail_whose_mark_was_cut_off_is_marked_at_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Embedded
) -> None:
    user, marks = embedded.new_user("marks"), Marks(ServerUnreachable("The line was lost."))
    Hand(embedded, user).put(mail(1))

    async def all_marked() -> bool:
        return bool(marks.done)

    async with at_work(tmp_path, embedded, user, marks, monkeypatch):
        await until(all_marked)
    assert (marks.asked, len(marks.done)) == (2, 1)


async def test_a_folder_that_keeps_no_keywords_gives_its_mails_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Embedded
) -> None:
    user, marks = embedded.new_user("unwilling"), Marks(*[RefusedError("The folder keeps no keyword.")] * 9)
    hand = Hand(embedded, user)
    hand.put(mail(1))
    async with at_work(tmp_path, embedded, user, marks, monkeypatch) as house:

        async def came(count: int) -> bool:
            return await recorded(house) == count and marks.asked >= count

        await until(lambda: came(1))
        hand.put(mail(2))
        await until(lambda: came(2))
