"""An agent's words on their way into the site's own playbook: read, restored, tried in a draft, linted."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from mailbot.adapters.site_playbooks import take_up
from mailbot.bootstrap.judge import Judge
from mailbot.bootstrap.judges import Judges
from mailbot.errors import RefusedError
from mailbot.model.draft_case import DraftCase
from mailbot.model.event import Event
from mailbot.model.facts import Fact, Facts
from mailbot.model.sentence import say
from mailbot.store.database import Database
from mailbot.store.events import EventLog
from mailbot.store.sent_drafts import SentDrafts
from mailbot.triage.draft_check import checked
from mailbot.triage.edits import Lesson, SentDraft, lessons
from mailbot.triage.step_edits import StepEdit, Variant, step_edits, tried, variant_of, with_findings

#: Facts of ours that drafting fills in again.
_FRAME = frozenset(
    {"recap", "now", "next_word", "follow_up", "mail_at", "owner", "call_at", "manager_approval", "given"}
)


class Promotion:
    """Makes variants with one judge's playbooks, policy and lint."""

    def __init__(self, judge: Judge) -> None:
        """Wire it."""
        self._judge = judge

    def variant(self, sent: SentDraft, facts: Facts, step: str, language: str = "en") -> Variant:
        """Return the new words of a step as a variant with every objection; the lint's are said in `language`.

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
                objections=(_no_slot(str(error.args[0])),),
            )
        return with_findings(
            variant, checked(text, policy, self._judge.lint_lexicon, message_language=language).findings
        )


class Promotions:
    """What managers do with edits in the console: look at them, and make one a variant of the site's own."""

    def __init__(self, db: Database, judges: Judges, site: Path | None) -> None:
        """Wire it; `site` is where variants are written, None where no folder is set."""
        self._db, self._judges, self._site = db, judges, site
        self._writing = asyncio.Lock()

    @property
    def has_folder(self) -> bool:
        """Tell whether variants can be written here."""
        return self._site is not None

    async def edits(self, since: datetime) -> tuple[tuple[Lesson, tuple[StepEdit, ...]], ...]:
        """Return what each playbook's drafts went through since a moment, with the steps that agents changed."""
        async with self._db.read() as tx:
            gone = await SentDrafts().since(tx, since)
        return await asyncio.to_thread(self._taught, gone)

    def _taught(self, gone: list[SentDraft]) -> tuple[tuple[Lesson, tuple[StepEdit, ...]], ...]:
        playbooks = self._judges.common.playbooks.items
        changed = {one.id: step_edits(one, playbooks[one.playbook]) for one in gone if one.playbook in playbooks}

        def steps(lesson: Lesson) -> tuple[StepEdit, ...]:
            same = (one for one in gone if (one.playbook, one.language) == (lesson.playbook, lesson.language))
            return tuple(edit for one in same for edit in changed.get(one.id, ()))

        return tuple((lesson, steps(lesson)) for lesson in lessons(gone))

    async def look(self, draft_id: str, step: str, language: str) -> Variant:
        """Return what would be written, with every objection.

        Raises:
            RefusedError: the reply was not sent, or its step left as it was proposed.
        """
        async with self._db.read() as tx:
            sent, facts = await SentDrafts().one(tx, draft_id)
        if sent.playbook not in self._judges.common.playbooks.items:
            raise _not_from_a_playbook()
        return await asyncio.to_thread(Promotion(self._judges.common).variant, sent, facts, step, language)

    async def promote(self, draft_id: str, step: str, *, by: str, now: datetime) -> Variant:
        """Write an agent's words into the site's folder; this process uses them at once, the others within seconds.

        Raises:
            RefusedError: something speaks against it, or there is no folder of the site's own.
            TemplateError: the site's folder would not load with it.
        """
        if self._site is None:
            raise RefusedError("This site has no folder for its own words.", hint="An admin sets `templates_dir`.")
        async with self._writing:
            variant = await self.look(draft_id, step, "en")
            await asyncio.to_thread(take_up, self._site, variant)
            await asyncio.to_thread(self._judges.refresh)
        told = {"draft": draft_id, "playbook": variant.playbook, "language": variant.language, "step": step}
        async with self._db.write() as tx:
            await EventLog().add(tx, Event(kind="variant_promoted", at=now, actor=by, data=told))
        return variant


def _no_slot(slot: str) -> str:
    return say("variant_slot", "It uses the slot {slot}, which drafting does not fill here.", slot=slot)


def _not_from_a_playbook() -> RefusedError:
    return RefusedError("The reply was not written from a playbook.", hint="Only a playbook's steps can get variants.")


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
        raise _not_from_a_playbook()
    return datetime.fromisoformat(fact.value)
