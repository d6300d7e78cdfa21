"""How often a login that the server refuses is tried again: more would lock the account."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from mailbot.errors import LoginRefused

#: Refused logins in a row before we rest: more would lock the account.
LOGIN_ATTEMPTS = 3
#: Seconds of the first rest; each refusal after it doubles them up to the longest.
FIRST_REST, LONGEST_REST = 300.0, 3600.0
#: Seconds for which one attempt after a rest keeps all other lines of the mailbox waiting.
_TRIAL = 120.0


class LoginPace:
    """What the lines to one mailbox's server share: after some refusals only one of them asks, now and then.

    A password or token file that has changed since the last refusal is tried at once.
    """

    def __init__(self, secret_file: Path | None = None, count: Callable[[], float] = time.monotonic) -> None:
        """Begin well; `count` gives seconds, `secret_file` holds what we log in with, if a file does."""
        self._file, self._count = secret_file, count
        self._lock = threading.Lock()
        self._refusal: LoginRefused | None = None
        self._times, self._again = 0, 0.0
        self._stamp: int | None = None

    @property
    def refusal(self) -> str:
        """Return what the server said when it has refused us often enough to be believed, else ""."""
        with self._lock:
            return self._refusal.sentence() if self._refusal and self._times >= LOGIN_ATTEMPTS else ""

    def ask(self) -> None:
        """Call before a login.

        Raises LoginRefused, with what the server said last, while we rest: the server is not asked.
        """
        with self._lock:
            if self._refusal is None or self._times < LOGIN_ATTEMPTS:
                return
            if self._count() < self._again and self._stamp == self._stamped():
                raise LoginRefused(str(self._refusal), hint=self._refusal.hint)
            self._again, self._stamp = self._count() + _TRIAL, self._stamped()

    def refused(self, error: LoginRefused) -> None:
        """Call when the server, or who gives the token, has said no."""
        with self._lock:
            self._refusal, self._stamp = error, self._stamped()
            self._times += 1
            rests = max(self._times - LOGIN_ATTEMPTS, 0)
            self._again = self._count() + min(FIRST_REST * 2.0 ** min(rests, 10), LONGEST_REST)

    def granted(self) -> None:
        """Call when we are in."""
        with self._lock:
            self._refusal, self._times = None, 0

    def _stamped(self) -> int | None:
        try:
            return self._file.stat().st_mtime_ns if self._file else None
        except OSError:
            return None
