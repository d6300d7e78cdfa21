"""Mails on disk: single files, folders of them, mbox files and Maildirs, in a steady order."""

from __future__ import annotations

import mailbox
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mailbot.mail.limits import Limits

_MOST = Limits().size


class Readable(Protocol):
    """What a mail is read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class MailFile:
    """A mail as it lies on disk; `error` says why there are no bytes."""

    name: str  # the path as given; for a mailbox with `#` and the index
    raw: bytes = b""
    error: str = ""


def mails_in(paths: Iterable[str]) -> Iterator[MailFile]:
    """Yield the mails of some paths in the order given; "-" is one mail on standard input."""
    for path in paths:
        if path == "-":
            yield _content(sys.stdin.buffer, "-")
        else:
            yield from _mails_at(Path(path), path)


def _mails_at(path: Path, name: str) -> Iterator[MailFile]:
    try:
        if path.is_dir():
            yield from _maildir(path, name) if _is_maildir(path) else _folder(path, name)
        elif path.exists() and not path.is_file():  # opening a pipe or a device would wait for ever, or never end
            yield MailFile(name=name, error=f"{name} is no file.")
        elif _is_mbox(path):
            yield from _mbox(path, name)
        else:
            yield from _one(path, name)
    except OSError as error:
        yield MailFile(name=name, error=f"{name} cannot be read: {error.strerror or error}.")


def _one(path: Path, name: str) -> Iterator[MailFile]:
    try:
        with path.open("rb") as file:
            yield _content(file, name)
    except OSError as error:
        yield MailFile(name=name, error=f"{name} cannot be read: {error.strerror or error}.")


def _content(file: Readable, name: str) -> MailFile:
    """Read one mail, never more of it than a mail may have."""
    raw = file.read(_MOST + 1)
    if len(raw) <= _MOST:
        return MailFile(name=name, raw=raw)
    return MailFile(name=name, error=f"{name} is larger than the limit of {_MOST} bytes.")


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() == ".eml":
        return False
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _folder(path: Path, name: str) -> Iterator[MailFile]:
    for below in sorted(one for one in path.rglob("*") if one.suffix.lower() == ".eml"):
        yield from _mails_at(below, str(Path(name) / below.relative_to(path)))


def _maildir(path: Path, name: str) -> Iterator[MailFile]:
    files = sorted(one for folder in ("new", "cur") for one in (path / folder).iterdir() if one.is_file())
    for index, file in enumerate(sorted(files, key=lambda one: one.name)):
        yield from _one(file, f"{name}#{index}")


def _mbox(path: Path, name: str) -> Iterator[MailFile]:
    box = mailbox.mbox(path, create=False)
    try:
        for index, key in enumerate(box.iterkeys()):
            yield _content(box.get_file(key), f"{name}#{index}")
    finally:
        box.close()
