"""Names as signed; a nickname is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.model.turn import Turn
from mailbot.triage.person_name import find_name, given_and_family, title_of

NAMES = [
    ("Janet Osei", "Many thanks,\nMrs J. Osei\nTel 0121 234 5611", "Mrs J. Osei"),
    ('"Deshpande, Anil"', "Yours faithfully,\n\nDr Anil Deshpande\nDirect line", "Dr Anil Deshpande"),
    ("tom", "Tom Ashton\n07401 998870", "Tom Ashton"),
    ("hayley moss", "hayley\n07400 812340\nSent from my iPhone", "Hayley Moss"),
    ("Declan Burke", "Declan Burke, Burke Joinery, Ennis\nM: 085 012 3980", "Declan Burke"),
    ("Iván Sala", "Saludos, Iván Sala", "Iván Sala"),
    ("salinas@example.mx", "Atentamente,\nLic. Arturo Salinas\nTel. 55 1234 5670", "Lic. Arturo Salinas"),
    ("Cordier, Hélène", "Me Hélène Cordier\nAvocate", "Me Hélène Cordier"),
    ("Nelson Prado", "Seu Nelson Prado\nfone 11 3003-4450", "Seu Nelson Prado"),
    ("T. Dũng", "T. Dũng", "T. Dũng"),
    ("藤田大輔", "工房ふじた\n藤田 大輔", "藤田 大輔"),
    ("Sanders, Ute", "Mit freundlichen Grüßen\nProf. Dr. Ute Sanders", "Prof. Dr. Ute Sanders"),
    ("Jonas Thie", "Gruß\n\nJonas Thie", "Jonas Thie"),
    ("Mairie de Saulx", "Bien cordialement\nOdile Marchetti\nSecrétaire de mairie", "Odile Marchetti"),
]


@pytest.mark.parametrize(("sender", "signature", "name"), NAMES)
def test_name_as_signed(sender: str, signature: str, name: str) -> None:
    found = find_name(Turn(text="", sender_name=sender, signature=signature))
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "sender", ["jule_k", "kenta99", "hung sg", "support@example.com", "", "Parcelo Customer Support"]
)
def test_a_nickname_is_no_name(sender: str) -> None:
    assert find_name(Turn(text="where is it", sender_name=sender)) is None


def test_machines_have_no_name() -> None:
    assert find_name(Turn(text="", sender_name="Grace Hall", automatic=True)) is None


def test_parts_of_a_name() -> None:
    assert given_and_family("Prof. Dr. Ute Sanders") == ("Ute", "Sanders")
    assert title_of("Prof. Dr. Ute Sanders") == "Prof. Dr."
    assert given_and_family("Ngân") == ("", "Ngân")


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=200))
def test_any_header_and_signature_are_read(sender: str, signature: str, text: str) -> None:
    found = find_name(Turn(text=text, sender_name=sender, signature=signature))
    assert found is None or found.value.strip()
