"""The pool of parser processes: deadlines, deaths, cancellation."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from mailbot.adapters import parser, parser_process, parser_worker
from mailbot.adapters.parser import ParserPool
from mailbot.console.texts import speaker
from mailbot.errors import TransientError, UnreadableMail
from mailbot.mail.limits import Limits
from mailbot.model.message import InboundMessage, RawMail, Verdict

AT = datetime(2026, 3, 2, tzinfo=UTC)
MAIL = b"Authentication-Results: mx; dmarc=pass header.from=example.org\r\nFrom: Ann <ann@example.org>\r\nSubject: Kettle\r\n\r\nIt leaks."


@pytest.fixture
async def pool() -> AsyncIterator[ParserPool]:
    async with ParserPool(workers=1, authserv_ids=frozenset({"mx"})) as pool:
        yield pool


async def handed_over() -> None:
    """Let the loop turn until what was asked is in a worker's pipe."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_mails_are_parsed_in_another_process_which_ends_with_the_pool(pool: ParserPool) -> None:
    message = await pool.parse(MAIL)
    assert message.subject == "Kettle" and message.new_text == "It leaks."
    assert message.authentication is Verdict.VERIFIED
    head = MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    cut = await pool.read(
        RawMail(
            mailbox="help",
            folder="INBOX",
            uidvalidity=1,
            uid=7,
            raw=head,
            received_at=AT,
            size=99_000_000,
            headers_only=True,
        )
    )
    assert cut.subject == "Kettle" and "larger than the limit" in cut.defects[0]
    (pid,) = pool.pids
    assert pid != os.getpid()
    await pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_worker_that_dies_or_hangs_or_is_given_up_is_replaced(pool: ParserPool) -> None:
    await pool.parse(MAIL)
    (killed,) = pool.pids
    os.kill(killed, signal.SIGKILL)
    assert (await pool.parse(MAIL)).subject == "Kettle"  # read again: it was not this mail's fault

    (stopped,) = pool.pids
    os.kill(stopped, signal.SIGSTOP)  # it will never answer
    pool._deadline = 0.2
    with pytest.raises(UnreadableMail, match="longer than"):
        await pool.parse(MAIL)
    pool._deadline = 30
    assert (await pool.parse(MAIL)).subject == "Kettle"

    (left,) = pool.pids
    os.kill(left, signal.SIGSTOP)
    task = asyncio.ensure_future(pool.parse(MAIL.replace(b"Kettle", b"Stale")))
    await handed_over()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await pool.parse(MAIL)).subject == "Kettle"  # not the answer that nobody fetched
    assert not {killed, stopped, left} & set(pool.pids)


def numbered(number: int) -> bytes:
    return MAIL.replace(b"Kettle", b"Kettle %d" % number)


async def in_the_pipe(pool: ParserPool, count: int) -> tuple[int, list[asyncio.Task[InboundMessage]]]:
    """Return the process of a worker that stands still, with so many mails in its pipe."""
    await pool.parse(MAIL)
    (pid,) = pool.pids
    os.kill(pid, signal.SIGSTOP)
    tasks = [asyncio.create_task(pool.parse(numbered(number))) for number in range(count)]
    await handed_over()
    assert len(pool._workers[0].under_way) == count
    return pid, tasks


async def test_mails_behind_one_that_is_late_or_given_up_or_whose_worker_dies_are_read_all_the_same(
    pool: ParserPool,
) -> None:
    pid, tasks = await in_the_pipe(pool, 5)
    os.kill(pid, signal.SIGKILL)
    assert [(await task).subject for task in tasks] == [f"Kettle {number}" for number in range(5)]

    _, tasks = await in_the_pipe(pool, 5)
    tasks[0].cancel()
    tasks[3].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    subjects = [None if isinstance(one, BaseException) else one.subject for one in results]
    assert subjects == [None, "Kettle 1", "Kettle 2", None, "Kettle 4"]

    pool._deadline = 0.2
    _, tasks = await in_the_pipe(pool, 3)
    with pytest.raises(UnreadableMail, match=r"longer than 0\.2"):
        await tasks[0]
    pool._deadline = 30
    assert [(await task).subject for task in tasks[1:]] == ["Kettle 1", "Kettle 2"]


async def test_a_mail_over_which_two_workers_die_is_taken_for_the_cause_and_no_other(pool: ParserPool) -> None:
    pid, tasks = await in_the_pipe(pool, 3)
    first = pool._workers[0].under_way[0]
    first.deaths = 1  # as after another worker's end
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(UnreadableMail, match="died over this mail twice"):
        await tasks[0]
    assert [(await task).subject for task in tasks[1:]] == ["Kettle 1", "Kettle 2"]


async def test_many_mails_are_shared_out_among_the_workers_and_closing_gives_them_up() -> None:
    async with ParserPool(workers=2) as pool:
        while len(pool.pids) < 2:  # the second is started because the first has so much to do
            messages = await asyncio.gather(*(pool.parse(numbered(number)) for number in range(60)))
            assert [message.subject for message in messages] == [f"Kettle {number}" for number in range(60)]
        for pid in pool.pids:
            os.kill(pid, signal.SIGSTOP)
        tasks = [asyncio.create_task(pool.parse(numbered(number))) for number in range(4)]
        await handed_over()
        assert all(len(worker.under_way) == 2 for worker in pool._workers)
        await pool.close()
        assert all(task.cancelled() for task in (await asyncio.wait(tasks))[0])


async def test_who_is_cancelled_while_a_worker_starts_leaves_no_process(
    pool: ParserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.get_running_loop().create_future()
    start = asyncio.create_subprocess_exec

    async def told(*arguments: str, **options: Any) -> asyncio.subprocess.Process:
        process = await start(*arguments, **options)
        begun.set_result(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", told)
    reading = asyncio.create_task(pool.parse(MAIL))
    process = await begun
    reading.cancel()
    await asyncio.wait({reading})
    assert reading.cancelled() and process.returncode == -signal.SIGKILL


async def test_a_worker_that_cannot_start_is_no_fault_of_the_mail(
    pool: ParserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_process.sys, "executable", "/bin/false")
    with pytest.raises(TransientError, match="does not start"):
        await pool.parse(MAIL)


async def test_limits_hold_before_any_process_is_started() -> None:
    async with ParserPool(limits=Limits(size=10)) as pool:
        with pytest.raises(UnreadableMail, match="above the limit"):
            await pool.parse(MAIL)
        assert not pool.pids


def test_an_answer_can_hold_a_mail_and_nothing_else() -> None:
    with pytest.raises(UnreadableMail, match="no mail"):
        parser._opened(b"M" + pickle.dumps(os.system))
    with pytest.raises(UnreadableMail, match="no mail"):
        parser._opened(b"M" + pickle.dumps("text"))
    with pytest.raises(UnreadableMail, match="no mail"):
        parser._opened(b"Mgarbage")
    with pytest.raises(UnreadableMail, match="no mail"):
        parser._opened(b'E{"message": "{x:>999999999}", "hint": "", "values": {"x": "y"}}')
    with pytest.raises(UnreadableMail, match="no mail"):
        parser._opened(b'E{"message": "{x}", "hint": "", "values": {"y": "z"}}')


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (MemoryError(), "mehr Speicher"),
        (ZeroDivisionError("{x}"), "gescheitert (ZeroDivisionError)"),
        (UnreadableMail("This mail has no part {part}.", part="{9}"), "{9}"),
    ],
    ids=["memory", "fault", "told"],
)
def test_why_a_worker_could_not_read_a_mail_is_said_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(parser_worker, "parse", fail)
    job = parser.Job(limits=Limits(), own_addresses=frozenset(), authserv_ids=frozenset(), memory=0)
    with pytest.raises(UnreadableMail) as caught:
        parser._opened(parser_worker._answer(MAIL, job))
    said = speaker("de")(caught.value)
    assert words in said and "mail" not in said.split()
