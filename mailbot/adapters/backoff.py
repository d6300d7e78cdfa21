"""How long to wait before the next attempt: doubling, capped, with full jitter."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Backoff:
    """Seconds between attempts. Jitter keeps many workers from knocking in step after an outage."""

    first: float = 1.0  # seconds before the second attempt, at most
    factor: float = 2.0
    cap: float = 300.0  # seconds, at most

    def delay(self, failures: int, chance: Callable[[], float] = random.random) -> float:
        """Return the seconds to wait after `failures` (1 or more) failures in a row; `chance` gives 0..1."""
        ceiling = min(self.cap, self.first * self.factor ** min(failures - 1, 60))
        return ceiling * (0.5 + 0.5 * chance())
