"""The Transport port over SMTP: one attempt, and exactly how far it came (RFC 5321).

aiosmtplib raises the same error whether the line breaks before or after the final dot. We write the
text and its final dot ourselves: before the dot nothing can have been accepted (section 4.1.1.4:
the receiver takes responsibility only with its answer to the dot), after it the outcome is unknown.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiosmtplib
from aiosmtplib.protocol import normalize_message_line_endings

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.errors import LoginRefused, MailbotError, Refused, ServerUnreachable
from mailbot.model.delivery import Outcome, RecipientRefusal, SendPhase, SendState

Reached = Callable[[SendPhase], Awaitable[None]]
Sign = Callable[[bytes], bytes]

#: Where servers name the mail in their answer to the dot: Postfix, Exim, Exchange, Google, aiosmtpd-likes.
_QUEUE_ID = re.compile(
    r"(?:queued as|id=|\bid |queued \()\s*<?([A-Za-z0-9.@_-]{5,100})|\b(\S{8,} - gsmtp)", re.IGNORECASE
)
_BARE_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>\x00-\x1f\x7f]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpTimeouts:
    """Seconds to wait for the server; RFC 5321 section 4.5.3.2 asks for patience."""

    connect: float = 30.0
    command: float = 300.0  # MAIL, RCPT, DATA
    content: float = 180.0  # without progress while the text is written
    answer: float = 600.0  # after the final dot: giving up earlier makes duplicates


@dataclass(kw_only=True, slots=True)
class _Attempt:
    """What one attempt has come to so far."""

    phase: SendPhase = SendPhase.CONNECT
    accepted: list[str] = field(default_factory=list)
    refused: list[RecipientRefusal] = field(default_factory=list)

    def outcome(self, state: SendState, code: int | None, reply: str) -> Outcome:
        taken = tuple(self.accepted) if state in (SendState.ACCEPTED, SendState.UNKNOWN) else ()
        return Outcome(
            state=state,
            phase=self.phase,
            code=code,
            reply=one_line(reply),
            queue_id=queue_id(reply) if state is SendState.ACCEPTED else None,
            accepted=taken,
            refused=tuple(self.refused),
        )

    def failure(self, code: int | None, reply: str) -> Outcome:
        """Nobody got it: for good with 5xx, for the moment otherwise."""
        permanent = code is not None and code >= 500
        return self.outcome(SendState.REFUSED if permanent else SendState.DEFERRED, code, reply)


class SmtpTransport:
    """Hands mails to one SMTP server, one connection a mail. It never retries."""

    def __init__(
        self,
        *,
        address: ServerAddress,
        login: Login | None = None,
        timeouts: SmtpTimeouts | None = None,
        helo_name: str | None = None,
        sign: Sign | None = None,
    ) -> None:
        self._address, self._login = address, login
        self._timeouts, self._helo, self._sign = timeouts or SmtpTimeouts(), helo_name, sign

    async def send(
        self, payload: bytes, sender: str, recipients: tuple[str, ...], *, reached: Reached | None = None
    ) -> Outcome:
        """Try once and say what became of it; failures of the network and the server are outcomes too.

        `sender` ("" for the null return path) and `recipients` are bare addr-specs. `reached` is
        awaited before each phase begins; what it raises passes through and nothing more is sent.
        A cancellation before the final dot means that nothing was sent; after it, unknown.
        """
        attempt = _Attempt()
        reach = _reaching(attempt, reached)
        await reach(SendPhase.CONNECT)
        async with contextlib.AsyncExitStack() as stack:
            try:
                check_envelope(sender, recipients)
                signed = self._sign(payload) if self._sign else payload
                client = await stack.enter_async_context(self._session())
            except MailbotError as error:
                return _explained(attempt, error)
            await reach(SendPhase.ENVELOPE)
            if (end := await self._envelope(client, attempt, signed, sender, recipients)) is not None:
                return end
            return await self._content(client, attempt, signed, reach)

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """Connect, protect the line, log in; hang up at the end without waiting for a slow QUIT.

        Raises ServerUnreachable, LoginRefused, Refused, ConfigurationError.
        """
        client = aiosmtplib.SMTP(
            hostname=self._address.host,
            port=self._address.port,
            use_tls=self._address.tls is TlsMode.IMPLICIT,
            start_tls=self._address.tls is TlsMode.STARTTLS,
            tls_context=None if self._address.tls is TlsMode.PLAIN else self._address.tls_context(),
            local_hostname=self._helo,
            timeout=self._timeouts.connect,
        )
        try:
            with _translated(self._address):
                await client.connect()
                await client.ehlo()
                await self._log_in(client)
            yield client
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, ValueError):
                await client.quit(timeout=2)
        finally:
            client.close()

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        login = self._login
        if login is None:
            return
        try:
            if login.token_source is not None:
                token = await asyncio.to_thread(login.token_source.access_token)
                await client.auth_xoauth2(login.user, token)
            else:
                await client.login(login.user, await asyncio.to_thread(login.read_password))
        except aiosmtplib.SMTPAuthenticationError as error:
            raise self._login_failure(login, error) from error

    def _login_failure(self, login: Login, error: aiosmtplib.SMTPAuthenticationError) -> MailbotError:
        words = f"{error.code} {one_line(error.message)}"
        if 400 <= error.code < 500:  # 454 4.7.0: temporary authentication failure (RFC 4954 section 6)
            return ServerUnreachable(f"The SMTP server {self._address} takes no login at the moment: {words}.")
        return LoginRefused(
            f"The SMTP server {self._address} refuses the login of {login.user}: {words}.",
            hint="Check user name and password; with two-factor login an app password or OAuth2 is needed.",
        )

    async def _envelope(
        self, client: aiosmtplib.SMTP, attempt: _Attempt, payload: bytes, sender: str, recipients: tuple[str, ...]
    ) -> Outcome | None:
        """MAIL, RCPT for each, DATA. Return an outcome when this is the end of it."""
        wait, encoding, options = self._timeouts.command, "ascii", []
        if not "".join((sender, *recipients)).isascii() or not _headers_ascii(payload):
            if not client.supports_extension("smtputf8"):
                return attempt.failure(553, "The server cannot handle addresses with characters outside ASCII.")
            encoding, options = "utf-8", ["SMTPUTF8"]
        if client.supports_extension("8bitmime") and not payload.isascii():
            options.append("BODY=8BITMIME")
        if client.supports_extension("size"):
            options.append(f"SIZE={len(normalize_message_line_endings(payload))}")
        try:
            await client.mail(sender, options=options, encoding=encoding, timeout=wait)
            await self._recipients(client, attempt, recipients, encoding)
            if not attempt.accepted:
                return _all_refused(attempt)
            code, text = await client.execute_command(b"DATA", timeout=wait)
        except aiosmtplib.SMTPResponseException as error:
            return attempt.failure(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            return attempt.failure(None, f"The line broke before the text was sent: {error}")
        return None if code == 354 else attempt.failure(code if code >= 400 else None, text)

    async def _recipients(
        self, client: aiosmtplib.SMTP, attempt: _Attempt, recipients: tuple[str, ...], encoding: str
    ) -> None:
        for recipient in recipients:
            try:
                await client.rcpt(recipient, encoding=encoding, timeout=self._timeouts.command)
            except aiosmtplib.SMTPRecipientRefused as refusal:
                attempt.refused.append(
                    RecipientRefusal(recipient=recipient, code=refusal.code, text=one_line(refusal.message))
                )
            else:
                attempt.accepted.append(recipient)

    async def _content(self, client: aiosmtplib.SMTP, attempt: _Attempt, payload: bytes, reach: Reached) -> Outcome:
        await reach(SendPhase.CONTENT)
        try:
            await self._write_text(client, dot_stuffed(payload))
        except (aiosmtplib.SMTPException, OSError) as error:
            return attempt.failure(None, f"The line broke before the final dot: {error or type(error).__name__}")
        await reach(SendPhase.ANSWER)
        try:
            code, text = await self._write_dot(client)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as error:
            client.close()  # no QUIT: it would only wait for the same silence
            return attempt.outcome(SendState.UNKNOWN, None, f"No answer after the final dot: {error}")
        except aiosmtplib.SMTPResponseException as error:  # an answer that is no SMTP
            return attempt.outcome(SendState.UNKNOWN, None, f"No sense in the answer after the dot: {error.message}")
        if 200 <= code < 300:
            return attempt.outcome(SendState.ACCEPTED, code, text)
        return attempt.failure(code, text) if code >= 400 else attempt.outcome(SendState.UNKNOWN, code, text)

    async def _write_text(self, client: aiosmtplib.SMTP, stuffed: bytes) -> None:
        """Write all but the final dot, and wait until the system has taken it."""
        protocol, transport = _open_line(client)
        transport.set_write_buffer_limits(high=0)
        for start in range(0, len(stuffed), 65536):
            protocol.write(stuffed[start : start + 65536])
            async with asyncio.timeout(self._timeouts.content):
                await protocol._drain_helper()  # a StreamWriter would close the line when it is collected

    async def _write_dot(self, client: aiosmtplib.SMTP) -> tuple[int, str]:
        protocol, _transport = _open_line(client)
        protocol.write(b".\r\n")
        code, text = await protocol.read_response(timeout=self._timeouts.answer)
        return code, text

    async def check(self) -> frozenset[str]:
        """Connect, protect the line and log in; return the extensions that the server offers.

        Raises ServerUnreachable, LoginRefused, Refused, ConfigurationError, each with a sentence.
        """
        async with self._session() as client:
            return frozenset(client.esmtp_extensions)


def _open_line(client: aiosmtplib.SMTP) -> tuple[Any, Any]:
    if client.protocol is None or client.transport is None or client.transport.is_closing():
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    return client.protocol, client.transport


def _reaching(attempt: _Attempt, reached: Reached | None) -> Reached:
    async def reach(phase: SendPhase) -> None:
        if reached is not None:
            await reached(phase)
        attempt.phase = phase

    return reach


def _all_refused(attempt: _Attempt) -> Outcome:
    """Nobody was taken: worth another try if at least one refusal is for the moment only."""
    deciding = next((one for one in attempt.refused if not one.permanent), attempt.refused[0])
    return attempt.failure(deciding.code, deciding.text)


def _explained(attempt: _Attempt, error: MailbotError) -> Outcome:
    """Nothing was sent; a refused login or a bad setting can be mended by the operator: keep the mail."""
    permanent = isinstance(error, Refused)
    return attempt.outcome(SendState.REFUSED if permanent else SendState.DEFERRED, None, error.sentence())


@contextlib.contextmanager
def _translated(address: ServerAddress) -> Any:
    """Turn the errors of connecting into ours."""
    try:
        yield
    except MailbotError:
        raise
    except (aiosmtplib.SMTPException, OSError) as error:
        chain = [error, error.__cause__, error.__context__]
        bad = next((one for one in chain if isinstance(one, ssl.SSLCertVerificationError)), None)
        if bad is not None:
            raise ServerUnreachable(
                f"The certificate of the SMTP server {address} does not hold: {bad.verify_message}.",
                hint="If it comes from an authority of your own, set ca_file; check that the host name is the one in it.",
            ) from error
        raise ServerUnreachable(
            f"The SMTP server {address} cannot be used: {one_line(str(error) or type(error).__name__)}.",
            hint="Check host, port and TLS mode.",
        ) from error


def check_envelope(sender: str, recipients: tuple[str, ...]) -> None:
    """Refuse what is no bare address before it can reach the server as a command.

    Raises Refused.
    """
    bad = [one for one in (*filter(None, (sender,)), *recipients) if not _BARE_ADDRESS.fullmatch(one)]
    if bad or not recipients:
        raise Refused(f"The mail has no usable envelope: {', '.join(map(repr, bad)) or 'no recipients'}.")


def dot_stuffed(payload: bytes) -> bytes:
    """Return the payload with CRLF line ends, ending in one, its leading dots doubled (section 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", normalize_message_line_endings(payload))


def _headers_ascii(payload: bytes) -> bool:
    return re.split(rb"\r?\n\r?\n", payload, maxsplit=1)[0].isascii()


def queue_id(reply: str) -> str | None:
    """Return the server's name for an accepted mail, if its answer holds one."""
    match = _QUEUE_ID.search(reply)
    return (match[1] or match[2]).strip(".") if match else None


def one_line(text: str) -> str:
    """Return a server's words on one printable line of at most 500 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:500].rstrip(".")
