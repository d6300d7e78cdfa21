"""A draft as the reply lint sees it: the text with what the case holds."""

from __future__ import annotations

from dataclasses import replace

from mailbot.model.draft import DraftText
from mailbot.model.facts import Facts
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.amends import Money
from mailbot.triage.lint import Lexicon, LintCase, check

#: Facts that a reply may name because the case holds them.
_HELD = (
    "now",
    "mail_at",
    "next_word",
    "follow_up",
    "owner",
    "call_at",
    "phone",
    "amount",
    "given",
    "amends",
    "manager_approval",
)


def lint_case(draft: DraftText, facts: Facts | None = None, policy: ReplyPolicy | None = None) -> LintCase:
    """Return the case that a reply is judged against.

    Args:
        draft: the reply, as drafted or as an agent rewrote it.
        facts: what the case holds beside the draft's own facts.
        policy: gives the cap of amends and the limit of a holding note.
    """
    held, limits = Facts(items=(*draft.facts, *(facts or ()))), policy or ReplyPolicy()
    told = held.get("problem")
    offer, loss = _money(held.value("amends")), _money(held.value("stated_loss"))
    same = offer is not None and offer.currency == limits.amends_currency
    return LintCase(
        language=draft.language,
        playbook=draft.playbook,
        reply=draft.body,
        customer_name=held.value("customer_name"),
        order_ref=held.value("order_ref"),
        problem=held.value("recap") or (told.text if told else None),
        stated_loss=loss.amount if loss else None,
        amends_offered=offer.amount if offer else None,
        amends_cap=limits.amends_cap if same else None,
        currency=(offer or loss or Money(amount=0, currency=limits.amends_currency)).currency,
        facts=(f"holding_limit_hours: {limits.next_word_hours:g}", *_lines(held)),
    )


def _money(value: str | None) -> Money | None:
    return Money.read(value) if value else None


def _lines(facts: Facts) -> tuple[str, ...]:
    """Return what may be said as "key: value" lines; times without seconds and offset, as they are written in a reply."""
    return tuple(dict.fromkeys(f"{fact.slot}: {_plain(fact.value)}" for fact in facts if fact.slot in _HELD))


def _plain(value: str) -> str:
    return value[:16].replace("T", " ") if value[10:11] == "T" else value


def checked(draft: DraftText, policy: ReplyPolicy, lexicon: Lexicon, *, message_language: str = "en") -> DraftText:
    """Return the draft with what the lint finds in it; messages in the agent's language."""
    findings = check(lint_case(draft, policy=policy), lexicon, message_language=message_language)
    return replace(draft, findings=findings)
