"""Telephone numbers and moments as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers

from mailbot.errors import UsageError


def e164(text: str) -> str:
    """Return a number as E.164.

    Raises:
        UsageError: it is none, or lacks its country.
    """
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise UsageError(
            "{text} is not a telephone number.", hint="Write it with its country, as in +351912345678.", text=text
        ) from error
    if not phonenumbers.is_possible_number(number):
        raise UsageError("{text} cannot be a telephone number.", hint="Look at its length and its country.", text=text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def moment(text: str, zone: str) -> datetime | None:
    """Return the instant of a browser's datetime field, read in a person's zone; None when it is empty.

    Raises:
        UsageError: it is no date and time.
    """
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
        at.astimezone(UTC)  # the first and the last day of all time have no instant in some zones
        return at
    except (ValueError, OverflowError) as error:
        raise UsageError("{text} is not a date and time.", hint="Use the field's own picker.", text=text) from error
