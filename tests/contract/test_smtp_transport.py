"""Sending: what each answer, silence and broken line of an SMTP server comes to."""

from __future__ import annotations

import asyncio
import base64
import ssl
from pathlib import Path

import pytest

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.smtp import SmtpTimeouts, SmtpTransport
from mailbot.errors import LoginRefused, ServerUnreachable, StaleError
from mailbot.model.delivery import SendPhase, SendState
from tests.servers.certificates import write_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded
from tests.servers.ledger import Ledger, watching
from tests.servers.postfix import Postfix
from tests.servers.process import free_port
from tests.servers.scripted_smtp import CLOSE, SILENT, ScriptedSmtp

ME, ANNA, BEN = "support@example.test", "anna@example.test", "ben@example.test"
MAIL = (
    b"From: support@example.test\r\nSubject: Re: kettle\r\nMessage-ID: <r1@example.test>\r\n\r\nHello.\r\n.\r\n..x\r\n"
)
QUICK = SmtpTimeouts(connect=2.0, command=2.0, content=2.0, answer=0.5)


def transport(port: int, **options: object) -> SmtpTransport:
    address = ServerAddress(host="127.0.0.1", port=port, tls=TlsMode.PLAIN)
    return SmtpTransport(**{"address": address, "timeouts": QUICK, "helo_name": "desk.example.test", **options})  # type: ignore[arg-type]


async def test_accepted_with_queue_id_and_the_text_byte_for_byte() -> None:
    async with ScriptedSmtp() as server:
        outcome = await transport(server.port).send(MAIL, ME, (ANNA,))
    assert outcome.state is SendState.ACCEPTED and outcome.phase is SendPhase.ANSWER
    assert outcome.queue_id == "4XyZ12345" and outcome.code == 250 and outcome.accepted == (ANNA,)
    assert server.received == [MAIL]


@pytest.mark.parametrize(
    ("code", "state", "retry"),
    [("450 4.2.0 later", SendState.DEFERRED, True), ("550 5.1.1 no such user", SendState.REFUSED, False)],
)
@pytest.mark.parametrize("step", ["mail", "data", "dot"])
async def test_refusals_at_each_step(step: str, code: str, state: SendState, retry: bool) -> None:
    async with ScriptedSmtp(**{step: code}) as server:  # type: ignore[arg-type]
        outcome = await transport(server.port).send(MAIL, ME, (ANNA,))
    assert (outcome.state, outcome.may_retry, outcome.code) == (state, retry, int(code[:3]))
    assert outcome.accepted == () and code[4:] in outcome.reply


async def test_some_recipients_refused_are_named_and_the_rest_served() -> None:
    refusals = {ANNA: "450 4.2.1 busy", BEN: "550 5.1.1 unknown"}
    async with ScriptedSmtp(rcpt=refusals) as server:
        outcome = await transport(server.port).send(MAIL, ME, (ANNA, "carl@example.test", BEN))
    assert outcome.state is SendState.ACCEPTED and outcome.accepted == ("carl@example.test",)
    assert [(one.recipient, one.code, one.permanent) for one in outcome.refused] == [
        (ANNA, 450, False),
        (BEN, 550, True),
    ]
    assert outcome.retry_recipients == (ANNA,)


async def test_all_recipients_refused_is_worth_a_retry_if_one_is_temporary() -> None:
    async with ScriptedSmtp(rcpt={ANNA: "550 5.1.1 unknown", BEN: "451 4.7.1 greylisted"}) as server:
        outcome = await transport(server.port).send(MAIL, ME, (ANNA, BEN))
    assert outcome.state is SendState.DEFERRED and outcome.code == 451 and server.received == []


@pytest.mark.parametrize("end", [CLOSE, SILENT, "what?"])
async def test_no_answer_after_the_dot_is_unknown_and_never_retried(end: str) -> None:
    async with ScriptedSmtp(dot=end) as server:
        outcome = await transport(server.port).send(MAIL, ME, (ANNA,))
    assert outcome.state is SendState.UNKNOWN and outcome.phase is SendPhase.ANSWER
    assert not outcome.may_retry and outcome.accepted == (ANNA,)
    assert server.received == [MAIL]  # the server has it: a second attempt would be a second copy


async def test_a_line_that_breaks_before_the_dot_is_no_mail() -> None:
    large = (b"x" * 998 + b"\r\n") * 20_000  # more than the sockets' buffers hold
    async with ScriptedSmtp(close_in_text=True) as server:
        outcome = await transport(server.port).send(MAIL + large, ME, (ANNA,))
    assert outcome.state is SendState.DEFERRED and outcome.phase is SendPhase.CONTENT
    assert server.received == []


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "data"])
@pytest.mark.parametrize("how", [CLOSE, SILENT])
async def test_lost_or_silent_before_the_text_is_deferred(step: str, how: str) -> None:
    async with ScriptedSmtp(**{step: how}) as server:  # type: ignore[arg-type]
        quick = SmtpTimeouts(connect=0.3, command=0.3, content=2.0, answer=0.5)
        outcome = await transport(server.port, timeouts=quick).send(MAIL, ME, (ANNA,))
    assert outcome.state is SendState.DEFERRED
    assert outcome.phase in (SendPhase.CONNECT, SendPhase.ENVELOPE)


async def test_nobody_listening_is_deferred_with_a_sentence() -> None:
    outcome = await transport(free_port()).send(MAIL, ME, (ANNA,))
    assert outcome.state is SendState.DEFERRED and "cannot be used" in outcome.reply


async def test_each_phase_is_announced_before_it_begins() -> None:
    seen: list[tuple[SendPhase, int]] = []
    async with ScriptedSmtp() as server:

        async def reached(phase: SendPhase) -> None:
            seen.append((phase, len(server.received)))

        await transport(server.port).send(MAIL, ME, (ANNA,), reached=reached)
    assert seen == [(phase, 0) for phase in SendPhase]


@pytest.mark.parametrize("phase", list(SendPhase))
async def test_losing_the_right_to_send_stops_before_the_phase(phase: SendPhase) -> None:
    async def reached(now: SendPhase) -> None:
        if now is phase:
            raise StaleError("Another worker has it.")

    async with ScriptedSmtp() as server:
        with pytest.raises(StaleError):
            await transport(server.port).send(MAIL, ME, (ANNA,), reached=reached)
    assert server.received == []


async def test_cancelled_before_the_dot_sends_nothing() -> None:
    waiting = asyncio.Event()

    async def reached(phase: SendPhase) -> None:
        if phase is SendPhase.ANSWER:
            waiting.set()
            await asyncio.Event().wait()

    async with ScriptedSmtp() as server:
        task = asyncio.create_task(transport(server.port).send(MAIL, ME, (ANNA,), reached=reached))
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert server.received == []


@pytest.mark.parametrize("bad", ["a@b\r\nRCPT TO:<evil@x.test>", "two@x.test,three@x.test <", "no-at-sign", "<a@b.c>"])
async def test_an_address_that_is_none_never_reaches_the_server(bad: str) -> None:
    async with ScriptedSmtp() as server:
        outcome = await transport(server.port).send(MAIL, ME, (bad,))
    assert outcome.state is SendState.REFUSED and server.commands == []


async def test_no_recipients_at_all_is_refused() -> None:
    assert (await transport(free_port()).send(MAIL, ME, ())).state is SendState.REFUSED


async def test_the_null_return_path_is_allowed() -> None:
    async with ScriptedSmtp() as server:
        await transport(server.port).send(MAIL, "", (ANNA,))
    assert any(line.startswith("MAIL FROM:<>") for line in server.commands)


async def test_non_ascii_addresses_need_smtputf8() -> None:
    async with ScriptedSmtp() as able, ScriptedSmtp(ehlo="250 old") as unable:
        there = await transport(able.port).send(MAIL, ME, ("jürgen@example.test",))
        not_there = await transport(unable.port).send(MAIL, ME, ("jürgen@example.test",))
    assert there.state is SendState.ACCEPTED and any("SMTPUTF8" in line for line in able.commands)
    assert not_there.state is SendState.REFUSED


async def test_a_wrong_password_defers_and_check_says_so() -> None:
    login = Login(user=ME, password="wrong")
    ehlo = "250-scripted\r\n250 AUTH PLAIN"
    async with ScriptedSmtp(ehlo=ehlo, auth="535 5.7.8 bad credentials") as server:
        outcome = await transport(server.port, login=login).send(MAIL, ME, (ANNA,))
        with pytest.raises(LoginRefused, match=r"535 5\.7\.8 bad credentials"):
            await transport(server.port, login=login).check()
    assert outcome.state is SendState.DEFERRED and "refuses the login" in outcome.reply


async def test_a_password_file_is_read_at_each_login(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("first\n")
    login = Login(user=ME, password_file=secret)
    async with ScriptedSmtp(ehlo="250-scripted\r\n250 AUTH PLAIN") as server:
        await transport(server.port, login=login).check()
        secret.write_text("second\n")
        await transport(server.port, login=login).check()
    sent = [base64.b64decode(line.split()[-1]) for line in server.commands if line.startswith("AUTH")]
    assert [one.split(b"\0")[-1] for one in sent] == [b"first", b"second"]


async def test_a_signature_stands_above_the_mail() -> None:
    async with ScriptedSmtp() as server:
        await transport(server.port, sign=lambda mail: b"DKIM-Signature: v=1\r\n" + mail).send(MAIL, ME, (ANNA,))
    assert server.received == [b"DKIM-Signature: v=1\r\n" + MAIL]


async def test_the_embedded_server_takes_and_refuses(embedded: Embedded) -> None:
    anna = embedded.new_user("anna")
    outcome = await transport(embedded.smtp_port).send(MAIL, ME, (anna, "gone@example.test"))
    assert outcome.state is SendState.ACCEPTED and outcome.queue_id
    assert [one.code for one in outcome.refused] == [550]
    assert embedded.mails(anna) == [b"Return-Path: <support@example.test>\r\n" + MAIL]


@pytest.mark.postfix
@pytest.mark.dovecot
async def test_postfix_delivers_over_verified_starttls(postfix: Postfix, dovecot: Dovecot) -> None:
    anna = dovecot.new_user("anna")
    address = ServerAddress(host="localhost", port=postfix.port, tls=TlsMode.STARTTLS, ca_file=postfix.ca_file)
    outcome = await transport(0, address=address).send(MAIL, ME, (anna, "full@example.test", "gone@example.test"))
    assert outcome.state is SendState.ACCEPTED and outcome.queue_id
    assert [(one.code, one.permanent) for one in outcome.refused] == [(452, False), (550, True)]
    ledger = Ledger()
    inbox = ServerAddress(host="127.0.0.1", port=dovecot.imap_port, tls=TlsMode.PLAIN)
    login = Login(user=anna, password=dovecot.password)
    async with watching(ImapMailbox(name="anna", address=inbox, login=login), ledger):
        await ledger.count(1)
    assert b"Subject: Re: kettle" in ledger.mails[0].raw


@pytest.mark.postfix
async def test_postfix_refuses_a_mail_that_is_too_large(postfix: Postfix) -> None:
    outcome = await transport(postfix.port).send(MAIL + b"x" * 70 + b"\r\n" * 1_500_000, ME, (ANNA,))
    assert outcome.state is SendState.REFUSED and outcome.code == 552


@pytest.mark.postfix
@pytest.mark.parametrize(
    ("recipient", "state"), [("temp@example.test", SendState.DEFERRED), ("spam@example.test", SendState.REFUSED)]
)
async def test_postfix_refusals(postfix: Postfix, recipient: str, state: SendState) -> None:
    assert (await transport(postfix.port).send(MAIL, ME, (recipient,))).state is state


@pytest.mark.postfix
async def test_a_certificate_that_does_not_hold_is_named(postfix: Postfix) -> None:
    unknown = ServerAddress(host="localhost", port=postfix.port, tls=TlsMode.STARTTLS)
    with pytest.raises(ServerUnreachable, match="certificate of the SMTP server") as caught:
        await transport(0, address=unknown).check()
    assert "ca_file" in caught.value.sentence()


async def test_starttls_is_never_skipped() -> None:
    async with ScriptedSmtp() as server:
        address = ServerAddress(host="localhost", port=server.port, tls=TlsMode.STARTTLS)
        outcome = await transport(0, address=address).send(MAIL, ME, (ANNA,))
    assert outcome.state is SendState.DEFERRED and not any(line.startswith("MAIL") for line in server.commands)


async def test_tls_from_the_first_byte_is_verified(tmp_path: Path) -> None:
    ca_file = write_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    async with ScriptedSmtp(tls=tls) as server:
        known = ServerAddress(host="localhost", port=server.port, ca_file=ca_file)
        assert (await transport(0, address=known).send(MAIL, ME, (ANNA,))).state is SendState.ACCEPTED
        unknown = ServerAddress(host="localhost", port=server.port)
        refused = await transport(0, address=unknown).send(MAIL, ME, (ANNA,))
    assert refused.state is SendState.DEFERRED and "certificate" in refused.reply
    assert server.received == [MAIL]


class Source:
    """A token source for one fixed token."""

    def access_token(self) -> str:
        return "token-1"


async def test_oauth2_logs_in_with_xoauth2() -> None:
    login = Login(user=ME, token_source=Source())
    async with ScriptedSmtp(ehlo="250-scripted\r\n250 AUTH XOAUTH2") as server:
        outcome = await transport(server.port, login=login).send(MAIL, ME, (ANNA,))
    assert outcome.state is SendState.ACCEPTED
    said = next(line.split()[-1] for line in server.commands if line.startswith("AUTH XOAUTH2"))
    assert base64.b64decode(said) == b"user=support@example.test\x01auth=Bearer token-1\x01\x01"


async def test_a_login_that_is_refused_for_the_moment_is_no_wrong_password() -> None:
    login = Login(user=ME, password="right")
    async with ScriptedSmtp(ehlo="250-scripted\r\n250 AUTH PLAIN", auth="454 4.7.0 try later") as server:
        with pytest.raises(ServerUnreachable, match="no login at the moment"):
            await transport(server.port, login=login).check()
