"""Finding Sent and Drafts: by what the server says (RFC 6154), then by well-known names, never by guessing."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from imapclient.exceptions import IMAPClientError

from mailbot.adapters.imap_connection import ImapConnection
from mailbot.errors import ConfigurationError


class FolderRole(StrEnum):
    """What a folder is for; the value is the setting's name."""

    SENT = "sent"
    DRAFTS = "drafts"


SPECIAL_USE = {FolderRole.SENT: b"\\Sent", FolderRole.DRAFTS: b"\\Drafts"}

#: Names that mail programs and providers give, in lower case, compared with the last part of the path.
KNOWN_NAMES = {
    FolderRole.SENT: frozenset(
        {
            "sent", "sent items", "sent messages", "sent mail", "sent-mail",
            "gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten",
            "enviados", "elementos enviados", "mensajes enviados", "correo enviado",
            "itens enviados", "mensagens enviadas", "e-mails enviados", "enviadas",
            "envoyés", "éléments envoyés", "messages envoyés", "objets envoyés",
            "đã gửi", "thư đã gửi", "mục đã gửi", "送信済み", "送信済みアイテム", "送信済みメール", "送信済みトレイ",
            "posta inviata", "inviata", "verzonden", "verzonden items", "wysłane",
        }
    ),
    FolderRole.DRAFTS: frozenset(
        {
            "drafts", "draft", "entwürfe", "borradores", "rascunhos", "brouillons",
            "thư nháp", "bản nháp", "下書き", "bozze", "concepten", "kopie robocze",
        }
    ),
}  # fmt: skip

Listing = list[tuple[tuple[bytes, ...], bytes | None, str]]


def list_folders(connection: ImapConnection) -> Listing:
    """Return (flags, delimiter, name) of every folder that can hold mail, with SPECIAL-USE flags."""
    folders: Listing = [entry for entry in connection.list_folders() if not _closed(entry[0])]
    if connection.has_capability("SPECIAL-USE") and not any(_has_use(flags) for flags, _d, _n in folders):
        folders = _with_special_use(connection, folders)
    return folders


def _closed(flags: tuple[bytes, ...]) -> bool:
    return any(flag.lower() in (b"\\noselect", b"\\nonexistent") for flag in flags)


def _has_use(flags: tuple[bytes, ...]) -> bool:
    return any(flag.lower() in (b"\\sent", b"\\drafts") for flag in flags)


def _with_special_use(connection: ImapConnection, folders: Listing) -> Listing:
    """Ask for the flags by name; some servers keep them out of a plain LIST (RFC 6154 section 2)."""
    try:
        typ, data = connection._imap._simple_command("LIST", "(SPECIAL-USE)", '""', '"*"')
        connection._checkok("LIST", typ, data)
        _typ, lines = connection._imap._untagged_response(typ, data, "LIST")
        marked: Any = {name: flags for flags, _delimiter, name in connection._proc_folder_list(lines)}
    except IMAPClientError:
        return folders  # announced and not understood: the names remain
    return [(flags + marked.get(name, ()), delimiter, name) for flags, delimiter, name in folders]


def choose_folder(role: FolderRole, folders: Listing, configured: str | None = None) -> str:
    """Return the name of the folder for `role`.

    Order: what the operator configured (it must exist), the server's SPECIAL-USE flag, one well-known
    name. Raises ConfigurationError, naming the candidates, when it is none or more than one.
    """
    names = [name for _flags, _delimiter, name in folders]
    if configured:
        if configured in names:
            return configured
        raise ConfigurationError(
            f"The mailbox has no folder {configured!r} to be used for {role}.", hint=f"It has: {_some(names)}."
        )
    flagged = [name for flags, _d, name in folders if SPECIAL_USE[role].lower() in {flag.lower() for flag in flags}]
    candidates = flagged or [name for _f, delimiter, name in folders if _last(name, delimiter) in KNOWN_NAMES[role]]
    if len(candidates) == 1:
        return candidates[0]
    what = (
        f"More than one folder could be {role}: {_some(candidates)}" if candidates else f"No folder looks like {role}"
    )
    raise ConfigurationError(f"{what}.", hint=f"Name it in the mailbox's setting '{role}'. It has: {_some(names)}.")


def _last(name: str, delimiter: bytes | None) -> str:
    mark = delimiter.decode("ascii", "replace") if delimiter else ""
    return (name.rsplit(mark, 1)[-1] if mark else name).casefold()


def _some(names: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:12])
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "") if names else "nothing"
