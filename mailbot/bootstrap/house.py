"""The whole house, wired: what arrives, what is decided, what leaves, what is shown."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from mailbot.adapters.clock import SystemClock
from mailbot.adapters.heat_disputes import labelled_row
from mailbot.adapters.oidc import OidcSignOn
from mailbot.adapters.parser import ParserPool
from mailbot.adapters.passwords import Passwords
from mailbot.bootstrap.ground import (
    ReplyLint,
    clocks_on,
    delivery_on,
    desk_on,
    erasures_on,
    follow_ups_on,
    laid_ground,
    lookout_on,
    lookup_on,
    mirror_on,
    missing_on,
    promises_on,
    receiving_on,
    triage_on,
    unwatched_on,
    waiting_on,
)
from mailbot.bootstrap.hooks import wired_hooks
from mailbot.bootstrap.judge import Judge
from mailbot.bootstrap.judges import Judges, SiteTexts
from mailbot.bootstrap.letters import answer_links
from mailbot.bootstrap.mailboxes import WiredMailbox, wired_mailboxes
from mailbot.bootstrap.opening import opened_store
from mailbot.bootstrap.promotion import Promotions
from mailbot.bootstrap.sign_on import wired_sign_on
from mailbot.bootstrap.telephone import Telephone
from mailbot.bootstrap.writing import wired_writing
from mailbot.config import Settings, load_policy
from mailbot.console.house import ConsoleOptions
from mailbot.console.house import House as ConsoleHouse
from mailbot.delivery import Delivery, Lookup, Mirror
from mailbot.delivery.hooks import Hooks
from mailbot.delivery.unserved import Unserved
from mailbot.delivery.writing import Writing
from mailbot.desk import Desk
from mailbot.errors import ConfigurationError
from mailbot.intake import Receiving, Triage
from mailbot.intake.afterwards import Afterwards
from mailbot.intake.lookout import Lookout
from mailbot.intake.missing import Missing
from mailbot.intake.unwatched import Unwatched
from mailbot.intake.waiting import Waiting
from mailbot.model.case import Case
from mailbot.model.draft import DraftText, Finding
from mailbot.model.person import Agent
from mailbot.model.policy import Policy
from mailbot.ports import Clock, Records
from mailbot.store.answers import AnswerRows
from mailbot.store.case_view import CasePages
from mailbot.store.complaint_clocks import ComplaintClocks
from mailbot.store.database import Database
from mailbot.store.disputes import Disputes
from mailbot.store.incidents import IncidentStore, KnownCauses
from mailbot.store.insight import Insights
from mailbot.store.mailbox_health import outages
from mailbot.store.people import People
from mailbot.store.pulse import Presence, Pulse
from mailbot.store.reports import Reports
from mailbot.store.retention import Retentions
from mailbot.store.schedule import Schedule
from mailbot.store.standing import Cards, Standings
from mailbot.store.switches import switchboard
from mailbot.store.timetable import Timetable
from mailbot.store.views import Views
from mailbot.triage.promises import FoundPromise
from mailbot.triage.route import redraft
from scheduler.due import DueErasures, DueFollowUps, DuePromises


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """Everything wired; each part may be used alone by commands and tests."""

    settings: Settings
    policy: Policy
    clock: Clock
    db: Database
    records: Records
    mailboxes: dict[str, WiredMailbox]
    judges: Judges
    receiving: Receiving
    missing: Missing
    unwatched: Unwatched
    triage: Triage
    desk: Desk
    delivery: Delivery
    lookup: Lookup
    mirror: Mirror
    unserved: Unserved
    follow_ups: DueFollowUps
    promises: DuePromises
    erasures: DueErasures
    waiting: Waiting
    clocks: ComplaintClocks
    lookout: Lookout
    telephone: Telephone
    people: People
    hooks: Hooks
    afterwards: Afterwards
    sign_on: OidcSignOn | None = None  # logins of the firm's own provider
    answers: AnswerRows | None = None  # one-click answers; None without a public address
    writing: Writing | None = None  # the optional language model
    holder: str = "mailbot"  # names this process in leases
    passwords: Passwords = field(default_factory=Passwords)

    def console(self, options: ConsoleOptions | None = None) -> ConsoleHouse:
        """Return what the console is given."""
        settings = self.settings
        chosen = options or ConsoleOptions(
            company=settings.company,
            public_url=settings.console.public_url,
            secure_cookies=not settings.console.insecure_cookies,
        )
        reports = Reports(self.db, self.policy.calls.digest_hours, self.clock)
        retentions = Retentions(self.db, self.policy.retention, self.clock)
        calls = self.telephone.desk.policy
        return ConsoleHouse(
            options=chosen,
            clock=self.clock,
            transactions=self.records.db,
            people=self.people,
            passwords=self.passwords,
            allowances=self.records.allowances,
            views=Views(self.db),
            cases=CasePages(self.db),
            desk=self.desk,
            lookup=self.lookup,
            check=self.check,
            redraft=self.redraft,
            playbooks=lambda mailbox: tuple(self.judges[mailbox].playbooks.items),
            mailboxes=tuple(self.judges),
            pulse=Pulse(self.db),
            presence=Presence(self.db),
            outages=lambda: outages(self.db),
            switchboard=lambda: switchboard(self.db, armed=calls.armed, barred=calls.kill_switch),
            schedule=Schedule(self.db, self.clocks, reports, retentions),
            retentions=retentions,
            reports=reports,
            standings=Standings(self.db, self.policy.follow_up),
            insights=Insights(self.db),
            corrections=self.corrections,
            causes=KnownCauses(self.db),
            promotions=Promotions(self.db, self.judges, settings.templates_dir),
            calls=self.telephone.desk,
            answers=self.answers,
            hooks=self.hooks,
            sign_on=self.sign_on,
            promises_of=self.promises_of,
            hours=self.policy.hours,
            timetable=Timetable(self.db),
            cards=Cards(self.db, SiteTexts(self.judges, lambda texts: texts.card)),
            answer_words=SiteTexts(self.judges, lambda texts: texts.page),
        )

    async def case(self, conversation_id: str) -> Case:
        """Return a case as decisions see it."""
        async with self.db.read() as tx:
            conversation = await self.records.conversations.get(tx, conversation_id)
            return Case(
                conversation=conversation,
                messages=await self.records.messages.thread(tx, conversation_id),
                customer=await self.records.customers.get(tx, conversation.customer_email),
                callback_open=await self.telephone.callbacks.is_open(tx, conversation_id),
                incidents=await IncidentStore().current(tx, self.clock.now()),
                now=self.clock.now(),
            )

    async def check(self, case_id: str, subject: str, body: str, language: str) -> tuple[Finding, ...]:
        """Lint a text as it is typed (implements `mailbot.console.house.Check`)."""
        case = await self.case(case_id)
        draft = (await CasePages(self.db).case(case_id)).draft
        judge = self.judge_of(case)
        text = DraftText(
            language=draft.language if draft else case.conversation.language,
            playbook=draft.playbook if draft else "",
            subject=subject,
            body=body,
        )
        return judge.lint(text, judge.facts(case.turns, case.conversation.language), language)

    async def redraft(self, case_id: str, playbook: str | None, agent: Agent) -> DraftText:
        """Write a draft for an agent (implements `mailbot.console.house.Redraft`)."""
        case = await self.case(case_id)
        return redraft(case, self.judge_of(case).tools(), playbook, agent.name)

    async def promises_of(self, case_id: str, body: str) -> tuple[FoundPromise, ...]:
        """Return what a text would promise if it left now, with due times in the desk's zone.

        Implements `mailbot.console.house.PromisesOf`.
        """
        case = await self.case(case_id)
        judge, language = self.judge_of(case), case.conversation.language
        theirs = case.customer.zone if case.customer else None
        return await asyncio.to_thread(judge.promised, body, language, case.now, theirs)

    async def corrections(self) -> Sequence[Mapping[str, Any]]:
        """Return the mails whose heat people disputed, with their corrected labels."""
        return [labelled_row(mail, self.policy.heat) for mail in await Disputes(self.db).mails()]

    def judge_of(self, case: Case) -> Judge:
        """Return the judge of a case's mailbox."""
        return self.judges[case.conversation.mailbox]


@asynccontextmanager
async def opened_house(
    settings: Settings, *, policy: Policy | None = None, clock: Clock | None = None
) -> AsyncIterator[House]:
    """Open the store and wire everything; close all of it at the end.

    Raises:
        ConfigurationError, TemplateError, PolicyError: a setting, text or number makes no sense.
        StoreBusy: the store is locked, full or gone.
    """
    if not settings.mailbox:
        raise ConfigurationError("No mailbox is configured.", hint="Run `mailbot init`.")
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(opened_store(settings))
        mailboxes = wired_mailboxes(settings.mailbox)
        reader = await stack.enter_async_context(_reader(mailboxes))
        house = _wired(
            settings, policy or load_policy(settings.policy_file), clock or SystemClock(), db, mailboxes, reader
        )
        for mailbox in mailboxes.values():
            stack.push_async_callback(mailbox.imap.close)
        stack.push_async_callback(house.telephone.close)
        yield house


def _reader(mailboxes: dict[str, WiredMailbox]) -> ParserPool:
    own = frozenset[str]().union(*(one.identity.own for one in mailboxes.values()))
    servers = frozenset(server for one in mailboxes.values() for server in one.settings.authserv_ids)
    return ParserPool(own_addresses=own, authserv_ids=servers, workers=max(1, (os.cpu_count() or 2) // 2))


def _wired(
    settings: Settings,
    policy: Policy,
    clock: Clock,
    db: Database,
    mailboxes: dict[str, WiredMailbox],
    reader: ParserPool,
) -> House:
    ground = laid_ground(settings, policy, clock, db, mailboxes)
    desk = desk_on(ground)
    links = answer_links(settings)
    waiting, delivery, lookup = waiting_on(ground), delivery_on(ground), lookup_on(ground)
    return House(
        settings=settings,
        policy=policy,
        clock=clock,
        db=db,
        records=ground.rows,
        mailboxes=mailboxes,
        judges=ground.judges,
        receiving=receiving_on(ground, reader),
        missing=missing_on(ground),
        unwatched=unwatched_on(ground),
        triage=triage_on(ground),
        desk=desk,
        delivery=delivery,
        lookup=lookup,
        mirror=mirror_on(ground, desk),
        unserved=Unserved(
            records=ground.rows, delivery=delivery, lookup=lookup, mailboxes=ground.mailboxes, clock=clock
        ),
        follow_ups=follow_ups_on(ground, desk, links),
        promises=promises_on(ground, waiting),
        erasures=erasures_on(ground),
        waiting=waiting,
        clocks=clocks_on(ground),
        lookout=lookout_on(ground),
        telephone=ground.telephone,
        people=ground.people,
        holder=ground.holder,
        sign_on=wired_sign_on(settings),
        afterwards=Afterwards(records=ground.rows, lint=ReplyLint(ground.judges), clock=clock),
        hooks=wired_hooks(settings, db, clock, holder=ground.holder),
        writing=wired_writing(settings, db, ground.judges, clock, holder=ground.holder),
        answers=AnswerRows(ground.rows, links, ground.watchers) if links else None,
    )
