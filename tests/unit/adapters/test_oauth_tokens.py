"""OAuth2 tokens: renewed in time, rotated on disk in one step, never twice at once, warned about."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from mailbot.adapters.oauth import Google, Microsoft, RefreshingTokens, TokenFile, Tokens, token_source
from mailbot.bootstrap.mailboxes import consent_warning
from mailbot.config import Mailbox
from mailbot.errors import ConfigurationError, LoginRefused, ServerUnreachable
from tests.servers.process import free_port
from tests.servers.token_server import TokenServer

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> TokenFile:
    made = TokenFile(path=tmp_path / "token.json")
    made.write(Tokens(refresh_token="refresh-0"))
    return made


def google(server: TokenServer) -> Google:
    return Google(client_id="id", client_secret="secret", token_url=f"{server.url}/token")


class ToServer:
    """An HTTP client that sends Microsoft's addresses to our server."""

    def __init__(self, server: TokenServer) -> None:
        self._server = server

    def get(self, url: str, **options: Any) -> requests.Response:
        return requests.get(self._server.url, timeout=10)

    def post(self, url: str, data: Any = None, **options: Any) -> requests.Response:
        return requests.post(f"{self._server.url}/token", data=data, timeout=10)


def test_google_tokens_are_renewed_once_and_kept(server: TokenServer, file: TokenFile) -> None:
    source = RefreshingTokens(file, google(server))
    assert source.access_token() == "access-1" == source.access_token()
    assert server.refreshes == 1
    assert file.read().refresh_token == "refresh-1"
    assert RefreshingTokens(file, google(server)).access_token() == "access-1"  # another process finds it on disk


def test_an_access_token_near_its_end_is_renewed(server: TokenServer, file: TokenFile) -> None:
    server.expires_in = 240
    source = RefreshingTokens(file, google(server))
    assert [source.access_token(), source.access_token()] == ["access-1", "access-2"]
    assert file.read().refresh_token == "refresh-2"


def test_a_moment_without_a_zone_in_the_token_file_is_utc(server: TokenServer, file: TokenFile) -> None:
    file.path.write_text(
        '{"refresh_token": "refresh-0", "access_token": "old", "access_expires_at": "2026-03-01T12:30:00",'
        ' "refresh_expires_at": "2026-03-02T12:00:00"}'
    )
    source = RefreshingTokens(file, google(server), now=lambda: NOW)
    assert source.access_token() == "old"
    assert "ends on 2026-03-02 12:00 UTC" in (source.warning() or "")


def test_microsoft_tokens_rotate_and_their_end_is_known(server: TokenServer, file: TokenFile) -> None:
    provider = Microsoft(client_id="id", tenant="tenant", http_client=ToServer(server))
    source = RefreshingTokens(file, provider, now=lambda: NOW)
    assert source.access_token() == "access-1"
    kept = file.read()
    assert kept.refresh_token == "refresh-1"
    assert kept.refresh_expires_at == NOW + timedelta(days=90)


@pytest.mark.parametrize("who", ["google", "microsoft"])
def test_a_revoked_consent_is_a_refused_login(who: str, server: TokenServer, file: TokenFile) -> None:
    server.refuse = True
    provider: Any = (
        google(server) if who == "google" else Microsoft(client_id="id", tenant="tenant", http_client=ToServer(server))
    )
    with pytest.raises(LoginRefused, match="no access token any more") as caught:
        RefreshingTokens(file, provider).access_token()
    assert "mailbot init" in caught.value.hint
    assert file.read().refresh_token == "refresh-0"


@pytest.mark.parametrize("trouble", [(503, "unavailable"), (400, "temporarily_unavailable"), (400, "server_error")])
@pytest.mark.parametrize("who", ["google", "microsoft"])
def test_a_token_server_in_trouble_is_no_refused_login(
    who: str, trouble: tuple[int, str], server: TokenServer, file: TokenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _seconds: None)
    server.trouble = trouble
    provider: Any = (
        google(server) if who == "google" else Microsoft(client_id="id", tenant="tenant", http_client=ToServer(server))
    )
    with pytest.raises(ServerUnreachable):
        RefreshingTokens(file, provider).access_token()
    server.trouble = None
    assert RefreshingTokens(file, provider).access_token() == "access-1"


def test_a_token_server_of_microsoft_that_never_answers_is_not_waited_for_for_ever(file: TokenFile) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        authority = f"https://127.0.0.1:{deaf.getsockname()[1]}/"
        provider = Microsoft(client_id="id", tenant="tenant", authority=authority, seconds=0.05)
        source, caught = RefreshingTokens(file, provider), list[Exception]()

        def ask() -> None:
            try:
                source.access_token()
            except ServerUnreachable as error:
                caught.append(error)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(10)
    assert "Microsoft" in str(caught[0])


def test_a_token_server_that_is_away_is_unreachable(file: TokenFile) -> None:
    provider = Google(client_id="id", client_secret="secret", token_url=f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(ServerUnreachable, match="Google"):
        RefreshingTokens(file, provider).access_token()


def test_many_threads_refresh_once(server: TokenServer, file: TokenFile) -> None:
    sources = [RefreshingTokens(file, google(server)) for _ in range(6)]
    got: list[str] = []
    threads = [threading.Thread(target=lambda source=source: got.append(source.access_token())) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == ["access-1"] * 6 and server.refreshes == 1


def test_the_file_is_ours_alone_and_leaves_no_rest(file: TokenFile) -> None:
    file.write(Tokens(refresh_token="second"))
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in file.path.parent.iterdir()] == ["token.json"]


def test_a_failed_write_keeps_the_old_tokens(file: TokenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        file.write(Tokens(refresh_token="second"))
    assert file.read().refresh_token == "refresh-0"
    assert [path.name for path in file.path.parent.iterdir()] == ["token.json"]


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mailbot.adapters.oauth import Google, RefreshingTokens, TokenFile
file = TokenFile(path=Path(sys.argv[1]))
tokens = RefreshingTokens(file, Google(client_id="id", client_secret="secret", token_url=sys.argv[2]))
while True:
    tokens.access_token()
    print("renewed", flush=True)
"""


def test_killed_anywhere_while_tokens_rotate_the_file_is_whole_and_works(tmp_path: Path) -> None:
    """kill -9 between the server's answer, the write and the rename: old tokens or new ones, never half of them."""
    with RememberingServer() as server:
        server.expires_in = 0  # each call renews
        file = TokenFile(path=tmp_path / "token.json")
        file.write(Tokens(refresh_token="refresh-0"))
        for renewals in (1, 3):
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(file.path), f"{server.url}/token"], stdout=subprocess.PIPE
            )
            assert child.stdout is not None
            for _ in range(renewals):
                assert child.stdout.readline() == b"renewed\n"
            child.kill()
            child.wait()
            child.stdout.close()
            held = file.read()
            assert held.refresh_token.startswith("refresh-") and held.access_token.startswith("access-")
            assert RefreshingTokens(file, google(server)).access_token().startswith("access-")


class RememberingServer(TokenServer):
    """Takes the token before the newest too, as Microsoft does: an answer may have been lost on its way."""

    def answer(self, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Answer a refresh request."""
        if form.get("refresh_token") == [f"refresh-{self.refreshes - 1}"]:
            form = {**form, "refresh_token": [self.current]}
        return super().answer(form)


@pytest.mark.parametrize("content", ["", "[]", "{}", "nonsense", '{"refresh_token": "x", "access_expires_at": "soon"}'])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "token.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="cannot be used"):
        TokenFile(path=path).read()


def test_secrets_do_not_show_in_repr() -> None:
    shown = repr(Tokens(refresh_token="hush", access_token="hush")) + repr(Google(client_id="i", client_secret="hush"))
    assert "hush" not in shown


@dataclass
class NoProvider:
    """Must not be asked."""

    def refresh(self, tokens: Tokens, now: datetime) -> Tokens:
        raise AssertionError("asked")


@pytest.mark.parametrize(
    ("left", "words"),
    [(timedelta(days=30), None), (timedelta(days=3), "ends on 2026-03-04"), (-timedelta(days=1), "has ended on")],
)
def test_the_end_of_the_consent_is_announced_a_week_ahead(file: TokenFile, left: timedelta, words: str | None) -> None:
    file.write(replace(file.read(), refresh_expires_at=NOW + left))
    warning = RefreshingTokens(file, NoProvider(), now=lambda: NOW).warning()
    assert (words is None) == (warning is None)
    assert words is None or words in str(warning)


def test_the_running_program_is_told_of_the_end_of_the_consent(file: TokenFile) -> None:
    line = {"host": "mail.example", "port": 993, "auth": "xoauth2"}
    oauth = {"provider": "google", "client_id": "id", "client_secret": "s", "token_file": str(file.path)}
    settings = Mailbox.model_validate({"address": "a@mail.example", "imap": line, "smtp": line, "oauth": oauth})
    assert consent_warning(settings) == ""
    file.write(replace(file.read(), refresh_expires_at=datetime.now(UTC) + timedelta(days=3)))
    assert "The OAuth2 consent" in consent_warning(settings)
    file.path.write_text("{")
    assert "cannot be used" in consent_warning(settings)


def test_tokens_survive_the_way_to_disk_and_back(file: TokenFile) -> None:
    tokens = Tokens(refresh_token="r", access_token="a", access_expires_at=NOW, refresh_expires_at=NOW)
    file.write(tokens)
    assert file.read() == tokens
    assert set(json.loads(file.path.read_text())) == {
        "refresh_token", "access_token", "access_expires_at", "refresh_expires_at",
    }  # fmt: skip


def test_the_settings_choose_the_source(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-elsewhere\n")
    static = token_source(provider="static", user="me", client_id="", token_file=file)
    assert static.access_token() == "from-elsewhere"
    for provider in ("google", "microsoft"):
        with pytest.raises(ConfigurationError, match="client_id"):
            token_source(provider=provider, user="me", client_id="", token_file=file)
        assert token_source(provider=provider, user="me", client_id="id", token_file=file)
    with pytest.raises(ConfigurationError, match="'yahoo' is not known"):
        token_source(provider="yahoo", user="me", client_id="id", token_file=file)
