"""The parts of a house, each built on common ground: who we are, what we know, who watches."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mailbot.adapters.clock_packs import chosen_packs, load_clock_packs
from mailbot.adapters.parser import ParserPool
from mailbot.adapters.sent_folder import ImapSentFolder
from mailbot.bootstrap.alarms import AlarmMails
from mailbot.bootstrap.judge import Judge
from mailbot.bootstrap.judges import Desk as MailboxDesk
from mailbot.bootstrap.judges import Judges
from mailbot.bootstrap.letters import CallInvitations, FollowUpLetters, HoldingNotes, queue_through
from mailbot.bootstrap.mailboxes import WiredMailbox
from mailbot.bootstrap.telephone import Newsroom, Telephone, wired_telephone
from mailbot.config import Settings
from mailbot.delivery import Delivery, Lookup, Mirror
from mailbot.desk import Desk
from mailbot.errors import ConfigurationError, PolicyError
from mailbot.intake import Receiving, Triage
from mailbot.intake.lookout import Lookout
from mailbot.intake.missing import Missing
from mailbot.intake.unwatched import Unwatched
from mailbot.intake.waiting import Waiting
from mailbot.mail.compose import attribution, compose
from mailbot.model.case import Case, Judgement
from mailbot.model.customer import Identity
from mailbot.model.draft import DraftText, Finding
from mailbot.model.message import InboundMessage
from mailbot.model.policy import Policy
from mailbot.ports import Clock, Records, Watcher
from mailbot.store.answers import AnswerLinks
from mailbot.store.complaint_clocks import ComplaintClocks
from mailbot.store.database import Database, new_id
from mailbot.store.draft_mirrors import DraftMirrorStore
from mailbot.store.followups import FollowUpRows, FollowUpWatcher
from mailbot.store.incidents import IncidentStore
from mailbot.store.mailbox_health import MailboxHealthRows
from mailbot.store.people import People
from mailbot.store.promises import PromiseRows, PromiseWatcher
from mailbot.store.records import records
from mailbot.store.retention import RetentionRows
from scheduler.calendar import calendar_of
from scheduler.due import DueErasures, DueFollowUps, DuePromises


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What every part stands on."""

    settings: Settings
    policy: Policy
    clock: Clock
    db: Database
    rows: Records
    mailboxes: dict[str, WiredMailbox]
    identities: dict[str, Identity]
    judges: Judges
    people: People
    telephone: Telephone
    watchers: Sequence[Watcher]
    holder: str  # names this process in leases


def laid_ground(
    settings: Settings, policy: Policy, clock: Clock, db: Database, mailboxes: dict[str, WiredMailbox]
) -> Ground:
    """Return the ground: judges load later, the telephone and the watchers know each other from here."""
    _check_hours(policy, settings, clock)
    rows, people = records(db), People(db)
    identities = {name: one.identity for name, one in mailboxes.items()}
    judges = Judges(policy, _desks(settings, mailboxes), settings.templates_dir)
    follow_ups = FollowUpWatcher(policy.follow_up, policy.hours, judges.answer)
    promises = PromiseWatcher(judges.promised, policy.promise, policy.hours, judges.zone_of)
    telephone = wired_telephone(
        settings,
        policy,
        clock,
        db,
        watchers=(follow_ups, promises),
        promise=promises.said,
        invite=CallInvitations(rows, judges),
        newsroom=Newsroom(identity=next(iter(identities.values())), people=people, records=rows),
    )
    return Ground(
        settings=settings,
        policy=policy,
        clock=clock,
        db=db,
        rows=rows,
        mailboxes=mailboxes,
        identities=identities,
        judges=judges,
        people=people,
        telephone=telephone,
        watchers=(follow_ups, promises, telephone.watcher),
        holder=f"{socket.gethostname()}:{os.getpid()}",
    )


def _check_hours(policy: Policy, settings: Settings, clock: Clock) -> None:
    """Refuse hours that make no sense, before anything is reckoned in them.

    Raises:
        PolicyError: a zone, country, day or time that does not exist, a desk that never opens, an unknown mailbox.
    """
    for name in policy.hours.mailboxes:
        if name not in settings.mailbox:
            raise PolicyError(
                f"[hours.mailboxes] names {name!r}, which is no mailbox.",
                hint=f"Configured are: {', '.join(sorted(settings.mailbox))}.",
            )
    for name, mailbox in settings.mailbox.items():
        calendar_of(policy.hours.of(name), zone=mailbox.zone).next_open(clock.now())


def _desks(settings: Settings, mailboxes: dict[str, WiredMailbox]) -> dict[str, MailboxDesk]:
    return {
        name: MailboxDesk(team=one.settings.team or settings.company, zone=one.settings.zone)
        for name, one in mailboxes.items()
    }


def receiving_on(ground: Ground, reader: ParserPool) -> Receiving:
    """Return mail in."""
    return Receiving(
        records=ground.rows,
        reader=reader,
        clock=ground.clock,
        policy=ground.policy,
        identities=ground.identities,
        watchers=ground.watchers,
        glance=FirstGlance(ground.judges),
        holder=ground.holder,
    )


def missing_on(ground: Ground) -> Missing:
    """Return the asking for mails that were announced and not given."""
    return Missing(
        records=ground.rows,
        folders={name: one.imap for name, one in ground.mailboxes.items()},
        clock=ground.clock,
        holder=ground.holder,
        seconds=ground.policy.intake.lease_seconds,
    )


def unwatched_on(ground: Ground) -> Unwatched:
    """Return the care for mails of mailboxes that nobody watches any more."""
    return Unwatched(records=ground.rows, mailboxes=ground.mailboxes, clock=ground.clock, holder=ground.holder)


def triage_on(ground: Ground) -> Triage:
    """Return the deciding of cases."""
    return Triage(
        records=ground.rows,
        decide=Decider(ground.judges, ground.telephone),
        callbacks=ground.telephone.callbacks,
        clock=ground.clock,
        policy=ground.policy,
        watchers=ground.watchers,
        causes=IncidentStore().current,
        holder=ground.holder,
    )


def desk_on(ground: Ground) -> Desk:
    """Return what agents do."""
    return Desk(
        records=ground.rows,
        clock=ground.clock,
        policy=ground.policy,
        identities=ground.identities,
        compose=compose,
        attribution=attribution,
        callbacks=ground.telephone.callbacks,
        new_id=new_id,
        lint=ReplyLint(ground.judges),
        watchers=ground.watchers,
        enclose=ground.telephone.enclosures,
    )


def delivery_on(ground: Ground) -> Delivery:
    """Return mail out."""
    return Delivery(
        records=ground.rows,
        transports={name: one.smtp for name, one in ground.mailboxes.items()},
        identities=ground.identities,
        clock=ground.clock,
        policy=ground.policy,
        watchers=ground.watchers,
        holder=ground.holder,
    )


def lookup_on(ground: Ground) -> Lookup:
    """Return the looking up of unknown outcomes, and the filing in Sent."""
    return Lookup(
        records=ground.rows,
        sent_folders={name: ImapSentFolder(one.imap) for name, one in ground.mailboxes.items()},
        clock=ground.clock,
        policy=ground.policy,
        watchers=ground.watchers,
        holder=ground.holder,
    )


def mirror_on(ground: Ground, desk: Desk) -> Mirror:
    """Return the drafts in the agents' mail programs."""
    return Mirror(
        records=ground.rows,
        mirrors=DraftMirrorStore(),
        folders={name: one.imap for name, one in ground.mailboxes.items() if one.settings.imap.mirror_drafts},
        preview=desk.preview,
        compose=compose,
        clock=ground.clock,
    )


def waiting_on(ground: Ground) -> Waiting:
    """Return the weighing of cases that wait."""
    return Waiting(
        records=ground.rows,
        weigh=ground.judges.weigh,
        callbacks=ground.telephone.callbacks,
        clock=ground.clock,
    )


def follow_ups_on(ground: Ground, desk: Desk, links: AnswerLinks | None) -> DueFollowUps:
    """Return what is due after solutions."""
    rows = FollowUpRows(ground.db, queue_through(desk), ground.holder)
    letters = FollowUpLetters(ground.db, ground.rows, ground.judges, links)
    return DueFollowUps(rows, letters, ground.policy.follow_up, ground.policy.hours)


def promises_on(ground: Ground, waiting: Waiting) -> DuePromises:
    """Return promises as clocks."""
    rows = PromiseRows(ground.db, HoldingNotes(ground.rows, ground.judges), ground.judges.zone_of, ground.holder)
    return DuePromises(rows, waiting.reweigh, ground.policy.promise, ground.policy.hours)


def clocks_on(ground: Ground) -> ComplaintClocks:
    """Return the clocks that rules on complaints set."""
    packs = chosen_packs(load_clock_packs(ground.settings.templates_dir), ground.policy.complaint.clocks)
    return ComplaintClocks(ground.db, packs, ground.policy.hours, ground.judges.zone_of)


def erasures_on(ground: Ground) -> DueErasures:
    """Return what goes when it has been kept long enough."""
    return DueErasures(RetentionRows(ground.db), ground.policy.retention)


class Decider:
    """Decides each case with the judge of its mailbox, away from the loop (implements `mailbot.ports.Decide`)."""

    def __init__(self, judges: Mapping[str, Judge], telephone: Telephone) -> None:
        self._judges = judges
        self._telephone = telephone

    async def __call__(self, case: Case) -> Judgement:
        """Return what to do about a case."""
        judge = self._judges.get(case.conversation.mailbox)
        if judge is None:
            raise ConfigurationError(
                f"The mailbox {case.conversation.mailbox!r} is no longer configured.",
                hint="Put it back into mailbot.toml.",
            )
        judgement = await asyncio.to_thread(judge.decide, case)
        return self._telephone.with_wish(judgement, case, judge.zone)


#: Characters of a mail that are looked over within a millisecond or two; another thread would take longer to be reached.
_SHORT = 4000


class FirstGlance:
    """Looks at each mail for danger as it arrives (implements `mailbot.ports.Glance`)."""

    def __init__(self, judges: Judges) -> None:
        self._judges = judges

    async def __call__(self, message: InboundMessage) -> bool:
        """Tell whether a person must look at once."""
        judge = next(iter(self._judges.values()), None)
        if judge is None:
            return False
        if len(message.new_text) <= _SHORT:
            return judge.urgent(message.new_text, message.language)
        return await asyncio.to_thread(judge.urgent, message.new_text, message.language)


class ReplyLint:
    """The reply lint as the desk calls it (implements `mailbot.ports.Lint`)."""

    def __init__(self, judges: Mapping[str, Judge]) -> None:
        self._judges = judges

    async def __call__(self, text: DraftText, case: Case) -> tuple[Finding, ...]:
        """Return what is wrong with a reply, in order of appearance."""
        judge = self._judges[case.conversation.mailbox]
        facts = text.facts if text.facts.items else judge.facts(case.turns, text.language)
        return judge.lint(text, facts)


def lookout_on(ground: Ground) -> Lookout:
    """Return what tells people that a mailbox gives no mail any more."""
    alarm = ground.settings.alarm
    return Lookout(
        records=ground.rows,
        rows=MailboxHealthRows(),
        tell=AlarmMails(ground.mailboxes, ground.people, ground.clock, alarm.to, alarm.after_minutes),
        clock=ground.clock,
        after=timedelta(minutes=alarm.after_minutes),
    )
