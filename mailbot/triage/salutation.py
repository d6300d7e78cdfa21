"""The greeting of a western name, as a person writes it: "Estimada señora Ruiz:", "Hola, Marta:", "Bonjour Madame Perrin,"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailbot.model.phrases import Phrases
from mailbot.triage.folding import fold
from mailbot.triage.given_names import GENTLEMEN, LADIES, is_lady
from mailbot.triage.person_name import given_and_family, title_of
from mailbot.triage.wording import fill

#: Titles that take the family name in a greeting; others stay with the whole name.
_TITLED = re.compile(
    r"(?:dr|prof|professor|mrs|mr|ms|miss|lic|ing|dra|rev|me|maitre|sir|mag|arq|col|colonel|capt|captain|major|sgt|coronel|capitan)\.?",
    re.IGNORECASE,
)
#: Titles, folded, that say the sex and have a word of their own in the greeting.
_LADY = re.compile(r"(?:mme|mlle|madame|sra|srta|senhora|frau)\.?")
_GENTLEMAN = re.compile(r"(?:m|monsieur|sr|herr)\.?")
_DOCTOR = re.compile(r"(?:dr|docteur)\.?")
#: Words, folded, by which a mail keeps its distance; another one is answered by the given name where that is the custom.
_FORMAL: dict[str, str] = {
    "es": r"estimad|muy senor|senores|\bsres\b|atentamente|cordialmente|distinguid|a quien corresponda",
    "pt": r"exm[oa]s?\b|exmos|prezad|\bcar[oa]s? senhor|cumprimentos|atenciosamente|cordialmente",
}
#: Joins the words of a family name: "de la Cruz".
_PARTICLES = frozenset("de del de la las los da do das dos e y van von zu den der di du le".split())


def western(name: str, phrases: Phrases, address: Mapping[str, str], text: str) -> str:
    """Return the opening line for a name in western order.

    Args:
        name: as signed, titles kept.
        phrases: `greeting`, and `salutation` with `lady`, `gentleman`, `doctor` and `given` where the language has them.
        address: forms of address of the language.
        text: the customer's words; they tell whether the letter keeps its distance.
    """
    title = title_of(name)
    given, family = _parts(name, phrases.language)
    known = {**address, "name": name, "title": title, "given": given, "family": family}
    if phrases.language == "es" and fold(title) in ("don", "dona") and given and family:
        return fill(
            phrases.salutation.get("given", phrases.greeting["named"]), {**known, "given": f"{title.lower()} {given}"}
        )
    own = _of_sex(title, given, family, phrases, text)
    if own:
        return fill(own, known)
    if title and family and all(_TITLED.fullmatch(word) for word in title.split()):
        return fill(phrases.greeting["titled"], {**known, "family": given_and_family(name)[1]})
    if "given" in phrases.salutation and given and family and not title:
        return fill(phrases.salutation["given"], known)
    return fill(phrases.greeting["named"], known)


def _of_sex(title: str, given: str, family: str, phrases: Phrases, text: str) -> str:
    """Return the greeting that needs to know lady or gentleman, or "" where nothing tells or the custom has none."""
    if not family or not phrases.salutation:
        return ""
    folded = fold(title)
    if _DOCTOR.fullmatch(folded):
        return phrases.salutation.get("doctor", "")
    if _LADY.fullmatch(folded) or _GENTLEMAN.fullmatch(folded):
        return phrases.salutation.get("lady" if _LADY.fullmatch(folded) else "gentleman", "")
    formal = _FORMAL.get(phrases.language)
    lady = is_lady(fold(given).split(" ")[0].split("-")[0], phrases.language)
    if title or lady is None or (formal is not None and not re.search(formal, fold(text))):
        return ""
    return phrases.salutation.get("lady" if lady else "gentleman", "")


def _parts(name: str, language: str) -> tuple[str, str]:
    """Split a name into what it is called by and what family it is of: "María José Pérez de la Cruz" gives "María José", "Pérez".

    Who writes Spanish is addressed by the first of two family names, everybody else by the last.
    """
    given, last = given_and_family(name)
    if not given:
        return "", last if title_of(name) else ""
    words = name.split()[len(title_of(name).split()) :]
    names = LADIES.get(language, frozenset()) | GENTLEMEN.get(language, frozenset())
    called = 2 if len(words) > 2 and fold(words[1]) in names else 1
    rest = words[called:]
    end = next((place for place, word in enumerate(rest) if fold(word) not in _PARTICLES), len(rest) - 1)
    start = next((place for place in range(len(rest) - 2, -1, -1) if fold(rest[place]) not in _PARTICLES), -1) + 1
    family = rest[: end + 1] if language == "es" else rest[start:]
    return " ".join(words[:called]), " ".join(family)
