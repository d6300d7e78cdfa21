"""Tables of numbers: what is never dialled, what needs a click, what only waits (threat rows 1 to 3)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

import mailbot
from escalation.callback import NumberSource
from escalation.dialling import Dial, DialCase, Usage
from escalation.numbering import candidates, read_number
from escalation.numbers import RULES, may_dial
from mailbot.model.message import Verdict
from mailbot.model.policy import CallPolicy

_TABLE = tomllib.loads((Path(mailbot.__file__).parent / "policy.toml").read_text())["calls"]
POLICY = replace(
    CallPolicy(**{key: tuple(value) if isinstance(value, list) else value for key, value in _TABLE.items()}), armed=True
)
TUESDAY_NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
LONDON = "+442079460018"


def case(number: str = LONDON, **changes: Any) -> DialCase:
    plain = DialCase(number=number, source=NumberSource.HISTORY, sender=Verdict.VERIFIED)
    return replace(plain, **changes)


def verdict(number: str = LONDON, policy: CallPolicy = POLICY, now: datetime = TUESDAY_NOON, **changes: Any) -> Dial:
    return may_dial(case(number, **changes), policy, now).verdict


def rules(number: str = LONDON, policy: CallPolicy = POLICY, now: datetime = TUESDAY_NOON, **changes: Any) -> list[str]:
    return [item.rule for item in may_dial(case(number, **changes), policy, now).objections]


NEVER = {
    "+18765551234": "region",  # Jamaica behind +1
    "+18095550123": "region",  # Dominican Republic behind +1
    "+12685550123": "region",
    "+881612345678": "region",  # satellite, "mobile" to the numbering plan
    "+870773111632": "region",  # Inmarsat
    "+882164612345": "region",  # international network
    "+883510012345678": "region",
    "+979123456789": "region",  # international premium rate
    "+80012345678": "region",  # universal freephone
    "+2521234567": "region",
    "+37125555555": "region",
    "112": "emergency",
    "911": "emergency",
    "999": "emergency",
    "110": "emergency",
    "119": "emergency",
    "+49112": "short",
    "22000": "short",
    "+449098790000": "kind",  # UK premium
    "+4490012345": "invalid",
    "+499001123456": "kind",  # German premium
    "+33899123456": "kind",
    "+34803123456": "kind",
    "+44 70 1234 5678": "kind",  # personal number
    "+442079460018,,9011881612345678": "dial_string",
    "+442079460018;ext=9": "extension",
    "+442079460018 ext 9": "extension",
    "not a number": "short",
    "+44207946001800000000": "invalid",
    "": "short",
}


@pytest.mark.parametrize(("number", "rule"), NEVER.items())
def test_dangerous_numbers_are_not_dialled(number: str, rule: str) -> None:
    decision = may_dial(case(number), POLICY, TUESDAY_NOON)
    assert decision.verdict >= Dial.ASK
    assert rule in [item.rule for item in decision.objections]


def test_every_premium_and_special_example_number_of_the_world_is_refused() -> None:
    special = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.PERSONAL_NUMBER)
    special += (PhoneNumberType.PAGER, PhoneNumberType.UAN, PhoneNumberType.VOICEMAIL, PhoneNumberType.TOLL_FREE)
    tried = dialled = 0
    for region in phonenumbers.SUPPORTED_REGIONS:
        for kind in special:
            example = phonenumbers.example_number_for_type(region, kind)
            if example is not None:
                e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
                tried += 1
                dialled += verdict(e164, manual=True) < Dial.REFUSE
    assert tried > 300
    assert dialled == 0


def test_ordinary_numbers_of_every_allowed_region_are_dialled_and_of_no_other() -> None:
    policy = replace(POLICY, opens="00:00", closes="23:59", days=tuple(range(7)), zone_span_hours=24.0)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.FIXED_LINE)
        if example is None:
            continue
        e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        at_home = phonenumbers.region_code_for_number(example) in policy.regions
        assert (verdict(e164, policy) is Dial.DIAL) == at_home, (region, e164)


CLICKS = [
    ({"source": NumberSource.BODY}, "only_in_mail"),
    ({"source": NumberSource.SIGNATURE}, "only_in_mail"),
    ({"source": NumberSource.HEADER}, "only_in_mail"),
    ({"sender": Verdict.UNVERIFIED}, "unverified"),
    ({"sender": Verdict.FAILED}, "forged"),
    ({"usage": Usage(customers_naming=10)}, "named_by_many"),
    ({"usage": Usage(callback_attempts=3)}, "attempts"),
]


@pytest.mark.parametrize(("changes", "rule"), CLICKS)
def test_what_needs_a_click(changes: dict[str, Any], rule: str) -> None:
    assert verdict(**changes) is Dial.ASK
    assert rule in rules(**changes)


@pytest.mark.parametrize(("changes", "rule"), CLICKS[:6])
def test_a_click_answers_the_question(changes: dict[str, Any], rule: str) -> None:
    assert verdict(**changes, confirmed=True) is Dial.DIAL


def test_no_click_makes_a_forged_mails_number_dialable() -> None:
    assert verdict(source=NumberSource.BODY, sender=Verdict.FAILED, confirmed=True) is Dial.REFUSE


@pytest.mark.parametrize("changes", [{"do_not_call": True}, {"consent": False}, {"own_numbers": frozenset({LONDON})}])
def test_no_click_overrides_a_refusal(changes: dict[str, Any]) -> None:
    assert verdict(**changes, confirmed=True, manual=True, source=NumberSource.AGENT) is Dial.REFUSE


CAPS = [
    (Usage(number_day=2), "number_day"),
    (Usage(number_week=7), "number_week"),
    (Usage(customer_week=7), "customer_week"),
    (Usage(country_day=50), "country_day"),
    (Usage(hour=20), "hour"),
    (Usage(day=100), "day"),
    (Usage(minutes_day=600.0), "minutes"),
    (Usage(active_on_number=True), "active"),
    (Usage(last_on_number=TUESDAY_NOON - timedelta(minutes=3)), "gap"),
]


@pytest.mark.parametrize(("usage", "rule"), CAPS)
def test_caps_make_a_call_wait(usage: Usage, rule: str) -> None:
    assert verdict(usage=usage) is Dial.WAIT
    assert rules(usage=usage) == [rule]


def test_the_gap_ends_when_it_says() -> None:
    usage = Usage(last_on_number=TUESDAY_NOON - timedelta(minutes=3))
    until = may_dial(case(usage=usage), POLICY, TUESDAY_NOON).until
    assert until == TUESDAY_NOON + timedelta(minutes=7)
    assert verdict(usage=usage, now=until) is Dial.DIAL


def test_kill_switch_and_dry_run_stop_the_provider_but_not_a_manager_s_own_telephone() -> None:
    for policy in (replace(POLICY, kill_switch=True), replace(POLICY, armed=False)):
        assert verdict(policy=policy) is Dial.WAIT
        assert may_dial(case(), policy, TUESDAY_NOON).until is None
        assert verdict(policy=policy, manual=True) is Dial.DIAL
    assert CallPolicy().armed is False
    assert verdict(policy=CallPolicy(armed=True)) is Dial.REFUSE  # no region is allowed unless somebody says so


QUIET = [
    (LONDON, "2026-03-10T08:59:00+00:00", "2026-03-10T09:00:00+00:00"),
    (LONDON, "2026-03-10T19:00:00+00:00", "2026-03-11T09:00:00+00:00"),
    (LONDON, "2026-03-07T12:00:00+00:00", "2026-03-09T09:00:00+00:00"),  # Saturday
    ("+81312345678", "2026-03-10T12:00:00+00:00", "2026-03-11T00:00:00+00:00"),  # 21:00 in Tokyo
    ("+4930123456", "2026-03-27T18:30:00+00:00", "2026-03-30T07:00:00+00:00"),  # clocks change on the Sunday between
]


@pytest.mark.parametrize(("number", "now", "opens"), QUIET)
def test_quiet_hours_are_the_callee_s(number: str, now: str, opens: str) -> None:
    decision = may_dial(case(number), POLICY, datetime.fromisoformat(now))
    assert [item.rule for item in decision.objections] == ["quiet_hours"]
    assert decision.until == datetime.fromisoformat(opens)
    assert verdict(number, now=decision.until) is Dial.DIAL


def test_holidays_of_the_callee_are_quiet() -> None:
    closed = frozenset({date(2026, 3, 10)})
    assert may_dial(case(closed_on=closed), POLICY, TUESDAY_NOON).until == datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


def test_a_wished_time_opens_the_evening_but_not_the_night() -> None:
    evening = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)  # a Saturday
    assert verdict(now=evening) is Dial.WAIT
    assert verdict(now=evening, wished_at=evening) is Dial.DIAL
    night = evening + timedelta(hours=2)
    assert verdict(now=night, wished_at=night) is Dial.WAIT


def test_a_number_whose_zones_lie_far_apart_needs_a_person_or_a_stored_zone() -> None:
    russia = "+79161234567"
    policy = replace(POLICY, regions=(*POLICY.regions, "RU"))
    assert rules(russia, policy) == ["zone"]
    assert verdict(russia, policy, zone="Europe/Moscow") is Dial.DIAL
    assert verdict(russia, policy, datetime(2026, 3, 10, 20, 0, tzinfo=UTC), zone="Europe/Moscow") is Dial.WAIT


def test_numbers_are_read_as_written() -> None:
    number = read_number("030 123456", "DE")
    assert number is not None
    assert (number.e164, number.region, number.zones) == ("+4930123456", "DE", ("Europe/Berlin",))
    assert read_number("030 123456") is None
    assert list(candidates("Order 12345678. Ring 030 123456 please", "DE")) == ["+4930123456"]


def test_the_order_of_the_rules_is_the_order_of_the_reasons() -> None:
    everything = case(
        "+449098790000",
        do_not_call=True,
        source=NumberSource.BODY,
        sender=Verdict.FAILED,
        usage=Usage(hour=99, number_day=9),
    )
    found = [item.rule for item in may_dial(everything, replace(POLICY, kill_switch=True), TUESDAY_NOON).objections]
    assert found == ["kind", "do_not_call", "forged", "only_in_mail", "unverified", "kill_switch", "number_day", "hour"]
    assert len(RULES) == len(set(RULES))
