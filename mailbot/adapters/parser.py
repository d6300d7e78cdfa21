"""Mails are parsed in worker processes that can be killed: none of them stops the house.

There is no shortcut for small mails in our own process. The limits bound what a mail can cost, but a parser
written in C reads its HTML, and no bound of ours holds against a fault in there; a pipe costs a tenth of what parsing
costs, and the second core does the work while this one records: a worker has several mails in its pipe, so that it need not
wait for us between two of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import pickle
from collections import deque
from types import TracebackType
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError

from mailbot.adapters.parser_process import Asked, News, ParserProcess
from mailbot.errors import UnreadableMail
from mailbot.mail.limits import Limits, check
from mailbot.model.message import InboundMessage, RawMail

#: Deaths of a worker over one mail until the mail is taken for the cause.
_DEATHS = 2

#: How a mail crosses the pipe: typed JSON, checked field by field, so that a worker that has been taken over can make
#: us build nothing but a mail. (Pickles would need a list of allowed names, and enums pickle differently on each Python.)
ANSWER: TypeAdapter[InboundMessage] = TypeAdapter(InboundMessage)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What every worker is told once, at its start."""

    limits: Limits
    own_addresses: frozenset[str]
    authserv_ids: frozenset[str]
    memory: int  # bytes of address space


#: A sentence of a worker: words with `{name}` where a value stands, and nothing that a format could be made to do.
_Words = Annotated[str, Field(max_length=300, pattern=r"^([^{}]|\{[a-z]{1,20}\})*$")]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why a worker could not read a mail, kept so that it can be said in the reader's language."""

    message: _Words
    hint: _Words
    values: dict[Annotated[str, Field(pattern="^[a-z]{1,20}$")], Annotated[str, Field(max_length=200)]]


TROUBLE: TypeAdapter[Trouble] = TypeAdapter(Trouble)


class ParserPool:
    """Parses mails in worker processes with a deadline each (the port `Reader`).

    Use it as an async context manager, or call `close()`. Workers start when they are first needed; one that
    dies, hangs or outgrows its memory is replaced, and its mail becomes UnreadableMail.
    """

    def __init__(
        self,
        *,
        limits: Limits = Limits(),
        own_addresses: frozenset[str] = frozenset(),
        authserv_ids: frozenset[str] = frozenset(),
        workers: int = 2,
        deadline: float = 5.0,
        memory: int = 1536 * 1024 * 1024,
    ) -> None:
        """Prepare the pool; nothing is started yet.

        Args:
            limits: checked here, before a mail even reaches a worker.
            own_addresses: see `mailbot.mail.parse.parse`.
            authserv_ids: likewise.
            workers: processes at most.
            deadline: seconds for one mail, from when its worker has answered the mail before it.
            memory: bytes of address space of a worker (RLIMIT_AS, where the system has it).
        """
        self._job = pickle.dumps(
            Job(limits=limits, own_addresses=own_addresses, authserv_ids=authserv_ids, memory=memory)
        )
        self._limits, self._deadline, self._most = limits, deadline, max(1, workers)
        self._waiting: deque[Asked] = deque()
        self._workers: list[ParserProcess] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._serving: asyncio.Handle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def read(self, mail: RawMail) -> InboundMessage:
        """Parse a mail from the mailbox (port `Reader`).

        Raises:
            UnreadableMail: a limit is exceeded, the deadline has passed, or the parser died twice over it.
            TransientError: no worker can be started now (memory, processes): no fault of the mail.
        """
        message = await self.parse(mail.raw)
        if not mail.headers_only:
            return message
        note = f"larger than the limit ({mail.size or 'unknown'} bytes): only its headers were fetched"
        return dataclasses.replace(message, defects=(note, *message.defects))

    async def parse(self, raw: bytes) -> InboundMessage:
        """Parse raw bytes in a worker.

        Raises:
            UnreadableMail, TransientError: as for `read`.
        """
        check(raw, self._limits)
        loop = asyncio.get_running_loop()
        asked = Asked(raw=raw, answer=loop.create_future())
        self._waiting.append(asked)
        if self._serving is None:  # once for all who ask in this turn of the loop
            self._serving = loop.call_soon(self._serve)
        try:
            return _opened(await asked.answer)
        except asyncio.CancelledError:
            await self._give_up(asked)
            raise

    async def close(self) -> None:
        """End all workers; mails that are being parsed are given up."""
        given_up = [*self._waiting, *(asked for worker in self._workers for asked in worker.under_way)]
        self._waiting.clear()
        for asked in given_up:
            asked.answer.cancel()
        for worker in list(self._workers):
            self._end(worker)
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, *self._ending, return_exceptions=True)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the living workers (for `doctor` and tests)."""
        return tuple(worker.pid for worker in self._workers)

    def _serve(self) -> None:
        """Hand waiting mails to workers that have room, and start one more where all are busy."""
        self._serving = None
        asked = len(self._waiting) + sum(len(worker.under_way) for worker in self._workers)
        for worker in self._workers:
            worker.take(self._waiting, self._share())
        if min(asked, self._most) > len(self._workers) + len(self._starting):
            task = asyncio.ensure_future(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    def _share(self) -> int:
        """Return how many mails a worker may have in its pipe, so that none waits for one that has others before it."""
        asked = len(self._waiting) + sum(len(worker.under_way) for worker in self._workers)
        return -(-asked // len(self._workers))

    async def _start(self) -> None:
        try:
            worker = await ParserProcess.start(self._job, deadline=lambda: self._deadline, tell=self._told)
        except Exception as error:
            if not self._workers:
                self._fail(error)
            return
        self._workers.append(worker)
        self._serve()

    def _fail(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, deque()
        for asked in waiting:
            if not asked.answer.done():
                asked.answer.set_exception(error)

    def _told(self, worker: ParserProcess, news: News) -> None:
        """Go on after a worker has answered, is late, or is gone."""
        if news is News.ANSWERED:
            worker.take(self._waiting, self._share())
            return
        first, *others = worker.under_way or (None,)
        if first is not None and not first.answer.done():
            first.deaths += news is News.GONE
            if news is News.LATE:
                first.answer.set_exception(_too_long(self._deadline))
            elif first.deaths >= _DEATHS:
                first.answer.set_exception(_deadly())
            else:  # a worker may have died of something that was not this mail
                others.insert(0, first)
        # The mails behind it wait in the pipe unread: whatever happened was none of their doing.
        self._waiting.extendleft(asked for asked in reversed(others) if asked is not None and not asked.answer.done())
        self._end(worker)
        self._serve()

    async def _give_up(self, asked: Asked) -> None:
        """Leave nothing of a mail that nobody waits for any more."""
        with contextlib.suppress(ValueError):  # it is in a worker's pipe
            self._waiting.remove(asked)
        for worker in list(self._workers):
            if worker.under_way and worker.under_way[0] is asked:  # it may never answer
                self._told(worker, News.GIVEN_UP)
        if not self._waiting and self._starting:
            for task in self._starting:
                task.cancel()
            await asyncio.wait(self._starting)

    def _end(self, worker: ParserProcess) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
        worker.kill()
        task = asyncio.ensure_future(worker.reap())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


def _too_long(seconds: float) -> UnreadableMail:
    return UnreadableMail(
        "Reading this mail took longer than {seconds} seconds.",
        hint="It is kept in quarantine; open its raw text with care.",
        seconds=f"{seconds:g}",
    )


def _deadly() -> UnreadableMail:
    return UnreadableMail(
        "The parser died over this mail twice.", hint="It is kept in quarantine; open its raw text with care."
    )


def _opened(answer: bytes) -> InboundMessage:
    kind, body = answer[:1], answer[1:]
    try:
        if kind != b"E":
            return ANSWER.validate_json(body)
        told = TROUBLE.validate_json(body)
        trouble = UnreadableMail(told.message, hint=told.hint, **told.values)
    except (ValidationError, KeyError, TypeError) as error:
        raise UnreadableMail("The parser gave an answer that is no mail.", hint="See quarantine.") from error
    raise trouble
