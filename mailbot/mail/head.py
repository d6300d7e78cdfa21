"""Who stands in the head of a mail that nobody has read: without its body, its limits or a worker process."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser
from email.policy import compat32

from mailbot.mail.addresses import parse_addresses
from mailbot.mail.headers import Headers

#: Bytes of a mail in which its head is looked for; a longer one is no letter of a person's.
HEAD = 65_536

_BODY = re.compile(rb"\r?\n\r?\n|\r\r")


def addresses_in_head(raw: bytes, names: tuple[str, ...]) -> frozenset[str]:
    """Return the addresses in some header fields of raw bytes, in lower case; never raises on broken ones.

    Args:
        names: fields in lower case, ("from", "reply-to").
    """
    head = _BODY.split(raw[:HEAD], maxsplit=1)[0]
    headers = Headers.of(BytesHeaderParser(policy=compat32).parsebytes(head))
    return frozenset(one.email.lower() for name in names for one in parse_addresses(headers.all(name)))
