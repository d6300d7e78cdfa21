"""Callbacks and attempts between rows and nouns, and everything the dialling rules want to know of a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, distinct, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import (
    Attempt,
    AttemptState,
    Callback,
    CallState,
    Choice,
    Disposition,
    Lane,
    Leg,
    NumberSource,
    Outcome,
)
from escalation.dialling import DialCase, DialDecision, Usage
from escalation.numbering import Number, read_number
from escalation.numbers import may_dial
from mailbot.model.message import Verdict
from mailbot.model.policy import CallPolicy
from mailbot.store.switches import switches_in
from mailbot.store.tables import call_attempts, call_blocks, callbacks, customers

_PLAIN = (
    "id", "conversation_id", "customer_email", "customer_name", "language", "number", "confirmed_by", "zone", "heat",
    "urgent", "sensitive", "valued", "contacts", "do_not_call", "placed_in_line_at", "promised_at", "wished_at",
    "not_before", "attempts", "lease_until", "problem", "wish", "promised", "notes", "version",
)  # fmt: skip
_ATTEMPT = (
    "id", "callback_id", "manager_id", "manager_number", "number", "token", "nonce", "ref", "customer_ref", "bridged",
    "talk_seconds", "cancel_reason", "manual", "created_at", "deadline", "ended_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class CallSettings:
    """What the rows need of the site beyond the policy's numbers."""

    policy: CallPolicy = field(default_factory=CallPolicy)
    own_numbers: frozenset[str] = frozenset()  # E.164: caller ids and managers' telephones
    holidays: Callable[[str, int], frozenset[date]] = lambda region, year: frozenset()


def _enum(kind: Any, value: Any) -> Any:
    return None if value is None else kind(value)


def to_callback(row: Row[Any]) -> Callback:
    """Return the noun of a row of `callbacks`."""
    return Callback(
        **{name: getattr(row, name) for name in _PLAIN},
        number_source=_enum(NumberSource, row.number_source),
        state=CallState(row.state),
        lane=Lane(row.lane),
        verified=row.sender == Verdict.VERIFIED,
        manager_id=row.lease_holder,
        token=row.fence,
        passed_by=tuple(row.passed_by or ()),
        reasons=tuple(row.reasons or ()),
        disposition=_enum(Disposition, row.disposition),
    )


def to_attempt(row: Row[Any]) -> Attempt:
    """Return the noun of a row of `call_attempts`."""
    return Attempt(
        **{name: getattr(row, name) for name in _ATTEMPT},
        state=AttemptState(row.state),
        manager_leg=Leg(row.manager_leg),
        customer_leg=Leg(row.customer_leg),
        choice=_enum(Choice, row.choice),
        hint=_enum(Disposition, row.hint),
        outcome=_enum(Outcome, row.outcome),
    )


async def policy_in_force(tx: AsyncConnection, site: CallSettings) -> CallPolicy:
    """Return the policy with the switches that people flip while we run."""
    board = await switches_in(tx, armed=site.policy.armed)
    stopped = site.policy.kill_switch or board.stopped is not None
    return replace(site.policy, armed=board.armed and board.dry_run is None, kill_switch=stopped)


def _usage() -> Select[Any]:
    """Return the statement that counts what was dialled before; built once: it is asked for every row of the line."""
    c, of = call_attempts.c, bindparam
    others, count = c.id != of("besides"), func.count()
    provider = c.manual.is_(False)
    parts = {
        "number_day": select(count).where(c.number == of("number"), c.dialled_at >= of("today"), others),
        "number_week": select(count).where(c.number == of("number"), c.dialled_at > of("week"), others),
        "customer_week": select(count).where(c.customer_email == of("email"), c.dialled_at > of("week"), others),
        "country_day": select(count).where(c.created_at > of("day"), c.region == of("region"), others),
        "hour": select(count).where(c.created_at > of("hour"), provider, others),
        "day": select(count).where(c.created_at > of("day"), provider, others),
        "seconds_day": select(func.coalesce(func.sum(c.talk_seconds), 0)).where(c.created_at > of("day"), provider),
        "last": select(func.max(c.dialled_at)).where(c.number == of("number"), c.dialled_at > of("week"), others),
        "active": select(count).where(c.number == of("number"), c.ended_at.is_(None), others),
        "naming": select(func.count(distinct(callbacks.c.customer_email))).where(
            callbacks.c.number == of("number"), callbacks.c.created_at > of("week")
        ),
    }
    return select(*(part.scalar_subquery().label(name) for name, part in parts.items()))


_USAGE = _usage()


async def usage_of(
    tx: AsyncConnection, row: Row[Any], number: Number | None, now: datetime, *, besides: str = ""
) -> Usage:
    """Count what was dialled before, in one statement; `besides` names the attempt that is asking.

    A number's day is the day on the callee's wall; all other windows roll.
    """
    found = (
        await tx.execute(
            _USAGE,
            {
                "number": row.number,
                "email": row.customer_email,
                "region": (number.region if number else None) or "",
                "besides": besides,
                "today": _midnight(row.zone or next(iter(number.zones if number else ()), "UTC"), now),
                "day": now - timedelta(days=1),
                "week": now - timedelta(days=7),
                "hour": now - timedelta(hours=1),
            },
        )
    ).one()
    return Usage(
        callback_attempts=row.attempts,
        number_day=found.number_day,
        number_week=found.number_week,
        customer_week=found.customer_week,
        country_day=found.country_day,
        hour=found.hour,
        day=found.day,
        minutes_day=found.seconds_day / 60,
        last_on_number=found.last,
        active_on_number=found.active > 0,
        customers_naming=found.naming,
    )


def _midnight(zone: str, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


async def blocked(tx: AsyncConnection, number: str | None, email: str) -> bool:
    """Tell whether a number or a customer is never to be called: on the list, or by the customer's file.

    The file counts whether or not the sender is verified: it can only make us more careful.
    """
    wanted = [value for value in (number, email) if value]
    listed = select(call_blocks.c.value).where(call_blocks.c.value.in_(wanted))
    filed = select(customers.c.email).where(customers.c.email == email, customers.c.do_not_call.is_(True))
    return (await tx.execute(union_all(listed, filed).limit(1))).first() is not None


def _closed_around(site: CallSettings, region: str, year: int) -> frozenset[date]:
    """Return the holidays of a UTC year and its neighbours: in Sydney the new year begins while UTC has the old one."""
    years = (year - 1, year, year + 1) if region and not site.policy.on_holidays else ()
    return frozenset().union(*(site.holidays(region, each) for each in years))


async def dial_decision(
    tx: AsyncConnection,
    row: Row[Any],
    site: CallSettings,
    now: datetime,
    *,
    manual: bool = False,
    besides: str = "",
    policy: CallPolicy | None = None,
) -> DialDecision | None:
    """Let the rules judge a row's number as things stand in this transaction; None where there is no number."""
    if row.number is None:
        return None
    policy = policy or await policy_in_force(tx, site)
    number = read_number(row.number, policy.default_region)
    region = (number.region if number else None) or ""
    case = DialCase(
        number=row.number,
        source=NumberSource(row.number_source or NumberSource.BODY),
        confirmed=row.confirmed_by is not None,
        sender=Verdict(row.sender),
        consent=row.consent,
        do_not_call=row.do_not_call or await blocked(tx, row.number, row.customer_email),
        zone=row.zone,
        wished_at=row.wished_at,
        manual=manual,
        usage=await usage_of(tx, row, number, now, besides=besides),
        own_numbers=site.own_numbers,
        closed_on=_closed_around(site, region, now.year),
    )
    return may_dial(case, policy, now)
