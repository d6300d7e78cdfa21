"""When a mailbox that gives no mail is worth an alarm, and when the alarm is over (pure).

The measure is the last successful look, not the errors: a token that died quietly raises none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from mailbot.model.mailbox import MailboxHealth

#: An alarm that was claimed but not told for so long is told by whoever comes next (its teller died).
UNTOLD = timedelta(minutes=5)


class Alarm(StrEnum):
    """What is to be told about a mailbox."""

    OUTAGE = "outage"
    REFUSED = "refused"  # an outage that does not pass by itself: the server knows us and says no
    ALL_CLEAR = "all_clear"
    CONSENT = "consent"  # the OAuth2 consent ends soon: then no mail can be fetched any more


def judge_outage(
    health: MailboxHealth, now: datetime, *, started: datetime, after: timedelta, refused: bool = False
) -> Alarm | None:
    """Return what has to be told now, or None. Each outage is told once, and so is its end.

    Args:
        started: when this process began to look; what lies before that is nobody's outage.
        after: how long there may be no successful look; zero tells nothing.
        refused: the login is refused: nobody has to wait to know that no mail will come.
    """
    if not after:
        return None
    out = now - max(health.last_look_at, started) >= after
    outage = Alarm.REFUSED if refused else Alarm.OUTAGE if out else None
    if health.alarmed_at is None:
        return outage
    if health.last_look_at > health.alarmed_at:
        return Alarm.ALL_CLEAR
    untold = health.told_at is None and now - health.alarmed_at >= UNTOLD
    return outage if untold else None
