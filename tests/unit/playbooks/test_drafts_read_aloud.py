"""What a native reader stumbles over in a draft, as far as a machine can hear it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from mailbot.model.draft import DraftText
from tests.unit.playbooks.drafted import CALM, LANGUAGES, shipped, troubles, written

#: Familiar address, which no draft uses, and words that only one side of an ocean says.
FOREIGN_TO_THE_REGISTER = {
    "es": r"\b(?:tú|te|ti|tus?|vosotros|os|contigo)\b",
    "fr": r"\b(?:tu|te|toi|tes)\b|\bt'",
    "de": r"\b(?:du|dir|dich|deine?[mnrs]?|euch|euer|eure)\b",
    "pt": r"\b(?:tu|ti|teus?|tuas?|contigo|equipa|telemóvel|ecrã|correu mal|batia certo|connosco|controlo)\b",
    "ja": r"とのことと|お伺いさせて|拝見させていただき|おっしゃられ|ご覧になられ|させていただかせ|だよ|ですね",
    "vi": r"\b(?:mày|tao|nha|nhé|cưng|ok)\b",
}
#: Articles and prepositions that flow together, and a comma or full stop that came twice.
STUMBLES = {
    "es": r"\b(?:de|a) el \b(?!\d)|\by i|\bo o",
    "fr": r"\b(?:de|à) les? \b(?!\w+(?:er|ir|re)\b)|\b(?:de|le|la|je|ne|que) [aeiouéèê](?!nze\b)|[^ \u202f\u00a0][;?!]",
    "pt": r"\b(?:de|em|a|por) (?:o|os|a|as) (?:seu|sua|nosso|nossa|minha|meu)\b(?<!a a minha)|\ba a\b",
    "de": r",\n\n(?:Ich|Wir|Was|An|Das|Der|Die|Es|Nach|Danke|Dieser|Jede[rs]?) ",
    "en": r"\ba [aeio]\w|\ban [bcdfgjklmnpqrstvwxyz]\w",
    "vi": r"\b(\w{2,}) \1\b",
    "ja": r"（[^（）]*（|。。|、。|の件の件|件件",
}
DOUBLED = re.compile(r"[,;:]\s*[.,;:?]|\.\s?\.(?!\.)|[!?]{2}|\(\s|\s\)|\s[,.]|\(\)")
#: The mail is no thing that one writes about.
MAIL_AS_THING = re.compile(
    r"of today|de hoy|d'aujourd'hui|de hoje|heutige Nachricht|今回いただいたメール|thư ngày \d+/\d+ của"
)


@lru_cache(maxsize=1)
def letters() -> tuple[DraftText, ...]:
    return tuple(_letters())


def _letters() -> Iterator[DraftText]:
    for number, trouble in enumerate(troubles()):
        for place, playbook in enumerate(shipped().items):
            if trouble == "inquiry" and playbook not in CALM:
                continue
            for language in LANGUAGES:
                step = number * 5 + place
                yield written(playbook, trouble, language, number=step, seed=f"{playbook}{step}")


def of(language: str) -> list[DraftText]:
    return [letter for letter in letters() if letter.language == language]


@pytest.mark.parametrize("language", sorted(FOREIGN_TO_THE_REGISTER))
def test_a_letter_keeps_its_register(language: str) -> None:
    pattern = re.compile(FOREIGN_TO_THE_REGISTER[language], re.IGNORECASE)
    assert [match.group() for letter in of(language) if (match := pattern.search(letter.body))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_slots_leave_no_stumble(language: str) -> None:
    pattern = re.compile(STUMBLES[language])
    found = [
        letter.body[max(0, m.start() - 30) : m.end() + 20]
        for letter in of(language)
        for m in pattern.finditer(letter.body)
    ]
    found += [
        match.group()
        for letter in of(language)
        if (match := DOUBLED.search(letter.body)) and language not in ("fr", "ja")
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_names_the_matter_and_never_the_mail(language: str) -> None:
    subjects = [letter.subject for letter in of(language)]
    assert [subject for subject in subjects if MAIL_AS_THING.search(subject)] == []
    assert [subject for subject in subjects if re.search(r"[（(][^）)]*[（(]", subject)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sentences_in_a_row_begin_alike(language: str) -> None:
    alike = []
    for letter in of(language):
        sentences = [part.strip() for part in re.split(r"(?<=[.?!。？])\s*", letter.body) if part.strip()]
        for before, after in itertools.pairwise(sentences):
            start = before[:8] if language == "ja" else " ".join(before.split()[:3])
            if len(start) > 4 and after.startswith(start):
                alike.append((letter.playbook, before, after))
    assert alike == []


@pytest.mark.parametrize("language", ("es", "fr", "pt", "en"))
def test_no_capital_follows_a_colon(language: str) -> None:
    pattern = re.compile(r": ¿?[A-ZÀÉÊ][a-zàâéèêíóúç]")
    own = re.compile(r": (?:Robin|[A-Z]{2})")
    found = [
        letter.body[m.start() - 20 : m.end() + 20]
        for letter in of(language)
        for m in pattern.finditer(letter.body)
        if not own.match(letter.body, m.start())
    ]
    assert found == []
