"""The mailbox on a real Dovecot and on the embedded server: one suite."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from mailbot.adapters import imap, imap_filing
from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.backoff import Backoff
from mailbot.adapters.imap import AfterCommit, FolderChoice, ImapMailbox
from mailbot.adapters.imap_folders import FolderRole
from mailbot.adapters.imap_reading import ReadingLimits
from mailbot.errors import ConfigurationError, LoginRefused, Refused, RefusedError, ServerUnreachable, StaleError
from mailbot.model.mailbox import DraftFate, MailBatch
from tests.servers.embedded import Hand, ImapServer
from tests.servers.ledger import DEADLINE, Ledger, mail, watching
from tests.servers.process import free_port
from tests.servers.proxy import Proxy

QUICK = Backoff(first=0.05, cap=0.2)


class Office:
    """A mailbox on a server, a hand in it, and our adapter for it."""

    def __init__(self, server: ImapServer) -> None:
        self.server, self.user = server, server.new_user()
        self.hand = Hand(server, self.user)
        self.login = Login(user=self.user, password=server.password)
        self.opened: list[ImapMailbox] = []

    def mailbox(
        self, *, port: int | None = None, limits: ReadingLimits | None = None, **options: object
    ) -> ImapMailbox:
        settings: dict[str, object] = {
            "name": "support",
            "address": ServerAddress(host="127.0.0.1", port=port or self.server.imap_port, tls=TlsMode.PLAIN),
            "login": self.login,
            "limits": limits or ReadingLimits(),
            "backoff": QUICK,
        }
        made = ImapMailbox(**{**settings, **options})  # type: ignore[arg-type]
        self.opened.append(made)
        return made


@pytest.fixture
async def office(imap_server: ImapServer) -> AsyncIterator[Office]:
    made = Office(imap_server)
    yield made
    for mailbox in made.opened:
        await mailbox.close()
    made.hand.close()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    yield Ledger()


async def test_backfill_then_new_mail_in_uid_order(office: Office, ledger: Ledger) -> None:
    for number in range(3):
        office.hand.put(mail(number))
    async with watching(office.mailbox(limits=ReadingLimits(batch_mails=2)), ledger):
        await ledger.count(3)
        office.hand.put(mail(3))
        await ledger.count(4)
    assert ledger.subjects == [0, 1, 2, 3]
    assert ledger.mails[0].raw == office.hand.raw(ledger.mails[0].uid)
    assert ledger.mails[0].size == len(ledger.mails[0].raw)
    assert all(one.received_at.tzinfo is not None and one.folder == "INBOX" for one in ledger.mails)
    assert ledger.cursor is not None and ledger.cursor.uid == ledger.mails[-1].uid


async def test_watching_leaves_every_flag_as_it_was(office: Office, ledger: Ledger) -> None:
    office.hand.put(mail(1))
    async with watching(office.mailbox(), ledger):
        await ledger.count(1)
    assert "Seen" not in office.hand.flags(ledger.mails[0].uid)


async def test_going_on_from_a_cursor_gives_only_what_came_since(office: Office, ledger: Ledger) -> None:
    office.hand.put(mail(1))
    async with watching(office.mailbox(), ledger):
        await ledger.count(1)
    office.hand.put(mail(2))
    async with watching(office.mailbox(), ledger):
        await ledger.count(2)
    assert ledger.subjects == [1, 2]


async def test_a_mail_that_is_not_recorded_comes_again(office: Office, ledger: Ledger) -> None:
    office.hand.put(mail(1))

    async def full_disk(batch: MailBatch) -> None:
        if batch.mails:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await office.mailbox().watch(None, full_disk)
    async with watching(office.mailbox(), ledger):
        await ledger.count(1)


async def test_first_look_may_leave_old_mail_alone(office: Office, ledger: Ledger) -> None:
    office.hand.put(mail(1))
    office.hand.put(mail(2))
    async with watching(office.mailbox(limits=ReadingLimits(first_look_days=-1)), ledger):
        await ledger.until(lambda: ledger.cursor is not None)
        office.hand.put(mail(3))
        await ledger.count(1)
    assert ledger.subjects == [3]


async def test_an_empty_mailbox_still_gives_a_cursor(office: Office, ledger: Ledger) -> None:
    async with watching(office.mailbox(), ledger):
        await ledger.until(lambda: ledger.cursor is not None)
    assert ledger.mails == []


async def test_new_uidvalidity_gives_everything_again_as_a_resync(office: Office, ledger: Ledger) -> None:
    office.hand.new_life("Old")
    office.hand.put(mail(1), folder="Old")
    async with watching(office.mailbox(), ledger, folder="Old"):
        await ledger.count(1)
    before = ledger.cursor
    assert before is not None
    ledger.cursor = replace(before, uidvalidity=before.uidvalidity - 1)  # as if the server had renumbered since
    async with watching(office.mailbox(), ledger, folder="Old"):
        await ledger.count(2)
        office.hand.put(mail(2), folder="Old")
        await ledger.count(3)
    again, new = [batch for batch in ledger.batches if batch.mails][1:]
    assert again.resync and again.mails[0].uidvalidity == before.uidvalidity
    assert not new.resync
    assert ledger.subjects == [1, 1, 2]


async def test_a_mail_larger_than_the_limit_comes_as_headers(office: Office, ledger: Ledger) -> None:
    office.hand.put(mail(1, body="x" * 70_000))
    office.hand.put(mail(2))
    async with watching(office.mailbox(limits=ReadingLimits(max_mail_bytes=50_000)), ledger):
        await ledger.count(2)
    large, small = ledger.mails
    assert large.headers_only and large.size is not None and large.size > 70_000
    assert b"Subject: Complaint 1" in large.raw and len(large.raw) < 1000
    assert not small.headers_only


async def test_batches_stay_within_their_bytes(office: Office, ledger: Ledger) -> None:
    for number in range(4):
        office.hand.put(mail(number, body="y" * 40_000))
    async with watching(office.mailbox(limits=ReadingLimits(batch_bytes=90_000)), ledger):
        await ledger.count(4)
    assert [len(batch.mails) for batch in ledger.batches if batch.mails] == [2, 2]


async def test_a_mail_that_vanishes_is_skipped_and_the_rest_arrives(office: Office, ledger: Ledger) -> None:
    for number in range(3):
        office.hand.put(mail(number))
    middle = office.hand.uids()[1]

    async def record(batch: MailBatch) -> None:
        if not ledger.mails and batch.mails:
            office.hand.remove(middle)  # after the search has named it, before it is fetched
        await ledger.record(batch)

    task = asyncio.create_task(office.mailbox(limits=ReadingLimits(batch_mails=1)).watch(None, record))
    await ledger.count(2)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert ledger.subjects == [0, 2]
    assert [one.uid for batch in ledger.batches for one in batch.skipped] == [middle]


async def test_a_wrong_password_is_refused_after_bounded_attempts(office: Office, ledger: Ledger) -> None:
    with Proxy(office.server.imap_port) as proxy:
        wrong = office.mailbox(port=proxy.port, login=Login(user=office.user, password="wrong"))
        with pytest.raises(LoginRefused, match=f"refuses the login of {office.user}"):
            await asyncio.wait_for(wrong.watch(None, ledger.record), DEADLINE)
        assert proxy.connections == 3


async def test_a_server_that_is_not_there_is_unreachable(office: Office) -> None:
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1"):
        await office.mailbox(port=free_port()).check()


async def test_an_unknown_folder_is_refused_at_once(office: Office, ledger: Ledger) -> None:
    with pytest.raises(Refused, match="No such"):
        await asyncio.wait_for(office.mailbox().watch(None, ledger.record, folder="No such"), DEADLINE)


async def test_a_lost_connection_is_made_again_and_nothing_is_missed(office: Office, ledger: Ledger) -> None:
    with Proxy(office.server.imap_port) as proxy:
        async with watching(office.mailbox(port=proxy.port), ledger):
            await ledger.until(lambda: ledger.cursor is not None)
            proxy.cut_all()
            office.hand.put(mail(1))
            await ledger.count(1)
            proxy.cut_all()
            office.hand.put(mail(2))
            await ledger.count(2)
    assert ledger.subjects == [1, 2]


async def test_a_connection_gone_silent_is_noticed_by_the_safety_poll(office: Office, ledger: Ledger) -> None:
    limits = ReadingLimits(poll_seconds=0.5, answer_seconds=1.0)
    with Proxy(office.server.imap_port) as proxy:
        async with watching(office.mailbox(port=proxy.port, limits=limits), ledger):
            assert await asyncio.to_thread(proxy.wait_for_idle)
            proxy.go_silent()  # no FIN, no RST: the socket looks healthy for ever
            office.hand.put(mail(1))
            await ledger.count(1)


@pytest.mark.parametrize("silently", [False, True], ids=["closed", "silent"])
@pytest.mark.parametrize("at", [30, 900, 1500, 2600, 4700, 6000])
async def test_a_server_that_dies_at_any_byte_costs_no_mail(
    office: Office, ledger: Ledger, at: int, silently: bool
) -> None:
    for number in range(4):
        office.hand.put(mail(number, body="z" * 1500))
    await backfill_with_a_break(office, ledger, at, silently)


@pytest.mark.slow
@pytest.mark.parametrize("silently", [False, True], ids=["closed", "silent"])
async def test_no_byte_is_special(office: Office, silently: bool) -> None:
    for number in range(4):
        office.hand.put(mail(number, body="z" * 1500))
    for at in range(1, 6800, 97):
        await backfill_with_a_break(office, Ledger(), at, silently)


async def backfill_with_a_break(office: Office, ledger: Ledger, at: int, silently: bool) -> None:
    """Read four mails while the line breaks after `at` bytes; all arrive, whole, in order, once."""
    with Proxy(office.server.imap_port) as proxy:
        proxy.cut_after(at, silently=silently)
        limits = ReadingLimits(answer_seconds=0.5, connect_seconds=0.5)
        async with watching(office.mailbox(port=proxy.port, limits=limits), ledger):
            await ledger.count(4)
        assert proxy.connections >= 2
    assert ledger.subjects == [0, 1, 2, 3]
    assert all(one.raw == office.hand.raw(one.uid) for one in ledger.mails)


async def test_cancelling_ends_the_watch_at_once_even_on_a_silent_line(office: Office, ledger: Ledger) -> None:
    with Proxy(office.server.imap_port) as proxy:
        async with watching(office.mailbox(port=proxy.port), ledger) as task:
            await ledger.until(lambda: ledger.cursor is not None)
            proxy.go_silent()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)


async def test_health_tells_of_trouble_and_of_its_end(office: Office, ledger: Ledger) -> None:
    with Proxy(office.server.imap_port) as proxy:
        mailbox = office.mailbox(port=proxy.port)
        async with watching(mailbox, ledger):
            await ledger.until(lambda: ledger.cursor is not None)
            health = mailbox.health["INBOX"]
            assert health.last_look is not None and health.trouble == ""
            proxy.refusing = True
            proxy.cut_all()
            assert await asyncio.to_thread(proxy.wait_for_connections, 4)
            assert health.failures >= 2 and "127.0.0.1" in health.trouble
            proxy.refusing = False
            office.hand.put(mail(1))
            await ledger.count(1)
            assert health.failures == 0 and health.trouble == ""


async def test_sent_and_drafts_are_found(office: Office) -> None:
    mailbox = office.mailbox()
    assert await mailbox.folder_for(FolderRole.SENT) == "Sent"
    assert await mailbox.folder_for(FolderRole.DRAFTS) == "Drafts"


async def test_a_configured_folder_must_exist(office: Office) -> None:
    office.hand.new_life("Verschickt")
    chosen = office.mailbox(folders=FolderChoice(sent="Verschickt"))
    assert await chosen.folder_for(FolderRole.SENT) == "Verschickt"
    with pytest.raises(ConfigurationError, match="no folder 'Gone'"):
        await office.mailbox(folders=FolderChoice(sent="Gone")).folder_for(FolderRole.SENT)


async def test_a_copy_is_filed_once_however_often_asked(office: Office) -> None:
    mailbox, raw = office.mailbox(), mail(7)
    first = await mailbox.append_once("Sent", raw, "<7.kettle@example.test>")
    second = await mailbox.append_once("Sent", raw, "<7.kettle@example.test>")
    assert first == second == office.hand.uids("Sent")[0]
    assert len(office.hand.uids("Sent")) == 1
    assert "Seen" in office.hand.flags(office.hand.uids("Sent")[0], "Sent")


async def test_who_was_held_up_between_looking_and_filing_takes_its_copy_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that was stopped for longer than its lease: another has filed meanwhile, its own APPEND comes late."""
    late, other, raw = office.mailbox(), office.mailbox(), mail(7)
    append = imap_filing.append

    def held_up(*arguments: object) -> int | None:
        monkeypatch.setattr(imap_filing, "append", append)
        office.hand.put(raw, folder="Sent", flags=r"(\Seen)")
        return append(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(imap_filing, "append", held_up)
    kept = await late.append_once("Sent", raw, "<7.kettle@example.test>")
    assert [kept] == office.hand.uids("Sent")
    assert await other.append_once("Sent", raw, "<7.kettle@example.test>") == kept


async def test_find_compares_the_whole_message_id(office: Office) -> None:
    office.hand.put(mail(17), folder="Sent")
    mailbox = office.mailbox()
    assert await mailbox.find_by_message_id("Sent", "<17.kettle@example.test>") == office.hand.uids("Sent")[0]
    assert await mailbox.find_by_message_id("Sent", "<7.kettle@example.test>") is None
    with pytest.raises(RefusedError, match="no Message-ID"):
        await mailbox.find_by_message_id("Sent", '<a@b>" OR ALL')


async def test_an_untouched_draft_is_known_and_may_be_removed(office: Office) -> None:
    mailbox = office.mailbox()
    place = await mailbox.put_draft(mail(5), "<5.kettle@example.test>")
    assert (await mailbox.read_draft(place)).fate is DraftFate.UNTOUCHED
    assert "Draft" in office.hand.flags(place.uid, "Drafts")
    assert await mailbox.remove_draft(place)
    assert office.hand.uids("Drafts") == []
    assert (await mailbox.read_draft(place)).fate is DraftFate.GONE
    assert not await mailbox.remove_draft(place)


async def test_a_draft_is_laid_once_and_never_over_a_persons_text(office: Office) -> None:
    mailbox = office.mailbox()
    place = await mailbox.put_draft(mail(5), "<5.kettle@example.test>")
    assert await mailbox.put_draft(mail(5), "<5.kettle@example.test>") == place
    with pytest.raises(StaleError, match="edited by somebody else"):
        await mailbox.put_draft(mail(5, body="Our second version."), "<5.kettle@example.test>")
    assert office.hand.uids("Drafts") == [place.uid]


async def test_inbox_and_sent_are_watched_side_by_side(office: Office, ledger: Ledger) -> None:
    """An agent who answers from a mail program is seen in Sent."""
    mailbox, sent = office.mailbox(), Ledger()
    async with watching(mailbox, ledger), watching(mailbox, sent, await mailbox.folder_for(FolderRole.SENT)):
        await ledger.until(lambda: ledger.cursor is not None)
        await sent.until(lambda: sent.cursor is not None)
        office.hand.put(mail(1))
        office.hand.put(mail(2), folder="Sent", flags=r"(\Seen)")
        await ledger.count(1)
        await sent.count(1)
    assert (ledger.subjects, sent.subjects) == ([1], [2])
    assert sent.mails[0].folder == "Sent"


async def test_a_draft_edited_in_a_mail_program_is_left_alone(office: Office) -> None:
    mailbox = office.mailbox()
    reply = "In-Reply-To: <customer@example.test>\r\n"
    place = await mailbox.put_draft(mail(6, extra=reply), "<6.kettle@example.test>")
    office.hand.put(mail(60, body="Edited by a person.", extra=reply), folder="Drafts", flags=r"(\Draft)")
    office.hand.remove(place.uid, "Drafts")
    sighting = await mailbox.read_draft(place)
    assert sighting.fate is DraftFate.EDITED
    assert sighting.raw is not None and b"Edited by a person." in sighting.raw
    assert not await mailbox.remove_draft(place)
    assert len(office.hand.uids("Drafts")) == 1


async def test_the_mailbox_stays_as_it_is_unless_allowed(office: Office, ledger: Ledger) -> None:
    office.hand.new_life("Done")
    office.hand.put(mail(1))
    async with watching(office.mailbox(), ledger):
        await ledger.count(1)
    await office.mailbox().acknowledge(ledger.mails)
    assert office.hand.uids() == [ledger.mails[0].uid]
    await office.mailbox(after_commit=AfterCommit(move_to="Done")).acknowledge(ledger.mails)
    assert office.hand.uids() == [] and len(office.hand.uids("Done")) == 1


async def test_the_desk_connection_survives_a_server_restart(office: Office) -> None:
    with Proxy(office.server.imap_port) as proxy:
        mailbox = office.mailbox(port=proxy.port)
        await mailbox.check()
        proxy.cut_all()
        with pytest.raises(ServerUnreachable):
            await mailbox.append_once("Sent", mail(8), "<8.kettle@example.test>")
        await mailbox.append_once("Sent", mail(8), "<8.kettle@example.test>")
    assert len(office.hand.uids("Sent")) == 1


async def test_who_is_cancelled_while_an_idle_line_is_tried_leaves_a_desk_that_works(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "STALE_SECONDS", -1.0)
    with Proxy(office.server.imap_port) as proxy:
        mailbox = office.mailbox(port=proxy.port)
        await mailbox.check()
        proxy.go_silent()
        filing = asyncio.create_task(mailbox.append_once("Sent", mail(8), "<8.kettle@example.test>"))
        await asyncio.wait({filing}, timeout=0.05)
        filing.cancel()
        await asyncio.wait({filing})
        await mailbox.append_once("Sent", mail(8), "<8.kettle@example.test>")
    assert len(office.hand.uids("Sent")) == 1
