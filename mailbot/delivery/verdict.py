"""What follows from one attempt to send: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailbot.model.delivery import Outcome, SendState
from mailbot.model.draft import OutboxState
from mailbot.model.outgoing import OutboxMail
from mailbot.model.policy import DeliveryPolicy
from mailbot.model.sentence import say


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The outbox row's next state."""

    state: OutboxState
    due_at: datetime
    accepted: tuple[str, ...] = ()  # all recipients that have it by now
    refused: dict[str, str] = field(default_factory=dict)  # recipient -> sentence, for good
    error: str | None = None  # one sentence for the desk
    left: bool = False  # at least one recipient has it


def backoff(attempts: int, policy: DeliveryPolicy, jitter: float) -> timedelta:
    """Return the wait after so many attempts; `jitter` is a random value in 0..1 (the caller's dice)."""
    wait = min(policy.first_retry_seconds * 2.0 ** min(attempts - 1, 30), policy.longest_retry_seconds)
    return timedelta(seconds=wait * (1 - policy.jitter / 2 + policy.jitter * jitter))


def judge(mail: OutboxMail, outcome: Outcome, *, now: datetime, policy: DeliveryPolicy, jitter: float) -> Verdict:
    """Return what becomes of a mail after an attempt, recipient by recipient.

    A temporary refusal is tried again with the same bytes and only for those who have not got it, until the mail is
    too old; a permanent one never; an unknown outcome is looked up (RFC 5321 sections 4.2.1 and 4.5.4.1).
    """
    if outcome.state is SendState.UNKNOWN:
        return Verdict(
            state=OutboxState.UNKNOWN,
            due_at=now + timedelta(seconds=policy.lookup_seconds),
            accepted=mail.accepted,
            refused=mail.refused,
            error=say("no_answer", "The server did not say whether it took the mail: {reply}", reply=outcome.reply),
        )
    accepted = tuple(dict.fromkeys((*mail.accepted, *outcome.accepted)))
    refused = {**mail.refused, **_for_good(mail, outcome)}
    return _settled(mail, outcome, accepted, refused, now=now, policy=policy, jitter=jitter)


def _for_good(mail: OutboxMail, outcome: Outcome) -> dict[str, str]:
    told = {one.recipient: f"{one.code} {one.text}".strip() for one in outcome.refused if one.permanent}
    if outcome.state is SendState.REFUSED:
        sentence = f"{outcome.code or ''} {outcome.reply}".strip()
        return {**{one: sentence for one in mail.pending}, **told}
    return told


def _settled(
    mail: OutboxMail,
    outcome: Outcome,
    accepted: tuple[str, ...],
    refused: dict[str, str],
    *,
    now: datetime,
    policy: DeliveryPolicy,
    jitter: float,
) -> Verdict:
    rest = [one for one in mail.recipients if one not in accepted and one not in refused]
    words = outcome.reply or next((one.text for one in outcome.refused), "")
    left = bool(outcome.accepted)
    if rest and now - mail.created_at < timedelta(hours=policy.give_up_hours):
        due = now + backoff(mail.attempts, policy, jitter)
        error = say("try_later", "The server asks to try again later: {reply}", reply=words)
        return Verdict(
            state=OutboxState.WAITING, due_at=due, accepted=accepted, refused=refused, error=error, left=left
        )
    given_up = say("given_up", "Given up after {hours} hours: {reply}", hours=round(policy.give_up_hours), reply=words)
    refused = {**refused, **dict.fromkeys(rest, given_up)}
    told = _told(refused)
    state = OutboxState.SENT if accepted else OutboxState.FAILED
    return Verdict(state=state, due_at=now, accepted=accepted, refused=refused, error=told, left=left)


def _told(refused: dict[str, str]) -> str | None:
    """Return who was refused and why, in one sentence; the last one's reason is kept with its code."""
    told: str | None = None
    for who, why in refused.items():
        one = say("refused_to", "{who}: {why}", who=who, why=why)
        told = one if told is None else say("both", "{one}; {other}", one=told, other=one)
    return told
