"""After the call, pure: is the record complete, and what does the written confirmation say?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from escalation.callback import NEEDS_PROMISE, Disposition
from escalation.ports import WrapUp
from escalation.script import CallTexts
from mailbot.errors import RefusedError
from mailbot.model.draft import DraftText
from mailbot.model.moment import to_come

#: Dispositions of a talk: what was said has to be written down.
_NEEDS_NOTES = frozenset(
    {
        Disposition.RESOLVED,
        Disposition.RESOLVED_PENDING,
        Disposition.FOLLOW_UP_AGREED,
        Disposition.DECLINED,
        Disposition.ABUSIVE,
        Disposition.ESCALATED,
    }
)
PLAYBOOK = "call-confirmation"


def check(record: WrapUp, now: datetime) -> None:
    """Refuse a record that the case could not go on with.

    Raises:
        RefusedError: notes, promise or its time are missing, or the time has passed.
    """
    if record.disposition in _NEEDS_NOTES and not record.notes.strip():
        raise RefusedError(
            "The wrap-up lacks notes.", hint="Write in one line what the customer said and what you agreed."
        )
    if record.disposition in NEEDS_PROMISE and not record.promise.strip():
        raise RefusedError("The wrap-up lacks the promise.", hint="Write who does what; the clock starts from it.")
    if record.promise.strip() and record.promise_due is None:
        raise RefusedError("The promise has no time.", hint="Name the time by which it is kept.")
    if record.promise_due is not None and record.promise_due <= now:
        raise RefusedError("The promise's time has passed already.", hint="Name a time to come.")
    if record.promise_due is not None:
        to_come(record.promise_due, now)
    if record.confirmation and not record.promise.strip():
        raise RefusedError("There is nothing to confirm in writing.", hint="Write down the promise first.")


def confirmation(record: WrapUp, texts: CallTexts, subject: str, zone: str) -> DraftText:
    """Return the written confirmation of a call for approval: thanks, what was agreed, by when, how to correct us.

    The promise stands as the manager wrote it; who approves puts it into the customer's language.
    """
    words = texts.confirmation
    lines = [words["opening"], words["agreed"].format(promise=record.promise.strip().rstrip(".。"))]
    if record.promise_due is not None:
        local = record.promise_due.astimezone(ZoneInfo(zone or "UTC"))
        lines.append(words["due"].format(due=local.strftime(words["date"])))
    lines.append(words["closing"])
    head = subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
    return DraftText(
        language=texts.language,
        playbook=PLAYBOOK,
        why=("It was agreed on the telephone.",),
        subject=head,
        body="\n\n".join(lines) + "\n",
    )
