"""The doctor's sentences: what was found and what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.doctor_checks import (
    check_clock,
    check_folders,
    check_imap,
    check_secret_files,
    check_smtp,
    compare_clock,
)
from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.smtp import SmtpTransport
from tests.servers.embedded import Embedded
from tests.servers.process import free_port
from tests.servers.token_server import TokenServer

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def mailbox(port: int, user: str, password: str) -> ImapMailbox:
    address = ServerAddress(host="127.0.0.1", port=port, tls=TlsMode.PLAIN)
    return ImapMailbox(name="support", address=address, login=Login(user=user, password=password))


async def test_a_mailbox_in_order(embedded: Embedded) -> None:
    box = mailbox(embedded.imap_port, embedded.new_user(), embedded.password)
    checks = [await check_imap(box), *await check_folders(box)]
    assert all(check.ok and not check.what_to_do for check in checks)
    assert "IDLE" in checks[0].sentence and "'Sent'" in checks[1].sentence
    await box.close()


async def test_a_wrong_password_says_what_to_do(embedded: Embedded) -> None:
    box = mailbox(embedded.imap_port, embedded.new_user(), "wrong")
    check = await check_imap(box)
    assert not check.ok and "refuses the login" in check.sentence and "password" in check.what_to_do
    await box.close()


async def test_sending(embedded: Embedded) -> None:
    def transport(port: int) -> SmtpTransport:
        return SmtpTransport(address=ServerAddress(host="127.0.0.1", port=port, tls=TlsMode.PLAIN))

    assert (await check_smtp(transport(embedded.smtp_port))).ok
    away = await check_smtp(transport(free_port()))
    assert not away.ok and "cannot be used" in away.sentence and away.what_to_do


@pytest.mark.parametrize(
    ("off", "ok", "word"), [(0, True, ""), (59, True, "ahead"), (61, False, "ahead"), (-300, False, "behind")]
)
def test_clock(off: int, ok: bool, word: str) -> None:
    check = compare_clock(NOW, NOW + timedelta(seconds=off))
    assert check.ok is ok and word in check.sentence and bool(check.what_to_do) is not ok


async def test_the_clock_is_compared_with_a_web_server() -> None:
    with TokenServer() as server:
        assert (await check_clock(server.url)).ok
        late = await check_clock(server.url, now=lambda: datetime.now(UTC) - timedelta(hours=1))
    assert not late.ok and "behind" in late.sentence
    for url in (f"http://127.0.0.1:{free_port()}/", "file:///etc/passwd"):
        unknown = await check_clock(url)
        assert unknown.ok and "not compared" in unknown.sentence


def test_secret_files(tmp_path: Path) -> None:
    private, public = tmp_path / "private", tmp_path / "public"
    for path, mode in ((private, 0o600), (public, 0o644)):
        path.write_text("secret")
        path.chmod(mode)
    ours, open_to_all, missing = check_secret_files([private, public, tmp_path / "missing"])
    assert ours.ok
    assert not open_to_all.ok and "0644" in open_to_all.sentence and "chmod 600" in open_to_all.what_to_do
    assert not missing.ok and "cannot be read" in missing.sentence
