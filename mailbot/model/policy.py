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
class ReplyPolicy:
    """What a written reply may promise (GUIDANCE 2 `late-holding`, `low-amends`, `over-amends`; 3.6, 3.7)."""

    next_word_hours: float = 2.0  # business hours until our next word, at the latest
    round_minutes: int = 10  # promised times are rounded down to this
    follow_up_days: int = 2  # business days after our last word until we check back
    amends_cap: float = 50.0  # an agent may give this much without a manager
    amends_currency: str = "EUR"  # of the cap
    amends_share: float = 1.0  # of the stated loss that amends must cover at least
    signature: str = ""  # the team's name below the agent's, or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """All sections together."""

    hours: HoursPolicy = field(default_factory=HoursPolicy)
    reply: ReplyPolicy = field(default_factory=ReplyPolicy)
