"""What a person says against a heat becomes a label: the band they name, or the heat without what is not true."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailbot.model.heat import Band, Category, Flag, Heat, Kind, Reading, Signal
from mailbot.model.policy import HeatPolicy
from mailbot.triage.disputes import Dispute, DisputedMail, corrected

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOT = Reading(
    language="en",
    kind=Kind.COMPLAINT,
    heat=Heat(
        value=0.81,
        band=Band.HIGH,
        signals=(Signal(name="model", weight=0.4), Signal(name="insult", weight=0.41)),
    ),
    category=Category.DELIVERY,
    flags=frozenset({Flag.INSULT, Flag.CHURN}),
)


def said(*disputes: Dispute, reading: Reading = HOT) -> Reading:
    mail = DisputedMail(reference="MB-1", text="Clowns brought it.", reading=reading, disputes=disputes)
    return corrected(mail, HeatPolicy())


def test_an_entry_that_is_not_true_goes_with_its_points_and_its_flag() -> None:
    right = said(Dispute(at=AT, agent="a", signal="insult"))
    assert (right.heat.value, right.heat.band, right.kind) == (0.4, Band.LOW, Kind.COMPLAINT)
    assert right.flags == {Flag.CHURN} and [one.name for one in right.heat.signals] == ["model"]


@pytest.mark.parametrize(
    ("band", "heat", "kind"),
    [(Band.HIGH, 0.81, Kind.COMPLAINT), (Band.LOW, 0.65, Kind.COMPLAINT), (Band.NONE, 0.0, Kind.OTHER)],
)
def test_a_named_band_gives_the_nearest_heat_inside_it(band: Band, heat: float, kind: Kind) -> None:
    right = said(Dispute(at=AT, agent="a", band=band))
    assert (right.heat.value, right.heat.band, right.kind) == (pytest.approx(heat), band, kind)


def test_the_last_band_named_counts_also_beside_disputed_entries() -> None:
    right = said(
        Dispute(at=AT, agent="a", band=Band.NONE),
        Dispute(at=AT, agent="b", band=Band.LOW, heat=0.3),
        Dispute(at=AT, agent="c", signal="insult"),
    )
    assert (right.heat.value, right.heat.band, right.flags) == (0.3, Band.LOW, {Flag.CHURN})


def test_a_calm_mail_that_should_have_been_a_call_is_a_complaint() -> None:
    calm = Reading(language="en", kind=Kind.QUESTION, heat=Heat(value=0.0, band=Band.NONE))
    right = said(Dispute(at=AT, agent="a", band=Band.HIGH), reading=calm)
    assert (right.kind, right.heat.band) == (Kind.COMPLAINT, Band.HIGH) and right.heat.value > HeatPolicy().high
    kept = said(Dispute(at=AT, agent="a", band=Band.NONE), reading=calm)
    assert kept.kind is Kind.QUESTION
