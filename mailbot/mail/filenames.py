"""Names of attachments made harmless: no paths, no direction tricks, no device names."""

from __future__ import annotations

import re

from mailbot.mail.decode import one_line

_UNSAFE = re.compile(r"[<>:\"|?*\x00-\x1f%&;$`]")
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def safe_filename(name: str, fallback: str) -> str:
    """Return a name fit to show and to save, at most 120 characters; `fallback` when nothing is left."""
    base = re.split(r"[\\/\u2044\u2215\uff0f]", one_line(name))[-1]
    base = re.sub(r"\s+", " ", _UNSAFE.sub("_", base)).strip(" .")
    base = f"_{base}" if _DEVICES.match(base) else base
    if len(base) <= 120:
        return base or fallback
    stem, dot, extension = base.rpartition(".")
    return f"{stem[:100]}.{extension[:15]}" if dot else base[:120]
