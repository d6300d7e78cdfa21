"""An agent's words on their way into the site's own playbook: read, restored, tried in a draft, linted."""

from __future__ import annotations

from datetime import datetime

from mailbot.bootstrap.judge import Judge
from mailbot.errors import RefusedError
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.triage.draft_check import checked
from mailbot.triage.edits import SentDraft
from mailbot.triage.step_edits import Variant, step_edits, tried, variant_of, with_findings

#: Facts of ours that drafting fills in again.
_FRAME = frozenset(
    {"recap", "now", "next_word", "follow_up", "mail_at", "owner", "call_at", "manager_approval", "given"}
)


class Promotion:
    """Makes variants with one judge's playbooks, policy and lint."""

    def __init__(self, judge: Judge) -> None:
        """Wire it."""
        self._judge = judge

    def variant(self, sent: SentDraft, facts: Facts, step: str) -> Variant:
        """Return the new words of a step as a variant with every objection.

        Raises:
            RefusedError: the agent did not change this step.
        """
        playbook = self._judge.playbooks.get(sent.playbook)
        edit = next((one for one in step_edits(sent, playbook) if one.step == step), None)
        if edit is None:
            raise RefusedError(
                "The step {step} left as it was proposed.", hint="See which steps were changed.", step=step
            )
        variant = variant_of(edit, playbook, sent.language, facts)
        if variant.objections:
            return variant
        told = Facts(items=tuple(fact for fact in facts if fact.slot not in _FRAME))
        policy = self._judge.policy.reply
        try:
            text = tried(variant, playbook, self._judge.playbooks, told, _frame(facts), policy)
        except KeyError as error:
            return Variant(
                playbook=variant.playbook,
                language=variant.language,
                step=step,
                text=variant.text,
                objections=(f"It uses the slot {error}, which drafting does not fill here.",),
            )
        return with_findings(variant, checked(text, policy, self._judge.lint_lexicon).findings)


def _frame(facts: Facts) -> DraftCase:
    """Return the frame that the draft was written in."""
    moments = {slot: facts.get(slot) for slot in ("now", "next_word", "follow_up", "mail_at")}
    now, next_word, follow_up = (_moment(moments[slot]) for slot in ("now", "next_word", "follow_up"))
    return DraftCase(
        now=now,
        next_word=next_word,
        follow_up=follow_up,
        mail_at=_moment(moments["mail_at"]) if moments["mail_at"] else None,
        agent_name=facts.value("owner") or "",
    )


def _moment(fact: Fact | None) -> datetime:
    if fact is None:
        raise RefusedError(
            "The reply was not written from a playbook.", hint="Only a playbook's steps can get variants."
        )
    return datetime.fromisoformat(fact.value)
