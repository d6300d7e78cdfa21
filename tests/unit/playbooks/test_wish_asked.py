"""A wish is what a sentence asks for: not what was done, turned down or said by the way."""

from __future__ import annotations

import pytest

from mailbot.triage.wish import find_wishes

ASKED = [
    ("en", "refund", "i just want my £65 back like u said id get"),
    ("en", "correction", "14 euro over. Take it off please."),
    ("en", "replacement", "Three weeks old. Send a belt?"),
    ("en", "delivery", "I need the remaining two by Wednesday, on the right vehicle."),
    ("en", "written_answer", "Please put it to ended and send me a paper by Friday."),
    ("en", "explanation", "Why were we moved, and who decided it?"),
    ("de", "refund", "dann gebt mir jetzt bitte auch die 189 euro dazu"),
    ("de", "replacement", "Ich möchte eine neue Tür, keine Gutschrift."),
    ("de", "written_answer", "Ich brauche das Blatt Papier, auf dem das steht."),
    ("de", "explanation", "Ich will wissen, wer das war."),
    ("de", "correction", "Könnten Sie die beiden Nummern bitte sauber trennen?"),
    ("fr", "correction", "Je vous saurais gré d'ôter cette ligne de 64 € avant l'échéance."),
    ("fr", "refund", "rendez le trop pris et remettez le bon prix"),
    ("fr", "delivery", "Ma viande est chez la voisine. Livrez, s'il vous plaît."),
    ("fr", "explanation", "Je ne vous demande plus quand. Je vous demande qui."),
]
NOT_ASKED = [
    ("en", "explanation", "I've explained this to three of your people already."),
    ("en", "explanation", "I have stood in a yard and explained to eleven men why they weren't paid."),
    ("en", "replacement", "Your engineer replaced a fuse."),
    ("en", "correction", "A correction has been issued. It does not mention the men."),
    ("en", "refund", "Refund came through already so that's not my issue."),
    ("en", "refund", "One doesn't ask for one's money back over a bad Hamlet."),
    ("de", "refund", "Ich möchte eine neue Tür, keine Gutschrift."),
    ("de", "delivery", "Die Front der nachgelieferten Schublade ist nicht dasselbe Weiß."),
    ("de", "cancellation", "Der Vertrag ist zum 31. August beendet, das haben Sie bestätigt."),
    ("de", "explanation", "Das Konto ist zu, wegen einer Prüfung, die keiner erklärt."),
    ("fr", "repair", "Il est reparti avec tout."),
    ("fr", "replacement", "La commande est arrivée avec un verre fêlé que vous avez remplacé, merci."),
    ("fr", "compensation", "Je ne veux pas de geste ni de points."),
    ("fr", "explanation", "Ma fille a demandé pourquoi on pleurait."),
]


@pytest.mark.parametrize(("language", "wish", "text"), ASKED)
def test_what_a_sentence_asks_for_is_a_wish(language: str, wish: str, text: str) -> None:
    assert wish in dict(find_wishes(text, language=language))


@pytest.mark.parametrize(("language", "wish", "text"), NOT_ASKED)
def test_what_was_done_or_turned_down_is_none(language: str, wish: str, text: str) -> None:
    assert wish not in dict(find_wishes(text, language=language))
