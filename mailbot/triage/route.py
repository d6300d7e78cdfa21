"""The decision about a case: nothing, wait, a letter, or a call. Pure: the case and the tools in, a Judgement out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailbot.model.case import Case, Judgement, ThreadMessage
from mailbot.model.decision import Decision, Escalate, Hold, Ignore, Propose
from mailbot.model.draft import DraftText, Finding
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Facts
from mailbot.model.heat import Band, Flag, Heat, Kind, Reading, Signal
from mailbot.model.message import Verdict
from mailbot.model.phrases import Playbooks
from mailbot.model.playbook import PlaybookId
from mailbot.model.policy import Policy
from mailbot.model.sentence import named, say
from mailbot.triage.choice import Choice, Situation, choose
from mailbot.triage.drafting import draft
from mailbot.triage.facts import extract
from mailbot.triage.follow_up_answer import Understand, follow_up_answer, with_displeasure
from mailbot.triage.own_words import own_words
from mailbot.triage.situation import Known, given_by, see
from scheduler.calendar import calendar_of
from scheduler.followup import Contentment


def _not_understood(text: str, language: str) -> Contentment:
    return Contentment.UNCLEAR


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What deciding needs beside the case; all of it pure once loaded."""

    read: Callable[[str, str, str], Reading]  # (new text, language, subject) -> reading
    course: Callable[[Case, Mapping[str, Reading]], Heat]  # heat of the whole conversation
    lint: Callable[[DraftText, Facts], tuple[Finding, ...]]
    reply_subject: Callable[[str, str], str]  # (customer's subject, language) -> subject of the answer
    playbooks: Playbooks
    policy: Policy
    team: str = ""  # signs drafts below the agent's name
    zone: str = "UTC"  # of the desk
    answer: Understand = _not_understood  # what the customer says to our question whether a solution holds


def decide(case: Case, tools: Tools) -> Judgement:
    """Return what to do about a case, with the reading of each of the customer's mails (GUIDANCE 3.1 to 3.4)."""
    heard = [one for one in case.messages if one.inbound and one.automatic is None]
    if not heard:
        return Judgement(decision=Ignore(reasons=(say("no_person", "no mail of a person"),)))
    readings = {one.id: tools.read(one.new_text, one.language, one.subject) for one in heard}
    answer = follow_up_answer(case, readings, tools.answer)
    if answer is Contentment.UNHAPPY:
        readings = with_displeasure(case, readings, tools.policy.heat.least_complaint)
    heat = tools.course(case, readings)
    reading = _latest_reading(case, heard, readings, heat)
    facts = extract(case.turns, language=reading.language, zone=ZoneInfo(tools.zone), home=tools.policy.home)
    view = _View(case=case, tools=tools, reading=reading, heat=heat, facts=facts, last=heard[-1], answer=answer)
    return Judgement(decision=_decision(view), readings=readings)


@dataclass(frozen=True, kw_only=True, slots=True)
class _View:
    """Everything read out of the case, for the rules below."""

    case: Case
    tools: Tools
    reading: Reading  # of the newest words, with the flags of the whole unanswered burst
    heat: Heat  # of the conversation
    facts: Facts
    last: ThreadMessage
    answer: Contentment = Contentment.UNCLEAR  # to our question whether the solution holds


#: The order is the policy: danger first, then voices, then heat, then letters.
def _decision(view: _View) -> Decision:
    for rule in (_urgent, _thanks, _hot, _call_is_open):
        decision = rule(view)
        if decision is not None:
            return decision
    return _letter(view)


def _urgent(view: _View) -> Decision | None:
    """Danger to life or health goes to a person at once, whatever the heat (GUIDANCE 3.4)."""
    if not view.reading.urgent:
        return None
    return _escalation(view, say("danger", "danger to life or health: to a person at once"), urgent=True)


def _thanks(view: _View) -> Decision | None:
    """A word of thanks after our answer, or a yes to our question, needs no answer."""
    if view.answer is Contentment.CONTENT:
        return Ignore(reasons=(say("content", "the customer is content with the solution"),), close=True)
    answered = view.case.conversation.last_outbound_at is not None
    if view.case.callback_open:
        return None  # "Tuesday after five, thank you" is about the call
    if any(not one.inbound and one.at > view.last.at for one in view.case.messages):
        return None  # their thanks lie behind us: something of ours brought the case back
    calm = view.heat.band is Band.NONE and not view.reading.flags
    if answered and calm and view.reading.kind is Kind.PRAISE and view.reading.thankful:
        return Ignore(reasons=(say("thanks", "the customer is content and asks nothing"),))
    return None


def _hot(view: _View) -> Decision | None:
    """Text while it is calm, voice when it is not (GUIDANCE 3.4)."""
    if view.heat.band is not Band.HIGH:
        return None
    return _escalation(view, say("call_hot", "heat {heat} is above the call threshold", heat=f"{view.heat.value:.2f}"))


def _call_is_open(view: _View) -> Decision | None:
    """While a call is due or running, text waits: one voice at a time. What the mail says of the call is taken into it."""
    if not view.case.callback_open:
        return None
    taken = _escalation(view, say("about_the_call", "the mail belongs to the open call"))
    phone = view.facts.get("phone")
    if phone is not None:
        taken = replace(taken, invitation=None)  # it asked for a number
    flags = {Flag.DO_NOT_CALL, Flag.CALLBACK_REQUESTED} & set(view.reading.flags)
    if flags or (phone is not None and phone.message == view.last.position):
        return taken
    reasons = (say("one_voice", "a call is open: one voice at a time"),)
    return Hold(until=None, reasons=reasons, into_call=taken)


def _letter(view: _View) -> Decision:
    situation = _situation(view)
    choice = choose(situation)
    text = _drafted(view, choice, situation)
    return Propose(draft=text, reading=view.reading, heat=view.heat, reasons=choice.reasons)


def _escalation(view: _View, reason: str, *, urgent: bool = False) -> Escalate:
    may_call = Flag.DO_NOT_CALL not in view.reading.flags
    reasons = [reason, *_why(view.heat)]
    phone = view.facts.get("phone")
    source = view.facts.value("phone_source")
    words = own_words(view.case.turns, view.facts)
    if not may_call:
        reasons.append(say("no_calls", "the customer does not want calls: a manager writes"))
    elif phone is None:
        reasons.append(say("no_number", "no number is known: the invitation asks for one"))
    if view.last.authentication is not Verdict.VERIFIED:
        reasons.append(say("unverified", "the sender is not verified: a person confirms before anything is dialled"))
    return Escalate(
        reading=view.reading,
        heat=view.heat,
        may_call=may_call,
        urgent=urgent,
        phone=phone.value if phone and may_call else None,
        phone_source=source if phone and may_call else None,
        problem=words.problem,
        wish=words.wish,
        invitation=_drafted(view, _invitation(view, may_call)),
        reasons=tuple(reasons),
    )


def _invitation(view: _View, may_call: bool) -> Choice:
    if may_call:
        return Choice(
            playbook=PlaybookId.CALLBACK_INVITATION.value,
            reasons=(say("live_speech", "live speech mends what text makes worse"),),
        )
    return Choice(
        playbook=PlaybookId.HOLDING.value, reasons=(say("manager_writes", "no call is wanted: a manager writes"),)
    )


def _why(heat: Heat) -> list[str]:
    strongest = sorted(heat.signals, key=lambda signal: -signal.weight)[:3]
    return [_weighed(one) for one in strongest]


def _weighed(signal: Signal) -> str:
    name = named("signal", signal.name)
    return say("quoted", "{signal}: “{quote}”", signal=name, quote=signal.quote) if signal.quote else name


def _situation(view: _View) -> Situation:
    return situation_of(view.case, replace(view.reading, heat=view.heat), view.facts, view.tools)


def situation_of(case: Case, reading: Reading, facts: Facts, tools: Tools) -> Situation:
    """Return what the choice looks at: the customer's newest words beside what the house knows."""
    latest = case.latest
    known = Known(incidents=case.incidents, departments=tools.policy.routing.departments)
    if latest is None:
        return Situation(reading=reading)
    return see(latest.new_text, reading, facts, known, at=latest.at)


def _drafted(view: _View, choice: Choice, situation: Situation | None = None) -> DraftText:
    """Write the draft and let the lint read it."""
    frame = draft_case(view.case, view.reading, view.tools)
    text = draft(
        view.tools.playbooks.get(choice.playbook),
        view.facts,
        playbooks=view.tools.playbooks,
        language=view.reading.language,
        case=_with_given(frame, situation, view.tools, view.reading.language),
        policy=view.tools.policy.reply,
        seed=view.case.conversation.id,
        why=choice.reasons,
    )
    return _finished(text, view.case, view.facts, view.tools)


def _with_given(frame: DraftCase, situation: Situation | None, tools: Tools, language: str) -> DraftCase:
    """Return the frame with what the house can say itself: a known cause, an owner's name."""
    if situation is None or (situation.incident is None and situation.owner is None):
        return frame
    phrases = tools.playbooks.phrases[tools.playbooks.language_for(language)]
    return replace(frame, given={**given_by(situation, phrases, frame.now), **frame.given})


def _finished(text: DraftText, case: Case, facts: Facts, tools: Tools) -> DraftText:
    """Give the draft the thread's subject, so that mail programs keep them together, and let the lint read it."""
    asked = case.latest.subject if case.latest else ""
    subject = tools.reply_subject(asked, text.language) if asked.strip() else text.subject
    return replace(text, subject=subject, findings=tools.lint(text, facts))


def redraft(case: Case, tools: Tools, playbook: str | None, agent_name: str) -> DraftText:
    """Write a draft on an agent's request, by this playbook or by the one that fits."""
    heard = [one for one in case.messages if one.inbound and one.automatic is None]
    readings = {one.id: tools.read(one.new_text, one.language, one.subject) for one in heard[-3:]}
    heat = tools.course(case, readings)
    reading = _latest_reading(case, heard, readings, heat) if heard else _unread(case)
    facts = extract(case.turns, language=reading.language, zone=ZoneInfo(tools.zone), home=tools.policy.home)
    situation = situation_of(case, replace(reading, heat=heat), facts, tools)
    choice = choose(situation)
    chosen = tools.playbooks.get(playbook or choice.playbook)
    text = draft(
        chosen,
        facts,
        playbooks=tools.playbooks,
        language=reading.language,
        case=_with_given(
            replace(draft_case(case, reading, tools), agent_name=agent_name), situation, tools, reading.language
        ),
        policy=tools.policy.reply,
        seed=f"{case.conversation.id}{case.now.isoformat()}",
        why=(say("by_agent", "chosen by an agent"),) if playbook else choice.reasons,
    )
    return _finished(text, case, facts, tools)


def _unread(case: Case) -> Reading:
    heat = Heat(value=case.conversation.heat, band=case.conversation.band)
    return Reading(language=case.conversation.language, kind=case.conversation.kind, heat=heat)


def draft_case(case: Case, reading: Reading, tools: Tools) -> DraftCase:
    """Return the frame of a reply: who answers, and by when our next word comes, in business hours of the desk."""
    policy = tools.policy
    calendar = calendar_of(policy.hours, zone=tools.zone)
    latest = case.latest
    return DraftCase(
        now=case.now.astimezone(calendar.zone),
        desk_opens=calendar.next_open(case.now).astimezone(calendar.zone),
        next_word=_rounded(
            calendar.add_hours(case.now, timedelta(hours=policy.reply.next_word_hours)), policy
        ).astimezone(calendar.zone),
        follow_up=calendar.add_days(case.now, policy.reply.follow_up_days).astimezone(calendar.zone),
        mail_at=latest.at if latest else None,
        mail_text=latest.new_text if latest else "",
        mail_subject=latest.subject if latest else "",
        category=reading.category,
        kind=reading.kind,
        team_name=tools.team,
        may_ring=Flag.DO_NOT_CALL not in reading.flags,
    )


def _rounded(moment: datetime, policy: Policy) -> datetime:
    """Round a promised time down: a promise is kept early rather than late."""
    minutes = policy.reply.round_minutes
    return moment - timedelta(minutes=moment.minute % minutes, seconds=moment.second, microseconds=moment.microsecond)


def _latest_reading(case: Case, heard: list[ThreadMessage], readings: Mapping[str, Reading], heat: Heat) -> Reading:
    """Return the reading of the newest words, with flags and kind of the whole unanswered burst (GUIDANCE 3.1)."""
    answered = max((one.at for one in case.messages if not one.inbound), default=None)
    burst = [readings[one.id] for one in heard if one.id in readings and (answered is None or one.at > answered)]
    burst = burst or [readings[heard[-1].id]]
    hottest = max(burst, key=lambda reading: reading.heat.value)
    newest = burst[-1]
    return replace(
        hottest,
        language=newest.language if len(heard[-1].new_text) > 20 else hottest.language,
        flags=frozenset().union(*(reading.flags for reading in burst)),
        urgent=any(reading.urgent for reading in burst),
        heat=heat,
    )
