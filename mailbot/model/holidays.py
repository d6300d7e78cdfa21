"""Public holidays by country and region, from the holidays library: the one place that asks it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)  # asked for every row of the line and every reckoning of business hours
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date] | None:
    """Return the holidays of a year, None where the library knows none for this country or region.

    Args:
        country: ISO 3166-1 alpha-2; "" has no holidays.
        subdivision: the library's name of a region, or "".
    """
    if not country:
        return frozenset()
    import holidays  # as shipped no country is set, and it takes a while

    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return None
