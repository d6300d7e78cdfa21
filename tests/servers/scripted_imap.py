"""An IMAP server that misbehaves on command: for races and traps that a real server shows once a year.

It speaks just enough of RFC 3501 for the watcher. `mails` maps UIDs to raw mail; the attributes are hooks.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Self


class ScriptedImap:
    """`async with ScriptedImap() as server:`; everything runs in the test's own loop."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.port = 0
        self.uidvalidity: int | None = 7
        self.capabilities = "IMAP4rev1 IDLE UIDPLUS"
        self.greeting = "* OK scripted"
        self.login_answer = "OK logged in"
        self.before_plus: Callable[[], str] = lambda: ""  # said after IDLE, before its "+"
        self.with_plus: Callable[[], str] = lambda: ""  # said in the same segment as the "+"
        self.after_search: Callable[[], str] = lambda: ""  # said between the SEARCH result and its tag
        self.refused_uids: set[int] = set()  # a FETCH of the body that names them is answered with NO
        self.withheld_uids: set[int] = set()  # a FETCH of the body that names them is answered with OK, without them
        self.refusal = "[SERVERBUG] that mail is broken"
        self.commands: list[str] = []
        self.idling = asyncio.Event()
        self.idle_ends: list[str] = []  # what clients said to end IDLE
        self.done: Callable[[], bool] = lambda: True  # False: never answer DONE
        self.folders: list[str] = ['(\\HasNoChildren) "/" INBOX']
        self.special: list[str] = []  # answers to LIST (SPECIAL-USE)

    async def __aenter__(self) -> Self:
        self._sessions: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._server.close()
        for task in self._sessions:
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    def announce(self) -> str:
        """Return the line that tells how many mails there are."""
        return f"* {len(self.mails)} EXISTS\r\n"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._sessions.add(asyncio.get_running_loop().create_task(self._session(reader, writer)))

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(self.greeting.encode() + b"\r\n")
            while line := (await reader.readline()).decode().rstrip("\r\n"):
                tag, command = line.split(" ", 1)
                self.commands.append(command)
                if command == "IDLE":
                    await self._idle(tag, reader, writer)
                else:
                    writer.write(self._answer(tag, command))
                await writer.drain()
        writer.close()

    async def _idle(self, tag: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((self.before_plus() + "+ idling\r\n" + self.with_plus()).encode())
        await writer.drain()
        self.idling.set()
        self.idle_ends.append((await reader.readline()).decode().strip())
        if self.done():
            writer.write(f"{tag} OK idled\r\n".encode())

    def _answer(self, tag: str, command: str) -> bytes:
        verb = command.split(" ")[0].upper()
        if verb == "UID":
            return self._uid(tag, command[4:])
        answers = {
            "CAPABILITY": f"* CAPABILITY {self.capabilities}\r\n{tag} OK done\r\n",
            "LOGIN": f"{tag} {self.login_answer}\r\n",
            "EXAMINE": self._select(tag, "READ-ONLY"),
            "SELECT": self._select(tag, "READ-WRITE"),
            "LIST": self._list(tag, command),
            "STARTTLS": f"{tag} BAD unknown\r\n",
            "LOGOUT": f"* BYE bye\r\n{tag} OK done\r\n",
        }
        return answers.get(verb, f"{tag} OK done\r\n").encode()

    def _select(self, tag: str, mode: str) -> str:
        validity = f"* OK [UIDVALIDITY {self.uidvalidity}]\r\n" if self.uidvalidity is not None else ""
        following = max(self.mails, default=0) + 1
        return f"{self.announce()}* 0 RECENT\r\n{validity}* OK [UIDNEXT {following}]\r\n{tag} OK [{mode}] done\r\n"

    def _list(self, tag: str, command: str) -> str:
        lines = self.special if "SPECIAL-USE" in command else self.folders
        return "".join(f"* LIST {line}\r\n" for line in lines) + f"{tag} OK done\r\n"

    def _uid(self, tag: str, command: str) -> bytes:
        if command.upper().startswith("SEARCH"):
            span = re.search(r"(\d+):\*", command)
            listed = {int(one) for one in re.findall(r"\d+", command)}
            found = [uid for uid in self.mails if (uid >= int(span[1]) if span else uid in listed)]
            found = found or (list(self.mails)[-1:] if span else [])
            return f"* SEARCH {' '.join(map(str, found))}\r\n{self.after_search()}{tag} OK done\r\n".encode()
        numbers = command.split(" ")[1]
        uids = [uid for part in numbers.split(",") for uid in _expand(part) if uid in self.mails]
        if "RFC822.SIZE" in command:
            lines = [f"* {self._seq(uid)} FETCH (UID {uid} RFC822.SIZE {len(self.mails[uid])})\r\n" for uid in uids]
            return "".join(lines).encode() + f"{tag} OK done\r\n".encode()
        if self.refused_uids & set(uids):
            return f"{tag} NO {self.refusal}\r\n".encode()
        return (
            b"".join(self._body(uid) for uid in uids if uid not in self.withheld_uids) + f"{tag} OK done\r\n".encode()
        )

    def _body(self, uid: int) -> bytes:
        raw = self.mails[uid]
        head = (
            f'* {self._seq(uid)} FETCH (UID {uid} INTERNALDATE "01-Nov-2026 10:00:00 +0100" BODY[] {{{len(raw)}}}\r\n'
        )
        return head.encode() + raw + b")\r\n"

    def _seq(self, uid: int) -> int:
        return sorted(self.mails).index(uid) + 1


def _expand(part: str) -> range:
    low, _colon, high = part.partition(":")
    return range(int(low), int(high or low) + 1)
