"""The SentFolder port: the mailbox's folder of sent mail, found once and used by Message-ID."""

from __future__ import annotations

import re

from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.imap_folders import FolderRole
from mailbot.errors import Refused

_MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]+>)")


class ImapSentFolder:
    """Sent on IMAP. Its name is looked up at first use and kept."""

    def __init__(self, mailbox: ImapMailbox) -> None:
        self._mailbox = mailbox
        self._name: str | None = None

    async def name(self) -> str:
        """Return the folder's name. Raises ConfigurationError when it is not plain which one it is."""
        if self._name is None:
            self._name = await self._mailbox.folder_for(FolderRole.SENT)
        return self._name

    async def find(self, message_id: str) -> bool:
        """Tell whether a mail with this Message-ID lies in Sent. Raises ServerUnreachable when it cannot be known."""
        return await self._mailbox.find_by_message_id(await self.name(), message_id) is not None

    async def file(self, payload: bytes, message_id: str) -> None:
        """File a mail, marked as seen, unless it lies there already.

        Raises ServerUnreachable (calling again is safe) or Refused when the server will never take it.
        """
        await self._mailbox.append_once(await self.name(), payload, message_id)


def message_id_of(payload: bytes) -> str:
    """Return the Message-ID of a mail of ours, with brackets. Raises Refused when it has none."""
    head = re.split(rb"\r?\n\r?\n", payload, maxsplit=1)[0]
    match = _MESSAGE_ID.search(head)
    if match is None:
        raise Refused("The mail has no Message-ID, so it cannot be filed only once.")
    return match[1].decode("ascii", "replace")
