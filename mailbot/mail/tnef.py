"""Outlook's winmail.dat (MS-OXTNEF), read just far enough to see text and file names."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from mailbot.mail.decode import to_text

_SIGNATURE = 0x223E9F78
_BODY = 0x800C
_FILE_TITLE = 0x8010
_FILE_DATA = 0x800F
_FILE_START = 0x9002  # attAttachRendData begins a new attachment
_MAX_ATTRIBUTES = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpacked:
    """What a TNEF wrapper holds: its plain text, and (name, bytes) of its files."""

    text: str
    files: tuple[tuple[str, int], ...]


def unpack(data: bytes) -> Unpacked:
    """Read the attributes of a TNEF stream as far as they are sound; never raises."""
    text = ""
    files: list[list[str | int]] = []
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return Unpacked(text="", files=())
    position = 6
    for _ in range(_MAX_ATTRIBUTES):
        if position + 9 > len(data):
            break
        name, _kind, length = struct.unpack_from("<HHI", data, position + 1)
        value = data[position + 9 : position + 9 + length]
        if len(value) < length:
            break
        if name == _BODY:
            text = to_text(value.rstrip(b"\x00"))
        elif name == _FILE_START:
            files.append(["", 0])
        elif name == _FILE_TITLE and files:
            files[-1][0] = to_text(value.rstrip(b"\x00"))
        elif name == _FILE_DATA and files:
            files[-1][1] = length
        position += 9 + length + 2  # two bytes of checksum
    return Unpacked(text=text, files=tuple((str(name), int(size)) for name, size in files))
