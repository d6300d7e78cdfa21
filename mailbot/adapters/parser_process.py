"""One parser process as its pool sees it: mails go into its pipe, answers come out in the same order."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sys
from collections import deque
from collections.abc import Callable, Sequence
from enum import Enum, auto

from mailbot.errors import TransientError

_START_SECONDS = 60.0  # a worker loads its language model before it says that it is ready
_FRAME = 4  # bytes of length before each message on the pipe
_LARGEST_ANSWER = 64 * 1024 * 1024

#: Mails in a worker's pipe at most, and bytes of those behind the first: it must not run dry while our loop is busy.
_AHEAD, _AHEAD_BYTES = 16, 1024 * 1024


class News(Enum):
    """What a worker has to tell of the mail that it has in hand."""

    ANSWERED = auto()
    LATE = auto()  # its deadline has passed
    GONE = auto()  # the process has ended, or speaks no sense
    GIVEN_UP = auto()  # nobody waits for the answer any more


@dataclasses.dataclass(eq=False, kw_only=True, slots=True)
class Asked:
    """A mail that somebody waits for."""

    raw: bytes
    answer: asyncio.Future[bytes]
    deaths: int = 0  # of workers that had it in hand


Tell = Callable[["ParserProcess", News], None]


class ParserProcess:
    """A process with the mails in its pipe. It works on the first of them, on whose time the deadline runs."""

    def __init__(self, process: asyncio.subprocess.Process, deadline: Callable[[], float], tell: Tell) -> None:
        self._process, self._deadline, self._tell = process, deadline, tell
        self.pid = process.pid
        self.under_way: deque[Asked] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._listening: asyncio.Task[None] | None = None
        self._ended = False

    @classmethod
    async def start(cls, job: bytes, *, deadline: Callable[[], float], tell: Tell) -> ParserProcess:
        """Start a process and wait until it is ready.

        Args:
            job: a pickled `Job`.
            deadline: asked for the seconds of each mail.
            tell: called in the loop with each piece of news.

        Raises:
            TransientError: it does not start.
        """
        # The child finds this very package, wherever it was imported from.
        code = f"import sys; sys.path[:] = {sys.path!r}; from mailbot.adapters.parser_worker import main; main()"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, limit=2**20, start_new_session=True,
        )  # fmt: skip
        worker, ready = cls(process, deadline, tell), None
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_START_SECONDS):
                    worker._send((job,))
                    ready = await worker._answer()
        finally:
            if ready is None:  # also when we were cancelled: nobody else knows this process
                worker.kill()
                await worker.reap()
        if ready is None:
            raise TransientError("The parser's worker process does not start.", hint="Run `mailbot doctor`.")
        worker._listening = asyncio.create_task(worker._listen())
        return worker

    def take(self, waiting: deque[Asked], most: int) -> None:
        """Put waiting mails into the pipe, up to so many and as there is room for; nothing while it is half full."""
        if self._ended or len(self.under_way) > _AHEAD // 2:
            return
        idle, size = not self.under_way, sum(len(asked.raw) for asked in self.under_way)
        taken: list[bytes] = []
        while waiting and len(self.under_way) < min(most, _AHEAD) and (not self.under_way or size < _AHEAD_BYTES):
            asked = waiting.popleft()
            if not asked.answer.done():
                self.under_way.append(asked)
                taken.append(asked.raw)
                size += len(asked.raw)
        if taken:
            self._send(taken)
            if idle:
                self._set_deadline()

    def kill(self) -> None:
        """End the process at once; it has nothing more to tell."""
        self._ended = True
        self.under_way.clear()
        self._set_deadline()
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it was faster
                self._process.kill()

    async def reap(self) -> None:
        """Wait until a killed process is gone."""
        await asyncio.shield(self._process.wait())  # a cancelled caller must still reap the child
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _send(self, frames: Sequence[bytes]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(part for one in frames for part in (len(one).to_bytes(_FRAME, "big"), one)))

    async def _answer(self) -> bytes | None:
        """Return the next answer; None when the process is gone."""
        stdout = self._process.stdout
        assert stdout is not None
        try:
            size = int.from_bytes(await stdout.readexactly(_FRAME), "big")
            return await stdout.readexactly(size) if size <= _LARGEST_ANSWER else None
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def _listen(self) -> None:
        while (answer := await self._answer()) is not None and self.under_way:
            asked = self.under_way.popleft()
            if not asked.answer.done():
                asked.answer.set_result(answer)
            self._set_deadline()
            self._tell(self, News.ANSWERED)
        if not self._ended:
            self._tell(self, News.GONE)

    def _set_deadline(self) -> None:
        """Let the time of the mail in hand begin."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self.under_way:
            loop = asyncio.get_running_loop()
            # `_late` comes after what came meanwhile: a busy loop of ours makes no mail late.
            self._timer = loop.call_later(self._deadline(), loop.call_soon, self._late, self.under_way[0])

    def _late(self, asked: Asked) -> None:
        if self.under_way and self.under_way[0] is asked:
            self._tell(self, News.LATE)
