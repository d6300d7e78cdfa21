"""The customer's own number, in the plan of the country the evidence points to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.model.turn import Turn
from mailbot.triage.phone_number import FORBIDDEN, find_phones


def turn(
    text: str = "",
    *,
    signature: str = "",
    email: str = "ann@example.com",
    hours: float = 0,
    quoted: str = "",
    automatic: bool = False,
) -> Turn:
    at = datetime(2026, 3, 10, 10, 0, tzinfo=timezone(timedelta(hours=hours)))
    return Turn(text=text, signature=signature, sender_email=email, at=at, quoted=quoted, automatic=automatic)


OWN = [
    ("en", turn("Ring me on 020 7946 0018 please.", hours=0), "+442079460018"),
    ("en", turn(signature="Sean Byrne\nM: 087 123 4567", email="sean@example.ie"), "+353871234567"),
    ("en", turn(signature="Kylie\n0412 345 671", hours=11), "+61412345671"),
    ("en", turn(signature="(212) 555-0199", hours=-5), "+12125550199"),
    ("es", turn("llámenme al 55 1234 5670", hours=-6), "+525512345670"),
    ("es", turn(signature="Tel. 612 84 73 91", hours=1), "+34612847391"),
    ("fr", turn("joignable au 06 12 84 50 71", hours=1), "+33612845071"),
    ("fr", turn("rappelez moi au 0470 12 34 50", email="a@example.be", hours=1), "+32470123450"),
    ("pt", turn(signature="(11) 98765-4320", hours=-3), "+5511987654320"),
    ("pt", turn(signature="912 345 671", email="a@example.pt"), "+351912345671"),
    ("vi", turn("gọi lại cho tôi số 0912 345 670 nhé", hours=7), "+84912345670"),
    ("ja", turn(signature="TEL ０３－３２３４－５６７０", hours=9), "+81332345670"),
    ("de", turn(signature="0151 23456780", email="a@example.de", hours=1), "+4915123456780"),
    ("de", turn("0664 1234560, traut euch", email="a@example.at", hours=1), "+436641234560"),
    ("en", turn("I paid £64 for it.", signature="Priya Nair\n07700 900318", hours=1), "+447700900318"),
    ("en", turn("I paid £64 for it.", signature="Priya Nair\n07700 900318", hours=5.5), "+447700900318"),
    ("en", turn("₹4,500 was taken.", signature="A. Rao\n98450 12345", hours=1), "+919845012345"),
    ("en", turn(signature="T. Moss\n12 Mill Lane, Leeds LS1 4AP\n07700 900455", hours=1), "+447700900455"),
    ("de", turn("CHF 40 zu viel", signature="S. Frei\n079 555 01 23", hours=1), "+41795550123"),
    ("vi", turn(signature="Vũ Thị Lan\n0909 123 456", hours=7), "+84909123456"),
    ("ja", turn("電話番号は090-1234-5678です。", hours=9), "+819012345678"),
    ("en", turn("We are in Co. Mayo, ring me on 087 255 1234."), "+353872551234"),
    ("en", turn("Ring me on 0872551234.", signature="D. Walsh\n4 Mill Rd, Tralee V92 X2Y9"), "+353872551234"),
    ("en", turn("The parcel went to Dublin; call 086 255 1234."), "+353862551234"),
]

#: (language, turn, region of the house, number): a bare number in a mail that shows no country.
AT_HOME = [
    ("en", turn("Ring me on 087 255 1234."), "IE", "+353872551234"),
    ("de", turn("Rufen Sie mich an: 0664 1234560", hours=1), "AT", "+436641234560"),
    ("en", turn("Ring me on 07700 900318. It cost £12."), "IE", "+447700900318"),  # the mail shows more
    ("ja", turn("090-1234-5678までお電話ください"), "DE", "+819012345678"),  # no neighbour writes Japanese
]

COSTLY = [
    ("en", turn("call me on 0909 879 0012 and hold"), "+449098790012"),
    ("en", turn("Have him dial me at 1-900-555-0148.", hours=-5), "+19005550148"),
    ("fr", turn("Je ne suis joignable qu'au 08 99 70 12 30"), "+33899701230"),
    ("vi", turn("gọi 1900 123450 rồi giữ máy"), "+841900123450"),
    ("ja", turn("0990-2-00445 までお電話ください"), "+81990200445"),
    ("ja", turn("+882 16 0000 4471 へお電話ください"), "+8821600004471"),
    ("de", turn("Sie erreichen mich unter 0900 5 440 017"), "+499005440017"),
]

NOT_THEIRS = [
    ("en", turn("I rang your hotline 020 7946 0555 four times.")),
    ("en", turn("Call my colleague on 020 7946 0555.", automatic=True)),
    ("en", turn("I dialled 0800 555 0123 as you say.")),
    ("de", turn("Meine Kundennr. 7 030 118 kennen Sie.")),
    ("fr", turn("Il manque 425 000 francs dans la caisse.")),
    ("ja", turn("証券番号 5530-118-76 の件です。")),
    ("de", turn("Die Lampe (Bestellung 40-7731) ist da, aber kaputt.")),
    ("fr", turn("Il m'en reste 4. Compte 88-1203. Merci de corriger.")),
    ("de", turn("Falsches geliefert (Best. 553120). Bitte tauschen.")),
    (
        "en",
        turn(
            "As you wrote: 020 7946 0555.",
            quoted="As you wrote: 020 7946 0555. > Call 020 7946 0555 > or 020 7946 0555",
        ),
    ),
]


@pytest.mark.parametrize(("language", "given_turn", "number"), OWN)
def test_own_number_in_its_country(language: str, given_turn: Turn, number: str) -> None:
    best = find_phones(given_turn, language=language)[0]
    assert best.e164 == number
    assert best.kind not in FORBIDDEN


@pytest.mark.parametrize(("language", "given_turn", "home", "number"), AT_HOME)
def test_a_bare_number_is_read_at_home_where_the_mail_shows_no_country(
    language: str, given_turn: Turn, home: str, number: str
) -> None:
    best = find_phones(given_turn, language=language, home=home)[0]
    assert best.e164 == number
    assert best.kind not in FORBIDDEN


@pytest.mark.parametrize(("language", "given_turn", "number"), COSTLY)
def test_costly_number_is_reported_with_its_kind(language: str, given_turn: Turn, number: str) -> None:
    best = find_phones(given_turn, language=language)[0]
    assert best.e164 == number
    assert best.kind in FORBIDDEN


@pytest.mark.parametrize(("language", "given_turn"), NOT_THEIRS)
def test_other_peoples_numbers_are_left_alone(language: str, given_turn: Turn) -> None:
    assert find_phones(given_turn, language=language) == ()


@given(
    st.text(alphabet=st.sampled_from("0123456789+-() .\nabÀ電（）"), max_size=120),
    st.sampled_from(["en", "ja", "xx", "de"]),
)
def test_any_text_is_read(text: str, language: str) -> None:
    for found in find_phones(turn(text, signature=text), language=language):
        assert found.e164.startswith("+")
        assert found.span is None or 0 <= found.span[0] < found.span[1] <= len(text)
