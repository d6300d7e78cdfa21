"""What the choice of a playbook must know beside the heat: a person insulted, bait, a wrong addressee, a known cause.

Pure: the customer's words with the reading, the facts and what the house knows beforehand in, a `Situation` with its
evidence out. Each finding needs words of the mail, which the agent is shown (GUIDANCE section 1, "when").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.model.facts import Facts
from mailbot.model.heat import Flag, Kind, Reading
from mailbot.model.incident import Department, Incident, IncidentText
from mailbot.model.phrases import Phrases
from mailbot.model.sentence import say
from mailbot.triage.choice import Situation
from mailbot.triage.folding import fold
from mailbot.triage.situation_cues import NOT_MEANT, PERSON_INSULTED, TAUNTS, WRONG_DOOR
from mailbot.triage.wording import fill, say_time

#: A problem found with this much confidence is a claim of substance.
_CLAIM = 0.64
#: That nobody answers is what a taunt says too.
_NO_CLAIM = frozenset({"no_answer", "other"})
#: Mails about an incident that is over still come for some days.
_AFTER = timedelta(days=4)
_BEFORE = timedelta(hours=6)  # customers notice before we do
_QUOTE = 90  # characters of evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the house knows beforehand."""

    incidents: tuple[Incident, ...] = ()
    departments: tuple[Department, ...] = ()


def see(text: str, reading: Reading, facts: Facts, known: Known, *, at: datetime) -> Situation:
    """Return the situation of a mail.

    Args:
        text: the customer's newest words.
        reading: their reading; its language picks the words that are looked for.
        facts: what the customer told us; a claim is an order, a sum, a wish or a plain problem.
        known: incidents and departments of the house.
        at: when the customer wrote, aware.
    """
    folded = fold(text)
    claims = has_claim(facts)
    insult = _found(PERSON_INSULTED, folded, text, reading) if claims else None
    bait = None if claims or insult else _bait(folded, text, reading)
    owner, named = _owner(folded, text, reading, known.departments)
    incident = next((one for one in known.incidents if concerns(one, folded, facts, at)), None)
    evidence = _evidence(insult, bait, owner, named, incident)
    return Situation(
        reading=reading,
        person_insulted=insult is not None,
        provocation=bait is not None,
        foreign_cause=named is not None,
        cause_known=incident is not None,
        incident=incident,
        owner=owner,
        evidence=evidence,
    )


def has_claim(facts: Facts) -> bool:
    """Tell whether a mail asks for something of substance."""
    if any(facts.value(slot) for slot in ("amount", "wish", "promised", "deadline", "duration")):
        return True
    problem = facts.get("problem")
    return problem is not None and problem.confidence >= _CLAIM and problem.value not in _NO_CLAIM


def concerns(incident: Incident, folded: str, facts: Facts, at: datetime) -> bool:
    """Tell whether a mail is about an incident: its words, its region, its kind of trouble, its time."""
    ended = incident.ended_at
    if at < incident.begun_at - _BEFORE or (ended is not None and at > ended + _AFTER):
        return False
    told = [fact.value for fact in facts if fact.slot == "problem"]
    if incident.problems and told and not set(told) & set(incident.problems):
        return False
    if incident.region and _first(incident.region, folded) is None:
        return False
    return _first(incident.words, folded) is not None


def given_by(situation: Situation, phrases: Phrases, now: datetime) -> dict[str, str]:
    """Return the agent's slots that the house can fill in itself: the incident's sentences, the owner's name."""
    given: dict[str, str] = {}
    if situation.incident is not None:
        words = situation.incident.texts.get(phrases.language, IncidentText())
        until = situation.incident.until
        until_said = say_time(until.astimezone(now.tzinfo), now, phrases, form="by") if until and until > now else ""
        for slot, sentence in (("action", words.action), ("cause", words.cause), ("terms", words.terms)):
            if sentence and ("{until}" not in sentence or until_said):
                given[slot] = fill(sentence, {"until": until_said})
        if situation.incident.region:
            given["place"] = situation.incident.region[0]  # it need not be asked for
    if situation.owner is not None:
        given["fixer"] = situation.owner.names.get(phrases.language, situation.owner.name)
        if situation.owner.finder:
            given["finder"] = situation.owner.finder
    return given


def _found(cues: dict[str, str], folded: str, text: str, reading: Reading) -> str | None:
    innocent = NOT_MEANT.get(reading.language)
    for match in re.finditer(cues.get(reading.language, cues["en"]), folded):
        written = text[slice(*match.span())].lower()
        if innocent is None or not re.search(innocent, unicodedata.normalize("NFC", written)):
            return _quote(text, match)
    return None


def _bait(folded: str, text: str, reading: Reading) -> str | None:
    """Return the taunt of a mail that asks for nothing; a threat of substance or a cry of need is no bait."""
    serious = {Flag.LEGAL_THREAT, Flag.VIOLENCE_THREAT, Flag.SELF_HARM, Flag.VULNERABLE, Flag.BROKEN_PROMISE}
    if reading.urgent or reading.flags & serious or reading.kind is Kind.PRAISE:
        return None
    return _found(TAUNTS, folded, text, reading)


def _owner(
    folded: str, text: str, reading: Reading, departments: Iterable[Department]
) -> tuple[Department | None, str | None]:
    """Return whose the matter is and the words that say so: the house's routing data first, then the writer's doubt."""
    scored = [(_count(one.words, folded), one) for one in departments]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    if best[1] is not None and best[0] > 0:
        return best[1], _first(best[1].words, folded)
    return None, _found(WRONG_DOOR, folded, text, reading)


def _count(words: Iterable[str], folded: str) -> int:
    return sum(_holds(folded, fold(word)) for word in words)


def _first(words: Iterable[str], folded: str) -> str | None:
    return next((word for word in words if _holds(folded, fold(word))), None)


def _holds(folded: str, word: str) -> bool:
    """Tell whether a word begins at a word's beginning; Japanese has none."""
    if not word.strip():
        return False
    return word in folded if not word.isascii() else re.search(rf"(?<!\w){re.escape(word)}", folded) is not None


def _quote(text: str, match: re.Match[str]) -> str:
    start, end = match.span()
    return " ".join(text[start:end].split())[:_QUOTE] if len(text) >= end else " ".join(match.group().split())[:_QUOTE]


def _evidence(
    insult: str | None, bait: str | None, owner: Department | None, named: str | None, incident: Incident | None
) -> tuple[str, ...]:
    """Return what the agent is told beside the reason, in any language of the console."""
    found: list[str] = []
    for quote in (insult, bait):
        if quote:
            found.append(say("mail_says", "the mail says: “{quote}”", quote=quote))
    if owner is not None:
        found.append(
            say(
                "matter_of",
                "“{word}” belongs to {owner} ({address})",
                word=named or "",
                owner=owner.name,
                address=owner.address or "–",
            )
        )
    elif named:
        found.append(say("mail_says", "the mail says: “{quote}”", quote=named))
    if incident is not None:
        found.append(
            say(
                "known_cause",
                "known cause: {name}, since {begun}",
                name=incident.name,
                begun=f"{incident.begun_at:%Y-%m-%d %H:%M} UTC",
            )
        )
    return tuple(found)
