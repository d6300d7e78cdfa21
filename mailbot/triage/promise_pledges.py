"""Whether a sentence of ours with a time ahead pledges something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mailbot.triage.promise_clauses import clauses
from mailbot.triage.promise_doubts import DOUBTS
from mailbot.triage.promise_never import INDIRECT, NEVER_OURS
from mailbot.triage.promise_speakers import SPEAKERS
from mailbot.triage.promise_words import CONDITION, WORDS

#: An agreed appointment is a promise without a pledging verb.
_APPOINTMENT = re.compile(
    r"\b(?:(?:re)?book|(?:re)?schedul|arrang|appointment|slot\b|reservad|(?:re)?programad|agendad|(?:re)?marcad|reprogrammé|umgebucht|verlegt|dời|cita\b|rendez-vous|prévu|planifié|termin(?:e|en)?\b|"
    r"eingeplant|geplant|vorgesehen|angesetzt|gebucht|lịch hẹn|hẹn)|^(?:confirmed|bestätigt|confirmad[oa]|xác nhận)\b|予約|予定|確定(?:いた)?し|手配(?:いた)?し(?:まし|て)",
    re.IGNORECASE,
)


#: What was done and what is coming often stand in one sentence: "we have asked; on Monday you get the decision".
#: What follows "but" belongs to what it limits: "we rang at ten, but nobody answered" is one tale.
_CLAUSES = re.compile(r"[;；,、](?!\s*(?:but|pero|mais|mas|aber|nhưng)\b)\s*|\s[–—-]\s")


#: A state reached by an end is ahead of us, though its verb looks like the perfect: "in zwei Wochen ist sie eingebaut".
_STATE: Mapping[str, re.Pattern[str]] = {
    "de": re.compile(
        r"\b(?:ist|sind)\b(?!.*\b(?:worden|gewesen)\b)[^,.;]*\b\w*(?:ge\w+(?:t|en)|iert|(?:be|ver|ent|er)\w+t)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(r"\b(?:est|sont) (?:\w+ )?\w+ée?s?\b(?!.*\bété\b)", re.IGNORECASE),
    "es": re.compile(r"\best(?:á|án)\b", re.IGNORECASE),
    "pt": re.compile(r"\best(?:á|ão)\b", re.IGNORECASE),
}


#: What outweighs every pledging word: a request, somebody else's time, a duty, a guess.
NEVER = frozenset(
    {"none", "others", "refused", *("duty habit invitation wish not-before told-us plans standing".split())}
) | frozenset("guess rule declined needed hanging places theirs".split())


def signs(sentence: str, language: str, *, pledging: bool, told: bool, until: bool) -> frozenset[str]:
    """Return what speaks for and against a pledge in a sentence with a time ahead, by the names of the rules.

    Args:
        pledging: the reply lint's lexicon finds a pledge in it.
        told: the lexicon finds that it tells what happened.
        until: the time is an end ("by Friday", "within two hours"), not only a day.
    """
    given = {
        "pledging": pledging,
        "told": told,
        "until": until,
        "appointment": _APPOINTMENT.search(sentence) is not None,
    }
    found = {name for name, holds in given.items() if holds}
    if language in WORDS:
        found.update(_signs(sentence, language, until=until))
    return frozenset(found)


def _signs(sentence: str, language: str, *, until: bool) -> Iterator[str]:
    words, speaker = WORDS[language], SPEAKERS[language]
    saying = INDIRECT[language].sub("", sentence)
    state = _STATE.get(language) if until else None
    for name, pattern, said in (
        ("asks-time", speaker.asks_time, sentence),
        ("ours", speaker.ours, sentence),
        ("future", words.future, sentence),
        ("state", state, sentence),
        ("past", words.past, saying),
        ("people", speaker.people, sentence),
    ):
        if pattern is not None and pattern.search(said):
            yield name
    if any(words.present.search(part) and not words.past.search(part) for part in _parts(saying, language)):
        yield "present"
    never = {"none": words.none, "others": speaker.others, **NEVER_OURS[language], **DOUBTS[language]}
    main = _main(sentence, language)
    yield from (name for name, one in never.items() if one.search(sentence) or (main != sentence and one.search(main)))


def pledges(seen: frozenset[str], language: str) -> bool:
    """Tell whether a sentence with a time ahead pledges something, by its signs.

    What is somebody else's comes first, then what can only be ours, then the tenses of the verbs.
    """
    if language not in WORDS:
        return bool(seen & {"pledging", "appointment"}) and not seen & {"told", "refused"}
    if "asks-time" in seen and "refused" not in seen:
        return True
    if seen & NEVER:
        return False
    if seen & {"appointment", "ours", "future", "state", "present"}:
        return True
    return not seen & {"told", "past"} and bool(seen & {"pledging", "until", "people"})


def _parts(sentence: str, language: str) -> Iterator[str]:
    """Yield the clauses of a sentence, as its stops and as its words divide it."""
    yield from _CLAUSES.split(sentence)
    yield from (sentence[start:end] for start, end in clauses(sentence, language))


def _main(sentence: str, language: str) -> str:
    """Return what follows a condition at the head: "if that suits you, answer by noon" asks the customer."""
    condition = CONDITION[language].match(sentence)
    return sentence[condition.end() :].lstrip() if condition else sentence
