"""What a reply may say that happened: words that only company makes telling, and kinds that only drafts speak of."""

from __future__ import annotations

import pytest

from mailbot.model.heat import Category
from mailbot.triage.problem import FURTHER_CATEGORY_OF, choose_kind
from mailbot.triage.trouble import find_troubles

#: (language, category of the mail, kind to speak of, mail)
TOLD = [
    ("en", Category.DELIVERY, "late", "Order 71-B was booked for the 14th with a tail-lift. It came on the 16th without one."),
    ("en", Category.ACCOUNT, "no_document", "I left in June. I never got the written confirmation that it has ended."),
    ("en", Category.ACCOUNT, "wrong_data", "The card shows the old name, the tax letter shows both."),
    ("en", Category.ACCOUNT, "disclosed", "You gave my new address to him because he passed security."),
    ("en", Category.REFUND, "refund_pending", "WHERE is my money. livid."),
    ("en", Category.BILLING, "wrong_amount", "You charged me for two bags of coal and I had the one. 14 euro over."),
    ("de", Category.DELIVERY, "late", "Die Griffe waren für den 8. zugesagt. Gekommen sind sie am 19., und alle für rechts."),
    ("de", Category.BILLING, "wrong_amount", "Was nicht stimmt, ist die letzte Rechnung: 71,40 statt 17,40."),
    ("de", Category.ACCOUNT, "no_document", "Gekündigt habe ich im Mai. Eine Bestätigung habe ich bis heute nicht."),
    ("de", Category.ACCOUNT, "disclosed", "wer hat euch erlaubt meine nummer dem vermieter zu geben??"),
    ("de", Category.SERVICE, "missed_visit", "Bis 13 Uhr gewartet, gekommen ist keiner, abgesagt hat auch keiner."),
    ("fr", Category.BILLING, "wrong_amount", "Vous avez compté douze verres au prix de la carafe : 312 € au lieu de 78."),
    ("fr", Category.REFUND, "refund_pending", "Les 130 € ne sont pas revenus, on est le 9 du mois suivant."),
    ("fr", Category.ACCOUNT, "wrong_data", "Le courrier porte encore mon ancien nom, la carte le nouveau."),
    ("en", Category.QUALITY, "poor_quality", "The girl was rude, whatever. What I mind is the soup, it was cold."),
    ("de", Category.STAFF, "staff", "Die Rechnung war falsch, sei's drum. Aber er hat mich ausgelacht."),
    ("fr", Category.DELIVERY, "refund_pending", "Colis cassé, tout ça c'est du passé. Les 89 € ne sont toujours pas là."),
    ("fr", Category.QUALITY, "defective", "On a ouvert avec votre four, le soir même il a lâché."),
]  # fmt: skip

#: (language, kind that the words do not name, mail)
NOT_TOLD = [
    ("en", "staff", "I never missed a payment, never rang up shouting."),
    ("de", "blocked", "Der Spielplatz ist fertig und abgesperrt."),
    ("fr", "defective", "La mairie a planté des cerisiers devant chez moi."),
    ("fr", "wrong_item", "Vous avez laissé le lave-linge dans le hall au lieu de le monter."),
    ("en", "staff", "Your help line was pleasant, the girl even laughed with me. I'm not laughing now."),
    ("de", "wrong_item", "Mein Klavier steht in einer Halle statt in meinem Wohnzimmer."),
    ("fr", "defective", "Il a fait du bon travail, la chasse d'eau ne fuit plus."),
    ("en", "not_delivered", "I never got the written confirmation and the portal still says active."),
    ("en", "missed_visit", "The engineer was late, then he was snotty. Now I have no hot water."),
    ("en", "not_as_booked", "It has been dusk in my bedroom since March because of your scaffold."),
    ("en", "staff", "The waiter said it was extra and the bill had seven dollars more."),
    ("en", "late", "The engineer was late and the invoice was late: I can live with that."),
    ("de", "not_as_booked", "Der Zähler weist laut Foto 2.094 aus, abgerechnet sind 1.812."),
    ("de", "refund_pending", "Ich möchte eine neue Tür, keine Gutschrift."),
    ("de", "poor_quality", "Dreimal alles eingegeben, dreimal Sitzung abgelaufen."),
    ("de", "not_delivered", "Das Geld ist nicht gekommen, neunter Tag."),
    ("fr", "defective", "Je vis seule, dans 38 m², avec une douche et une plante."),
    ("fr", "not_as_booked", "La fenêtre de la chambre de ma fille ne ferme pas."),
    ("fr", "missed_visit", "On l'a baptisée dimanche dans un body avec un lapin."),
    ("fr", "not_delivered", "La veste, je vous l'ai rendue ; les 89 € ne sont toujours pas là."),
]


@pytest.mark.parametrize(("language", "category", "kind", "text"), TOLD)
def test_the_reply_speaks_of_this_trouble(language: str, category: Category, kind: str, text: str) -> None:
    told = [(problem.kind, problem.confidence) for problem in find_troubles(text, language=language)]
    assert choose_kind(told, category) == kind, told


@pytest.mark.parametrize(("language", "kind", "text"), NOT_TOLD)
def test_a_word_that_is_often_something_else_tells_nothing(language: str, kind: str, text: str) -> None:
    assert kind not in {problem.kind for problem in find_troubles(text, language=language)}


@pytest.mark.parametrize(
    ("kind", "category", "spoken"),
    [
        ("outage", Category.BILLING, "billing"),
        ("cancellation", Category.REFUND, "refund"),
        ("no_answer", Category.QUALITY, "quality"),
        ("wrong_amount", Category.DELIVERY, "wrong_amount"),
        ("no_answer", Category.OTHER, "no_answer"),
    ],
)
def test_a_kind_of_another_category_speaks_only_where_it_may(kind: str, category: Category, spoken: str) -> None:
    assert choose_kind([(kind, 0.8)], category) == spoken


def test_no_kind_of_the_drafts_is_without_a_category() -> None:
    assert all(FURTHER_CATEGORY_OF.values())
