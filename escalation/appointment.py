"""Agreed times as calendar files (RFC 5545), written by the icalendar library. Pure: callbacks in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from escalation.callback import Callback
from escalation.script import CallTexts, shorten, speakable
from mailbot.model.message import Enclosure

if TYPE_CHECKING:  # it takes a quarter of a second to import, and is needed with the first agreed time only
    from icalendar import Alarm, Event

#: How long a call is put into a calendar for.
CALL_LENGTH = timedelta(minutes=20)
_REMINDER = timedelta(minutes=-5)
_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def agreed_time(callback: Callback, now: datetime) -> datetime | None:
    """Return when a call is agreed for: what we said, else what the customer asked for; None when it lies behind us."""
    ahead = (at for at in (callback.promised_at, callback.wished_at) if at is not None and at > now)
    return next(ahead, None)


def for_manager(callbacks: Sequence[Callback], texts: CallTexts, now: datetime) -> Enclosure | None:
    """Return the agreed calls as a manager's calendar file, None where nothing is agreed.

    The description holds no more than one line of the case.
    """
    entries = [(one, at) for one in callbacks if (at := agreed_time(one, now)) is not None]
    if not entries:
        return None
    from icalendar import vUri

    events = []
    for callback, at in entries:
        name = shorten(speakable(callback.customer_name), 60) or callback.customer_email
        summary = texts.appointment["summary"].format(customer=name)
        event = _event(callback, at, summary, now)
        event.add("description", texts.appointment["description"].format(problem=speakable(callback.problem)))
        if callback.number:
            event.add("url", vUri(f"tel:{callback.number}"))
        event.add_component(_alarm(summary))
        events.append(event)
    return _file(events)


def for_customer(callback: Callback, company: str, texts: CallTexts, now: datetime) -> Enclosure | None:
    """Return the agreed call as a file for the customer's calendar: when, and who rings; nothing of the complaint.

    A time that only the customer named is a wish until we have agreed to it.
    """
    at = callback.promised_at
    if at is None or at <= now:
        return None
    return _file([_event(callback, at, texts.appointment["from_us"].format(company=company), now)])


def _event(callback: Callback, at: datetime, summary: str, now: datetime) -> Event:
    from icalendar import Event

    event = Event()
    # One agreed call is one entry: a file that comes later moves it (RFC 5545 section 3.8.7.4).
    event.add("uid", f"{callback.id}@callbacks.mailbot.invalid")
    event.add("sequence", callback.version)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", at.astimezone(UTC))
    event.add("dtend", (at + CALL_LENGTH).astimezone(UTC))
    event.add("summary", summary)
    return event


def _alarm(summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMINDER)
    alarm.add("description", summary)
    return alarm


def _file(events: Sequence[Event]) -> Enclosure:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//mailbot//callbacks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    return Enclosure(filename="call.ics", content_type=_TYPE, content=calendar.to_ical())
