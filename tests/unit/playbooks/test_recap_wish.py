"""The recap's end: what is asked for, with its sum and its day, where the mail says so plainly; what identifies it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.draft_case import DraftCase
from mailbot.model.heat import Category
from mailbot.model.turn import Turn
from mailbot.triage.facts import extract
from mailbot.triage.recap import recap_slots
from tests.unit.playbooks.drafted import shipped

AT = datetime(2026, 11, 17, 9, tzinfo=timezone(timedelta(hours=1)))  # a Tuesday

#: (language, category, mail, recap)
RECAPS = [
    (
        "en",
        Category.DELIVERY,
        "Order 88-CRN-4 was booked for the 14th. It came on the 16th, short of two. I need the remaining two by Friday.",
        "your order 88-CRN-4 reached you late, and you would like it delivered by Friday 20 November",
    ),
    (
        "en",
        Category.REFUND,
        "sent the dress back 3 wks ago. i just want my £65 back like u said",
        "the refund of £65 for your dress has still not reached you",
    ),
    (
        "en",
        Category.QUALITY,
        "Our room at your hotel looked onto the bins, booking KT-48811, £1,240. We'd like half of it back.",
        "what you found was not what you had booked (booking KT-48811), and you would like part of the money back",
    ),
    (
        "en",
        Category.OUTAGE,
        "no hot water since Friday, hold music for an hour",
        "your hot water has been down since Friday 13 November",
    ),
    (
        "en",
        Category.QUALITY,
        "The lift of contract SL-20931 stopped halfway. I have explained it to your engineer.",
        "your device does not work as it should (contract SL-20931)",
    ),
    (
        "de",
        Category.QUALITY,
        "Am 3. November kam mein Schrank, Auftrag KW-20988, mit einer Schramme. Ich möchte eine neue Tür bis zum 30. November.",
        "Ihr Schrank (Bestellung KW-20988) kam beschädigt bei Ihnen an, und Sie bitten bis zum 30. November um Ersatz",
    ),
    (
        "de",
        Category.OUTAGE,
        "Die Heizung ist seit Sonntag kalt. 40 min Warteschleife. Eine Antwort habe ich bis heute nicht.",
        "Ihre Heizung ist ausgefallen, und das seit dem 15. November",
    ),
    (
        "fr",
        Category.BILLING,
        "Sur la facture n° FA-20188 figurent deux passages. Je vous saurais gré d'ôter cette ligne de 64 € avant le 1er décembre.",
        "le montant porté sur votre facture FA-20188 n'est pas celui que vous devez, et vous souhaitez une correction d'ici au 1er décembre",
    ),
    (
        "fr",
        Category.QUALITY,
        "La table bouge, la vis ne tient pas, un pied se détache.",
        "la qualité constatée pour votre table n'était pas celle que vous pouviez attendre",
    ),
    (
        "fr",
        Category.REFUND,
        "Ma fille a annulé son stage 15 jours avant le début. Les 130 € ne sont pas revenus.",
        "l'argent qui vous revient (130 €) ne vous est pas parvenu (votre message d'aujourd'hui)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "category", "text", "recap"), RECAPS)
def test_a_recap_is_about_this_mail(language: str, category: Category, text: str, recap: str) -> None:
    turn = Turn(text=text, sender_email="c@mail.example", at=AT)
    facts = extract([turn], language=language, zone=ZoneInfo("Europe/Paris"))
    case = DraftCase(now=AT, next_word=AT, follow_up=AT, mail_at=AT, mail_text=text, category=category)
    assert recap_slots(facts, case, shipped().phrases[language], {})["problem"] == recap


@pytest.mark.parametrize(
    ("language", "slot", "value", "text"),
    [
        ("de", "deadline", "2026-11-17", "Eine Bestätigung habe ich bis heute nicht."),
        ("en", "deadline", "2027-09-03", "I had paid it before 3 September."),
        ("fr", "date", "2026-11-16", "Vous pouvez m'appeler lundi après 18 h au 06 12 34 56 78."),
        ("fr", "duration", "P15D", "Elle a annulé 15 jours avant le début."),
        ("fr", "duration", "PT5M", "Le cours commence avec vingt-cinq minutes de retard."),
        ("en", "duration", "P14D", "It says 14 days on the site."),
        ("de", "duration", "P10D", "Im Shop steht 10 Tage, heute ist Tag 13."),
        ("en", "promised", "2026-11-11", "The compost was due Saturday and it's now Wednesday."),
    ],
)
def test_a_time_is_not_taken_for_another(language: str, slot: str, value: str, text: str) -> None:
    facts = extract([Turn(text=text, at=AT)], language=language, zone=ZoneInfo("Europe/Paris"))
    assert value not in {fact.value for fact in facts if fact.slot == slot}
