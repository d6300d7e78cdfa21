"""Contact: how often they had to write, how long they waited, and how they want to be reached."""

from __future__ import annotations

from mailbot.model.heat import Span
from mailbot.triage.sight import Sight


def repeat_contact(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer says that this is not the first time they turn to us about it."""
    return sight.of("repeat_contact")


def waiting(sight: Sight) -> tuple[Span, ...]:
    """Return where a wait is named."""
    return sight.of("waiting")


def callback_requested(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer asks to be rung; words inside a refusal of calls do not count."""
    refused = do_not_call(sight)
    return tuple(span for span in sight.of("callback_requested") if not any(_overlap(span, other) for other in refused))


def do_not_call(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer forbids calls or cannot take them, in whatever polite form."""
    return sight.of("do_not_call")


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
