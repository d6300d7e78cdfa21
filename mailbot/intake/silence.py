"""How long to listen before answering (GUIDANCE 3.1): pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailbot.model.policy import BurstPolicy


def look_at(
    arrived: datetime,
    *,
    burst_at: datetime | None,
    previous: datetime | None,
    policy: BurstPolicy,
    urgent: bool = False,
) -> datetime:
    """Return when a case is to be looked at after a customer's mail.

    The wait adapts to the customer: who pauses long between two mails of a burst gets a longer silence. A burst
    that does not end is looked at anyway, so that nobody writes themselves out of an answer.

    Args:
        arrived: when the mail reached us.
        burst_at: when the first mail of the running burst did, None when this mail begins one.
        previous: when the customer's mail before this one did.
        urgent: danger to life or health.
    """
    if urgent:
        return arrived + timedelta(seconds=policy.urgent_seconds)
    wait = policy.quiet_seconds
    if burst_at is not None and previous is not None:
        wait = max(wait, policy.stretch * (arrived - previous).total_seconds())
    latest = (burst_at or arrived) + timedelta(seconds=policy.longest_seconds)
    return max(arrived, min(arrived + timedelta(seconds=wait), latest))
