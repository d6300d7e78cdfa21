"""What the customer's newest words say to our question whether a solution holds (GUIDANCE 3.8). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from mailbot.model.case import Case, ThreadMessage
from mailbot.model.heat import Band, Heat, Kind, Reading, Signal
from scheduler.followup import Contentment

#: (text, language) -> what it says.
Understand = Callable[[str, str], Contentment]

#: A bare "yes" answers nothing unless we asked for it.
_A_FEW_WORDS = 12


def follow_up_answer(case: Case, readings: Mapping[str, Reading], understand: Understand) -> Contentment:
    """Return what the customer said since our last word about the solution; one unhappy word outweighs all others."""
    ours = [one for one in case.messages if not one.inbound]
    if not ours:
        return Contentment.UNCLEAR
    newest = [one for one in case.messages if one.inbound and one.automatic is None and one.at > ours[-1].at]
    if not newest and _clicked_no(case, ours[-1]):
        return Contentment.UNHAPPY
    asked = ours[-1].source == "follow_up" or case.conversation.resolved_at is not None
    if not newest or not (asked or _speaks_for_itself(newest, ours[-1])):
        return Contentment.UNCLEAR
    said = [understand(one.new_text, one.language) for one in newest]
    if asked and Contentment.UNHAPPY in said:
        return Contentment.UNHAPPY
    heated = any(readings[one.id].flags or readings[one.id].urgent for one in newest if one.id in readings)
    return Contentment.CONTENT if set(said) == {Contentment.CONTENT} and not heated else Contentment.UNCLEAR


def _clicked_no(case: Case, ours: ThreadMessage) -> bool:
    """Tell whether the case was opened again after our question without a further mail: the link said "not yet"."""
    return ours.source == "follow_up" and case.conversation.reopened > 0 and case.conversation.resolved_at is None


def _speaks_for_itself(newest: Sequence[ThreadMessage], ours: ThreadMessage) -> bool:
    """Tell whether "all is solved, thank you" may be taken at its word though nobody asked: we put no other question."""
    words = sum(len(one.new_text) for one in newest)
    return words >= _A_FEW_WORDS and not any(mark in (ours.new_text or ours.text) for mark in "?？")


def with_displeasure(case: Case, readings: Mapping[str, Reading], least: float) -> dict[str, Reading]:
    """Return the readings with the newest one as a complaint: "not yet" after our solution is one, however short."""
    latest = case.latest
    if latest is None or latest.id not in readings:
        return dict(readings)
    return {**readings, latest.id: _complaint(readings[latest.id], least)}


def _complaint(reading: Reading, least: float) -> Reading:
    heat = reading.heat
    missing = max(0.0, least - heat.value)
    signals = heat.signals
    if missing:
        signals = (*signals, Signal(name="unhappy_answer", weight=missing))
    band = Band.LOW if heat.band is Band.NONE else heat.band
    return replace(reading, kind=Kind.COMPLAINT, heat=Heat(value=heat.value + missing, band=band, signals=signals))
