"""`mailbot doctor`: check each part and say what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated

import typer

from mailbot.adapters.doctor_checks import (
    Check,
    check_clock,
    check_folders,
    check_imap,
    check_oauth,
    check_secret_files,
    check_smtp,
)
from mailbot.bootstrap.judge import load_judge
from mailbot.bootstrap.letters import answer_links
from mailbot.bootstrap.mailboxes import imap_of, smtp_of, tokens_of
from mailbot.bootstrap.opening import opened_store
from mailbot.bootstrap.store_checks import check_nodes, check_silent_lines, check_wakeups
from mailbot.bootstrap.telephone import telephone_checks
from mailbot.cli.checks import show_check
from mailbot.config import Settings, find_configuration, load_policy, load_settings
from mailbot.errors import MailbotError
from mailbot.store.people import People


def doctor(
    context: typer.Context,
    clock: Annotated[
        str, typer.Option(help="A web server whose clock is compared with ours.")
    ] = "https://www.debian.org",
) -> None:
    """Check configuration, store, templates, mail servers, telephone and clock; exit 1 when something is wrong."""
    settings = load_settings(find_configuration(context.obj))
    wrong = asyncio.run(_examine(settings, clock))
    raise typer.Exit(1 if wrong else 0)


async def _examine(settings: Settings, clock: str) -> int:
    wrong = 0
    async for check in _checks(settings, clock):
        show_check(check)
        wrong += not check.ok
    return wrong


async def _checks(settings: Settings, clock: str) -> AsyncIterator[Check]:
    yield _policy(settings)
    yield _templates(settings)
    yield _links(settings)
    async for check in _store(settings):
        yield check
    for check in check_secret_files(_secret_files(settings)):
        yield check
    async for check in _mailboxes(settings):
        yield check
    for check in await telephone_checks(settings):
        yield check
    yield await check_clock(clock)


def _policy(settings: Settings) -> Check:
    try:
        load_policy(settings.policy_file)
    except MailbotError as error:
        return _failed("policy", error)
    return Check(name="policy", ok=True, sentence=f"{settings.policy_file or 'The built-in policy'} makes sense.")


def _templates(settings: Settings) -> Check:
    try:
        judge = load_judge(load_policy(), templates_dir=settings.templates_dir)
    except MailbotError as error:
        return _failed("templates", error)
    languages = ", ".join(sorted(judge.playbooks.phrases))
    return Check(
        name="templates", ok=True, sentence=f"{len(judge.playbooks.items)} playbooks are complete in {languages}."
    )


def _links(settings: Settings) -> Check:
    """Tell whether follow-up mails carry links, and whether `mailbot run` would refuse their key."""
    try:
        links = answer_links(settings)
    except MailbotError as error:
        return _failed("links", error)
    if links is None:
        return Check(
            name="links",
            ok=True,
            sentence="Follow-up mails carry no links: customers answer by mail.",
            what_to_do="Set public_url and secret_key_file under [console] if they shall answer with a click.",
        )
    return Check(name="links", ok=True, sentence=f"Links in follow-up mails lead to {settings.console.public_url}.")


async def _store(settings: Settings) -> AsyncIterator[Check]:
    try:
        async with opened_store(settings) as db:
            yield Check(
                name="store", ok=True, sentence=f"The store on {db.engine_name} opens and has this version's schema."
            )
            yield await check_wakeups(db, settings.store.listen_url)
            yield await check_silent_lines(db)
            yield await check_nodes(db)
            everybody = await People(db).all()
    except MailbotError as error:
        yield _failed("store", error)
        return
    if everybody:
        yield Check(name="people", ok=True, sentence=f"{len(everybody)} may log in.")
    else:
        todo = "mailbot user add you@example.com --name 'Your Name' --role admin"
        yield Check(name="people", ok=False, sentence="Nobody may log in to the console yet.", what_to_do=todo)


async def _mailboxes(settings: Settings) -> AsyncIterator[Check]:
    if not settings.mailbox:
        yield Check(name="mailbox", ok=False, sentence="No mailbox is configured.", what_to_do="Run mailbot init.")
    for name, mailbox in settings.mailbox.items():
        try:
            imap, smtp = imap_of(name, mailbox), smtp_of(mailbox)
        except MailbotError as error:
            yield _failed(f"mailbox {name}", error)
            continue
        opened = await check_imap(imap)
        yield opened
        if opened.ok:
            for check in await check_folders(imap):
                yield check
        await imap.close()
        yield await check_smtp(smtp, f"smtp {name}")
        if mailbox.oauth:
            yield await check_oauth(tokens_of(mailbox, mailbox.imap.user or mailbox.address), f"oauth {name}")
        if not mailbox.authserv_ids:
            yield Check(
                name=f"senders of {name}",
                ok=True,
                sentence="No authserv_ids are set: every sender counts as unverified, and nobody is called without a click.",
                what_to_do="Set authserv_ids to the name your receiving server writes into Authentication-Results.",
            )


def _secret_files(settings: Settings) -> Iterator[Path]:
    for mailbox in settings.mailbox.values():
        files = (mailbox.imap.password_file, mailbox.smtp.password_file, mailbox.oauth and mailbox.oauth.token_file)
        yield from dict.fromkeys(one for one in files if one)
    if settings.console.secret_key_file:
        yield settings.console.secret_key_file
    if settings.twilio and settings.twilio.auth_token_file:
        yield settings.twilio.auth_token_file


def _failed(name: str, error: MailbotError) -> Check:
    return Check(name=name, ok=False, sentence=str(error), what_to_do=error.hint)
