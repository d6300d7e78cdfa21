"""Webhooks leave signed, and only to the world."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from mailbot.adapters.hook_post import HookPost, signed
from mailbot.errors import UsageError
from tests.servers.hook_receiver import HookReceiver

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HERE = (ipaddress.ip_network("127.0.0.0/8"),)

#: Spellings of addresses that are not the world's, as attackers write them.
NOT_THE_WORLD = """127.0.0.1 127.1 127.0.1 0177.0.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 0 0.0.0.0 10.0.0.1
10.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 100.64.0.1 169.254.169.254 0xa9fea9fe 2852039166 224.0.0.1
255.255.255.255 198.18.0.1 192.0.2.1 [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:a9fe:a9fe]
[fe80::1] [fe80::1%25eth0] [fc00::1] [fd12:3456::1] [ff02::1] [2002:7f00:1::] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe]
[2001:0:7f00:1::]""".split()


@pytest.mark.parametrize("host", NOT_THE_WORLD)
def test_no_spelling_of_a_private_address_is_taken(host: str) -> None:
    with pytest.raises(UsageError, match=r"not on the public network|no web address"):
        HookPost().check(f"https://{host}/hooks")


@pytest.mark.parametrize(
    "url",
    ["", "example.com", "ftp://example.com/", "https://", "https:///x", "https://user:pw@example.com/", "file:///etc/passwd",
     "https://example.com:99999/", "https://example.com:0/", "https://exa mple.com\r\nX: y/", "http://example.com/", "https://[::1"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        HookPost().check(url)


def test_an_ordinary_address_is_taken_without_its_fragment() -> None:
    assert HookPost().check(" https://Example.com/a?b=c#d ") == "https://Example.com/a?b=c"
    assert HookPost().check("https://93.184.215.14/") == "https://93.184.215.14/"


def test_the_signature_is_the_one_of_the_standards_own_example() -> None:
    headers = signed(
        SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', datetime.fromtimestamp(1614265330, UTC)
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


async def test_a_telling_arrives_signed() -> None:
    async with HookReceiver(secret=SECRET) as receiver:
        answer = await HookPost(allowed=HERE).post(receiver.url, SECRET, "id-1", '{"é":1}', NOW)
        assert (answer.status, answer.error) == (204, None)
        assert receiver.genuine(0)
        assert receiver.heard[0][1] == '{"é":1}'


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    async with HookReceiver(302) as receiver:
        answer = await HookPost(allowed=HERE).post(receiver.url, SECRET, "id-1", "{}", NOW)
        assert answer.status == 302
        assert len(receiver.heard) == 1


async def test_without_leave_nothing_reaches_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with HookReceiver() as receiver:
        answered_by(monkeypatch, "127.0.0.1")
        for url in (receiver.url, f"https://receiver.example:{receiver.port}/", f"https://localhost:{receiver.port}/"):
            answer = await HookPost().post(url, SECRET, "id-1", "{}", NOW)
            assert answer.status is None and answer.error
        assert receiver.heard == []


async def test_a_name_that_answers_differently_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the connection goes to what was checked, and to nothing that is asked for again."""
    asked = answered_by(monkeypatch, "127.0.0.1", "10.9.9.9")
    async with HookReceiver(secret=SECRET) as receiver:
        url = f"http://receiver.example:{receiver.port}/hooks"
        answer = await HookPost(allowed=HERE).post(url, SECRET, "id-1", "{}", NOW)
        assert answer.status == 204
        assert receiver.heard[0][0]["host"].startswith("receiver.example")
        assert asked.count("receiver.example") == 1
        second = await HookPost(allowed=HERE).post(url, SECRET, "id-2", "{}", NOW)
        assert second.status is None and "not on the public network" in str(second.error)
        assert len(receiver.heard) == 1


async def test_a_name_with_one_bad_address_among_good_ones_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    answered_by(monkeypatch, "93.184.215.14 10.0.0.1")
    answer = await HookPost().post("https://receiver.example/", SECRET, "id-1", "{}", NOW)
    assert answer.error == "receiver.example leads to 10.0.0.1, which is not on the public network."


async def test_http_is_spoken_only_in_a_network_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    answered_by(monkeypatch, "93.184.215.14")
    answer = await HookPost(allowed=HERE).post("http://receiver.example/", SECRET, "id-1", "{}", NOW)
    assert answer.status is None and "receiver.example" in str(answer.error)


async def test_a_receiver_that_keeps_silent_or_is_not_there_is_a_sentence() -> None:
    silent = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    answer = await HookPost(allowed=HERE, seconds=0.2).post(f"http://127.0.0.1:{port}/", SECRET, "id", "{}", NOW)
    assert answer.error == "No answer within 0 seconds." and answer.error.code == "hook_slow"  # type: ignore[attr-defined]
    silent.close()
    gone = await HookPost(allowed=HERE, seconds=2).post(f"http://127.0.0.1:{port}/", SECRET, "id", "{}", NOW)
    assert gone.status is None and "cannot be reached" in str(gone.error)


def answered_by(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let names lead to these addresses in turn (the last one for ever); return the names that are asked for."""
    asked: list[str] = []
    left = [answer.split() for answer in answers]

    async def getaddrinfo(_loop: Any, host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(type(loop), "getaddrinfo", getaddrinfo)
    return asked
