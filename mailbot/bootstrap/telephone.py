"""The telephone side, wired: rows, menu, provider, webhooks; all of it works without a provider too, dialled by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter

from escalation.bulletin import Bulletin, Press
from escalation.call_texts import load_call_texts, load_wish_words
from escalation.dispatch import Dispatch, Site
from escalation.menu import Menu
from escalation.ports import Phone
from escalation.script import CallTexts
from escalation.wish_words import WishWords
from escalation.wishes import wished_time
from mailbot.adapters.doctor_checks import Check
from mailbot.config import Settings, load_policy
from mailbot.console.house import CallRoom
from mailbot.errors import ConfigurationError, MailbotError
from mailbot.mail.compose import compose
from mailbot.model.case import Case, Judgement
from mailbot.model.customer import Identity
from mailbot.model.decision import Escalate, Hold
from mailbot.model.holidays import public_holidays
from mailbot.model.policy import CallPolicy, Policy
from mailbot.ports import Callbacks, Clock, Records, Watcher
from mailbot.secret import read_secret
from mailbot.store.call_enclosures import CallEnclosures
from mailbot.store.call_endings import Invite
from mailbot.store.call_rows import CallSettings
from mailbot.store.callbacks import CallbackStore
from mailbot.store.calls import CallStore, PromiseClock
from mailbot.store.database import Database
from mailbot.store.people import People
from mailbot.store.reports import changes_key, to_changes
from mailbot.store.types import new_id
from scheduler.ticker import Beat

if TYPE_CHECKING:  # imported where an account is configured: the provider's library takes a third of a second
    from escalation.phone import TwilioAccount, TwilioPhone

#: Seconds between two looks at calls that went silent and claims that ran out.
SWEEP = 5.0
#: Seconds between two looks whether the queue is to be mailed.
NEWS = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Telephone:
    """Everything of the telephone that the rest of the house needs."""

    callbacks: Callbacks
    watcher: Watcher
    desk: CallRoom
    wishes: dict[str, WishWords]
    beats: tuple[Beat, ...] = ()
    routers: tuple[APIRouter, ...] = ()
    phone: TwilioPhone | None = None
    enclosures: CallEnclosures

    def with_wish(self, judgement: Judgement, case: Case, zone: str) -> Judgement:
        """Add the time at which the customer wants to be called ("Tuesday after five").

        While a call is open, a bare time is an answer: the mail that names one is taken into the call.
        """
        held = judgement.decision.into_call if isinstance(judgement.decision, Hold) else None
        decision = held or judgement.decision
        latest = case.latest
        if not isinstance(decision, Escalate) or latest is None:
            return judgement
        words = self.wishes.get(latest.language)
        asked = case.callback_open
        wish = wished_time(latest.new_text, words, case.now, zone, asked=asked) if words else None
        return replace(judgement, decision=replace(decision, wished_at=wish.start)) if wish else judgement

    async def close(self) -> None:
        """Close the provider's connections."""
        if self.phone:
            await self.phone.close()


def wired_telephone(
    settings: Settings,
    policy: Policy,
    clock: Clock,
    db: Database,
    *,
    watchers: Sequence[Watcher] = (),
    promise: PromiseClock | None = None,
    invite: Invite | None = None,
    newsroom: Newsroom | None = None,
) -> Telephone:
    """Wire the telephone; without a [twilio] table calls are dialled by hand.

    Raises:
        TemplateError: a call text is incomplete.
        ConfigurationError: the account lacks its token or a public URL.
    """
    texts = load_call_texts(settings.templates_dir)
    account = _account(settings)
    calls = replace(policy.calls, armed=policy.calls.armed or bool(settings.twilio and settings.twilio.armed))
    own = frozenset({account.caller_id, *account.caller_ids.values()} if account else ())
    rows = CallSettings(policy=calls, own_numbers=own, holidays=_holidays)
    callbacks = CallbackStore(rows)
    store = CallStore(db, rows, texts=texts, watchers=watchers, promise=promise, invite=invite)
    phone = _phone(account) if account else None
    dispatch = Dispatch(store, _port(phone), clock, Site(policy=calls, texts=texts, company=settings.company))
    return Telephone(
        callbacks=callbacks,
        watcher=callbacks,
        desk=CallRoom(
            store=store,
            dispatch=dispatch,
            policy=calls,
            has_provider=account is not None,
            texts=texts,
            amends=policy.reply,
        ),
        wishes=load_wish_words(settings.templates_dir),
        beats=(
            Beat(name="calls", seconds=SWEEP, act=dispatch.sweep),
            *(newsroom.beats(store, clock, texts, calls.digest_hours) if newsroom else ()),
        ),
        routers=(_router(account, store, _menu(texts, calls, account), clock),) if account else (),
        phone=phone,
        enclosures=CallEnclosures(texts=texts, company=settings.company),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Newsroom:
    """Who prints and gets the queue as a mail."""

    identity: Identity
    people: People
    records: Records

    def beats(
        self, store: CallStore, clock: Clock, texts: Mapping[str, CallTexts], hours: Sequence[int]
    ) -> tuple[Beat, ...]:
        """Return the beat that looks whether a digest is due."""
        press = Press(
            identity=self.identity,
            compose=compose,
            new_id=new_id,
            texts=texts,
            hours=hours,
            changes_key=changes_key,
            changes=to_changes,
        )
        bulletin = Bulletin(store, self.people.all, self.records, clock, press)
        return (Beat(name="digest", seconds=NEWS, act=bulletin.round),)


def _phone(account: TwilioAccount) -> TwilioPhone:
    from escalation.phone import TwilioPhone

    return TwilioPhone(account)


def _port(phone: TwilioPhone | None) -> Phone | None:
    return phone


def _menu(texts: Mapping[str, CallTexts], policy: CallPolicy, account: TwilioAccount) -> Menu:
    return Menu(texts=texts, policy=policy, caller_id=account.caller_id, caller_ids=account.caller_ids)


def _router(account: TwilioAccount, store: CallStore, menu: Menu, clock: Clock) -> APIRouter:
    from escalation.webhooks import Webhooks

    return APIRouter(routes=list(Webhooks(account, store, menu, clock).routes()))


def _account(settings: Settings) -> TwilioAccount | None:
    twilio = settings.twilio
    if twilio is None:
        return None
    if not settings.console.public_url:
        raise ConfigurationError(
            "The telephone needs [console] public_url: the provider reaches us there.",
            hint="Set it to the https address of this machine as the world sees it.",
        )
    from escalation.phone import TwilioAccount

    return TwilioAccount(
        account_sid=twilio.account_sid,
        auth_token=read_secret(twilio.auth_token, twilio.auth_token_file, "the auth token of the telephone account"),
        previous_token=twilio.previous_auth_token.get_secret_value() if twilio.previous_auth_token else "",
        caller_id=twilio.caller_id,
        public_url=settings.console.public_url,
        base_url=twilio.base_url,
    )


def _holidays(region: str, year: int) -> frozenset[date]:
    # A country whose holidays the library does not know: its working days count.
    return public_holidays(region, "", year) or frozenset()


async def telephone_checks(settings: Settings) -> list[Check]:
    """Check the telephone account for `mailbot doctor`; places no call."""
    try:
        account = _account(settings)
    except MailbotError as error:
        return [Check(name="telephone", ok=False, sentence=str(error), what_to_do=error.hint)]
    if account is None:
        return [Check(name="telephone", ok=True, sentence="No provider is configured: managers dial by hand.")]
    phone = _phone(account)
    try:
        found = await phone.inspect(load_policy(settings.policy_file).calls.regions)
    finally:
        await phone.close()
    return [Check(name=f"telephone {one.name}", ok=one.ok, sentence=one.text) for one in found]
