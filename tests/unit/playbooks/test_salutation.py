"""How a letter opens: as a person writes to this customer, in the register of their mail."""

from __future__ import annotations

import pytest

from mailbot.triage.address import forms_of_address, greeting
from mailbot.triage.given_names import GENTLEMEN, LADIES
from tests.unit.playbooks.drafted import shipped

FORMAL_ES = "Estimados señores: les escribo por el pedido. Atentamente,"
FORMAL_PT = "Exmos. Senhores, com os melhores cumprimentos,"


@pytest.mark.parametrize(
    ("language", "name", "text", "opening"),
    [
        ("es", "Marta Ruiz Olmedo", FORMAL_ES, "Estimada señora Ruiz:"),
        ("es", "Marta Ruiz Olmedo", "hola, qué pasa con mi pedido", "Hola, Marta:"),
        ("es", "María José Pérez de la Cruz", FORMAL_ES, "Estimada señora Pérez:"),
        ("es", "Ana de la Cruz López", FORMAL_ES, "Estimada señora de la Cruz:"),
        ("es", "Julián Soto", FORMAL_ES, "Estimado señor Soto:"),
        ("es", "Sra. Ruiz", "no llega", "Estimada señora Ruiz:"),
        ("es", "Arantxa Etxeberria", FORMAL_ES, "Hola, Arantxa:"),  # a name that the table does not know
        ("es", "Lucía", FORMAL_ES, "Hola, Lucía:"),
        ("es", "Don Anselmo Gil", "no llega", "Hola, don Anselmo:"),
        ("es", "Dra. Paula Quiroga", "no llega", "Hola, Dra. Quiroga:"),
        ("fr", "Mme Odile Perrin", "", "Bonjour Madame Perrin,"),
        ("fr", "Hélène Lacombe", "", "Bonjour Madame Lacombe,"),
        ("fr", "Gaston de la Tour", "", "Bonjour Monsieur de la Tour,"),
        ("fr", "Dominique Aubry", "", "Bonjour Dominique Aubry,"),  # lady or gentleman: nobody knows
        ("fr", "Dr Samia Belkacem", "", "Bonjour Docteur Belkacem,"),
        ("fr", "Lucie", "", "Bonjour Lucie,"),
        ("pt", "Helena Lacerda", FORMAL_PT, "Cara Helena Lacerda,"),
        ("pt", "Rosana Mendes", "oi, cadê meu pedido", "Olá, Rosana,"),
        ("de", "Svenja Brandt", "", "Guten Tag Frau Brandt,"),
        ("de", "Hannes von der Heide", "", "Guten Tag Herr von der Heide,"),
        ("de", "Kim Vogel", "", "Guten Tag Kim Vogel,"),
        ("en", "Harriet Lyle", "Dear Sirs", "Dear Harriet Lyle,"),
    ],
)
def test_a_letter_opens_as_a_person_writes_it(language: str, name: str, text: str, opening: str) -> None:
    assert greeting(name, shipped().phrases[language], {"addr": "", "me": "", "we": ""}, text) == opening


@pytest.mark.parametrize("language", sorted(LADIES))
def test_no_name_is_a_ladys_and_a_gentlemans(language: str) -> None:
    assert not LADIES[language] & GENTLEMEN[language]


@pytest.mark.parametrize(
    ("name", "addressed"),
    [
        ("Đinh Công Tráng", "anh"),
        ("Nguyễn Thu Trang", "chị"),
        ("Nguyen Thu Trang", "chị"),  # typed without marks
        ("Trần Văn Lộc", "anh"),
        ("Lê Gia An", "quý khách"),
    ],
)
def test_a_vietnamese_name_is_read_with_its_marks(name: str, addressed: str) -> None:
    assert forms_of_address("vi", name, "")["addr"] == addressed


def test_a_japanese_family_name_that_ends_like_a_department_is_a_name() -> None:
    assert greeting("岡部 美穂", shipped().phrases["ja"], {}) == "岡部様"
