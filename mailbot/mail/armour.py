"""The frame of a clear-signed PGP mail (RFC 4880 section 7), which is none of the writer's words."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.mail.lines import Line

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"


def unarmoured(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without the head and the signature of a clear-signed text; other lines are left alone."""
    texts = [line.text.strip() for line in lines]
    if _SIGNED not in texts or _SIGNATURE not in texts:
        return lines
    head, foot = texts.index(_SIGNED), texts.index(_SIGNATURE)
    if foot < head:
        return lines
    begin = head + 1
    while begin < foot and texts[begin].startswith("Hash:"):
        begin += 1
    end = texts.index(_END, foot) + 1 if _END in texts[foot:] else len(texts)
    return [*lines[:head], *lines[begin:foot], *lines[end:]]
