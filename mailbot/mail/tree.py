"""The MIME tree of a mail: what the standard library's parser gives, at half its price for the mails that most people write.

That parser reads line by line, and compiles a pattern of its own for each boundary that it meets. Here the header
blocks are still read by it, and so is every mail that is odd in any way; but where a multipart is whole and plain, its
parts are cut out at once. tests/unit/mail/test_tree.py holds the two against each other.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.parser import Parser

_PLAIN_ENCODINGS = ("", "7bit", "8bit", "binary")
#: Levels of multiparts cut by ourselves; deeper ones are the standard library's.
_LEVELS = 8

_BLANK_LINE = re.compile(r"(?:\A|\n)\r?\n")

_parser = Parser()


class _OddError(Exception):
    """This mail is not cut by ourselves."""


def tree(raw: bytes) -> Message:
    """Return the MIME tree of a mail; raises what `email.message_from_bytes` does.

    Texts before and behind the parts of a multipart are left out.
    """
    text = raw.decode("ascii", "surrogateescape")
    if text.count("\r") == text.count("\r\n"):  # a bare CR ends lines too
        try:
            return _read(text, 0)
        except _OddError:
            pass
    return message_from_bytes(raw)


def _read(text: str, level: int) -> Message:
    message = _with_headers(text)
    main = message.get_content_maintype()
    if main == "message" or (main == "multipart" and (level >= _LEVELS or not _is_plain(message))):
        raise _OddError
    if main == "multipart":
        parts = _parts(message._payload, message.get_boundary())  # type: ignore[attr-defined]
        message._payload = [_read(part, level + 1) for part in parts]  # type: ignore[attr-defined]
    return message


def _with_headers(text: str) -> Message:
    """Read the header block; what is below it is kept as it stands."""
    end = _BLANK_LINE.search(text)
    if end is not None:
        message = _parser.parsestr(text[: end.end()], headersonly=True)
        if not message._payload:  # type: ignore[attr-defined]
            message._payload = text[end.end() :]  # type: ignore[attr-defined]
            return message
    return _parser.parsestr(text, headersonly=True)  # the block ends in a line that is no header


def _is_plain(multipart: Message) -> bool:
    encoding = str(multipart.get("content-transfer-encoding", "")).lower()
    return multipart.get_content_subtype() != "digest" and encoding in _PLAIN_ENCODINGS


def _parts(body: str, boundary: str | None) -> list[str]:
    """Cut the body of a multipart at its boundary lines; a part's last line end belongs to the boundary (RFC 2046 section 5.1.1)."""
    if not boundary:
        raise _OddError
    parts: list[str] = []
    begun = -1  # where the part at hand begins; -1: before the first
    mark = "--" + boundary
    at = body.find(mark)
    while at >= 0:
        end = body.find("\n", at)
        end = len(body) if end < 0 else end + 1
        ends = _kind(body[at + len(mark) : end]) if at == 0 or body[at - 1] == "\n" else None
        if ends is not None:
            if begun == at:  # two boundaries and nothing between them
                raise _OddError
            if begun >= 0:
                parts.append(body[begun:at].removesuffix("\n").removesuffix("\r"))
            if ends:
                return parts if parts else _give_up()
            begun = end
        at = body.find(mark, end if ends is not None else at + 1)
    raise _OddError  # cut short


def _kind(rest: str) -> bool | None:
    """Tell of what follows a boundary on its line whether it ends the multipart; None: it is no boundary line."""
    rest = rest.removesuffix("\n").removesuffix("\r").rstrip(" \t")
    return {"": False, "--": True}.get(rest)


def _give_up() -> list[str]:
    raise _OddError
