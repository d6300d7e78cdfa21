"""Drafts in the agents' own mail programs: laid once, taken back untouched, left alone when touched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.imap import ImapMailbox
from mailbot.delivery import Mirror, mirror
from mailbot.errors import Refused, ServerUnreachable
from mailbot.mail.compose import compose
from mailbot.model.draft import Draft
from mailbot.model.mailbox import DraftPlace
from mailbot.ports import DraftsFolder
from mailbot.store.database import Database
from mailbot.store.draft_mirrors import DraftMirrorStore
from mailbot.store.records import records
from mailbot.store.tables import conversations, drafts, events
from tests.contract.store.house import ANNA, House, mail, raw
from tests.servers.embedded import Embedded, Hand


class Office:
    """A house whose mailbox is on the embedded server, and an agent's own mail program on it."""

    def __init__(self, db: Database, server: Embedded) -> None:
        self.house, user = House(db), server.new_user("desk")
        self.hand = Hand(server, user)
        address = ServerAddress(host="127.0.0.1", port=server.imap_port, tls=TlsMode.PLAIN)
        self.imap = ImapMailbox(name="support", address=address, login=Login(user=user, password=server.password))

    def mirror(self, folder: DraftsFolder | None = None) -> Mirror:
        house = self.house
        return Mirror(
            records=records(house.db),
            mirrors=DraftMirrorStore(),
            folders={"support": folder or self.imap},
            preview=house.desk.preview,
            compose=compose,
            clock=house.clock,
        )

    def lying(self) -> list[bytes]:
        return [self.hand.raw(uid, "Drafts") for uid in self.hand.uids("Drafts")]

    async def state(self, draft: Draft) -> str | None:
        [row] = [one for one in await self.house.rows(drafts) if one.id == draft.id]
        return row.mirror and row.mirror["state"]


@pytest.fixture
def office(db: Database, embedded: Embedded) -> Iterator[Office]:
    made = Office(db, embedded)
    yield made
    made.hand.close()


async def test_an_open_draft_lies_there_as_a_proper_reply_once(office: Office) -> None:
    draft = await office.house.open_draft()
    await office.mirror().reflect()
    await office.mirror().reflect()
    [raw] = office.lying()
    assert b"In-Reply-To: <m1@home.example>" in raw and b"To: " in raw and b"we send a new kettle" in raw
    assert await office.state(draft) == "laid"
    await office.imap.close()


async def test_a_crash_after_laying_lays_no_second_copy(office: Office) -> None:
    class Crashing:
        """Lays the draft and dies before it can be noted."""

        async def put_draft(self, payload: bytes, message_id: str) -> DraftPlace:
            await office.imap.put_draft(payload, message_id)
            raise ServerUnreachable("killed")

        read_draft = office.imap.read_draft
        remove_draft = office.imap.remove_draft

    draft = await office.house.open_draft()
    with pytest.raises(ServerUnreachable):
        await office.mirror(Crashing()).reflect()
    office.house.clock.forward(minutes=5)
    await office.mirror().reflect()
    assert len(office.lying()) == 1 and await office.state(draft) == "laid"
    await office.imap.close()


async def test_an_edit_at_the_desk_replaces_the_copy(office: Office) -> None:
    draft = await office.house.open_draft()
    await office.mirror().reflect()
    await office.house.desk.edit(ANNA, draft.id, draft.version, body="A better text.")
    await office.mirror().reflect()
    [raw] = office.lying()
    assert b"A better text." in raw
    await office.imap.close()


async def test_a_draft_that_is_no_longer_open_is_taken_back(office: Office) -> None:
    draft = await office.house.open_draft()
    await office.mirror().reflect()
    await office.house.desk.reject(ANNA, draft.id, draft.version, "Not this way.")
    await office.mirror().reflect()
    assert office.lying() == [] and await office.state(draft) == "gone"
    await office.imap.close()


async def test_a_draft_whose_approval_is_undone_lies_there_again(office: Office) -> None:
    draft = await office.house.open_draft()
    await office.mirror().reflect()
    await office.house.desk.approve(ANNA, draft.id, draft.version)
    await office.mirror().reflect()
    assert office.lying() == []
    await office.house.desk.undo(ANNA, draft.id)
    for _ in range(2):
        await office.mirror().reflect()
        assert len(office.lying()) == 1 and await office.state(draft) == "laid"
    await office.imap.close()


@pytest.mark.parametrize("new_id", [False, True], ids=["same Message-ID", "new Message-ID"])
async def test_what_a_person_edited_there_is_left_alone_and_told(office: Office, new_id: bool) -> None:
    draft = await office.house.open_draft()
    await office.mirror().reflect()
    [raw], [uid] = office.lying(), office.hand.uids("Drafts")
    edited = raw.replace(b"new kettle", b"golden kettle")
    office.hand.put(edited.replace(b"<draft.", b"<thunderbird.") if new_id else edited, "Drafts", r"(\Draft)")
    office.hand.remove(uid, "Drafts")
    await office.house.desk.edit(ANNA, draft.id, draft.version, body="Another text.")
    await office.mirror().reflect()
    await office.mirror().reflect()
    [left] = office.lying()
    assert b"golden kettle" in left and await office.state(draft) == "edited"
    assert [one.kind for one in await office.house.rows(events)].count("draft_edited_elsewhere") == 1
    await office.imap.close()


async def test_without_a_mirrored_mailbox_nothing_happens(office: Office) -> None:
    await office.house.open_draft()
    idle = office.mirror()
    idle._folders.clear()
    assert await idle.reflect() == 0 and office.lying() == []


async def test_a_mailbox_that_takes_no_drafts_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        """A Drafts folder over its quota."""

        async def put_draft(self, payload: bytes, message_id: str) -> DraftPlace:
            raise Refused("The mailbox is over its quota.")

        read_draft = office.imap.read_draft
        remove_draft = office.imap.remove_draft

    monkeypatch.setattr(mirror, "ROUND", 1)
    house = office.house
    house.desk._identities["full"] = house.desk._identities["support"]
    first = await house.open_draft()
    async with house.db.write() as tx:
        await tx.execute(conversations.update().values(mailbox="full"))
    await house.receiving.receive(raw(2, mail(2, From="bob@home.example"), at=house.clock.now()))
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    [second] = [one for one in await house.rows(drafts) if one.id != first.id]
    reflecting = office.mirror()
    reflecting._folders = {"full": Full(), **reflecting._folders}
    with pytest.raises(Refused):
        await reflecting.reflect()
    assert await office.state(second) == "laid"
    await office.imap.close()
