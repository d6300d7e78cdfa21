"""Which case a mail belongs to: ids to look up, and a guarded match."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailbot.model.message import Automatic, InboundMessage, Verdict

#: Our own token in a subject, "[MB-7K3QX9]"; letters and digits without look-alikes (no I, L, O, U).
TOKEN = re.compile(r"(?<![\w-])MB-([0-9A-HJKMNP-TV-Z]{6,10})(?![\w-])", re.I)
_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|vs|odp|rv|res|ref|r|fwd?|wg|tr|rif|enc|i|ynt|回复|答复|转发|返信|転送|trả lời|chuyển tiếp|tl)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*|\[(?:ext|extern|external|spam)\]\s*)+",
    re.I,
)
_WORDS = re.compile(r"\w{2,}")
_FIRST_LOOKED_UP = 50


class How(StrEnum):
    """What joined a mail to a case."""

    IN_REPLY_TO = "in_reply_to"
    REFERENCES = "references"
    TOKEN = "token"  # noqa: S105  # the case's token in the subject, no secret
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A case in which an id or a token of the mail was seen."""

    conversation_id: str
    participants: frozenset[str]  # addresses of the customer's side, lower case
    subject: str
    message_ids: frozenset[str] = frozenset()  # of the mail's ids, those that this case knows
    token: str | None = None  # "MB-7K3QX9"
    last_at: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The decision: which case, by what, and what a person should look at."""

    conversation_id: str | None = None
    how: How = How.NONE
    split_offered: bool = False  # the subject is about something else: offer a case of its own
    refused: str = ""  # why a case that the mail names was not joined
    refused_id: str | None = None  # that case; shown to an agent, never to the writer


def lookup_ids(message: InboundMessage) -> tuple[str, ...]:
    """Return the ids to look up, best first: In-Reply-To, then References from last to first (RFC 5322 section 3.6.4)."""
    ordered = dict.fromkeys((*message.in_reply_to, *reversed(message.references)))
    ordered.pop(message.message_id or "", None)
    return tuple(ordered)[:_FIRST_LOOKED_UP]


def token_of(subject: str) -> str | None:
    """Return our reference token in a subject, in capitals, or None."""
    match = TOKEN.search(subject)
    return f"MB-{match[1].upper()}" if match else None


def bare_subject(subject: str) -> str:
    """Return a subject without reply and forward prefixes, our token and outer spaces, in lower case."""
    return bare_prefixless(TOKEN.sub("", subject)).strip(" []()-–:").lower()


def bare_prefixless(subject: str) -> str:
    """Return a subject without reply and forward prefixes of any language, on one line."""
    return re.sub(r"\s+", " ", _PREFIX.sub("", subject)).strip()


def match(message: InboundMessage, candidates: Sequence[Candidate]) -> Match:
    """Choose the case that a mail joins, or none.

    A reference alone opens nothing: its writer must already take part in the case, by an address that nobody
    forged. So the many who answer one newsletter never meet in one case, and a guessed id shows no history.
    A delivery report joins by its id alone, since it comes from a server.

    Args:
        message: the parsed mail.
        candidates: cases that know one of `lookup_ids(message)` or `token_of(message.subject)`.
    """
    refused = Match()
    for how, candidate in _in_order(message, candidates):
        reason = _refusal(message, candidate)
        if not reason:
            split = not candidate_matches_subject(message, candidate)
            return Match(conversation_id=candidate.conversation_id, how=how, split_offered=split)
        if not refused.refused:
            refused = Match(refused=reason, refused_id=candidate.conversation_id)
    return refused


def _in_order(message: InboundMessage, candidates: Sequence[Candidate]) -> list[tuple[How, Candidate]]:
    found: list[tuple[How, Candidate]] = []
    for identity in lookup_ids(message):
        how = How.IN_REPLY_TO if identity in message.in_reply_to else How.REFERENCES
        found.extend((how, candidate) for candidate in candidates if identity in candidate.message_ids)
    token = token_of(message.subject)
    if token:
        found.extend((How.TOKEN, candidate) for candidate in candidates if candidate.token == token)
    if message.bounce and message.bounce.original_message_id:
        bounced = message.bounce.original_message_id
        found.extend((How.REFERENCES, candidate) for candidate in candidates if bounced in candidate.message_ids)
    return found


def _refusal(message: InboundMessage, candidate: Candidate) -> str:
    if message.automatic is Automatic.BOUNCE:
        return ""
    if message.authentication is Verdict.FAILED:
        return "our server says that the sender is forged"
    if message.sender.email.lower() not in candidate.participants:
        return "the writer does not take part in the case that the mail names"
    return ""


def candidate_matches_subject(message: InboundMessage, candidate: Candidate) -> bool:
    """Tell whether the subject still speaks of the case: same bare subject, one within the other, or half its words."""
    new, old = bare_subject(message.subject), bare_subject(candidate.subject)
    if not new or not old or new in old or old in new:
        return True
    new_words, old_words = set(_WORDS.findall(new)), set(_WORDS.findall(old))
    if not new_words or not old_words:
        return _shared_characters(new, old)
    return len(new_words & old_words) * 2 >= min(len(new_words), len(old_words))


def _shared_characters(first: str, second: str) -> bool:
    pairs = {first[at : at + 2] for at in range(len(first) - 1)}
    others = {second[at : at + 2] for at in range(len(second) - 1)}
    return len(pairs & others) * 2 >= min(len(pairs), len(others))
