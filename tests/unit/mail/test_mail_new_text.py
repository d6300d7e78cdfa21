"""What the customer newly wrote: attributions, headers, signatures and footers of many clients and languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.body import new_text_of, split_body
from mailbot.mail.html import render
from mailbot.mail.lines import joined, plain_lines
from mailbot.model.message import Address

OWN = "The kettle arrived with a dent and no lid.\nPlease tell me what happens now."

ATTRIBUTIONS = (
    "On Tue, Mar 1, 2016 at 6:02 PM Shop <shop@example.org> wrote:",
    "On Mar 1, 2016, at 6:02 PM, \"Doe, John\" <j@example.com> wrote:",
    "Le mar. 1 mars 2016 à 18:02, Jean Dupont\n<jean@example.fr> a écrit :",
    "El mar., 1 mar. 2016 a las 18:02, Juan (<juan@example.es>) escribió:",
    "Em ter, 1 de mar de 2016 às 18:02, Ana <ana@example.pt> escreveu:",
    "Am Di., 1. März 2016 um 18:02 Uhr schrieb Max <\nmax@example.de>:",
    "Am 01.03.2016 um 18:02 schrieb Max Muster:",
    "Vào Th 3, 1 thg 3, 2016 vào lúc 18:02 Hùng <h@example.vn> đã viết:",
    "2016年3月1日(火) 18:02 田中 太郎 <t@example.jp>:",
    "2016/03/01 18:02、田中 <t@example.jp>のメール:",
    "Il giorno mar 1 mar 2016 alle ore 18:02 Gino <g@example.it> ha scritto:",
    "Op di 1 mrt. 2016 om 18:02 schreef Jan <j@example.nl>:",
    "Den 1 mars 2016 18:02 skrev Sven <s@example.se>:",
    "W dniu 1 marca 2016 18:02 użytkownik Jan <j@example.pl> napisał:",
    "1 марта 2016 г. в 18:02, Иван <i@example.ru> написал(а):",
    "在 2016年3月1日，下午6:02，王 <w@example.cn> 写道：",
    "2016년 3월 1일 (화) 오후 6:02, 김 <k@example.kr>님이 작성:",
    "Quoting John Doe <j@example.com>:",
)  # fmt: skip

HEADERS = (
    "From: A <a@example.com>\nSent: Tuesday, March 1, 2016 6:02 PM\nTo: B\nSubject: Hi",
    "*From:* A [mailto:a@example.com]\n*Sent:* Tuesday\n*To:* b@example.com\n*Subject:* Hi",
    "De : A <a@example.fr>\nEnvoyé : mardi 1 mars 2016 18:02\nÀ : B\nObjet : Hi",
    "De: A\nEnviado el: martes, 1 de marzo de 2016 18:02\nPara: B\nAsunto: Hi",
    "De: A\nEnviada em: 1 de março de 2016\nPara: B\nAssunto: Hi",
    "Von: A <a@example.de>\nGesendet: Dienstag, 1. März 2016 18:02\nAn: B\nBetreff: Hi",
    "Từ: A\nĐã gửi: 1 tháng 3\nTới: B\nChủ đề: Hi",
    "差出人: A\n送信日時: 2016年3月1日\n宛先: B\n件名: Hi",
    "Da: A\nInviato: martedì 1 marzo 2016 18:02\nA: B\nOggetto: Hi",
    "Od: A\nWysłano: wtorek, 1 marca 2016\nDo: B\nTemat: Hi",
)

CLOSINGS = (
    "Best regards,\nJohn Doe\nCEO, ACME Inc.",
    "Cordialement\n\nJean Dupont\nDirecteur\n01 23 45 67 89",
    "Mit freundlichem Gruß i.A. Max Muster",
    "LG Max",
    "Un saludo,\nJuan",
    "Com os melhores cumprimentos,\nAna Silva",
    "Trân trọng,\nHùng",
    "よろしくお願いいたします。\n田中",
    "-- \nJohn\nanything at all. Even a sentence that is long enough to be one of a letter.",
    "--\nJohn Doe\n+1 555 123 4567",
    "-John",
    "Sent from my iPhone",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Von meinem iPhone gesendet",
    "Gửi từ iPhone của tôi",
    "iPhoneから送信",
    "Get Outlook for iOS",
    "This e-mail is confidential and intended only for the addressee. If you received it in error, delete it and inform the sender.",
    "Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.\nwww.avast.com",
    "________________________________\nkettle-lovers mailing list\nhttp://lists.example.org/kettle",
)

HTML = {
    "gmail": '<div dir="ltr">A dent.<div><br></div><div>No lid.</div><br><div>-- <br><div class="gmail_signature">Ann Lee</div></div></div><br>'
    '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 9:10 AM Shop &lt;s@x.org&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote">Dear Ann</blockquote></div>',
    "gmail interleaved": '<div class="gmail_quote"><div class="gmail_attr">On Mon, Mar 2, 2026 at 9:10 AM Shop &lt;s@x.org&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote">What is wrong?</blockquote><div>A dent.</div><blockquote class="gmail_quote">Anything else?</blockquote><div>No lid.</div></div>',
    "outlook desktop": '<div class=WordSection1><p class=MsoNormal>A dent.</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>No lid.</p>'
    '<p class=MsoNormal>Kind regards,</p><p class=MsoNormal>Ann Lee</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
    "<p class=MsoNormal><b>From:</b> Shop<br><b>Sent:</b> Monday<br><b>To:</b> Ann<br><b>Subject:</b> Your order</p></div></div><p class=MsoNormal>Dear Ann</p></div>",
    "outlook on the web": '<div>A dent.</div><div>No lid.</div><div id="Signature"><div>Ann Lee</div></div><div id="appendonsend"></div><hr>'
    '<div id="divRplyFwdMsg"><b>Von:</b> Shop<br><b>Gesendet:</b> Montag</div><div>Dear Ann</div>',
    "outlook mobile": '<div>A dent.</div><div>No lid.</div><div id="ms-outlook-mobile-signature">Get Outlook for iOS</div><hr><div id="divRplyFwdMsg"><b>From:</b> x</div><div>old</div>',
    "apple": 'A dent.<div>No lid.<br><div id="AppleMailSignature">Sent from my iPhone</div><div><br><blockquote type="cite">On 2 Mar 2026, at 09:10, Shop &lt;s@x.org&gt; wrote:<br></blockquote></div><blockquote type="cite">Dear Ann</blockquote></div>',
    "thunderbird, bottom": '<div class="moz-cite-prefix">On 02.03.26 09:10, Shop wrote:<br></div><blockquote type="cite">Dear Ann</blockquote><p>A dent.</p><p>No lid.</p>',
    "yahoo": '<div>A dent.</div><div>No lid.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, March 2, 2026, 09:10:00 AM GMT+1, Shop &lt;s@x.org&gt; wrote:</div><div>Dear Ann</div></div>',
    "indented, not quoted": '<div>A dent.</div><blockquote style="margin:0 0 0 40px;border:none">No lid.</blockquote>',
    "hidden parts": '<script>x()</script><style>p{}</style><div style="display:none">preview</div><table><tr><td>A dent.</td></tr><tr><td>No lid.</td></tr></table>',
}  # fmt: skip


def same(first: str, second: str) -> bool:
    return first.split() == second.split()


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_attributions_in_many_languages_end_the_new_text(attribution: str) -> None:
    assert same(new_text_of(f"{OWN}\n\n{attribution}\n\n> old\n> words\n"), OWN)
    assert same(new_text_of(f"{OWN}\n\n{attribution}\n\nold words without marks\n"), OWN)
    assert same(new_text_of(f"{attribution}\n> old\n> words\n\n{OWN}"), OWN)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("rule", ["", "_" * 32 + "\n", "-----Original Message-----\n"])
def test_reply_headers_end_the_new_text(header: str, rule: str) -> None:
    assert same(new_text_of(f"{OWN}\n\n{rule}{header}\n\nold words\n"), OWN)


@pytest.mark.parametrize("closing", CLOSINGS)
def test_closings_are_no_text(closing: str) -> None:
    assert same(new_text_of(f"{OWN}\n\n{closing}"), OWN)
    assert same(new_text_of(f"{OWN}\n\n{closing}\n\nOn 1 Mar 2016, at 18:02, A <a@example.com> wrote:\n\n> old"), OWN)


@pytest.mark.parametrize("client", HTML)
def test_html_of_the_usual_clients(client: str) -> None:
    assert same(split_body(render(HTML[client])).new_text, "A dent. No lid.")


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday you wrote: we will call. Nobody called.",
        "From: Lisbon\nTo: Porto\nDate: 5 March\n\nThat is the train that never came.",
        "I wrote to you three times:\n- on Monday\n- on Tuesday\n- today",
        "Sent from my desk, is much easier than my mobile phone.",
        "Thanks for nothing.",
        "Your colleague said that it is confidential. Why?",
        "Best regards to the driver, who carried it up four floors, but the box was empty.",
        "Hello\n\nRefund",
        "Thanks,\nJohn",
    ],
)  # fmt: skip
def test_the_writers_own_words_stay(text: str) -> None:
    assert same(new_text_of(text), text)


def test_a_postscript_below_the_name_is_text() -> None:
    text = new_text_of(f"{OWN}\n\nBest regards,\nAnn Lee\n\nPS: The box was wet, too.")
    assert same(text, f"{OWN} PS: The box was wet, too.")


def test_the_senders_name_below_the_text_is_a_signature() -> None:
    body = split_body(
        plain_lines("where is my kettle\n\nann\n0412 345 670"), sender=Address(name="Ann Lee", email="a@x.org")
    )
    assert body.new_text == "where is my kettle"
    assert body.signature == "ann\n0412 345 670"


def test_most_of_a_mail_vanished_is_said() -> None:
    assert split_body(plain_lines("No.\n\n" + "> quoted words of ours\n" * 10)).mostly_quoted
    assert not split_body(plain_lines(OWN)).mostly_quoted


def test_a_bare_forward_has_no_words_of_its_own() -> None:
    forward = "From: A <a@example.com>\nSent: Monday\nTo: B\nSubject: Hi\n\nold words"
    assert split_body(plain_lines(forward), subject="Fwd: Hi").new_text == ""
    assert "old words" in split_body(plain_lines(forward), subject="Hi").new_text


@settings(deadline=None)
@given(st.lists(st.sampled_from([*OWN.split("\n"), "", "> q", ">> q", "-- ", "Regards,", "Ann Lee", "On 1 Mar 2016, A <a@b.co> wrote:",
                                 "From: a@b.co", "Subject: x", "-----Original Message-----", "_____", "Sent from my iPhone", "x" * 300]), max_size=25))  # fmt: skip
def test_new_text_and_signature_are_made_of_lines_of_the_text(lines: list[str]) -> None:
    body = split_body(plain_lines("\n".join(lines)))
    have = {line.rstrip() for line in lines}
    assert {line for line in body.new_text.split("\n") if line} <= have
    assert {line.rstrip() for line in body.signature.split("\n") if line} <= have


@settings(deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_divided(text: str) -> None:
    lines = plain_lines(text)
    assert set("".join(split_body(lines).new_text.split())) <= set("".join(joined(lines).split()))


@settings(deadline=None)
@given(st.text(alphabet="<>/divpblockquotr =\"'&;abc!-\n", max_size=400))
def test_any_html_is_rendered(html: str) -> None:
    assert all("\n" not in line.text for line in render(html))
