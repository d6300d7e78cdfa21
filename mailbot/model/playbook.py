"""Playbooks: the structures a reply can take (GUIDANCE section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaybookId(StrEnum):
    """The nine playbooks that ship; a site may add its own ids."""

    ACTION_CAUSE_TERMS = "action-cause-terms"
    LISTEN_RECAP = "listen-recap-apologise-resolve"
    NINE_STEP = "nine-step"
    STEADY_ANSWER = "steady-answer"
    RIGHT_OWNER = "right-owner"
    TONE_BOUNDARY = "tone-boundary"
    CALLBACK_INVITATION = "callback-invitation"
    HOLDING = "holding"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """Something a reply needs to know."""

    name: str  # same names as Fact.slot where the customer answers it
    required: bool = False
    ask_customer: bool = False  # missing: ask the customer (all at once); else the agent fills it in


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaybookStep:
    """One step of a playbook with its texts per language."""

    id: str  # "recap"
    optional: bool = False
    paragraph: bool = False  # begins a paragraph of its own
    texts: dict[str, tuple[str, ...]]  # language -> variants with {slot} placeholders


@dataclass(frozen=True, kw_only=True, slots=True)
class Playbook:
    """A reply's structure, complete in every supported language."""

    id: str
    steps: tuple[PlaybookStep, ...]
    slots: tuple[Slot, ...] = ()
    subjects: dict[str, str]  # language -> subject when the reply opens a thread of its own
    follow_up: str | None = None  # id of the follow-up plan after resolution
    rules: tuple[str, ...] = ()  # ids of the guidance rules it was written from
    version: str = "1"
