"""All signals, in the order in which the ledger shows them.

Each is a pure function from a `Sight` to evidence: half-open spans of the text. What a signal weighs, and how many
finds it takes for its full weight, is policy (`HeatPolicy`); what it sets in motion is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailbot.model.heat import Flag, Span
from mailbot.triage import contact, distress, stakes, threats, tone
from mailbot.triage.sight import Sight


@dataclass(frozen=True, kw_only=True, slots=True)
class SignalRule:
    """One signal: its name, how it is found, and what it means."""

    name: str  # stable id, the name of its weight in the policy
    find: Callable[[Sight], tuple[Span, ...]]
    flag: Flag | None = None  # the flag that it sets
    floor: bool = False  # lifts the heat over the call threshold, whatever the model says
    urgent: bool = False  # to a person at once (GUIDANCE 3.4)
    complaint: bool = True  # speaks for a complaint
    full: int = 1  # finds for the full weight
    plain: Callable[[Sight], tuple[Span, ...]] | None = None  # finds that the model may not doubt


SIGNALS: tuple[SignalRule, ...] = (
    # Nothing else matters until a person has seen these.
    SignalRule(
        name="self_harm",
        find=distress.self_harm,
        flag=Flag.SELF_HARM,
        floor=True,
        urgent=True,
        plain=distress.plain_self_harm,
    ),
    SignalRule(
        name="violence_threat",
        find=threats.violence_threat,
        flag=Flag.VIOLENCE_THREAT,
        floor=True,
        plain=threats.plain_violence,
    ),
    SignalRule(name="danger", find=distress.danger, urgent=True, complaint=False),
    # Threats make a call, however calmly they are put.
    SignalRule(name="legal_threat", find=threats.legal_threat, flag=Flag.LEGAL_THREAT, floor=True),
    SignalRule(name="public_threat", find=threats.public_threat, flag=Flag.PUBLIC_THREAT, floor=True),
    # Our own record: promises first, for they are the ones that we can keep.
    SignalRule(name="broken_promise", find=stakes.broken_promise, flag=Flag.BROKEN_PROMISE),
    SignalRule(name="promise_again", find=stakes.promise_again, floor=True),
    SignalRule(name="repeat_contact", find=contact.repeat_contact, flag=Flag.REPEAT_CONTACT),
    SignalRule(name="waiting", find=contact.waiting, complaint=False, full=2),
    # What they feel.
    SignalRule(name="insult", find=tone.insult, flag=Flag.INSULT),
    SignalRule(name="fury", find=tone.fury, full=3),
    SignalRule(name="annoyed", find=tone.annoyed, full=3),
    SignalRule(name="sarcasm", find=tone.sarcasm, complaint=False, full=2),
    SignalRule(name="capitals", find=tone.capitals, complaint=False, full=2),
    SignalRule(name="stacked_marks", find=tone.stacked_marks, complaint=False, full=2),
    SignalRule(name="rage_signs", find=tone.rage_signs),
    # What they will do, and want.
    SignalRule(name="churn", find=stakes.churn, flag=Flag.CHURN, complaint=False),
    SignalRule(name="deadline", find=stakes.deadline, complaint=False),
    SignalRule(name="money", find=stakes.money, complaint=False),
    SignalRule(name="vulnerable", find=distress.vulnerable, flag=Flag.VULNERABLE, complaint=False),
    # How to reach them; no heat of its own.
    SignalRule(
        name="callback_requested", find=contact.callback_requested, flag=Flag.CALLBACK_REQUESTED, complaint=False
    ),
    SignalRule(name="do_not_call", find=contact.do_not_call, flag=Flag.DO_NOT_CALL, complaint=False),
)

#: Families that send a mail to a person at once; they are found by their words alone.
URGENT = frozenset({"self_harm_veiled", *(rule.name for rule in SIGNALS if rule.urgent)})


def urgent(sight: Sight) -> bool:
    """Tell whether a text speaks of danger to life or health."""
    return any(rule.find(sight) for rule in SIGNALS if rule.urgent)
