"""One IMAP connection: imapclient with its traps disarmed, opened and logged in as the account says.

What imapclient 4.1 does that a watcher must know (each found on real servers):

* `idle_check` polls the socket, but a line may already lie in imaplib's read buffer, where poll()
  cannot see it: `announcements` reads first and never polls.
* `idle_check` swallows the end of the connection and returns an empty list at once; only
  `idle_done` or another command tells. Nothing here loops over `idle_check`.
* `idle` raises when the server says something between IDLE and its "+"; that is allowed.
* An EXISTS that comes with the answer to another command is kept by imaplib and never repeated by
  IDLE: ask `new_mail_announced` before going to sleep.
* `login` reports a lost connection as LoginError.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
    ProtocolError,
)

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.errors import LoginRefused, MailbotError, Refused, ServerUnreachable

#: Response codes of what is over by itself, whatever was asked for (RFC 5530 section 3).
PASSING_CODES = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]")
#: Likewise of a refused login; of a FETCH, a server's bug may be one broken mail, for ever.
TEMPORARY_CODES = (*PASSING_CODES, "[SERVERBUG]")


class ImapConnection(IMAPClient):  # type: ignore[misc]  # imapclient is untyped
    """An IMAPClient that can be watched without missing an announcement."""

    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> list[int]:
        return [sock.fileno()]  # never wait here: `announcements` reads what there is

    _select_poll_socket = _poll_socket

    def idle(self) -> None:
        """Enter IDLE (RFC 2177), tolerating untagged responses before the "+"."""
        imap = self._imap
        self._idle_tag = imap._command("IDLE")
        while imap._get_response() is not None:
            if imap.tagged_commands[self._idle_tag] is not None:
                typ, data = imap.tagged_commands.pop(self._idle_tag)
                raise IMAPClientError(f"IDLE failed: {typ} {data!r}")

    def announcements(self) -> list[Any]:
        """Return what the server has announced in IDLE so far, without waiting."""
        return list(self.idle_check(timeout=0))

    def new_mail_announced(self) -> bool:
        """Tell, once, whether an EXISTS came along with the answers since the last call."""
        return any(data is not None for data in self._imap.response("EXISTS")[1])

    def wait_for_news(self, wake: socket.socket, seconds: float) -> bool:
        """IDLE for up to `seconds` or until `wake` becomes readable; tell whether anything was announced.

        Raises an imaplib abort or OSError when the connection turns out to be dead at the end.
        """
        self.idle()
        news = self.new_mail_announced() or bool(self.announcements())
        if not news:
            wait_readable((self.socket(), wake), seconds)
            news = bool(self.announcements())
        _text, late = self.idle_done()
        return news or bool(late) or self.new_mail_announced()

    def cut(self) -> None:
        """End the connection from any thread, at once; a call that waits for the server fails."""
        with contextlib.suppress(OSError, AttributeError):
            self._imap.sock.shutdown(socket.SHUT_RDWR)


def wait_readable(sockets: tuple[socket.socket, ...], seconds: float) -> bool:
    """Wait until one of the sockets has something to read; tell whether that happened in time."""
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def connect(address: ServerAddress, login: Login, *, connect_seconds: float, answer_seconds: float) -> ImapConnection:
    """Connect, protect the line and log in.

    Raises ServerUnreachable, LoginRefused, ConfigurationError.
    """
    with translated(address, "connecting"):
        connection = ImapConnection(
            address.host,
            port=address.port,
            ssl=address.tls is TlsMode.IMPLICIT,
            ssl_context=address.tls_context() if address.tls is TlsMode.IMPLICIT else None,
            timeout=SocketTimeout(connect=connect_seconds, read=answer_seconds),
        )
    try:
        connection.normalise_times = False
        connection._imap.debug = 0  # imapclient sets 5: every line of every mail into the debug log
        connection.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if address.tls is TlsMode.STARTTLS:
            _start_tls(connection, address)
        _log_in(connection, address, login)
    except BaseException:
        close(connection)
        raise
    return connection


def close(connection: ImapConnection) -> None:
    """Give the socket back; the server sees a closed connection, which IMAP allows at any time."""
    with contextlib.suppress(OSError, IMAPClientError):
        connection.shutdown()


def _start_tls(connection: ImapConnection, address: ServerAddress) -> None:
    try:
        with translated(address, "starting TLS"):
            connection.starttls(address.tls_context())
    except Refused as error:
        raise ServerUnreachable(
            f"The IMAP server {address} does not start TLS: {error.__cause__}.",
            hint="If it wants TLS from the first byte, set tls = 'implicit' (port 993).",
        ) from error


def _log_in(connection: ImapConnection, address: ServerAddress, login: Login) -> None:
    try:
        with translated(address, "logging in", login_error=False):
            if login.token_source is not None:
                _token_login(connection, login.user, login.token_source.access_token())
            else:
                _password_login(connection, login.user, login.read_password())
            connection.capabilities()  # what is offered may differ after the login
    except LoginError as error:
        raise _login_failure(address, login, error) from error


def _token_login(connection: ImapConnection, user: str, token: str) -> None:
    """OAUTHBEARER (RFC 7628) where offered, else XOAUTH2 as Google and Microsoft speak it."""
    if connection.has_capability("AUTH=OAUTHBEARER") and not connection.has_capability("AUTH=XOAUTH2"):
        connection.oauthbearer_login(user, token)
    else:
        connection.oauth2_login(user, token)


def _password_login(connection: ImapConnection, user: str, password: str) -> None:
    if (user + password).isascii() and not connection.has_capability("LOGINDISABLED"):
        connection.login(user, password)
    else:  # LOGIN knows ASCII only; AUTHENTICATE PLAIN carries UTF-8 (RFC 4616)
        connection.plain_login(user, password)


def _login_failure(address: ServerAddress, login: Login, error: LoginError) -> LoginRefused | ServerUnreachable:
    words = spoken(error)
    if isinstance(error.__context__, IMAPClientAbortError):
        return ServerUnreachable(f"The IMAP server {address} closed the connection during the login: {words}.")
    if any(code in words for code in TEMPORARY_CODES):
        return ServerUnreachable(f"The IMAP server {address} takes no login at the moment: {words}.")
    what = "access token" if login.token_source is not None else "password"
    return LoginRefused(
        f"The IMAP server {address} refuses the login of {login.user}: {words}.",
        hint=f"Check user name and {what}; with two-factor login an app password or OAuth2 is needed.",
    )


@contextlib.contextmanager
def translated(address: ServerAddress, doing: str, *, login_error: bool = True) -> Iterator[None]:
    """Turn the errors of imapclient, imaplib, ssl and the socket into ours.

    Raises ServerUnreachable (lost, silent, unverified, nonsense) or Refused (the server said NO).
    With `login_error=False` a LoginError passes through.
    """
    try:
        yield
    except MailbotError:
        raise  # ours already; several of them are OSErrors too
    except ssl.SSLCertVerificationError as error:
        raise ServerUnreachable(
            f"The certificate of the IMAP server {address} does not hold: {error.verify_message}.",
            hint="If it comes from an authority of your own, set ca_file; check that the host name is the one in it.",
        ) from error
    except TimeoutError as error:
        raise ServerUnreachable(f"The IMAP server {address} did not answer in time while {doing}.") from error
    except IMAPClientReadOnlyError as error:  # to imaplib an abort, but the connection is fine
        raise Refused(f"The IMAP server {address} lets us only read ({doing}): {spoken(error)}.") from error
    except (IMAPClientAbortError, ProtocolError, OSError, EOFError) as error:
        raise ServerUnreachable(f"The IMAP server {address} was lost while {doing}: {spoken(error)}.") from error
    except LoginError as error:
        if not login_error:
            raise
        raise Refused(f"The IMAP server {address} refused {doing}: {spoken(error)}.") from error
    except CapabilityError as error:
        raise Refused(f"The IMAP server {address} cannot do that ({doing}): {spoken(error)}.") from error
    except IMAPClientError as error:
        if "got more than" in str(error):  # imaplib gave up in the middle of a line: the rest is still to come
            raise ServerUnreachable(f"The IMAP server {address} sent an endless line while {doing}.") from error
        raise Refused(f"The IMAP server {address} refused {doing}: {spoken(error)}.") from error


def spoken(error: BaseException) -> str:
    """Return the server's words in an imaplib error, on one printable line of at most 300 characters."""
    words = error.args[0] if error.args else str(error)
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(error)
    text = re.sub(r"\bb(['\"])(.*?)\1", r"\2", text)  # imaplib puts the repr of bytes into its errors
    return "".join(c if c.isprintable() else " " for c in text)[:300].strip().rstrip(".") or type(error).__name__
