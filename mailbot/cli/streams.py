"""Standard input, output and error as a shell may leave them: closed, full, interrupted."""

from __future__ import annotations

import contextlib
import errno
import os
import sys

#: What writing into a full or broken output ends in.
_WRITING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE})


def open_closed_streams() -> None:
    """Let what was closed read as empty and swallow what is written.

    Otherwise the next file that is opened, the store perhaps, would become "standard output" for whoever writes there.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - as long as we live


def writing_failed(error: OSError) -> bool:
    """Tell whether an error comes from an output that takes no more; what is left in its buffer is dropped then."""
    if error.filename is not None or error.errno not in _WRITING:
        return False
    with contextlib.suppress(OSError):
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)  # or the interpreter tries once more at its end, and complains
        os.close(void)
    return True
