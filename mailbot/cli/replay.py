"""`mailbot replay`: whole conversations, judged with the clock of their timestamps."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.cli.lines import language_of, numbered, object_of, text_of
from mailbot.cli.output import write_json
from mailbot.config import load_policy
from mailbot.mail.language import detect
from mailbot.model.case import Case, ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.model.decision import Decision, Escalate, Hold, Ignore, Propose
from mailbot.model.heat import Flag, Reading
from mailbot.model.message import Address
from mailbot.model.policy import HoursPolicy
from mailbot.triage.course import Course, Given, Said, course

#: Mails of one customer within this time of each other, with none of ours between, are one burst (GUIDANCE 3.1).
BURST = timedelta(minutes=10)

#: A desk that never closes: threads carry no business hours.
ALWAYS = HoursPolicy(opens="00:00", closes="00:00", days=tuple(range(7)))


#: Years with room on both sides for what is reckoned from a mail: calendars, terms, zones.
_FIRST_YEAR, _LAST_YEAR = 1970, 9900


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One message of a thread."""

    at: datetime
    ours: bool
    text: str


def replay(
    format: Annotated[str, typer.Option(help="Only jsonl.")] = "jsonl",
    policy: Annotated[Path | None, typer.Option(help="A policy file laid over the built-in one.")] = None,
) -> None:
    """Run conversations (JSON Lines on standard input) through triage, message by message."""
    if format != "jsonl":
        raise typer.BadParameter("Only jsonl is known.", param_hint="--format")
    judge = load_judge(replace(load_policy(policy), hours=ALWAYS))
    failed = False
    for number, raw in numbered(sys.stdin.buffer):
        answer = _answer(judge, raw, number)
        failed |= "error" in answer
        write_json(answer)
    raise typer.Exit(1 if failed else 0)


def _answer(judge: Judge, raw: bytes, number: int) -> dict[str, Any]:
    identity: object = None
    try:
        data = object_of(raw)
        identity = data.get("id")
        lines = _lines(data.get("messages"))
        language = language_of(data, "language") or detect(" ".join(line.text for line in lines if not line.ours))
    except ValueError as error:
        return {"id": identity, "error": f"Line {number} is not a conversation: {error}."}
    return {"id": identity, **replayed(judge, lines, language)}


def _lines(data: object) -> list[Line]:
    if not isinstance(data, list):
        raise ValueError("`messages` must be a list")
    if not all(isinstance(one, dict) for one in data):
        raise ValueError("`messages` must hold objects")
    return [_line(one) for one in data]


def _line(data: dict[str, Any]) -> Line:
    given = text_of(data, "at")
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise ValueError(f"`at` {given!r} is no time in ISO 8601") from error
    if at.tzinfo is None:
        raise ValueError(f"`at` {given!r} has no offset")
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"`at` {given!r} lies beyond the years that are reckoned in")
    return Line(at=at, ours=text_of(data, "from") == "us", text=text_of(data, "text"))


def replayed(judge: Judge, lines: list[Line], language: str) -> dict[str, Any]:
    """Return the course of one conversation as INTERFACES names it."""
    readings = [None if line.ours else judge.read(line.text, language) for line in lines]
    states = list(_states(judge, lines, readings, language))
    flagged = any(reading and Flag.BROKEN_PROMISE in reading.flags for reading in readings)
    promised = any(_promises(judge, line, language) for line in lines if line.ours)
    last = states[-1] if states else None
    return {
        "bands": [state.heat.band.value for state in states],
        "heats": [round(state.heat.value, 4) for state in states],
        "burst_groups": burst_groups(lines),
        "broken_promise": bool(last and last.broken_promises) or (flagged and promised),
        "reopen": bool(last and last.reopened),
        "decisions": list(_decisions(judge, lines, readings, language)),
    }


def burst_groups(lines: list[Line]) -> list[list[int]]:
    """Return the indices of consecutive mails of the customer, each within ten minutes of the one before."""
    groups: list[list[int]] = []
    for (_, before), (index, line) in pairwise(enumerate(lines)):
        if line.ours or before.ours or line.at - before.at > BURST:
            continue
        if groups and groups[-1][-1] == index - 1:
            groups[-1].append(index)
        else:
            groups.append([index - 1, index])
    return groups


def _states(judge: Judge, lines: list[Line], readings: list[Reading | None], language: str) -> Iterator[Course]:
    thread = [
        Said(
            at=line.at,
            ours=line.ours,
            reading=reading,
            position=index,
            solves=line.ours and _asks_contentment(line.text),
        )
        for index, (line, reading) in enumerate(zip(lines, readings, strict=True))
    ]
    promises = [promise for line in lines if line.ours for promise in _promises(judge, line, language)]
    for index, said in enumerate(thread):
        if not said.ours:
            yield course(thread[: index + 1], promises, policy=judge.policy.course, heat=judge.policy.heat, now=said.at)


def _promises(judge: Judge, line: Line, language: str) -> Iterable[Given]:
    return replace(judge, zone=_zone(line.at)).promises(line.text, language, line.at)


def _zone(at: datetime) -> str:
    """Return an IANA zone with the message's own offset (Etc/GMT-9 lies nine hours east), UTC where there is none."""
    hours = round((at.utcoffset() or timedelta()) / timedelta(hours=1))
    return f"Etc/GMT{-hours:+d}" if hours and -12 <= hours <= 14 else "UTC"


def _asks_contentment(text: str) -> bool:
    """Tell whether a mail of ours asks if a solution holds."""
    return any(word in text.lower() for word in _CONTENT_WORDS) and ("?" in text or "？" in text or "か。" in text)


#: "Are you content?" in the words of the follow-up playbook.
_CONTENT_WORDS = (
    "content", "happy", "satisfied", "satisf", "contento", "contenta", "conforme", "satisfait", "convient", "feliz", "zufrieden",
    "passt", "hài lòng", "vừa ý", "満足", "ご納得", "解決", "resolved", "resuelto", "résolu", "resolvid", "gelöst", "giải quyết",
)  # fmt: skip


def _decisions(
    judge: Judge, lines: list[Line], readings: list[Reading | None], language: str
) -> Iterator[dict[str, Any]]:
    """Yield what triage would decide once the customer has fallen silent, burst by burst."""
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        burst_goes_on = following is not None and not following.ours and following.at - line.at <= BURST
        if line.ours or burst_goes_on:
            continue
        decision = judge.decide(_case(lines[: index + 1], language)).decision
        yield {"after": index, **_plain(decision)}


def _case(lines: list[Line], language: str) -> Case:
    messages = tuple(
        ThreadMessage(
            id=str(index),
            position=index,
            inbound=not line.ours,
            at=line.at,
            sender=Address(email="us@example.com" if line.ours else "customer@example.com"),
            text=line.text,
            new_text=line.text,
            language=language,
        )
        for index, line in enumerate(lines)
    )
    ours = [line.at for line in lines if line.ours]
    conversation = Conversation(
        id="replay",
        reference="MB-REPLAY",
        mailbox="replay",
        customer_email="customer@example.com",
        language=language,
        opened_at=lines[0].at,
        last_outbound_at=max(ours, default=None),
    )
    return Case(conversation=conversation, messages=messages, now=lines[-1].at)


def _plain(decision: Decision) -> dict[str, Any]:
    match decision:
        case Propose(draft=draft, heat=heat, reasons=reasons):
            return {
                "decision": "propose",
                "playbook": draft.playbook,
                "heat": round(heat.value, 4),
                "reasons": list(reasons),
            }
        case Escalate(may_call=may_call, urgent=urgent, heat=heat, reasons=reasons):
            return {
                "decision": "escalate",
                "may_call": may_call,
                "urgent": urgent,
                "heat": round(heat.value, 4),
                "reasons": list(reasons),
            }
        case Hold(reasons=reasons):
            return {"decision": "hold", "reasons": list(reasons)}
        case Ignore(reasons=reasons):
            return {"decision": "ignore", "reasons": list(reasons)}
