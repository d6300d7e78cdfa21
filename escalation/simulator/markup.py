"""Reads spoken-menu documents as strictly as the provider does: unknown verbs, attributes and voices end a call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree

_SPOKEN = {"voice", "language", "loop"}
_CALLBACK = {"statusCallback", "statusCallbackEvent", "statusCallbackMethod"}
_AMD = {
    "machineDetection", "machineDetectionTimeout", "amdStatusCallback", "amdStatusCallbackMethod",
    "machineDetectionSpeechThreshold", "machineDetectionSpeechEndThreshold", "machineDetectionSilenceTimeout",
}  # fmt: skip

#: Verbs and nouns with the attributes that we know of them.
VERBS: dict[str, set[str]] = {
    "Response": set(),
    "Say": _SPOKEN,
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {
        "input", "action", "method", "timeout", "finishOnKey", "numDigits", "actionOnEmptyResult", "language", "bargeIn",
    },
    "Dial": {
        "action", "method", "timeout", "timeLimit", "callerId", "answerOnBridge", "record", "hangupOnStar",
        "ringTone", "recordingStatusCallback", "recordingStatusCallbackEvent", "recordingStatusCallbackMethod",
    },
    "Number": {"url", "method", "sendDigits", *_CALLBACK, *_AMD},
    "Record": {"action", "method", "timeout", "maxLength", "finishOnKey", "playBeep", "recordingStatusCallback"},
    "Hangup": set(),
    "Redirect": {"method"},
    "Reject": {"reason"},
}  # fmt: skip
#: Markup inside Say (SSML).
_SPEECH_TAGS = {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
_VOICE = re.compile(
    r"^(?:alice|man|woman|Polly\.[A-Z][a-z]+(?:-Neural|-Generative)?|Google\.[a-z]{2,3}-[A-Z]{2}-[\w-]+)$"
)
_LOCALE = re.compile(r"^[a-z]{2,3}-[A-Z]{2}$")
MAX_DOCUMENT = 64 * 1024
MAX_SPOKEN = {"Polly": 3000, "Google": 5000}
MAX_ENCODED = 4500


class Malformed(ValueError):
    """A document that the network does not run, with the provider's number for it."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """One verb with its attributes, text and nested verbs."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple[Verb, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def number(self, name: str, default: float) -> float:
        """Return an attribute that counts."""
        return float(self.attributes.get(name) or default)

    def yes(self, name: str) -> bool:
        """Return an attribute that is true or false."""
        return self.attributes.get(name) == "true"


def read_document(text: str) -> tuple[Verb, ...]:
    """Return the verbs of a document.

    Raises:
        Malformed: 11750 too long, 12100 not XML, 12200 not in the schema, 13511 to 13521 not speakable.
    """
    if len(text.encode()) > MAX_DOCUMENT:
        raise Malformed(11750, "The document is longer than 64 kB.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - comes from the program under test on loopback
    except ElementTree.ParseError as error:
        raise Malformed(12100, f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise Malformed(12200, f"The root is {root.tag!r}, not Response.")
    return _verb(root).children


def _verb(element: ElementTree.Element) -> Verb:
    name = element.tag
    if name not in VERBS:
        raise Malformed(12200, f"Unknown verb {name!r}.")
    unknown = set(element.attrib) - VERBS[name]
    if unknown:
        raise Malformed(12200, f"Unknown attribute {sorted(unknown)[0]!r} of {name}.")
    if name == "Say":
        return _say(element)
    return Verb(
        name=name,
        attributes=dict(element.attrib),
        text=(element.text or "").strip(),
        children=tuple(_verb(child) for child in element),
    )


def _say(element: ElementTree.Element) -> Verb:
    foreign = [child.tag for child in element.iter() if child is not element and child.tag not in _SPEECH_TAGS]
    if foreign:
        raise Malformed(12200, f"{foreign[0]!r} is not allowed inside Say.")
    text = "".join(element.itertext()).strip()
    voice, language = element.get("voice", ""), element.get("language", "")
    if voice and not _VOICE.match(voice):
        raise Malformed(13511, f"The voice {voice!r} does not exist.")
    if language and not _LOCALE.match(language):
        raise Malformed(13512, f"The language {language!r} is not a locale.")
    if voice.startswith("Google.") and language and not voice.startswith(f"Google.{language}"):
        raise Malformed(13511, f"The voice {voice!r} does not speak {language}.")
    if len(text) > MAX_SPOKEN.get(voice.split(".")[0], 4096) or len(quote(text)) > MAX_ENCODED:
        raise Malformed(13521, "The spoken text is too long.")
    return Verb(name="Say", attributes=dict(element.attrib), text=text)
