"""Which case a mail belongs to: by every Message-ID we ever saw or sent, then by guarded fallbacks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.model.conversation import Conversation
from mailbot.model.message import InboundMessage, Verdict
from mailbot.model.policy import IntakePolicy
from mailbot.ports import Records, Tx

_TOKEN = re.compile(r"\bMB-[2-9A-HJKMNP-TV-Z]{6,10}\b", re.IGNORECASE)
_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|wg|fwd?|sv|vs|tr|rv|res|enc|antw|odp|ynt|trả lời|chuyển tiếp|返信|転送|回复|答复)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
#: More references than this are not looked up: real threads have fewer, attacks more.
_MOST_IDS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The case that a mail belongs to, or none, and why."""

    conversation: Conversation | None = None
    reasons: tuple[str, ...] = ()
    changed_subject: bool = False  # the desk offers to split


def bare_subject(subject: str) -> str:
    """Return a subject without reply and forward prefixes, folded for comparison."""
    return " ".join(_PREFIX.sub("", subject).split()).casefold()


def named_ids(message: InboundMessage) -> tuple[str, ...]:
    """Return the Message-IDs that a mail names, the likeliest parent first (RFC 5322 section 3.6.4)."""
    return tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))[:_MOST_IDS]


async def find_case(
    tx: Tx, records: Records, mailbox: str, message: InboundMessage, policy: IntakePolicy, now: datetime
) -> Match:
    """Find the case of a person's mail.

    A match counts only for somebody who already takes part in the case: otherwise many people who answer one
    newsletter would merge, and whoever learns or guesses a Message-ID would see a stranger's history.
    """
    if message.authentication is Verdict.FAILED:
        return Match(reasons=("Our server says that the sender is forged: no history is shown.",))
    named = await _by_ids(tx, records, mailbox, message)
    if named.conversation is not None:
        return named
    for guess in (
        await _by_token(tx, records, mailbox, message),
        await _by_subject(tx, records, mailbox, message, policy, now),
    ):
        if guess.conversation is not None:
            return guess
    return named


async def _by_ids(tx: Tx, records: Records, mailbox: str, message: InboundMessage) -> Match:
    ids = named_ids(message)
    known = await records.conversations.by_message_ids(tx, mailbox, ids)
    cases = dict.fromkeys(known[one] for one in ids if one in known)
    for case_id in list(cases)[:3]:
        case = await follow_merge(tx, records, case_id)
        if await _takes_part(tx, records, case, message):
            changed = bare_subject(case.subject) != bare_subject(message.subject)
            return Match(conversation=case, reasons=("It answers a mail of this case.",), changed_subject=changed)
    if cases:
        return Match(reasons=(f"{message.sender.email} names a mail of a case that they take no part in.",))
    return Match()


async def _by_token(tx: Tx, records: Records, mailbox: str, message: InboundMessage) -> Match:
    token = _TOKEN.search(message.subject) or _TOKEN.search(message.text)
    case = await records.conversations.by_reference(tx, mailbox, token[0]) if token else None
    if case is None or not await _takes_part(tx, records, case, message):
        return Match()
    return Match(
        conversation=await follow_merge(tx, records, case.id), reasons=(f"It carries the reference {case.reference}.",)
    )


async def _by_subject(
    tx: Tx, records: Records, mailbox: str, message: InboundMessage, policy: IntakePolicy, now: datetime
) -> Match:
    """Match a reply whose program dropped the references: same customer, same subject, and a reply prefix."""
    subject = bare_subject(message.subject)
    if not subject or not _PREFIX.match(message.subject):
        return Match()
    since = now - timedelta(days=policy.thread_days)
    cases = await records.conversations.of_customer(tx, mailbox, message.sender.email, since)
    same = next((case for case in cases if bare_subject(case.subject) == subject), None)
    return Match(conversation=same, reasons=("Same customer, same subject, a reply.",)) if same else Match()


async def _takes_part(tx: Tx, records: Records, case: Conversation, message: InboundMessage) -> bool:
    sender = message.sender.email.lower()
    return sender == case.customer_email or sender in await records.conversations.participants(tx, case.id)


async def follow_merge(tx: Tx, records: Records, case_id: str) -> Conversation:
    """Return the case that now holds what this one held."""
    for _ in range(10):
        merged = await records.conversations.merged_into(tx, case_id)
        if merged is None:
            break
        case_id = merged
    return await records.conversations.lock(tx, case_id)
