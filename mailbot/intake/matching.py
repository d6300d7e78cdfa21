"""Finds the cases that a mail may belong to; `mailbot.mail.references.match` chooses among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.mail.references import Candidate, How, bare_prefixless, bare_subject, lookup_ids, match, token_of
from mailbot.model.conversation import Conversation
from mailbot.model.message import InboundMessage, Verdict
from mailbot.model.policy import IntakePolicy
from mailbot.model.sentence import say
from mailbot.ports import Records, Tx

#: Cases that one mail may name; more are an attack.
_MOST_CASES = 5

_REASONS = {
    How.IN_REPLY_TO: say("answers_mail", "It answers a mail of this case."),
    How.REFERENCES: say("names_mail", "It names a mail of this case."),
    How.TOKEN: say("carries_reference", "It carries this case's reference."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The case that a mail belongs to, or none, and why."""

    conversation: Conversation | None = None
    reasons: tuple[str, ...] = ()
    changed_subject: bool = False  # the desk offers to split


async def find_case(
    tx: Tx, records: Records, mailbox: str, message: InboundMessage, policy: IntakePolicy, now: datetime
) -> Found:
    """Find the case of a person's mail: by every Message-ID ever seen or sent, by our token, by a guarded guess."""
    named = await _named_cases(tx, records, mailbox, message)
    chosen = match(message, [await _candidate(tx, records, one) for one in named.values()])
    if chosen.conversation_id is not None:
        case = named[chosen.conversation_id].case
        return Found(conversation=case, reasons=(_REASONS[chosen.how],), changed_subject=chosen.split_offered)
    if chosen.refused:
        return Found(reasons=(say("not_joined", "Not joined to the case that it names: {why}.", why=chosen.refused),))
    return await _by_subject(tx, records, mailbox, message, policy, now)


@dataclass(kw_only=True, slots=True)
class _Named:
    """A case and by what a mail names it."""

    case: Conversation
    ids: set[str]
    token: str | None = None  # as written: it may be that of a case that was merged into this one


async def _named_cases(tx: Tx, records: Records, mailbox: str, message: InboundMessage) -> dict[str, _Named]:
    """Return the cases that a mail names by an id or our token, the likeliest first, locked."""
    known = await records.conversations.by_message_ids(tx, mailbox, lookup_ids(message))
    token = token_of(message.subject)
    by_token = await records.conversations.by_reference(tx, mailbox, token) if token else None
    marks: list[tuple[str, str | None, str | None]] = [
        (known[one], one, None) for one in lookup_ids(message) if one in known
    ]
    marks += [(by_token.id, None, token)] if by_token else []
    named: dict[str, _Named] = {}
    for case_id in list(dict.fromkeys(case_id for case_id, _, _ in marks))[:_MOST_CASES]:
        case = await follow_merge(tx, records, case_id)
        entry = named.setdefault(case.id, _Named(case=case, ids=set()))
        entry.ids.update(one for of, one, _ in marks if of == case_id and one)
        entry.token = next((written for of, _, written in marks if of == case_id and written), entry.token)
    return named


async def _candidate(tx: Tx, records: Records, named: _Named) -> Candidate:
    case = named.case
    return Candidate(
        conversation_id=case.id,
        participants=await records.conversations.participants(tx, case.id) | {case.customer_email},
        subject=case.subject,
        message_ids=frozenset(named.ids),
        token=named.token,
        last_at=case.last_customer_at,
        closed=case.resolved_at is not None,
    )


async def _by_subject(
    tx: Tx, records: Records, mailbox: str, message: InboundMessage, policy: IntakePolicy, now: datetime
) -> Found:
    """Match a reply whose program dropped the references: same customer, same subject, and a reply prefix."""
    subject = bare_subject(message.subject)
    prefixed = bare_prefixless(message.subject) != " ".join(message.subject.split())
    if not subject or not prefixed or message.authentication is Verdict.FAILED:
        return Found()
    since = now - timedelta(days=policy.thread_days)
    cases = await records.conversations.of_customer(tx, mailbox, message.sender.email, since)
    same = next((case for case in cases if bare_subject(case.subject) == subject), None)
    if same is None:
        return Found()
    case = await records.conversations.lock(tx, same.id)
    return Found(conversation=case, reasons=(say("same_subject", "Same customer, same subject, a reply."),))


async def follow_merge(tx: Tx, records: Records, case_id: str) -> Conversation:
    """Return the case that now holds what this one held, locked."""
    for _ in range(10):
        merged = await records.conversations.merged_into(tx, case_id)
        if merged is None:
            break
        case_id = merged
    return await records.conversations.lock(tx, case_id)
