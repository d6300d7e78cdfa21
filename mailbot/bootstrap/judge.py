"""Triage wired with its data: lexicons, playbooks, lint, heat model; loaded and validated once at start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.adapters.followup_texts import FollowUpTexts, load_followup_texts, words_for
from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.adapters.lexicons import load_lexicons
from mailbot.adapters.lint_lexicon import load_lexicon as load_lint_lexicon
from mailbot.adapters.polarity import polarity
from mailbot.adapters.student import Opinion, shipped_student
from mailbot.adapters.templates import load_playbooks
from mailbot.bootstrap.lately import Lately
from mailbot.mail.compose import reply_subject
from mailbot.mail.language import SUPPORTED, detect
from mailbot.model.case import Case, Judgement
from mailbot.model.draft import DraftText, Finding
from mailbot.model.facts import Facts
from mailbot.model.heat import Heat, Reading
from mailbot.model.phrases import Playbooks
from mailbot.model.policy import Policy
from mailbot.model.turn import Turn
from mailbot.model.zone import is_zone
from mailbot.triage import lint as reply_lint
from mailbot.triage.course import Given, Said, course
from mailbot.triage.distress import dangerous_sentences
from mailbot.triage.draft_check import lint_case
from mailbot.triage.facts import extract
from mailbot.triage.features_signals import SignalHits, signal_hits
from mailbot.triage.follow_up_answer import follow_up_answer, with_displeasure
from mailbot.triage.lexicon import Lexicon
from mailbot.triage.model import HeatModel, ModelReading, look_twice, predict, predict_many
from mailbot.triage.promises import FoundPromise, promises_in
from mailbot.triage.route import Tools, decide
from mailbot.triage.scoring import read, sight_to_weigh
from mailbot.triage.sight import Sight, look
from mailbot.triage.signals import URGENT, urgent
from scheduler.answer import contentment
from scheduler.calendar import calendar_of
from scheduler.followup import Contentment


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """A message as it is about to be weighed."""

    text: str
    language: str
    tone: float | None  # polarity, of English only
    whole: Sight
    sight: Sight  # without words meant for a machine
    hits: SignalHits  # what the rules found on it


#: A shorter text does not tell its language.
_TELLING = 40


def _written_in(text: str, language: str) -> str:
    """Return the language of a text of ours where it is long enough to tell and one we write, else the given one."""
    found = detect(text, language) if len(text.strip()) >= _TELLING else language
    return found if found in SUPPORTED else language


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge:
    """Everything that judges words; holds data only, so it may be shared by threads and tasks."""

    policy: Policy
    lexicons: Mapping[str, Lexicon]
    model: HeatModel | None
    playbooks: Playbooks
    lint_lexicon: reply_lint.Lexicon
    follow_up_texts: Mapping[str, FollowUpTexts]
    student: Opinion | None = None  # for a second look
    team: str = ""
    zone: str = "UTC"
    lately: Lately = field(default_factory=Lately, repr=False, compare=False)

    def read(self, text: str, language: str, subject: str = "", *, explain: bool = True, twice: bool = True) -> Reading:
        """Weigh one message.

        Without `explain` the model's heat is one entry, at less than half the time. With `twice` the student is asked
        too. What was read lately is remembered: a case is read again with each of its mails, and while it waits.
        """
        grounds = (self.lexicons, self.model, self.student, self.policy.heat)
        return self.lately.reading(
            (text, language, subject, explain, twice),
            grounds,
            lambda: self._weighed(text, language, subject, explain=explain, twice=twice),
        )

    def _weighed(self, text: str, language: str, subject: str, *, explain: bool, twice: bool) -> Reading:
        seen = self._seen(text, language)
        first = self._first(seen) if explain else self._firsts([seen])[0]
        if first is not None and twice:
            first = self._again([seen], [first])[0]
        return self._read(seen, subject, first)

    def read_many(self, texts: Sequence[str], languages: Sequence[str], *, twice: bool = True) -> list[Reading]:
        """Weigh many messages without subjects or explanations at once, at less than the time of one after the other."""
        seen = [self._seen(text, language) for text, language in zip(texts, languages, strict=True)]
        firsts = self._firsts(seen)
        if twice:
            firsts = self._again(seen, firsts)
        return [self._read(one, "", first) for one, first in zip(seen, firsts, strict=True)]

    def _seen(self, text: str, language: str) -> _Seen:
        tone = polarity(text) if language == "en" else None
        whole = look(text, language=language, lexicons=self.lexicons)
        sight = sight_to_weigh(whole, self.lexicons)
        return _Seen(text=text, language=language, tone=tone, whole=whole, sight=sight, hits=signal_hits(sight))

    def _first(self, seen: _Seen) -> ModelReading | None:
        if self.model is None:
            return None
        sight = seen.sight
        return predict(self.model, sight.text, language=sight.page.language, polarity=seen.tone, hits=seen.hits)

    def _firsts(self, seen: Sequence[_Seen]) -> list[ModelReading | None]:
        if self.model is None:
            return [None] * len(seen)
        return list(
            predict_many(
                self.model,
                [one.sight.text for one in seen],
                languages=[one.sight.page.language for one in seen],
                polarity=[one.tone for one in seen],
                hits=[one.hits for one in seen],
            )
        )

    def _again(self, seen: Sequence[_Seen], firsts: Sequence[ModelReading | None]) -> list[ModelReading | None]:
        """Ask the student about letters, and about their sentences with words of danger alone."""
        again = list(firsts)
        letters = [row for row, first in enumerate(firsts) if first is not None and first.letter > 0]
        if self.model is None or self.student is None or not letters or not self.policy.heat.doubtful:
            return again
        apart = {row: dangerous_sentences(seen[row].whole) for row in letters}
        asked = [seen[row].sight.text for row in letters] + [text for row in letters for text in apart[row]]
        said = self.student(asked)
        sentences = iter(said[len(letters) :])
        for row, opinion in zip(letters, said, strict=False):
            first = again[row]
            if first is not None:
                again[row] = look_twice(
                    self.model,
                    first,
                    opinion,
                    doubtful=self.policy.heat.doubtful,
                    apart=list(islice(sentences, len(apart[row]))),
                )
        return again

    def _read(self, seen: _Seen, subject: str, model: ModelReading | None) -> Reading:
        return read(
            seen.text,
            language=seen.language,
            lexicons=self.lexicons,
            policy=self.policy.heat,
            model=model,
            polarity=seen.tone,
            subject=subject,
            whole=seen.whole,
            weighed=seen.sight,
            known=seen.hits,
        )

    def urgent(self, text: str, language: str) -> bool:
        """Tell whether a mail speaks of danger to life or health; words alone, without the model."""
        return urgent(look(text, language=language, lexicons=self.lexicons, only=URGENT))

    def facts(self, turns: Sequence[Turn], language: str) -> Facts:
        """Read what the customer already told us."""
        return extract(turns, language=language, zone=ZoneInfo(self.zone), home=self.policy.home)

    def lint(self, text: DraftText, facts: Facts, language: str = "en") -> tuple[Finding, ...]:
        """Read a reply against the case, with reasons in the agent's language."""
        case = lint_case(text, facts, self.policy.reply)
        return reply_lint.check(case, self.lint_lexicon, message_language=language)

    def tools(self) -> Tools:
        """Return what `mailbot.triage.route` needs."""
        return Tools(
            read=self.read,
            course=self.course,
            lint=self.lint,
            reply_subject=reply_subject,
            playbooks=self.playbooks,
            policy=self.policy,
            team=self.team,
            zone=self.zone,
            answer=self.answer,
        )

    def answer(self, text: str, language: str) -> Contentment:
        """Return what a customer says to our question whether a solution holds."""
        return contentment(text, words_for(self.follow_up_texts, language))

    def course(self, case: Case, readings: Mapping[str, Reading]) -> Heat:
        """Return the heat of a whole conversation, ageing and broken promises included."""
        heard = [one for one in case.messages if one.automatic is None and (not one.inbound or one.id in readings)]
        thread = [
            Said(at=one.at, ours=not one.inbound, reading=readings.get(one.id), position=one.position) for one in heard
        ]
        theirs = case.customer.zone if case.customer else None
        promises = [
            given
            for one in heard
            if not one.inbound
            for given in self.promises(one.new_text or one.text, one.language, one.at, theirs)
        ]
        state = course(
            thread,
            promises,
            policy=self.policy.course,
            heat=self.policy.heat,
            now=case.now,
            reopened=case.conversation.resolved_at is not None or case.conversation.reopened > 0,
        )
        return state.heat

    def promises(self, text: str, language: str, made_at: datetime, theirs: str | None = None) -> list[Given]:
        """Return what a mail of ours promised, as clocks in the desk's business hours."""
        found = self.promised(text, language, made_at, theirs)
        return [Given(made_at=made_at, due_at=one.due_at, word=one.word) for one in found]

    def promised(
        self, text: str, language: str, made_at: datetime, theirs: str | None = None
    ) -> tuple[FoundPromise, ...]:
        """Return the promises of a mail of ours with their words, in the desk's zone and business hours.

        They are read in the language that the mail is written in, which need not be the case's.

        Args:
            theirs: the customer's zone, where known ("by five your time").
        """
        return promises_in(
            text,
            language=_written_in(text, language),
            made_at=made_at,
            lexicon=self.lint_lexicon,
            calendar=calendar_of(self.policy.hours, zone=self.zone),
            theirs=ZoneInfo(theirs) if theirs and is_zone(theirs) else None,
        )

    def weigh(self, case: Case) -> Heat:
        """Return the heat of a case as it stands at its `now`, with no new mail."""
        heard = [one for one in case.messages if one.inbound and one.automatic is None]
        readings = {one.id: self.read(one.new_text, one.language, one.subject) for one in heard}
        if follow_up_answer(case, readings, self.answer) is Contentment.UNHAPPY:
            readings = with_displeasure(case, readings, self.policy.heat.least_complaint)
        return self.course(case, readings)

    def decide(self, case: Case) -> Judgement:
        """Decide a case; takes some milliseconds of CPU, so call it away from the loop."""
        return decide(case, self.tools())


def load_judge(
    policy: Policy, *, templates_dir: Path | None = None, default_language: str = "en", posts: bool = False
) -> Judge:
    """Load everything that judges words; with `posts` for texts that may as well be posts or reviews as mails.

    Raises:
        TemplateError: a playbook or lexicon is incomplete; says which file.
        ConfigurationError: the heat model cannot be read.
    """
    model = shipped_heat_model()
    return Judge(
        policy=policy,
        lexicons=load_lexicons(templates_dir),
        model=replace(model, tone=replace(model.tone, posts=posts)),
        playbooks=load_playbooks(templates_dir, default_language=default_language),
        lint_lexicon=load_lint_lexicon(),
        follow_up_texts=load_followup_texts(templates_dir),
        student=shipped_student(),
    )
