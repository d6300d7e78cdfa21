"""An answer to a mail of a thread: recipients, references and quote put together (RFC 5322 section 3.6.4)."""

from __future__ import annotations

import re
from datetime import datetime

from mailbot.model.case import ThreadMessage
from mailbot.model.customer import Identity
from mailbot.model.message import Address, OutboundMessage

#: What may stand in our headers (RFC 5322 section 3.6.4); customers' programs invent other things.
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,980}@[!-;=?A-~]{1,255}>")
#: References beyond this are dropped from the middle: the root and the latest ones keep a thread together.
_MOST_REFERENCES = 20


def references_after(answered: ThreadMessage | None) -> tuple[str, ...]:
    """Return the References of an answer: the parent's and the parent itself, oldest first."""
    if answered is None or answered.message_id is None or not _usable(answered.message_id):
        return ()
    inherited = answered.references or answered.in_reply_to[:1]
    chain = tuple(
        dict.fromkeys((*(one for one in inherited if one != answered.message_id and _usable(one)), answered.message_id))
    )
    return chain if len(chain) <= _MOST_REFERENCES else (chain[0], *chain[1 - _MOST_REFERENCES :])


def _usable(message_id: str) -> bool:
    return _MESSAGE_ID.fullmatch(message_id) is not None


def answer(
    *,
    identity: Identity,
    message_id: str,
    to: tuple[str, ...],
    cc: tuple[str, ...] = (),
    subject: str,
    text: str,
    language: str,
    answered: ThreadMessage | None,
    date: datetime,
    names: dict[str, str] | None = None,
    quoted: str = "",
    quoted_intro: str = "",
    automatic: bool = False,
    unsubscribe: str | None = None,
) -> OutboundMessage:
    """Return a mail of ours that threads below the mail it answers.

    Args:
        message_id: with brackets, fixed before anything is sent.
        answered: the mail of the thread that it replies to; None opens a thread.
        names: display names by address, lower case.
        quoted: the customer's words to quote below, or "".
    """
    known = names or {}
    return OutboundMessage(
        message_id=message_id,
        sender=identity.address,
        to=tuple(Address(name=known.get(one.lower(), ""), email=one) for one in to),
        cc=tuple(Address(name=known.get(one.lower(), ""), email=one) for one in cc),
        subject=subject,
        text=text,
        language=language,
        in_reply_to=answered.message_id if answered and _usable(answered.message_id or "") else None,
        references=references_after(answered),
        quoted=quoted,
        quoted_intro=quoted_intro,
        automatic=automatic,
        unsubscribe=unsubscribe,
        date=date,
    )
