"""Header fields of one message or part: raw values by name, parameters, message ids."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import lru_cache
from types import MappingProxyType

from mailbot.mail.decode import header_text, raw_bytes, to_text

_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_PARAMETER = re.compile(r";\s*([^\s=;\"]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,980}>")
_BARE_ID = re.compile(r"[^\s<>,;]{1,400}@[^\s<>,;]{1,400}")
#: Bytes; no line of a mail may be longer (RFC 5322 section 2.1.1), and PostgreSQL's indexes end at 2,704.
_LONGEST_ID = 998
_NUMBERED = re.compile(r"^([^*]+)\*(\d{1,3})(\*?)$")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in order; names in lower case, values unfolded and still encoded."""

    fields: tuple[tuple[str, str], ...]
    index: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, message: Message) -> Headers:
        """Read the fields of a parsed message without decoding anything."""
        fields = tuple(
            (name.strip().lower(), _FOLD.sub(" ", str(value)).strip()) for name, value in message.raw_items()
        )
        index: dict[str, list[str]] = {}
        for name, value in fields:
            index.setdefault(name, []).append(value)
        return cls(fields, index)

    def raw(self, name: str) -> str:
        """Return the first raw value, "" when there is none."""
        values = self.index.get(name)
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        """Return all raw values of a name, top first."""
        return self.index.get(name, [])

    def text(self, name: str) -> str:
        """Return the first non-empty value decoded to one harmless line (RFC 2047)."""
        return next((text for value in self.all(name) if (text := header_text(value))), "")

    def __contains__(self, name: str) -> bool:
        return name in self.index


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameterised:
    """A value with parameters, as in Content-Type and Content-Disposition (RFC 2045, RFC 2231)."""

    value: str  # lower case, "text/plain"
    parameters: Mapping[str, str]  # names in lower case, values decoded


def parameterised(raw: str) -> Parameterised:
    """Read a Content-Type-like value; never raises on broken ones."""
    return _often(raw) if len(raw) <= _OFTEN else _parameterised(raw[:20_000])


def _parameterised(raw: str) -> Parameterised:
    value = re.sub(r"\s+", "", raw.partition(";")[0]).lower()
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(raw):
        name, text = match[1].lower(), _unquote(match[2])
        numbered = _NUMBERED.match(name)
        if numbered:
            pieces.setdefault(numbered[1], []).append((int(numbered[2]), bool(numbered[3]), text))
        elif name.endswith("*"):
            found[name[:-1]] = _extended(text)
        else:
            found.setdefault(name, header_text(text))
    for name, parts in pieces.items():
        found[name] = _joined(sorted(parts))
    return Parameterised(value=value, parameters=MappingProxyType(found))


#: Most parts of most mails say the same in so many characters at most.
_OFTEN = 80
_often = lru_cache(maxsize=512)(_parameterised)


def _unquote(text: str) -> str:
    text = text.strip()
    return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"')) if text.startswith('"') else text


def _extended(text: str) -> str:
    charset, quote, rest = text.partition("'")
    if not quote:
        return header_text(urllib.parse.unquote(text))
    _, _, value = rest.partition("'")
    return header_text(to_text(urllib.parse.unquote_to_bytes(value.encode("utf-8", "surrogateescape")), charset))


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    charset = ""
    data = b""
    for number, encoded, text in parts:
        if encoded and number == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        chunk = text.encode("utf-8", "surrogateescape")
        data += urllib.parse.unquote_to_bytes(chunk) if encoded else chunk
    return header_text(to_text(data, charset))


def message_ids(values: Iterable[str], limit: int = 200) -> tuple[str, ...]:
    """Return the msg-id tokens of header values in order, each once; of very many the first and the latest stay."""
    found: dict[str, None] = {}
    for value in values:
        text = value if value.isascii() else to_text(raw_bytes(value))
        tokens = _MESSAGE_ID.findall(text)
        if not tokens:
            tokens = [f"<{bare}>" for bare in _BARE_ID.findall(text)]
        found.update(
            dict.fromkeys(token for token in tokens if token.isprintable() and len(token.encode()) <= _LONGEST_ID)
        )
    ids = tuple(found)
    return ids if len(ids) <= limit else ids[:1] + ids[1 - limit :]


def message_id(value: str) -> str | None:
    """Return the Message-ID with its brackets, or None; never more than one token."""
    ids = message_ids([value])
    if ids:
        return ids[0]
    bare = re.sub(r"[\s<>]", "", value)[:400]
    return f"<{bare}>" if bare and bare.isascii() and bare.isprintable() else None
