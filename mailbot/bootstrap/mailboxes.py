"""Settings of a mailbox -> its adapters and who we are in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.dkim_signer import DkimSigner
from mailbot.adapters.imap import AfterCommit, FolderChoice, ImapMailbox
from mailbot.adapters.imap_reading import ReadingLimits
from mailbot.adapters.oauth import Google, Microsoft, RefreshingTokens, TokenFile
from mailbot.adapters.smtp import SmtpTimeouts, SmtpTransport
from mailbot.config import Imap, Mailbox, Smtp
from mailbot.config import Login as LoginSettings
from mailbot.errors import ConfigurationError
from mailbot.model.customer import Identity
from mailbot.model.message import Address
from mailbot.secret import read_secret

_TLS = {"tls": TlsMode.IMPLICIT, "starttls": TlsMode.STARTTLS, "none": TlsMode.PLAIN}


@dataclass(frozen=True, kw_only=True, slots=True)
class WiredMailbox:
    """One shared mailbox with its two ends."""

    name: str
    settings: Mailbox
    identity: Identity
    imap: ImapMailbox
    smtp: SmtpTransport


def wired_mailboxes(mailboxes: dict[str, Mailbox]) -> dict[str, WiredMailbox]:
    """Return the adapters of every configured mailbox.

    Raises:
        ConfigurationError: a secret cannot be read, or a line would be unprotected.
    """
    return {name: _wired(name, settings) for name, settings in mailboxes.items()}


def identity_of(name: str, settings: Mailbox) -> Identity:
    """Return who we are in a mailbox."""
    own = frozenset(address.lower() for address in (settings.address, *settings.aliases))
    return Identity(
        mailbox=name,
        address=Address(name=settings.display_name, email=settings.address),
        own=own,
        language=settings.default_language,
        per_minute=settings.smtp.per_minute,
    )


def _wired(name: str, settings: Mailbox) -> WiredMailbox:
    return WiredMailbox(
        name=name,
        settings=settings,
        identity=identity_of(name, settings),
        imap=imap_of(name, settings),
        smtp=smtp_of(settings),
    )


def imap_of(name: str, settings: Mailbox) -> ImapMailbox:
    """Return the mailbox's IMAP adapter; connects to nothing yet."""
    imap = settings.imap
    return ImapMailbox(
        name=name,
        address=_server(imap),
        login=_login(settings, imap),
        folders=FolderChoice(inbox=imap.folders[0], sent=imap.sent_folder, drafts=imap.drafts_folder),
        after_commit=AfterCommit(keyword=imap.mark_keyword),
        limits=ReadingLimits(
            poll_seconds=float(min(imap.poll_seconds, imap.idle_seconds)),  # each look renews IDLE
            first_look_days=imap.first_look_days,
        ),
    )


def smtp_of(settings: Mailbox) -> SmtpTransport:
    """Return the mailbox's SMTP adapter; connects to nothing yet."""
    smtp = settings.smtp
    return SmtpTransport(
        address=_server(smtp),
        login=None if smtp.auth == "none" else _login(settings, smtp),
        timeouts=SmtpTimeouts(answer=float(smtp.data_timeout_seconds)),
        sign=_signer(settings),
    )


def _server(login: LoginSettings) -> ServerAddress:
    return ServerAddress(host=login.host, port=login.port, tls=_TLS[login.security], ca_file=login.ca_file)


def _login(settings: Mailbox, login: Imap | Smtp) -> Login:
    user = login.user or settings.address
    if login.auth in {"xoauth2", "oauthbearer"}:
        return Login(user=user, token_source=tokens_of(settings, user))
    if login.password_file is not None:
        login.secret()  # refuses a file that everybody may read, now and not at the first login
        return Login(user=user, password_file=login.password_file)
    return Login(user=user, password=login.secret())


def tokens_of(settings: Mailbox, user: str) -> RefreshingTokens:
    """Return the source of access tokens of a mailbox.

    Raises:
        ConfigurationError: the mailbox has no OAuth2 table, or its secret cannot be read.
    """
    oauth = settings.oauth
    if oauth is None:
        raise ConfigurationError(
            f"The login of {user} uses OAuth2, but its mailbox has no oauth table.",
            hint="docs/operating.md shows one.",
        )
    secret = None
    if oauth.client_secret or oauth.client_secret_file:
        secret = read_secret(oauth.client_secret, oauth.client_secret_file, "the OAuth2 client secret")
    provider = (
        Google(client_id=oauth.client_id, client_secret=secret or "")
        if oauth.provider == "google"
        else Microsoft(client_id=oauth.client_id, client_secret=secret, tenant=oauth.tenant)
    )
    return RefreshingTokens(TokenFile(path=oauth.token_file), provider)


def consent_warning(settings: Mailbox) -> str:
    """Return a sentence when the OAuth2 consent of a mailbox ends within a week, has ended or cannot be read, else ""."""
    if settings.oauth is None or settings.imap.auth not in {"xoauth2", "oauthbearer"}:
        return ""
    try:
        return tokens_of(settings, settings.imap.user or settings.address).warning() or ""
    except ConfigurationError as error:
        return error.sentence()


def _signer(settings: Mailbox) -> Callable[[bytes], bytes] | None:
    smtp = settings.smtp
    if smtp.dkim_selector is None and smtp.dkim_key_file is None:
        return None
    if smtp.dkim_selector is None or smtp.dkim_key_file is None:
        raise ConfigurationError("DKIM signing needs dkim_selector and dkim_key_file together.")
    domain = settings.address.rpartition("@")[2]
    return DkimSigner(domain=domain, selector=smtp.dkim_selector, key_file=smtp.dkim_key_file)
