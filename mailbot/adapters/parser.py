"""Mails are parsed in worker processes that can be killed: none of them stops the house.

There is no shortcut for small mails in our own process. The limits bound what a mail can cost, but a parser
written in C reads its HTML, and no bound of ours holds against a fault in there; a pipe costs a tenth of what parsing
costs, and the second core does the work while this one records.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import pickle
import sys
from types import TracebackType
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError

from mailbot.errors import TransientError, UnreadableMail
from mailbot.mail.limits import Limits, check
from mailbot.model.message import InboundMessage, RawMail

_START_SECONDS = 60.0  # a worker loads its language model before it says that it is ready
_FRAME = 4  # bytes of length before each message on the pipe
_LARGEST_ANSWER = 64 * 1024 * 1024

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
            deadline: seconds for one mail.
            memory: bytes of address space of a worker (RLIMIT_AS, where the system has it).
        """
        self._job = Job(limits=limits, own_addresses=own_addresses, authserv_ids=authserv_ids, memory=memory)
        self._deadline = deadline
        self._places = asyncio.Semaphore(max(1, workers))
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()

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
        check(raw, self._job.limits)
        async with self._places:
            for _attempt in (1, 2):  # a worker may have died of something that was not this mail
                answer = await self._ask(raw)
                if answer is not None:
                    return _opened(answer)
        raise UnreadableMail(
            "The parser died over this mail twice.", hint="It is kept in quarantine; open its raw text with care."
        )

    async def close(self) -> None:
        """End all workers; a mail that is being parsed is given up."""
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        self._busy.clear()
        for worker in workers:
            await worker.kill()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the living workers (for `doctor` and tests)."""
        return tuple(worker.pid for worker in (*self._idle, *self._busy))

    async def _ask(self, raw: bytes) -> bytes | None:
        """Give the mail to a worker; None when the worker died over it."""
        worker = self._idle.pop() if self._idle else await _Worker.start(self._job)
        self._busy.add(worker)
        whole = False
        try:
            async with asyncio.timeout(self._deadline):
                answer = await worker.ask(raw)
            whole = answer is not None
            return answer
        except TimeoutError:
            raise UnreadableMail(
                "Reading this mail took longer than {seconds} seconds.",
                hint="It is kept in quarantine; open its raw text with care.",
                seconds=f"{self._deadline:g}",
            ) from None
        finally:
            self._busy.discard(worker)
            if whole:
                self._idle.append(worker)
            else:
                # Also when we were cancelled: the answer still in the pipe would be taken for the next mail's.
                await worker.kill()


class _Worker:
    """One process: a length and a mail go in, a length and a pickled answer come out."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    @classmethod
    async def start(cls, job: Job) -> _Worker:
        # The child finds this very package, wherever it was imported from.
        code = f"import sys; sys.path[:] = {sys.path!r}; from mailbot.adapters.parser_worker import main; main()"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, limit=2**20, start_new_session=True,
        )  # fmt: skip
        worker, ready = cls(process), None
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_START_SECONDS):
                    ready = await worker.ask(pickle.dumps(job))
        finally:
            if ready is None:  # also when we were cancelled: nobody else knows this process
                await worker.kill()
        if ready is None:
            raise TransientError("The parser's worker process does not start.", hint="Run `mailbot doctor`.")
        return worker

    async def ask(self, data: bytes) -> bytes | None:
        """Send one frame and wait for its answer; None when the process is gone."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(len(data).to_bytes(_FRAME, "big") + data)
            await stdin.drain()
            size = int.from_bytes(await stdout.readexactly(_FRAME), "big")
            return await stdout.readexactly(size) if size <= _LARGEST_ANSWER else None
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def kill(self) -> None:
        """End the process at once and reap it."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it was faster
                self._process.kill()
        # A cancelled caller must still reap the child.
        await asyncio.shield(self._process.wait())
        if self._process.stdin is not None:
            self._process.stdin.close()


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
