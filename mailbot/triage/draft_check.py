"""A draft as the reply lint sees it: the text with what the case holds."""

from __future__ import annotations

from dataclasses import replace

from mailbot.model.draft import DraftText
from mailbot.model.draft_case import DraftCase
from mailbot.model.phrases import Playbooks
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.address import forms_of_address
from mailbot.triage.amends import Money
from mailbot.triage.lint import Lexicon, LintCase, check
from mailbot.triage.recap import recap_slots


def lint_case(draft: DraftText, case: DraftCase, policy: ReplyPolicy, playbooks: Playbooks) -> LintCase:
    """Return the case that a draft is judged against."""
    loss = Money.read(case.stated_loss) if case.stated_loss else None
    offer = Money.read(case.amends) if case.amends else None
    phrases = playbooks.phrases[draft.language]
    address = forms_of_address(draft.language, draft.facts.value("customer_name"), case.mail_text)
    return LintCase(
        language=draft.language,
        playbook=draft.playbook,
        reply=draft.body,
        customer_name=draft.facts.value("customer_name"),
        order_ref=draft.facts.value("order_ref"),
        problem=recap_slots(draft.facts, case, phrases, address)["problem"],
        stated_loss=loss.amount if loss else None,
        amends_offered=offer.amount if offer else None,
        amends_cap=policy.amends_cap if offer and offer.currency == policy.amends_currency else None,
        currency=(offer or loss or Money(amount=0, currency=policy.amends_currency)).currency,
        facts=_held(draft, case, policy),
    )


def _held(draft: DraftText, case: DraftCase, policy: ReplyPolicy) -> tuple[str, ...]:
    """Return what the case holds as "key: value" lines: our own times, the agreed call, what the agent gave."""
    stamp = "%Y-%m-%d %H:%M"
    lines = [
        f"now: {case.now.astimezone(case.next_word.tzinfo).strftime(stamp)}",
        f"holding_limit_hours: {policy.next_word_hours:g}",
        f"next_word: {case.next_word.strftime(stamp)}",
        f"follow-up: {case.follow_up.strftime(stamp)}",
    ]
    if case.agent_name:
        lines.append(f"owner: {case.agent_name}")
    if case.call_at:
        lines.append(f"callback: {case.call_at.strftime(stamp)}")
    if case.manager_agreed:
        lines.append("manager_approval: given")
    lines += [f"{slot}: {value}" for slot, value in case.given.items()]
    lines += [f"{fact.slot}: {fact.value}" for fact in draft.facts if fact.slot in ("phone", "amount")]
    return tuple(lines)


def checked(
    draft: DraftText,
    case: DraftCase,
    policy: ReplyPolicy,
    *,
    playbooks: Playbooks,
    lexicon: Lexicon,
    message_language: str = "en",
) -> DraftText:
    """Return the draft with what the lint finds in it; messages in the agent's language."""
    findings = check(lint_case(draft, case, policy, playbooks), lexicon, message_language=message_language)
    return replace(draft, findings=findings)
