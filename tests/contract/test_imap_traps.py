"""Races and misbehaviour that a real server shows once a year, on a scripted one, and TLS and OAuth2 on Dovecot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.backoff import Backoff
from mailbot.adapters.imap import AfterCommit, FolderChoice, ImapMailbox
from mailbot.adapters.imap_folders import FolderRole
from mailbot.adapters.imap_reading import ReadingLimits
from mailbot.adapters.imap_watch import WatchHealth
from mailbot.errors import ConfigurationError, LoginRefused, RefusedError, ServerUnreachable
from mailbot.model.mailbox import SkippedMail
from mailbot.model.message import RawMail
from tests.servers.certificates import write_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Hand
from tests.servers.ledger import DEADLINE, Ledger, mail, watching
from tests.servers.scripted_imap import ScriptedImap

OPENED: list[ImapMailbox] = []
LONG = ReadingLimits(poll_seconds=600.0, answer_seconds=30.0)  # the safety poll must not help


@pytest.fixture(autouse=True)
async def everything_is_closed() -> AsyncIterator[None]:
    yield
    while OPENED:
        await OPENED.pop().close()


def mailbox(server: ScriptedImap, limits: ReadingLimits = LONG, **options: object) -> ImapMailbox:
    settings: dict[str, object] = {
        "name": "support",
        "address": ServerAddress(host="127.0.0.1", port=server.port, tls=TlsMode.PLAIN),
        "login": Login(user="me", password="secret"),
        "limits": limits,
        "backoff": Backoff(first=0.02, cap=0.1),
    }
    OPENED.append(ImapMailbox(**{**settings, **options}))  # type: ignore[arg-type]
    return OPENED[-1]


@pytest.mark.parametrize("hook", ["after_search", "before_plus", "with_plus"])
async def test_an_announcement_between_looking_and_sleeping_is_not_missed(hook: str) -> None:
    """EXISTS may come with SEARCH's answer, before IDLE's "+" or right behind it in one segment."""
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.mails = {1: mail(1)}

        def announce_once() -> str:
            if 2 in server.mails or not ledger.mails:
                return ""
            server.mails[2] = mail(2)
            return server.announce()

        setattr(server, hook, announce_once)
        async with watching(mailbox(server), ledger):
            await ledger.count(2)
    assert ledger.subjects == [1, 2]


async def test_a_dead_connection_in_idle_costs_no_processor_time() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server, watching(mailbox(server), ledger):
        await asyncio.wait_for(server.idling.wait(), DEADLINE)
        before = psutil.Process().cpu_times().user
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 1.0)  # idle time is what is measured here
        assert psutil.Process().cpu_times().user - before < 0.5


async def test_a_server_that_never_answers_done_is_left_behind() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.done = lambda: False
        limits = ReadingLimits(poll_seconds=0.2, answer_seconds=0.5)
        async with watching(mailbox(server, limits), ledger):
            await asyncio.wait_for(server.idling.wait(), DEADLINE)
            server.mails[1] = mail(1)
            await ledger.count(1)


async def test_idle_is_renewed_and_ended_in_order() -> None:
    """RFC 2177: nothing but DONE ends IDLE; each safety look does, and goes back to sleep."""
    said: asyncio.Queue[str] = asyncio.Queue()
    async with ScriptedImap() as server:
        server.done = lambda: said.put_nowait(server.idle_ends[-1]) is None
        async with watching(mailbox(server, ReadingLimits(poll_seconds=0.05)), Ledger()):
            for _ in range(3):
                assert await asyncio.wait_for(said.get(), DEADLINE) == "DONE"


async def test_one_mail_that_the_server_cannot_give_does_not_hold_up_the_others() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.mails = {1: mail(1), 2: mail(2), 3: mail(3)}
        server.refused_uids = {2}
        async with watching(mailbox(server), ledger):
            await ledger.count(2)
    assert ledger.subjects == [1, 3]
    skipped = [one for batch in ledger.batches for one in batch.skipped]
    assert [one.uid for one in skipped] == [2] and "broken" in skipped[0].reason
    assert ledger.cursor is not None and ledger.cursor.uid == 3


async def test_mails_that_the_server_cannot_give_for_the_moment_are_not_skipped() -> None:
    """The sizes come from an index; the mails lie on a storage that is away."""
    ledger, troubles = Ledger(), asyncio.Queue[str]()

    def note(health: WatchHealth) -> None:
        if health.trouble:
            troubles.put_nowait(health.trouble)

    async with ScriptedImap() as server:
        server.mails = {1: mail(1), 2: mail(2)}
        server.refused_uids, server.refusal = {1, 2}, "[UNAVAILABLE] the storage is away"
        async with watching(mailbox(server, on_health=note), ledger):
            assert "storage is away" in await asyncio.wait_for(troubles.get(), DEADLINE)
            server.refused_uids = set()
            await ledger.count(2)
    assert [one for batch in ledger.batches for one in batch.skipped] == []


async def test_a_mail_that_was_not_given_is_told_from_one_that_is_gone_and_may_be_asked_for_again() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.mails = {1: mail(1), 2: mail(2), 3: mail(3), 4: mail(4)}
        server.refused_uids, server.withheld_uids = {2}, {3}
        watched = mailbox(server)
        async with watching(watched, ledger):
            await ledger.count(2)
        skipped = [one for batch in ledger.batches for one in batch.skipped]
        assert [(one.uid, one.there) for one in skipped] == [(2, True), (3, True)]
        again = await watched.fetch_again("INBOX", 7, 3)
        assert isinstance(again, SkippedMail) and again.there
        server.refused_uids, server.withheld_uids = set(), set()
        found = await watched.fetch_again("INBOX", 7, 3)
        assert isinstance(found, RawMail) and found.raw == mail(3)
        del server.mails[2]
        for gone in (await watched.fetch_again("INBOX", 7, 2), await watched.fetch_again("INBOX", 6, 3)):
            assert isinstance(gone, SkippedMail) and not gone.there


async def test_a_search_that_names_the_last_mail_again_brings_no_news() -> None:
    """RFC 3501: "n:*" always names the last mail, also when its UID lies below n; the watch must go to sleep all the same."""
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.mails = {1: mail(1), 2: mail(2)}
        async with watching(mailbox(server), ledger):
            await ledger.count(2)
            await asyncio.wait_for(server.idling.wait(), DEADLINE)
    assert ledger.subjects == [1, 2]


async def test_without_idle_the_folder_is_polled() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.capabilities = "IMAP4rev1"
        async with watching(mailbox(server, replace(LONG, poll_without_idle_seconds=0.1)), ledger):
            await ledger.until(lambda: ledger.cursor is not None)
            server.mails[1] = mail(1)
            await ledger.count(1)


async def test_looking_now_ends_the_sleep() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        watched = mailbox(server)
        async with watching(watched, ledger):
            await asyncio.wait_for(server.idling.wait(), DEADLINE)
            server.mails[1] = mail(1)
            watched.look_now()
            await ledger.count(1)


async def test_no_uidvalidity_is_said_and_not_guessed() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.uidvalidity = None
        troubles: asyncio.Queue[str] = asyncio.Queue()
        async with watching(mailbox(server, on_health=lambda health: troubles.put_nowait(health.trouble)), ledger):
            assert "UIDVALIDITY" in await asyncio.wait_for(troubles.get(), DEADLINE)
    assert ledger.batches == []


async def test_a_mailbox_in_use_is_no_wrong_password() -> None:
    async with ScriptedImap() as server:
        server.login_answer = "NO [UNAVAILABLE] come back later"
        with pytest.raises(ServerUnreachable, match="at the moment"):
            await mailbox(server).check()


async def test_special_use_is_asked_for_when_a_plain_list_hides_it() -> None:
    async with ScriptedImap() as server:
        server.capabilities += " SPECIAL-USE"
        server.folders += ['() "/" "Abgeschickt"', '() "/" "Sent"']
        server.special = ['(\\Sent) "/" "Abgeschickt"']
        assert await mailbox(server).folder_for(FolderRole.SENT) == "Abgeschickt"


async def test_two_likely_folders_are_not_guessed_between() -> None:
    async with ScriptedImap() as server:
        server.folders += ['() "/" "Sent"', '() "/" "Sent Items"']
        with pytest.raises(ConfigurationError, match="More than one folder could be sent") as caught:
            await mailbox(server).folder_for(FolderRole.SENT)
        assert "'Sent Items'" in str(caught.value)
        assert await mailbox(server, folders=FolderChoice(sent="Sent")).folder_for(FolderRole.SENT) == "Sent"


# TLS, OAuth2 and keywords on a real Dovecot


def dovecot_mailbox(server: Dovecot, user: str, tls: TlsMode, ca_file: Path | None, **options: object) -> ImapMailbox:
    port = server.imaps_port if tls is TlsMode.IMPLICIT else server.imap_port
    settings: dict[str, object] = {
        "name": "support",
        "address": ServerAddress(host="localhost", port=port, tls=tls, ca_file=ca_file),
        "login": Login(user=user, password=server.password),
    }
    OPENED.append(ImapMailbox(**{**settings, **options}))  # type: ignore[arg-type]
    return OPENED[-1]


@pytest.mark.dovecot
@pytest.mark.parametrize("tls", list(TlsMode))
async def test_every_kind_of_line_works(dovecot: Dovecot, tls: TlsMode) -> None:
    user, ledger = dovecot.new_user(), Ledger()
    hand = Hand(dovecot, user)
    async with watching(dovecot_mailbox(dovecot, user, tls, dovecot.ca_file), ledger):
        await ledger.until(lambda: ledger.cursor is not None)
        hand.put(mail(1))
        await ledger.count(1)
    hand.close()


@pytest.mark.dovecot
@pytest.mark.parametrize("tls", [TlsMode.IMPLICIT, TlsMode.STARTTLS])
async def test_a_certificate_of_another_authority_is_refused(dovecot: Dovecot, tls: TlsMode, tmp_path: Path) -> None:
    stranger = write_certificate(tmp_path)
    with pytest.raises(ServerUnreachable, match="certificate") as caught:
        await dovecot_mailbox(dovecot, dovecot.new_user(), tls, stranger).check()
    assert "ca_file" in caught.value.sentence()


@pytest.mark.dovecot
async def test_a_certificate_for_another_name_is_refused(dovecot: Dovecot) -> None:
    address = ServerAddress(host="127.0.0.2", port=dovecot.imaps_port, ca_file=dovecot.ca_file)
    with pytest.raises(ServerUnreachable):
        await dovecot_mailbox(dovecot, dovecot.new_user(), TlsMode.IMPLICIT, None, address=address).check()


async def test_starttls_that_is_not_offered_is_never_skipped() -> None:
    async with ScriptedImap() as server:
        address = ServerAddress(host="localhost", port=server.port, tls=TlsMode.STARTTLS)
        with pytest.raises(ServerUnreachable, match="does not start TLS"):
            await mailbox(server, address=address).check()
    assert not any(command.startswith("LOGIN") for command in server.commands)


@pytest.mark.dovecot
async def test_oauth2_tokens_log_in_and_bad_ones_do_not(dovecot: Dovecot) -> None:
    user = dovecot.new_user()

    class Source:
        seconds = 600

        def access_token(self) -> str:
            return dovecot.token(user, self.seconds)

    good, expired = Source(), Source()
    expired.seconds = -60
    box = dovecot_mailbox(dovecot, user, TlsMode.STARTTLS, dovecot.ca_file, login=Login(user=user, token_source=good))
    assert "IDLE" in await box.check()
    with pytest.raises(LoginRefused, match="refuses the login"):
        login = Login(user=user, token_source=expired)
        await dovecot_mailbox(dovecot, user, TlsMode.STARTTLS, dovecot.ca_file, login=login).check()
    with pytest.raises(LoginRefused):
        login = Login(user=dovecot.new_user(), token_source=good)  # a token of somebody else
        await dovecot_mailbox(dovecot, user, TlsMode.STARTTLS, dovecot.ca_file, login=login).check()


@pytest.mark.dovecot
async def test_a_keyword_marks_recorded_mail_when_allowed(dovecot: Dovecot) -> None:
    user, ledger = dovecot.new_user(), Ledger()
    hand = Hand(dovecot, user)
    hand.put(mail(1))
    box = dovecot_mailbox(dovecot, user, TlsMode.PLAIN, None, after_commit=AfterCommit(keyword="$Mailbot"))
    async with watching(box, ledger):
        await ledger.count(1)
    await box.acknowledge(ledger.mails)
    flags = hand.flags(ledger.mails[0].uid)
    assert "$Mailbot" in flags and "Seen" not in flags
    hand.close()


async def test_a_server_that_keeps_no_keywords_says_so() -> None:
    ledger = Ledger()
    async with ScriptedImap() as server:
        server.mails = {1: mail(1)}
        box = mailbox(server, after_commit=AfterCommit(keyword="$Mailbot"))
        async with watching(box, ledger):
            await ledger.count(1)
        with pytest.raises(RefusedError, match="keeps no keyword"):
            await box.acknowledge(ledger.mails)


@pytest.mark.dovecot
async def test_a_server_killed_in_idle_and_started_again_loses_nothing(crashable_dovecot: Dovecot) -> None:
    server, ledger = crashable_dovecot, Ledger()
    user = server.new_user()
    hand = Hand(server, user)
    hand.put(mail(1))
    lost = asyncio.Event()
    options = {"backoff": Backoff(first=0.05, cap=0.2), "on_health": lambda health: health.failures and lost.set()}
    box = dovecot_mailbox(server, user, TlsMode.PLAIN, None, **options)
    async with watching(box, ledger):
        await ledger.count(1)
        server.kill()
        await asyncio.wait_for(lost.wait(), DEADLINE)
        server.start()
        Hand(server, user).put(mail(2))
        await ledger.count(2)
    assert ledger.subjects == [1, 2]
