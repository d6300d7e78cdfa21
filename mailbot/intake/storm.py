"""Two robots must not storm each other: caps for mail that no header gives away as a machine's (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from mailbot.model.message import Written
from mailbot.model.policy import IntakePolicy
from mailbot.model.sentence import say

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

#: The longest window that a cap looks back over.
LONGEST_WINDOW = _DAY


def storm_key(message_sender: str, subject: str) -> str:
    """Return the key under which mails of one sender and one kind of subject are counted against a cap.

    A robot without any telling header repeats itself: counters, dates and prefixes in its subject are ignored.
    """
    bare = re.sub(r"^(?:\s*(?:re|aw|fwd?|sv|rv|wg|tr|res|antw)\s*(?:\[\d+\])?\s*[:：])+", "", subject.lower())
    kind = re.sub(r"[\W\d_]+", " ", bare).strip()[:120]
    return f"{message_sender.lower()}|{kind}"


def beyond_cap(sender: str, subject: str, lately: Sequence[Written], now: datetime, policy: IntakePolicy) -> str:
    """Return why one more mail is beyond a cap, or "". Windows slide; a cap of 0 is switched off.

    Args:
        sender: the From address.
        subject: of the mail in question.
        lately: what this sender wrote within `LONGEST_WINDOW` (the newest, at least as many as the highest cap).
        now: when the mail in question is judged.
    """
    same = storm_key(sender, subject)
    alike = [one for one in lately if storm_key(sender, one.subject) == same]
    for seen, window, cap, say_it in (
        (alike, _HOUR, policy.subject_per_hour, _subject_hour),
        (alike, _DAY, policy.subject_per_day, _subject_day),
        (lately, _HOUR, policy.sender_per_hour, _sender_hour),
        (lately, _DAY, policy.sender_per_day, _sender_day),
    ):
        if cap and sum(now - one.at < window for one in seen) >= cap:
            return say_it(cap, sender)
    return ""


def _subject_hour(most: int, sender: str) -> str:
    return say(
        "storm_subject_hour",
        "Held: more than {most} mails an hour on one subject from {sender}.",
        most=most,
        sender=sender,
    )


def _subject_day(most: int, sender: str) -> str:
    return say(
        "storm_subject_day",
        "Held: more than {most} mails a day on one subject from {sender}.",
        most=most,
        sender=sender,
    )


def _sender_hour(most: int, sender: str) -> str:
    return say("storm_sender_hour", "Held: more than {most} mails an hour from {sender}.", most=most, sender=sender)


def _sender_day(most: int, sender: str) -> str:
    return say("storm_sender_day", "Held: more than {most} mails a day from {sender}.", most=most, sender=sender)


def highest_cap(policy: IntakePolicy) -> int:
    """Return how many of a sender's mails must be known to judge the next one; 0 when no cap is set."""
    return max(policy.sender_per_hour, policy.sender_per_day, policy.subject_per_hour, policy.subject_per_day, 0)
