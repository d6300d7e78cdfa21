"""The child process of the parser pool: reads frames from standard input, answers on standard output."""

from __future__ import annotations

import pickle
import signal
import sys
from typing import BinaryIO

from mailbot.adapters.parser import ANSWER, TROUBLE, Job, Trouble
from mailbot.errors import MailbotError, UnreadableMail
from mailbot.mail.language import warm_up
from mailbot.mail.parse import parse

_FRAME = 4
_KEPT = "It is kept in quarantine; open its raw text."


def main() -> None:
    """Serve until standard input ends. The first frame is the Job, each further one a raw mail."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us in order
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    first = _receive(source)
    if first is None:
        return
    job = pickle.loads(first)  # noqa: S301  # from our own parent, over a pipe
    assert isinstance(job, Job)
    warm_up()  # before the confinement: unpacking the model needs a temporary file
    _confine(job.memory)
    _send(sink, b"ready")
    while (raw := _receive(source)) is not None:
        _send(sink, _answer(raw, job))


def _answer(raw: bytes, job: Job) -> bytes:
    try:
        message = parse(raw, limits=job.limits, own_addresses=job.own_addresses, authserv_ids=job.authserv_ids)
        return b"M" + ANSWER.dump_json(message)
    except MailbotError as error:
        return _told(error)
    except MemoryError:
        return _told(UnreadableMail("Reading this mail took more memory than a mail may.", hint=_KEPT))
    except Exception as error:
        # The last net: a fault of ours must put the mail into quarantine, not stop the watch.
        fault = type(error).__name__
        return _told(UnreadableMail("The parser failed on this mail ({fault}).", hint=_KEPT, fault=fault))


def _told(error: MailbotError) -> bytes:
    values = {name: str(value) for name, value in error.values.items()}
    return b"E" + TROUBLE.dump_json(Trouble(message=error.template, hint=error.hint_template, values=values))


def _confine(memory: int) -> None:
    """Bound what a mail can take from the machine: memory, files, core dumps."""
    try:
        import resource
    except ImportError:  # a system without rlimits; the deadline still holds
        return
    for name, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(name)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (ceiling, hard))


def _receive(source: BinaryIO) -> bytes | None:
    head = source.read(_FRAME)
    if len(head) < _FRAME:
        return None
    size = int.from_bytes(head, "big")
    data = source.read(size)
    return data if len(data) == size else None


def _send(sink: BinaryIO, data: bytes) -> None:
    sink.write(len(data).to_bytes(_FRAME, "big") + data)
    sink.flush()
