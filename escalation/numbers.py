"""May this number be dialled, now, by us? One ordered tuple of rules over one frozen case.

A complaint is written by a stranger, and a stranger's mail that makes us dial is toll fraud or harassment waiting to
happen. So a number found only in a mail needs a person's click; countries are allowed by region and never by calling
code (+1 876 is Jamaica); satellite and international networks carry no region at all and are refused by that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

import phonenumbers

from escalation.callback import NumberSource
from escalation.hours import Window, next_common_opening, offsets_span
from escalation.numbering import Number, read_number
from mailbot.model.message import Verdict
from mailbot.model.policy import CallPolicy


class Dial(IntEnum):
    """What the rules say, from good to bad; the worst objection decides."""

    DIAL = 0
    WAIT = 1  # not now: see `until`, or a setting has to change
    ASK = 2  # a person has to look and click
    REFUSE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """What was dialled before, counted over all managers and processes."""

    callback_attempts: int = 0
    number_day: int = 0
    number_week: int = 0
    customer_week: int = 0
    country_day: int = 0
    hour: int = 0
    day: int = 0
    minutes_day: float = 0.0
    last_on_number: datetime | None = None
    active_on_number: bool = False  # another attempt on this number has not ended
    customers_naming: int = 1  # different customers whose mails gave this number


@dataclass(frozen=True, kw_only=True, slots=True)
class DialCase:
    """Everything the rules look at."""

    number: str  # as stored or as written
    source: NumberSource
    confirmed: bool = False  # a person on our side clicked on exactly this number
    sender: Verdict = Verdict.UNVERIFIED
    consent: bool | None = None  # False: the customer objected to calls
    do_not_call: bool = False  # this mail, this customer or this number is on the list
    zone: str = ""  # the customer's stored IANA zone
    wished_at: datetime | None = None
    manual: bool = False  # a manager dials by hand: caps of the provider do not apply
    usage: Usage = field(default_factory=Usage)
    own_numbers: frozenset[str] = frozenset()  # E.164 of ours: never ring ourselves
    closed_on: frozenset[date] = frozenset()  # public holidays of the callee's region


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection:
    """One rule's word against dialling."""

    rule: str
    verdict: Dial
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DialDecision:
    """The verdict with all objections, the first rule first."""

    verdict: Dial
    number: Number | None
    objections: tuple[Objection, ...] = ()

    @property
    def until(self) -> datetime | None:
        """Return when it is worth looking again, or None when only a person or a setting can help."""
        if self.verdict is not Dial.WAIT or any(item.until is None for item in self.objections):
            return None
        return max(item.until for item in self.objections if item.until)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons as sentences."""
        return tuple(item.reason for item in self.objections)


_ORDINARY = frozenset({"fixed_line", "mobile", "fixed_line_or_mobile", "voip"})
_FROM_MAIL = frozenset({NumberSource.BODY, NumberSource.SIGNATURE, NumberSource.HEADER})
_LONGEST_SHORT = 6
_DIALLED_AFTERWARDS = frozenset(",;pPwW#*")


@dataclass(frozen=True, slots=True)
class _View:
    """The case with what was worked out once for all rules."""

    case: DialCase
    number: Number | None
    policy: CallPolicy
    now: datetime


Rule = Callable[[_View], Objection | None]


def _no(rule: str, verdict: Dial, reason: str, until: datetime | None = None) -> Objection:
    return Objection(rule=rule, verdict=verdict, reason=reason, until=until)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _emergency(view: _View) -> Objection | None:
    written = view.case.number.strip()
    if written.startswith("+"):
        return None
    short = len(_digits(written)) <= _LONGEST_SHORT
    regions = set(view.policy.regions) if short else set()
    regions |= {view.policy.default_region} - {""}
    if any(phonenumbers.connects_to_emergency_number(written, region) for region in sorted(regions)):
        return _no("emergency", Dial.REFUSE, "This is an emergency number.")
    return None


def _short(view: _View) -> Objection | None:
    digits = _digits(view.case.number)
    return (
        _no("short", Dial.REFUSE, "This is a short code, not a subscriber's number.")
        if len(digits) <= _LONGEST_SHORT
        else None
    )


def _unreadable(view: _View) -> Objection | None:
    if view.number and view.number.valid:
        return None
    return _no("invalid", Dial.REFUSE, "This is not a valid telephone number in any numbering plan.")


def _dial_string(view: _View) -> Objection | None:
    if _DIALLED_AFTERWARDS & set(view.case.number) and not (view.number and view.number.extension):
        return _no("dial_string", Dial.REFUSE, "The number carries keys to press after dialling.")
    return None


def _region_allowed(view: _View) -> Objection | None:
    if view.number is None or view.number.region in view.policy.regions:
        return None
    place = view.number.region or "a satellite or international network"
    return _no("region", Dial.REFUSE, f"Calls to {place} are not allowed by the policy.")


def _kind_allowed(view: _View) -> Objection | None:
    if view.number is None or view.number.kind in _ORDINARY:
        return None
    if view.number.kind == "toll_free" and view.policy.allow_toll_free:
        return None
    return _no(
        "kind", Dial.REFUSE, f"This is a {view.number.kind.replace('_', ' ')} number, not an ordinary telephone."
    )


def _own(view: _View) -> Objection | None:
    ours = view.number is not None and view.number.e164 in view.case.own_numbers
    return _no("own_number", Dial.REFUSE, "This is one of our own numbers.") if ours else None


def _do_not_call(view: _View) -> Objection | None:
    return (
        _no("do_not_call", Dial.REFUSE, "The customer does not want to be called; a manager writes.")
        if view.case.do_not_call
        else None
    )


def _consent(view: _View) -> Objection | None:
    return _no("consent", Dial.REFUSE, "The customer objected to calls.") if view.case.consent is False else None


def _forged(view: _View) -> Objection | None:
    if view.case.sender is not Verdict.FAILED:
        return None
    if view.case.source in _FROM_MAIL:
        return _no("forged", Dial.REFUSE, "The number came in a mail whose sender is forged.")
    return (
        None if _clicked(view) else _no("forged", Dial.ASK, "The mail's sender is forged; is there a complaint at all?")
    )


def _clicked(view: _View) -> bool:
    return view.case.confirmed or view.case.manual or view.case.source is NumberSource.AGENT


def _from_mail(view: _View) -> Objection | None:
    if view.case.source not in _FROM_MAIL or _clicked(view):
        return None
    return _no(
        "only_in_mail",
        Dial.ASK,
        f"The number was found only in the mail ({view.case.source.value}); confirm that it is the customer's.",
    )


def _unverified(view: _View) -> Objection | None:
    if view.case.sender is Verdict.VERIFIED or not view.policy.verified_senders_only or _clicked(view):
        return None
    return _no("unverified", Dial.ASK, "The sender is not verified; confirm before anybody is rung.")


def _named_by_many(view: _View) -> Objection | None:
    if view.case.usage.customers_naming <= 1 or _clicked(view):
        return None
    return _no("named_by_many", Dial.ASK, f"{view.case.usage.customers_naming} different senders gave this number.")


def _extension(view: _View) -> Objection | None:
    if view.number and view.number.extension and not view.case.manual:
        return _no("extension", Dial.ASK, f"The number has the extension {view.number.extension}; dial it by hand.")
    return None


def _kill_switch(view: _View) -> Objection | None:
    stopped = view.policy.kill_switch and not view.case.manual
    return _no("kill_switch", Dial.WAIT, "All calls are stopped by the kill switch.") if stopped else None


def _not_armed(view: _View) -> Objection | None:
    dry = not view.policy.armed and not view.case.manual
    return _no("dry_run", Dial.WAIT, "Dry run: an admin has not armed the telephone yet.") if dry else None


def _busy_line(view: _View) -> Objection | None:
    busy = view.case.usage.active_on_number
    return _no("active", Dial.WAIT, "Another attempt on this number is under way.") if busy else None


def _gap(view: _View) -> Objection | None:
    last = view.case.usage.last_on_number
    until = last + timedelta(minutes=view.policy.gap_minutes) if last else None
    return _no("gap", Dial.WAIT, "This number was dialled a moment ago.", until) if until and until > view.now else None


def _tries(view: _View) -> Objection | None:
    spent = view.case.usage.callback_attempts >= view.policy.attempts_per_callback and not view.case.manual
    return _no("attempts", Dial.ASK, "All attempts on this callback are used up; write, or decide.") if spent else None


#: rule, counter in `Usage`, limit in `CallPolicy`, how long it takes to clear, what a person reads
_CAPS: tuple[tuple[str, str, str, timedelta, str], ...] = (
    ("number_day", "number_day", "per_number_day", timedelta(days=1), "calls to this number in a day"),
    ("number_week", "number_week", "per_number_week", timedelta(days=7), "calls to this number in a week"),
    ("customer_week", "customer_week", "per_customer_week", timedelta(days=7), "calls to this customer in a week"),
    ("country_day", "country_day", "per_country_day", timedelta(hours=1), "calls to this country in a day"),
    ("hour", "hour", "per_hour", timedelta(minutes=10), "calls in an hour"),
    ("day", "day", "per_day", timedelta(hours=1), "calls in a day"),
    ("minutes", "minutes_day", "minutes_per_day", timedelta(hours=1), "minutes of talk in a day"),
)
_PROVIDER_CAPS = frozenset({"country_day", "hour", "day", "minutes"})


def _cap(row: tuple[str, str, str, timedelta, str]) -> Rule:
    rule, counter, limit, clears, words = row

    def check(view: _View) -> Objection | None:
        cap = getattr(view.policy, limit)
        if getattr(view.case.usage, counter) < cap or (view.case.manual and rule in _PROVIDER_CAPS):
            return None
        return _no(rule, Dial.WAIT, f"The cap of {cap} {words} is reached.", view.now + clears)

    return check


def _callee_zones(view: _View) -> tuple[str, ...]:
    if view.case.zone:
        return (view.case.zone,)
    return view.number.zones if view.number else ()


def _zone_unclear(view: _View) -> Objection | None:
    zones = _callee_zones(view)
    if view.number is None or view.case.manual:
        return None
    if zones and offsets_span(zones, view.now) <= timedelta(hours=view.policy.zone_span_hours):
        return None
    return _no("zone", Dial.ASK, "The number does not tell which time it is at the customer's; set the zone.")


def _window(view: _View) -> Window:
    wish = view.case.wished_at
    near = wish is not None and timedelta(minutes=-15) <= view.now - wish <= timedelta(minutes=90)
    if near:
        return Window.of(view.policy.wished_opens, view.policy.wished_closes, tuple(range(7)), frozenset())
    return Window.of(view.policy.opens, view.policy.closes, view.policy.days, view.case.closed_on)


def _quiet_hours(view: _View) -> Objection | None:
    zones = tuple(ZoneInfo(zone) for zone in _callee_zones(view))
    if not zones or offsets_span(_callee_zones(view), view.now) > timedelta(hours=view.policy.zone_span_hours):
        return None
    opening = next_common_opening(zones, view.now, _window(view))
    if opening == view.now:
        return None
    return _no("quiet_hours", Dial.WAIT, "It is outside calling hours at the customer's.", opening)


#: The order in which a person reads the objections: what can never be, what needs a click, what only needs time.
RULES: tuple[Rule, ...] = (
    _emergency,  # an emergency line is never a customer
    _short,
    _unreadable,
    _dial_string,  # "…,,9011881…" would dial on from a switchboard
    _region_allowed,  # toll fraud lives abroad and on satellites
    _kind_allowed,  # premium, shared cost, personal, pager: somebody earns on the call
    _own,
    _do_not_call,
    _consent,
    _forged,
    _from_mail,  # harassment by proxy: a victim's number in an angry mail
    _unverified,
    _named_by_many,
    _extension,
    _tries,
    _zone_unclear,
    _kill_switch,
    _not_armed,
    _busy_line,
    _gap,
    *(_cap(row) for row in _CAPS),
    _quiet_hours,
)


def may_dial(case: DialCase, policy: CallPolicy, now: datetime) -> DialDecision:
    """Decide whether a number may be dialled at this moment.

    Returns:
        DIAL without objections, or the worst verdict with every objection in the order of `RULES`.
    """
    view = _View(case, read_number(case.number, policy.default_region), policy, now)
    objections = tuple(item for item in (rule(view) for rule in RULES) if item is not None)
    verdict = max((item.verdict for item in objections), default=Dial.DIAL)
    return DialDecision(verdict=verdict, number=view.number, objections=objections)
