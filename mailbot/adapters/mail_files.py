"""Mails on disk: single files, folders of them, mbox files and Maildirs, in a steady order."""

from __future__ import annotations

import mailbox
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


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
            yield MailFile(name="-", raw=sys.stdin.buffer.read())
        else:
            yield from _mails_at(Path(path), path)


def _mails_at(path: Path, name: str) -> Iterator[MailFile]:
    try:
        if path.is_dir():
            yield from _maildir(path, name) if _is_maildir(path) else _folder(path, name)
        elif _is_mbox(path):
            yield from _mbox(path, name)
        else:
            yield MailFile(name=name, raw=path.read_bytes())
    except OSError as error:
        yield MailFile(name=name, error=f"{name} cannot be read: {error.strerror or error}.")


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _is_mbox(path: Path) -> bool:
    if path.suffix == ".eml":
        return False
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _folder(path: Path, name: str) -> Iterator[MailFile]:
    for below in sorted(path.rglob("*.eml")):
        yield from _mails_at(below, str(Path(name) / below.relative_to(path)))


def _maildir(path: Path, name: str) -> Iterator[MailFile]:
    files = sorted(one for folder in ("new", "cur") for one in (path / folder).iterdir() if one.is_file())
    for index, file in enumerate(sorted(files, key=lambda one: one.name)):
        yield MailFile(name=f"{name}#{index}", raw=file.read_bytes())


def _mbox(path: Path, name: str) -> Iterator[MailFile]:
    box = mailbox.mbox(path, create=False)
    try:
        for index, key in enumerate(box.iterkeys()):
            yield MailFile(name=f"{name}#{index}", raw=box.get_bytes(key))
    finally:
        box.close()
