"""Words of a configuration that have a form: a host, a mail address, a web address, a zone, a number."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from mailbot.model.zone import is_zone

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
#: An atom of RFC 3501 that mail programs show, or a flag that a person sets, too; never \Deleted.
_KEYWORD = re.compile(r"[A-Za-z0-9$_.+-]+|\\(Seen|Flagged|Answered)")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164


def _one_line(text: str) -> str:
    if not text.strip():
        raise ValueError("it must not be empty")
    if not text.isprintable():
        raise ValueError("it must be one line without control characters")
    return text


def _host(text: str) -> str:
    if _one_line(text) != "".join(text.split()) or "/" in text:
        raise ValueError(f"{text!r} is no host; write it like imap.example.com")
    return text


def _mail_address(text: str) -> str:
    if not text.isprintable() or not _ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is no mail address; write it like support@example.com")
    return text


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or not text.isprintable() or " " in text:
        raise ValueError(f"{text!r} is no web address; write it like https://desk.example.com")
    return text


def _web_address_or_none(text: str) -> str:
    return text and _web_address(text)


def _one_line_or_none(text: str) -> str:
    return text and _one_line(text)


def _zone(text: str) -> str:
    if not is_zone(text):
        raise ValueError(f"there is no time zone {text!r}; use a name like Europe/Paris")
    return text


def _keyword(text: str) -> str:
    if not _KEYWORD.fullmatch(text):
        raise ValueError(f"{text!r} is no keyword of a mail; write it like $Mailbot")
    return text


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise ValueError("a name stands there twice")
    return names


def _telephone_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no telephone number; write it like +33123456789")
    return text


OneLine = Annotated[str, AfterValidator(_one_line)]
Host = Annotated[str, AfterValidator(_host)]
Keyword = Annotated[str, AfterValidator(_keyword)]
EachOnce = AfterValidator(_each_once)  # of a tuple of names
MailAddress = Annotated[str, AfterValidator(_mail_address)]
OptionalLine = Annotated[str, AfterValidator(_one_line_or_none)]  # may be ""
WebAddress = Annotated[str, AfterValidator(_web_address)]  # http or https, with a host
OptionalWebAddress = Annotated[str, AfterValidator(_web_address_or_none)]  # may be ""
Zone = Annotated[str, AfterValidator(_zone)]  # IANA
TelephoneNumber = Annotated[str, AfterValidator(_telephone_number)]  # E.164
