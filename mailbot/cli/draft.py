"""`mailbot draft`: a reply to one mail, with the playbook chosen, the facts used, and what the lint says (docs/playbooks.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from mailbot.adapters.incident_files import incidents_in
from mailbot.adapters.mail_files import mails_in
from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.cli.output import screen, write_json
from mailbot.config import load_policy
from mailbot.errors import UnreadableMail, UsageError
from mailbot.mail.parse import parse
from mailbot.model.draft import DraftText, Finding
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact
from mailbot.model.heat import Flag, Kind, Reading
from mailbot.model.incident import Incident
from mailbot.model.message import InboundMessage
from mailbot.model.playbook import PlaybookId
from mailbot.model.turn import Turn
from mailbot.triage.choice import Choice, Situation, choose
from mailbot.triage.draft_check import checked
from mailbot.triage.drafting import draft as write
from mailbot.triage.situation import Known, given_by, see
from mailbot.triage.wording import rounded_down
from scheduler.calendar import calendar_of

#: Who asks for one of these takes the mail for a complaint, whatever the reading says.
_FOR_COMPLAINTS = frozenset(PlaybookId) - {PlaybookId.HOLDING, PlaybookId.FOLLOW_UP, PlaybookId.STEADY_ANSWER}

#: Years with room on both sides for what is reckoned from a moment: calendars, terms, zones.
_FIRST_YEAR, _LAST_YEAR = 1970, 9900


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What the person at the keyboard asks for."""

    playbook: str | None = None
    language: str | None = None
    agent: str = ""
    messages: str = "en"  # language of reasons and findings
    now: datetime
    incidents: tuple[Incident, ...] = ()  # causes that are known


def draft(
    path: Annotated[str, typer.Argument(help="An .eml file, or - for standard input.")],
    playbook: Annotated[str | None, typer.Option(help="Follow this playbook instead of the one that fits.")] = None,
    lang: Annotated[str | None, typer.Option(help="Write in this language instead of the customer's.")] = None,
    format: Annotated[str, typer.Option(help="json, text to read it, or page (Markdown, with the mail).")] = "json",
    agent: Annotated[str, typer.Option(help="Name that signs the reply.")] = "",
    messages: Annotated[str, typer.Option(help="Language of reasons and findings.")] = "en",
    now: Annotated[str | None, typer.Option(help="Write as if at this time (ISO 8601 with offset).")] = None,
    site: Annotated[
        Path | None, typer.Option(help="A templates folder laid over the shipped one.", exists=True, file_okay=False)
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="A policy file laid over the built-in one.")] = None,
    incidents: Annotated[Path | None, typer.Option(help="A TOML file of known causes.")] = None,
) -> None:
    """Draft a reply to a mail."""
    if format not in ("json", "text", "page"):
        raise typer.BadParameter("Only json, text and page are known.", param_hint="--format")
    known = incidents_in(incidents) if incidents else ()
    wish = Wish(playbook=playbook, language=lang, agent=agent, messages=messages, now=_moment(now), incidents=known)
    judge = load_judge(load_policy(policy), templates_dir=site)
    _check_language(lang, judge)
    answer = answered(judge, path, wish)
    if format == "json":
        write_json(answer)
    elif format == "page":
        screen.print(page(answer), markup=False, soft_wrap=True)
    else:
        screen.print(_readable(answer), markup=False, soft_wrap=True)
    raise typer.Exit(1 if "error" in answer else 0)


def _check_language(lang: str | None, judge: Judge) -> None:
    """Refuse a language that was asked for and that nothing is written in; a customer's own has its fallback."""
    known = judge.playbooks.phrases
    if lang is not None and lang.replace("_", "-").partition("-")[0].lower() not in known and lang not in known:
        raise UsageError(f"Nothing is written in the language {lang!r}.", hint=f"Known are {', '.join(sorted(known))}.")


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now {text!r} is no time.", hint="Write it like 2026-03-12T09:40:00+01:00.") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise UsageError(f"--now {text!r} lies beyond the years that are reckoned in.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def answered(judge: Judge, path: str, wish: Wish) -> dict[str, Any]:
    """Return the answer for one path: a draft, or an object with `error`."""
    files = list(mails_in([path]))
    if len(files) != 1:
        return {"file": path, "error": f"{path} holds {len(files)} mails; a draft answers exactly one."}
    if files[0].error:
        return {"file": path, "error": files[0].error}
    try:
        message = parse(files[0].raw)
        text = drafted(judge, message, wish)
    except UnreadableMail as error:
        return {"file": path, "error": error.sentence()}
    mail = {
        "from": str(message.sender.name or message.sender.email),
        "subject": message.subject,
        "new_text": message.new_text,
    }
    return {**described(text), "mail": mail}


def drafted(judge: Judge, message: InboundMessage, wish: Wish) -> DraftText:
    """Write and check the reply to a mail.

    Raises:
        UnreadableMail: a machine wrote the mail and no playbook was asked for: it gets no reply.
        TemplateError: the playbook is not known.
    """
    if message.automatic is not None and wish.playbook is None:
        raise UnreadableMail(
            f"The mail was written by a machine ({message.automatic_reason}) and gets no reply.",
            hint="Name a playbook with --playbook to write one all the same.",
        )
    reading = judge.read(message.new_text, message.language, message.subject)
    turn = Turn.from_message(message)
    facts = judge.facts((turn,), message.language)
    known = Known(incidents=wish.incidents, departments=judge.policy.routing.departments)
    situation = see(message.new_text, reading, facts, known, at=message.sent_at or wish.now)
    choice = _chosen(situation, wish)
    language = wish.language or message.language
    phrases = judge.playbooks.phrases[judge.playbooks.language_for(language)]
    text = write(
        judge.playbooks.get(choice.playbook),
        facts,
        playbooks=judge.playbooks,
        language=language,
        case=replace(frame(judge, message, reading, wish), given=given_by(situation, phrases, wish.now)),
        policy=judge.policy.reply,
        seed=message.message_id or message.content_hash,
        why=choice.reasons,
    )
    return checked(text, judge.policy.reply, judge.lint_lexicon, message_language=wish.messages)


def _chosen(situation: Situation, wish: Wish) -> Choice:
    if wish.playbook is not None:
        return Choice(playbook=wish.playbook, reasons=(f"{wish.playbook} because it was asked for.",))
    return choose(situation, language=wish.messages)


def frame(judge: Judge, message: InboundMessage, reading: Reading, wish: Wish) -> DraftCase:
    """Return what the reply may promise: our next word within the policy's business hours, in the customer's zone."""
    policy = judge.policy
    zone = _zone_of(message, policy.hours.zone)
    calendar = calendar_of(policy.hours, zone=zone)
    opens = calendar.next_open(wish.now)
    due = calendar.add_hours(opens, timedelta(hours=policy.reply.next_word_hours)).astimezone(calendar.zone)
    return DraftCase(
        now=wish.now.astimezone(calendar.zone),
        desk_opens=opens.astimezone(calendar.zone),
        next_word=rounded_down(due, policy.reply.round_minutes),
        follow_up=calendar.add_days(opens, policy.reply.follow_up_days).astimezone(calendar.zone),
        mail_at=message.sent_at,
        mail_text=message.new_text,
        mail_subject=message.subject,
        category=reading.category,
        kind=Kind.COMPLAINT if wish.playbook in _FOR_COMPLAINTS else reading.kind,
        agent_name=wish.agent,
        team_name=judge.team,
        may_ring=Flag.DO_NOT_CALL not in reading.flags,
    )


def _zone_of(message: InboundMessage, desk: str) -> str:
    """Return the zone to speak in: the desk's, or without one the customer's whole-hour offset."""
    offset = message.sent_at.utcoffset() if message.sent_at else None
    if desk != "UTC" or offset is None or offset.total_seconds() % 3600:
        return desk
    name = f"Etc/GMT{-int(offset.total_seconds() // 3600):+d}"  # POSIX signs: Etc/GMT-9 lies nine hours east
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        return desk


def described(text: DraftText) -> dict[str, Any]:
    """Return a draft as INTERFACES names it."""
    return {
        "language": text.language,
        "playbook": text.playbook,
        "why": list(text.why),
        "subject": text.subject,
        "body": text.body,
        "findings": [_finding(finding) for finding in text.findings],
        "missing": list(text.missing),
        "facts": _values(text),
        "evidence": [_evidence(fact) for fact in text.facts if fact.span is not None],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    span = list(finding.span) if finding.span else None
    return {"rule": finding.rule, "span": span, "message": finding.message, "suggestion": finding.suggestion}


def _values(text: DraftText) -> dict[str, str]:
    """Return the best value of each slot."""
    return {fact.slot: fact.value for fact in reversed(text.facts.items)}


def _evidence(fact: Fact) -> dict[str, Any]:
    return {
        "slot": fact.slot,
        "value": fact.value,
        "text": fact.text,
        "span": list(fact.span or ()),
        "confidence": round(fact.confidence, 2),
    }


def page(answer: dict[str, Any]) -> str:
    """Return a Markdown page: the mail, its facts, the playbook chosen and why, the draft, and the lint's word."""
    if "error" in answer:
        return str(answer["error"])
    mail = answer["mail"]
    rows = [f"| `{one['slot']}` | {one['value']} | {_cell(one['text'])} |" for one in answer["evidence"]]
    found = [f"- `{one['rule']}`: {one['message']}" for one in answer["findings"]]
    parts = [
        f"# {mail['subject']}",
        "## The mail",
        f"From {mail['from']}:",
        _quoted(mail["new_text"]),
        "## What it tells us",
        "\n".join(["| fact | value | words |", "|---|---|---|", *rows]),
        "## The playbook",
        answer["why"][0],
        "## The draft",
        f"**{answer['subject']}**",
        _quoted(answer["body"]),
        "Still to be filled in by the agent or asked: "
        + (", ".join(f"`{name}`" for name in answer["missing"]) or "nothing")
        + ".",
        "## The lint",
        "\n".join(found) or "No objection.",
    ]
    return "\n\n".join(parts)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _readable(answer: dict[str, Any]) -> str:
    """Return a draft for eyes."""
    if "error" in answer:
        return str(answer["error"])
    lines = [f"{answer['playbook']} ({answer['language']})", *(f"  {reason}" for reason in answer["why"]), ""]
    lines += [f"Subject: {answer['subject']}", "", answer["body"], ""]
    lines += [f"Missing: {', '.join(answer['missing'])}"] if answer["missing"] else []
    lines += [f"{finding['rule']}: {finding['message']}" for finding in answer["findings"]] or [
        "The lint has no objection."
    ]
    return "\n".join(lines)
