"""The words behind a heat: the hottest sentence is marked, a rule's words are, what weighs nothing is not; the ledger quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from mailbot.console.evidence import fact_rows, ledger, marked_words
from mailbot.model.case import ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.model.heat import Band, Heat, Signal
from mailbot.model.message import Address
from mailbot.model.view import CaseView, MailView

TEXT = "Good day. This is a <disgrace>. I shall sue. I hope for a word."
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def signal(name: str, weight: float, words: str = "") -> Signal:
    start = TEXT.find(words)
    return Signal(name=name, weight=weight, evidence=(start, start + len(words)) if words else None, quote=words)


def view(*signals: Signal) -> tuple[CaseView, MailView]:
    message = ThreadMessage(
        id="1", position=0, inbound=True, at=AT, sender=Address(name="", email="p@x.example"), new_text=TEXT
    )
    case = Conversation(id="1", reference="MB-1", mailbox="support", customer_email="p@x.example", opened_at=AT)
    heat = Heat(value=sum(one.weight for one in signals), band=Band.LOW, signals=signals)
    mail = MailView(message=message)
    return CaseView(conversation=case, heat=heat, signal_messages=(0,) * len(signals), mails=(mail,)), mail


def words(*signals: Signal) -> str:
    return str(marked_words(*view(*signals), lambda _, name: name))


def test_the_hottest_sentence_is_marked_and_the_others_wait_for_a_look() -> None:
    shown = words(
        signal("model", -0.1, "Good day."),
        signal("model", 0.3, "This is a <disgrace>."),
        signal("model", 0.2, "I shall sue."),
    )
    assert '<mark title="model +30">This is a &lt;disgrace&gt;.</mark>' in shown and shown.count("<mark") == 1
    assert '<span title="model +20">I shall sue.</span>' in shown


def test_in_a_calm_mail_no_sentence_is_the_hottest() -> None:
    assert "<mark" not in words(signal("model", 0.05, "I shall sue."), signal("model", 0.04, "Good day."))


def test_a_rules_words_are_marked_unless_they_weigh_nothing() -> None:
    shown = words(signal("legal_threat", 0.2, "sue"), signal("waiting", 0.0005, "hope"))
    assert '<mark title="legal_threat +20">sue</mark>' in shown and shown.count("<mark") == 1


def test_the_ledger_quotes_what_heats_before_what_cools() -> None:
    rows, _ = view(signal("model", -0.4, "Good day."), signal("model", 0.3, "I shall sue."), signal("model", 0.5))
    [entry] = ledger(rows)
    assert entry.quotes == ("I shall sue.", "Good day.") and (entry.points, entry.without) == (40, 0)


def test_a_flag_without_words_says_so_and_one_with_words_does_not() -> None:
    rows, _ = view(signal("violence_threat", 0.03), signal("legal_threat", 0.02, "sue"), signal("model", 0.5))
    assert {entry.name: entry.wordless for entry in ledger(rows)} == {
        "violence_threat": True,
        "legal_threat": False,
        "model": False,
    }


def test_a_trouble_is_shown_with_its_whole_sentence_across_a_wrapped_line() -> None:
    case, _ = view()
    text = "Good day. I booked the room with the view and we were\ngiven one on the yard. I want an explanation."
    span = (text.index("I booked"), text.index("given") + 5)
    [mail] = case.mails
    mail = replace(mail, message=replace(mail.message, new_text=text))
    fact = {"slot": "problem", "value": "not_as_booked", "text": text[slice(*span)], "span": list(span), "message": 0}
    [row] = fact_rows(replace(case, mails=(mail,), facts=(fact,)))
    assert row["value"] == "I booked the room with the view and we were given one on the yard."
