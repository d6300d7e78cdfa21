"""The house's switches as they stand: whether anything leaves it, and whether the telephone is armed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Turned:
    """When a switch was turned on, and by whom."""

    at: datetime
    by: str  # agent's name, "" when they are gone


@dataclass(frozen=True, kw_only=True, slots=True)
class Switchboard:
    """What people have switched; each switch is told to everybody while it holds up their work."""

    stopped: Turned | None = None  # `kill_switch`: no mail and no call leaves
    dry_run: Turned | None = None  # the same, to try the house out
    armed: bool = False  # `calls_armed`: the provider may be asked for calls
    barred: bool = False  # the policy file's `kill_switch`: no call leaves, whatever is armed
