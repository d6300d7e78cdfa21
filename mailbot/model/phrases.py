"""The words of one language that every playbook draws on, and all playbooks together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailbot.errors import TemplateError
from mailbot.model.playbook import Playbook


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemText:
    """How one kind of trouble is said in our words."""

    clause: str  # a main clause without full stop; parts in [brackets] fall away with their slots
    question: str  # a question that reaches the root


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """One language's words. A text "a|b" holds two grammatical cases: {slot} is a, {slot_acc} or {slot_dat} is b."""

    language: str
    register: str
    greeting: Mapping[str, str]
    closing: Mapping[str, str]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]  # Monday first
    time: Mapping[str, str]
    money: Mapping[str, str]
    refs: Mapping[str, str]
    kinds: Mapping[str, str]
    join: Mapping[str, str]
    things: Mapping[str, str]
    problems: Mapping[str, ProblemText]
    ask: Mapping[str, str]
    ask_items: Mapping[str, str]
    teams: Mapping[str, str]
    salutation: Mapping[str, str] = field(
        default_factory=dict
    )  # lady, gentleman, doctor, given: where the custom has one
    feelings: Mapping[str, str] = field(default_factory=dict)  # what a writer feels who is not angry; empty: not said
    kin: Mapping[str, str] = field(default_factory=dict)  # "your son"; empty: harm is told as the writer's own
    wishes: Mapping[str, str] = field(default_factory=dict)  # what is asked for; empty: a recap leaves it out
    small: frozenset[str] = frozenset()  # words written small where the greeting's comma opens the letter's sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Playbooks:
    """Every playbook of the site with the phrases of every language."""

    items: Mapping[str, Playbook]
    phrases: Mapping[str, Phrases]
    default_language: str = "en"

    def get(self, playbook_id: str) -> Playbook:
        """Return a playbook.

        Raises:
            TemplateError: no playbook has this id.
        """
        try:
            return self.items[playbook_id]
        except KeyError:
            known = ", ".join(sorted(self.items))
            raise TemplateError(f"There is no playbook {playbook_id!r}.", hint=f"Known are {known}.") from None

    def language_for(self, wanted: str) -> str:
        """Return the language to write in: the wanted one, its base ("pt" for "pt-BR"), else the default."""
        for candidate in (wanted, wanted.replace("_", "-").partition("-")[0].lower(), self.default_language):
            if candidate in self.phrases:
                return candidate
        return next(iter(self.phrases))
