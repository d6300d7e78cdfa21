"""The bytes of one attachment, found again in the raw mail by its part's path."""

from __future__ import annotations

import binascii
from email.message import Message

from mailbot.errors import UnreadableMail
from mailbot.mail.decode import payload_bytes
from mailbot.mail.headers import Headers
from mailbot.mail.limits import Limits, check
from mailbot.mail.parse import message_tree


def attachment_bytes(raw: bytes, part: str, limits: Limits | None = None) -> bytes:
    """Return the decoded bytes of the part at a path like "2.1" (as `Attachment.part` holds it).

    Raises:
        UnreadableMail: the mail is larger than the limits, has no such part, or the part cannot be decoded.
    """
    check(raw, limits or Limits())
    found = _at(message_tree(raw), part)
    payload = found._payload  # type: ignore[attr-defined]
    if isinstance(payload, list):
        return b"\r\n".join(child.as_bytes() for child in payload if isinstance(child, Message))
    encoding = Headers.of(found).raw("content-transfer-encoding").strip().lower()
    try:
        return payload_bytes(str(payload or ""), encoding)
    except (ValueError, binascii.Error) as error:
        raise UnreadableMail("Part {part} cannot be decoded.", hint="Download the whole mail.", part=part) from error


def _at(tree: Message, part: str) -> Message:
    """Walk a path; "1" of a mail that is one part is the mail itself (RFC 3501 section 6.4.5)."""
    here = tree
    for number, step in enumerate(part.split(".")):
        payload = here._payload  # type: ignore[attr-defined]
        if not isinstance(payload, list) or here.get_content_type() == "message/rfc822":
            if number == 0 and step == "1" and part == "1":
                return here
            raise UnreadableMail("This mail has no part {part}.", part=part)
        if not step.isdecimal() or not 0 < int(step) <= len(payload) or not isinstance(payload[int(step) - 1], Message):
            raise UnreadableMail("This mail has no part {part}.", part=part)
        here = payload[int(step) - 1]
    return here
