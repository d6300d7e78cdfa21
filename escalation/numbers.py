"""May this number be dialled, now, by us? One ordered tuple of rules over one frozen case.

A complaint is written by a stranger, and a stranger's mail that makes us dial is toll fraud or harassment waiting to
happen. So a number found only in a mail needs a person's click; countries are allowed by region and never by calling
code (+1 876 is Jamaica); satellite and international networks carry no region at all and are refused by that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers

from escalation.callback import NumberSource
from escalation.dialling import Dial, DialCase, DialDecision, Objection
from escalation.hours import Window, next_common_opening, offsets_span
from escalation.numbering import Number, read_number
from mailbot.model.message import Verdict
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import say

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
        return _no("emergency", Dial.REFUSE, say("dial_emergency", "This is an emergency number."))
    return None


def _short(view: _View) -> Objection | None:
    digits = _digits(view.case.number)
    return (
        _no("short", Dial.REFUSE, say("dial_short", "This is a short code, not a subscriber's number."))
        if len(digits) <= _LONGEST_SHORT
        else None
    )


def _unreadable(view: _View) -> Objection | None:
    if view.number and view.number.valid:
        return None
    return _no(
        "invalid", Dial.REFUSE, say("dial_invalid", "This is not a valid telephone number in any numbering plan.")
    )


def _dial_string(view: _View) -> Objection | None:
    if _DIALLED_AFTERWARDS & set(view.case.number) and not (view.number and view.number.extension):
        return _no("dial_string", Dial.REFUSE, say("dial_string", "The number carries keys to press after dialling."))
    return None


def _region_allowed(view: _View) -> Objection | None:
    if view.number is None or view.number.region in view.policy.regions:
        return None
    place = view.number.region or "a satellite or international network"
    return _no(
        "region", Dial.REFUSE, say("dial_region", "Calls to {place} are not allowed by the policy.", place=place)
    )


def _kind_allowed(view: _View) -> Objection | None:
    if view.number is None or view.number.kind in _ORDINARY:
        return None
    if view.number.kind == "toll_free" and view.policy.allow_toll_free:
        return None
    return _no(
        "kind",
        Dial.REFUSE,
        say(
            "dial_kind", "This is a {kind} number, not an ordinary telephone.", kind=view.number.kind.replace("_", " ")
        ),
    )


def _own(view: _View) -> Objection | None:
    ours = view.number is not None and view.number.e164 in view.case.own_numbers
    return _no("own_number", Dial.REFUSE, say("dial_own", "This is one of our own numbers.")) if ours else None


def _do_not_call(view: _View) -> Objection | None:
    return (
        _no("do_not_call", Dial.REFUSE, say("dial_never", "The customer does not want to be called; a manager writes."))
        if view.case.do_not_call
        else None
    )


def _consent(view: _View) -> Objection | None:
    return (
        _no("consent", Dial.REFUSE, say("dial_objected", "The customer objected to calls."))
        if view.case.consent is False
        else None
    )


def _forged(view: _View) -> Objection | None:
    if view.case.sender is not Verdict.FAILED:
        return None
    if view.case.source in _FROM_MAIL:
        return _no(
            "forged", Dial.REFUSE, say("dial_forged_number", "The number came in a mail whose sender is forged.")
        )
    return (
        None
        if _clicked(view)
        else _no("forged", Dial.ASK, say("dial_forged", "The mail's sender is forged; is there a complaint at all?"))
    )


def _clicked(view: _View) -> bool:
    return view.case.confirmed or view.case.manual or view.case.source is NumberSource.AGENT


def _from_mail(view: _View) -> Objection | None:
    if view.case.source not in _FROM_MAIL or _clicked(view):
        return None
    return _no(
        "only_in_mail",
        Dial.ASK,
        say(
            "dial_only_in_mail",
            "The number was found only in the mail ({source}); confirm that it is the customer's.",
            source=view.case.source.value,
        ),
    )


def _unverified(view: _View) -> Objection | None:
    if view.case.sender is Verdict.VERIFIED or not view.policy.verified_senders_only or _clicked(view):
        return None
    return _no(
        "unverified", Dial.ASK, say("dial_unverified", "The sender is not verified; confirm before anybody is rung.")
    )


def _named_by_many(view: _View) -> Objection | None:
    if view.case.usage.customers_naming <= 1 or _clicked(view):
        return None
    return _no(
        "named_by_many",
        Dial.ASK,
        say("dial_many", "{count} different senders gave this number.", count=view.case.usage.customers_naming),
    )


def _extension(view: _View) -> Objection | None:
    if view.number and view.number.extension and not view.case.manual:
        return _no(
            "extension",
            Dial.ASK,
            say(
                "dial_extension",
                "The number has the extension {extension}; dial it by hand.",
                extension=view.number.extension,
            ),
        )
    return None


def _kill_switch(view: _View) -> Objection | None:
    stopped = view.policy.kill_switch and not view.case.manual
    return (
        _no("kill_switch", Dial.WAIT, say("dial_kill_switch", "All calls are stopped by the kill switch."))
        if stopped
        else None
    )


def _not_armed(view: _View) -> Objection | None:
    dry = not view.policy.armed and not view.case.manual
    return (
        _no("dry_run", Dial.WAIT, say("dial_dry_run", "Dry run: an admin has not armed the telephone yet."))
        if dry
        else None
    )


def _busy_line(view: _View) -> Objection | None:
    busy = view.case.usage.active_on_number
    return (
        _no("active", Dial.WAIT, say("dial_active", "Another attempt on this number is under way.")) if busy else None
    )


def _gap(view: _View) -> Objection | None:
    last = view.case.usage.last_on_number
    until = last + timedelta(minutes=view.policy.gap_minutes) if last else None
    return (
        _no("gap", Dial.WAIT, say("dial_gap", "This number was dialled a moment ago."), until)
        if until and until > view.now
        else None
    )


def _tries(view: _View) -> Objection | None:
    spent = view.case.usage.callback_attempts >= view.policy.attempts_per_callback and not view.case.manual
    return (
        _no("attempts", Dial.ASK, say("dial_attempts", "All attempts on this callback are used up; write, or decide."))
        if spent
        else None
    )


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
        return _no(
            rule,
            Dial.WAIT,
            say("dial_cap", "The cap of {cap} {words} is reached.", cap=cap, words=words),
            view.now + clears,
        )

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
    return _no(
        "zone", Dial.ASK, say("dial_zone", "The number does not tell which time it is at the customer's; set the zone.")
    )


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
    return _no("quiet_hours", Dial.WAIT, say("dial_quiet", "It is outside calling hours at the customer's."), opening)


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
