"""What is said on a call, as values: the brief of twenty seconds, the menu, the bridge, the voicemail.

No provider's markup here. Texts come in as `CallTexts` (one a language, from `templates/calls/<lang>.toml`), customers'
words are made fit to be spoken: no control characters, no addresses, no markup, cut at a word's end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from escalation.callback import Callback

#: Providers refuse a sentence whose URL-encoded form is longer (Twilio error 13521); Vietnamese and Japanese get there first.
MAX_ENCODED = 4500


@dataclass(frozen=True, kw_only=True, slots=True)
class CallTexts:
    """Everything that is said or written in one language."""

    language: str  # ISO 639-1
    locale: str  # "pt-BR"
    voices: tuple[str, ...]  # first choice first, a standard voice last
    letters_per_second: float
    languages: Mapping[str, str]  # code -> name in this language
    brief: Mapping[str, str]
    manager: Mapping[str, str]
    customer: Mapping[str, str]
    digest: Mapping[str, str]
    appointment: Mapping[str, str]
    confirmation: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """One spoken piece."""

    text: str
    locale: str
    voice: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Speak and wait for one key."""

    step: str  # the step that hears the key
    say: tuple[Say, ...]
    seconds: int = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Connect:
    """Ring the customer and put both together."""

    number: str
    caller_id: str
    ring_seconds: int
    limit_seconds: int
    say: tuple[Say, ...] = ()  # to the manager, before it rings
    notice: bool = False  # speak `customer_notice` to the customer before the bridge
    record: bool = False  # never without the notice


@dataclass(frozen=True, kw_only=True, slots=True)
class Farewell:
    """Speak and hang up."""

    say: tuple[Say, ...] = ()


CallStep = Ask | Connect | Farewell

_UNSPEAKABLE = re.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S[^\s@]*+@\S+?\.\S+", re.IGNORECASE)
_MARKUP = re.compile(r"[<>{}\[\]|`^~*_#\\]+")
_CLOSERS = " .,;:!?…。、！？"


def speakable(text: str) -> str:
    """Return a text fit to be spoken and to stand in XML 1.0: one line, no control characters, markup or addresses."""
    plain = _ADDRESS.sub(" ", _UNSPEAKABLE.sub(" ", text))
    return " ".join(_MARKUP.sub(" ", plain).split())


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` letters, cut at a word's end where the script has words."""
    if len(text) <= limit:
        return text
    head = text[: max(0, limit)]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(_CLOSERS)


def seconds_of(text: str, texts: CallTexts) -> float:
    """Return how long a voice takes to say a text."""
    return len(text) / texts.letters_per_second


#: Spoken pieces in order: (language, text).
Brief = tuple[tuple[str, str], ...]


def brief_of(callback: Callback, texts: CallTexts, customer: CallTexts, limit_seconds: int) -> Brief:
    """Return the spoken brief: who, what happened, what we promised, what they want, first sentence, keys.

    Fixed sentences are in the manager's language, the customer's words are read by a voice of theirs. The words share
    what the fixed sentences leave of the limit, so the keys are always heard.
    """
    who, closing = _who(callback, texts), (texts.brief["first"], texts.brief["keys"])
    own = [(key, speakable(value).rstrip(_CLOSERS)) for key, value in _own_words(callback)]
    own = [(key, value) for key, value in own if value]
    frames = sum(len(texts.brief[key].format(text="")) + 1 for key, _ in own)
    fixed = (frames + sum(len(piece) + 1 for piece in (who, *closing))) / texts.letters_per_second
    room = max(0, int((limit_seconds - fixed) * customer.letters_per_second))
    pieces = [(texts.language, who)]
    for key, value in _share(own, room):
        pieces += _told(texts, customer, key, value)
    return _joined([*pieces, *((texts.language, piece) for piece in closing)])


def _told(texts: CallTexts, customer: CallTexts, key: str, value: str) -> list[tuple[str, str]]:
    before, _, after = texts.brief[key].partition("{text}")
    if texts.language == customer.language:
        return [(texts.language, before + value + after)]
    return [(texts.language, before.strip()), (customer.language, value + after)]


def _joined(pieces: list[tuple[str, str]]) -> Brief:
    """Put neighbours of one language into one piece."""
    joined: list[tuple[str, str]] = []
    for language, text in pieces:
        if joined and joined[-1][0] == language:
            text = f"{joined.pop()[1]} {text}"
        joined.append((language, text))
    return tuple(joined)


def _own_words(callback: Callback) -> tuple[tuple[str, str], ...]:
    return (("problem", callback.problem), ("promised", callback.promised), ("wish", callback.wish))


def _who(callback: Callback, texts: CallTexts) -> str:
    form = "who_repeat" if callback.contacts > 1 else "who"
    name = shorten(speakable(callback.customer_name), 40) or shorten(
        speakable(callback.customer_email.split("@")[0]), 40
    )
    language = texts.languages.get(callback.language, callback.language)
    return texts.brief[form].format(customer=name, language=language, contacts=callback.contacts)


def _share(parts: list[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """Give every part its fair share of the room; what a short part leaves goes to the others."""
    shared: dict[str, str] = {}
    left = room
    for index, (key, value) in enumerate(sorted(parts, key=lambda part: len(part[1]))):
        text = shorten(value, max(0, left // (len(parts) - index)))
        left -= len(text)
        shared[key] = text
    return [(key, shared[key]) for key, _ in parts if len(shared[key]) > 3]


def say(text: str, texts: CallTexts) -> Say:
    """Return a spoken piece in a language's own voice."""
    return Say(text=text, locale=texts.locale, voice=texts.voices[0])


def brief_step(brief: tuple[Say, ...], round_number: int) -> Ask:
    """Return the brief that waits for a key (1 connect, 2 later, 3 pass on, 9 repeat)."""
    return Ask(step=f"menu-{round_number}", say=brief)


def wrap_up_step(texts: CallTexts) -> Ask:
    """Return the short menu after a call (1 resolved, 2 follow-up, 3 voicemail, 4 wrong number)."""
    return Ask(step="wrap-up", say=(say(texts.manager["wrap_up"], texts),))


def farewell(key: str, texts: CallTexts) -> Farewell:
    """Return a sentence to the manager and the end of the call."""
    return Farewell(say=(say(texts.manager[key], texts),))


def voicemail_text(texts: CallTexts, company: str) -> str:
    """Return what is left on the customer's machine: who called and how to answer, nothing of the complaint."""
    return texts.customer["voicemail"].format(company=speakable(company))
