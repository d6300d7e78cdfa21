"""The one gate for automatic mail, and the delivery reports behind it."""

from __future__ import annotations

import pytest

from mailbot.intake.storm import storm_key
from mailbot.mail.parse import parse
from mailbot.model.message import Automatic, Verdict

PERSON = b"From: Ann Lee <ann@example.org>\r\nTo: help@desk.example\r\nSubject: My kettle\r\n"
TEXT = b"\r\n\r\nThe kettle leaks. Please tell me what happens now.\r\n"


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        (b"Auto-Submitted: auto-generated", Automatic.ROBOT),
        (b"Auto-Submitted: auto-replied; owner-email=x", Automatic.AUTO_REPLY),
        (b"X-Autoreply: yes", Automatic.AUTO_REPLY),
        (b"X-Autorespond: vacation", Automatic.AUTO_REPLY),
        (b"Precedence: bulk", Automatic.LIST),
        (b"Precedence: auto_reply", Automatic.AUTO_REPLY),
        (b"List-Id: <kettles.example.org>", Automatic.LIST),
        (b"List-Unsubscribe: <mailto:x@example.org>", Automatic.LIST),
        (b"Return-Path: <>", Automatic.AUTO_REPLY),
        (b"X-Auto-Response-Suppress: All", Automatic.ROBOT),
        (b"X-Spam-Flag: YES", Automatic.SPAM),
        (b"X-Spam-Status: Yes, score=12.1 required=5.0", Automatic.SPAM),
        (b"X-Spamd-Result: default: False [17.0 / 15.0]; R_SPF", Automatic.SPAM),
        (b"X-Rspamd-Action: add header", Automatic.SPAM),
        (b"Content-Type: text/calendar; method=REPLY", Automatic.CALENDAR),
        (b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b", Automatic.AUTO_REPLY),
    ],
)  # fmt: skip
def test_headers_give_machines_away(header: bytes, automatic: Automatic) -> None:
    message = parse(PERSON + header + TEXT)
    assert message.automatic is automatic
    assert message.automatic_reason


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: no",
        b"X-Spam-Status: No, score=-1.0 required=5.0",
        b"X-Spamd-Result: default: False [3.1 / 15.0]",
        b"X-Rspamd-Action: no action",
        b"Return-Path: <ann@example.org>",
        b"Precedence: normal",
        b"Importance: high",
        b"Reply-To: <ann@home.example>",
    ],
)
def test_headers_of_people_pass(header: bytes) -> None:
    assert parse(PERSON + header + TEXT).automatic is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Re: Your order",
            "I am out of the office until 3 April with no access to email. For urgent matters contact Sam.",
        ),
        ("Automatic reply: Your order", "Thanks, I will read it later."),
        ("Re: pedido", "Estaré fuera de la oficina hasta el 3 de abril. Si es urgente, diríjase a Ana."),
        ("Réponse automatique : commande", "Je suis absente jusqu'au 3 avril."),
        ("Re: commande", "Je suis absent du bureau jusqu'au 3 avril. En cas d'urgence, veuillez contacter Paul."),
        ("Re: pedido", "Estou de férias até 3 de abril e não verei os e-mails. Assuntos urgentes: falar com a Rita."),
        ("Re: Bestellung", "Ich bin bis zum 3. April im Urlaub. In dringenden Fällen wenden Sie sich an Frau Maier."),
        ("Abwesenheitsnotiz: Bestellung", "Danke."),
        ("Re: đơn hàng", "Tôi đang nghỉ phép đến hết ngày 3/4. Việc gấp xin liên hệ chị Hoa."),
        ("Trả lời tự động: đơn hàng", "Tôi sẽ đọc sau."),
        ("Re: ご注文", "4月3日まで休暇をいただいております。お急ぎの方は田中までご連絡ください。"),
        ("自動返信: ご注文", "後ほど確認いたします。"),
        ("Ticket 4711", "This is an automatically generated message. Please do not reply to this email."),
        ("Ihre Anfrage", "Diese E-Mail wurde automatisch erstellt. Bitte antworten Sie nicht auf diese Nachricht."),
    ],
)
def test_notes_without_any_header_in_seven_languages(subject: str, text: str) -> None:
    raw = f"From: ann@example.org\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
    assert parse(raw).automatic in (Automatic.VACATION, Automatic.AUTO_REPLY, Automatic.ROBOT)


@pytest.mark.parametrize(
    "text",
    [
        "I was out of the office when the courier came, and he left the parcel in the rain. I want my money back.",
        "Ich war im Urlaub und fand danach ein leeres Paket vor der Tür. Bitte rufen Sie mich an.",
        "Je suis rentré de vacances et la chaudière ne marche plus. C'est urgent !",
        "Estoy de vacaciones y el hotel no es el de las fotos. Quiero una solución hoy.",
        "Your automatic reply told me nothing. I asked a question and want an answer from a person.",
        "休暇中に届くはずの荷物がまだ届きません。返金してください。",
        "Em férias reservei um carro que não existia. Exijo o reembolso.",
        "Tôi đi công tác về thì hàng đã hỏng. Đề nghị hoàn tiền.",
    ],
)
def test_people_who_speak_of_absence_or_robots_pass(text: str) -> None:
    raw = f"From: ann@example.org\r\nSubject: Complaint\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
    message = parse(raw)
    assert message.automatic is None, message.automatic_reason


@pytest.mark.parametrize(
    "local",
    [
        "no-reply",
        "noreply",
        "MAILER-DAEMON",
        "do_not_reply",
        "bounces+12-ann=x",
        "nepasrepondre",
        "mailman",
        "notifications",
    ],
)
def test_senders_that_nobody_reads(local: str) -> None:
    assert parse(f"From: <{local}@example.org>\r\nSubject: hi\r\n\r\nhello".encode()).automatic is Automatic.ROBOT


def test_a_contact_form_names_the_person_in_reply_to() -> None:
    raw = b"From: <no-reply@shop.example>\r\nReply-To: Ann <ann@example.org>\r\nSubject: Contact form\r\n\r\nThe kettle leaks."
    assert parse(raw).automatic is None


def test_our_own_mails_come_first() -> None:
    raw = b"From: Help <HELP@desk.example>\r\nAuto-Submitted: auto-replied\r\n\r\nhi"
    message = parse(raw, own_addresses=frozenset({"help@desk.example"}))
    assert message.automatic is Automatic.OWN


DSN = (
    b"From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    b"Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n user\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours.1@desk.example>\r\nSubject: Re: kettle\r\n\r\nDear Ann\r\n--b--\r\n"
)


def test_a_delivery_report_is_read() -> None:
    message = parse(DSN)
    assert message.automatic is Automatic.BOUNCE
    bounce = message.bounce
    assert bounce is not None and bounce.hard
    assert (bounce.original_message_id, bounce.recipient, bounce.status, bounce.action) == (
        "<ours.1@desk.example>",
        "ann@example.org",
        "5.1.1",
        "failed",
    )
    assert bounce.diagnostic == "smtp; 550 5.1.1 no such user"
    assert message.new_text == "Your mail could not be delivered."


@pytest.mark.parametrize(("status", "hard"), [(b"4.4.1", False), (b"5.2.2", True)])
def test_soft_and_hard_reports(status: bytes, hard: bool) -> None:
    bounce = parse(DSN.replace(b"5.1.1", status).replace(b"Action: failed", b"Action: delayed")).bounce
    assert bounce is not None and bounce.hard is hard


def test_a_report_without_machine_readable_part() -> None:
    raw = (
        b"From: Mail Delivery System <Mailer-Daemon@mx.example>\r\nSubject: Mail delivery failed: returning message to sender\r\nX-Failed-Recipients: ann@example.org\r\n\r\n"
        b"A message could not be delivered. This is a permanent error.\r\n\r\n  ann@example.org\r\n    550 5.7.1 rejected\r\n\r\nMessage-ID: <ours.2@desk.example>\r\n"
    )
    bounce = parse(raw).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.status, bounce.original_message_id) == (
        "ann@example.org",
        "5.7.1",
        "<ours.2@desk.example>",
    )


def test_a_customer_who_speaks_of_delivery_failure_sends_no_report() -> None:
    raw = b"From: ann@example.org\r\nSubject: Delivery failed again\r\n\r\nThe parcel could not be delivered, your driver says. Undeliverable? I was home.\r\n"
    message = parse(raw)
    assert message.bounce is None and message.automatic is None


def test_repeated_mails_of_one_robot_share_a_key() -> None:
    assert storm_key("A@x.org", "Re: Ticket 4711 [2 March]") == storm_key("a@x.org", "RE: AW: ticket 4712 [3 March]")
    assert storm_key("a@x.org", "Ticket") != storm_key("b@x.org", "Ticket")


GROUP = b"List-ID: <help.desk.example>\r\nList-Post: <mailto:help@desk.example>\r\nPrecedence: list\r\nMailing-list: list help@desk.example; contact x\r\n"


def test_an_inbox_that_is_fed_through_our_own_group_gets_its_mail() -> None:
    own = frozenset({"help@desk.example"})
    assert parse(GROUP + PERSON + TEXT, own_addresses=own).automatic is None
    assert parse(GROUP + PERSON + TEXT, own_addresses=frozenset({"other@desk.example"})).automatic is Automatic.LIST


def test_the_author_behind_our_own_group_address_is_found_and_unverified() -> None:
    raw = (
        b"Authentication-Results: mx; dmarc=pass header.from=desk.example\r\n"
        + GROUP
        + (
            b"From: 'Ann Lee' via Help <help@desk.example>\r\nX-Original-From: Ann Lee <ann@example.org>\r\nSubject: x"
            + TEXT
        )
    )
    message = parse(raw, own_addresses=frozenset({"help@desk.example"}), authserv_ids=frozenset({"mx"}))
    assert message.sender.email == "ann@example.org" and message.automatic is None
    assert message.authentication is Verdict.UNVERIFIED


def test_a_contact_form_sent_by_a_mailing_service_is_no_newsletter() -> None:
    form = (
        b"From: <forms@sender.example>\r\nReply-To: Ann <ann@example.org>\r\nFeedback-ID: 1:sender\r\nSubject: Contact"
        + TEXT
    )
    assert parse(form).automatic is None
    news = (
        b"From: News <news@sender.example>\r\nReply-To: <hello@sender.example>\r\nFeedback-ID: 1:sender\r\nSubject: News"
        + TEXT
    )
    assert parse(news).automatic is Automatic.LIST
