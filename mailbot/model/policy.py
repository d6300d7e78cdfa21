"""The site's policy: weights, thresholds, hours and caps as frozen values.

Each section is a dataclass of its own; its numbers stand, commented, in `mailbot/policy.toml`, and a site's own
file overrides them one by one (`mailbot.config.load_policy`).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursPolicy:
    """Business hours of the desk."""

    zone: str = "UTC"  # IANA zone
    opens: str = "09:00"  # local wall time
    closes: str = "18:00"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    country: str = ""  # ISO 3166-1 alpha-2, for public holidays; "" for none
    subdivision: str = ""  # "BY", "CA", for regional holidays
    closed_on: tuple[str, ...] = ()  # own closing days, ISO dates


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """All sections together."""

    hours: HoursPolicy = field(default_factory=HoursPolicy)
