"""The end of a recap: what the customer asks for and until when, said only where the mail says it plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.model.phrases import Phrases
from mailbot.triage.folding import fold
from mailbot.triage.wording import fill, listed, say_date, say_money

#: Confidence from which a wish is one that a sentence asks for.
_SURE = 0.75
#: A recap names no more wishes than a person would say in one breath.
_MOST = 2
#: Troubles whose clause says the wish already.
_SAID_BY = {
    "refund": frozenset({"refund_pending", "refund"}),
    "delivery": frozenset({"not_delivered"}),
    "repair": frozenset({"outage"}),
    "correction": frozenset({"wrong_data"}),
    "cancellation": frozenset({"cancellation"}),
    "written_answer": frozenset({"no_document"}),
}
#: Troubles to which a wish can be an answer; a wish that does not stand here answers any.
_THINGS = frozenset({"damaged", "wrong_item", "incomplete", "defective", "quality", "delivery", "other"})
_FITS = {
    "repair": _THINGS | {"missed_visit", "outage", "service"},
    "replacement": _THINGS | {"late", "not_delivered", "poor_quality", "refund_pending", "not_as_booked"},
    "delivery": _THINGS | {"not_delivered", "delivered_elsewhere", "late", "no_document"},
}
#: What the delivery asked for is where something came: (trouble) -> wish in words.
_GIVEN_AS = {"wrong_item": "replacement", "incomplete": "rest"}
#: How far from a wish its sum stands, in characters.
_NEAR = 90
_PART_NEAR = 24
_WRITTEN_NEAR = 22
_WRITTEN = re.compile(r"written|in writing|schriftlich|ecrit|por escrito|bang van ban|書面|文書")
#: Words that make what follows the second best, folded, and how far before the wish they are looked for, in characters.
_OR: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"\bor\b|\botherwise\b|failing that"),
    "de": re.compile(r"\b(?:oder|sonst|andernfalls|ansonsten)\b"),
    "fr": re.compile(r"\b(?:sinon|soit|ou (?:alors|bien|je|vous|on|le remb|un remb|la moitie|mes|\d))"),
    "es": re.compile(
        r"\bo (?:si no,? )?(?:que|quiero|me|exijo|el|la|los|las|mis?)\b|\bsi no\b|de lo contrario|\bsino\b"
    ),
    "pt": re.compile(r"\b(?:ou|senao|caso contrario)\b"),
    "vi": re.compile(r"khong thi|\bhai la\b|\bhoac\b|neu khong"),
    "ja": re.compile(r"か、|または|さもなければ|でなければ"),
}
_OR_FAR = 60
_PART = re.compile(
    r"\b(?:half|part|third|halfte|teil|anteil|moitie|partie|tiers|mitad|parte|metade|differenz|difference|trop[- ]?(?:pris|percu)|overcharge|zu viel)\b|mot phan|一部|半額"
)
_END = re.compile(r"[!?\n。！？]|[.](?=\s)")
#: What is named first where a customer asks for more than one thing.
_ORDER = (
    "refund", "replacement", "rest", "waiver", "delivery", "repair", "correction", "cancellation", "compensation",
    "written_apology", "written_answer", "explanation", "apology",
)  # fmt: skip


def with_wish(
    problem: str, trouble: str, facts: Facts, case: DraftCase, phrases: Phrases, known: Mapping[str, str]
) -> str:
    """Return a recap's clause with what is asked for behind it: "…, and you would like a replacement by 20 March"."""
    deadline = facts.value("deadline")
    told = {**known, "problem": problem}
    if deadline:
        told["deadline"] = say_date(datetime.fromisoformat(deadline), phrases, form="deadline")
    items = list(_items(trouble, facts, case, phrases))
    other = _money_otherwise(facts, case, phrases.language)
    if other is not None and trouble not in _SAID_BY["refund"]:
        amount = sum_near(other, facts, case)
        return fill(
            phrases.join["otherwise"],
            {**told, **({"amount": say_money(amount, phrases)} if amount else {"amount": ""})},
        )
    if items:
        return fill(phrases.join["wished"], {**told, "items": listed(items, phrases)})
    return fill(phrases.join["needed"], told) if deadline else problem


def _items(trouble: str, facts: Facts, case: DraftCase, phrases: Phrases) -> Iterator[str]:
    """Yield the wishes in the order of the mail, each in words."""
    asked = [
        fact for fact in facts if fact.slot == "wish" and fact.confidence >= _SURE and fact.value in phrases.wishes
    ]
    first: dict[str, Fact] = {}
    for fact in sorted(asked, key=lambda fact: (fact.message or 0, fact.span or (0, 0))):
        if trouble not in _FITS.get(fact.value, frozenset({trouble})):
            continue
        said = trouble in _SAID_BY.get(fact.value, ())
        if not said or (fact.value == "refund" and _only_a_part(fact, case)):
            first.setdefault(fact.value, fact)
    sorry = _written_apology(facts, case) if "written_apology" in phrases.wishes else None
    if sorry is not None:
        first.pop("written_answer", None)
        first["written_apology"] = sorry
    if _GIVEN_AS.get(trouble) in phrases.wishes and "delivery" in first:
        first.setdefault(_GIVEN_AS[trouble], first.pop("delivery"))
    if trouble == "penalty" and "waiver" in phrases.wishes:  # it is the penalty that is to go, not a contract
        first = {"waiver" if name in ("cancellation", "correction") else name: wish for name, wish in first.items()}
    if {"repair", "replacement"} <= set(first):
        first.pop("replacement")  # either will do
    for name, fact in sorted(first.items(), key=lambda one: _ORDER.index(one[0]))[:_MOST]:
        if name == "refund" and _only_a_part(fact, case):
            yield phrases.wishes["refund_part"]
            continue
        amount = sum_near(fact, facts, case) if name == "refund" else None
        yield fill(phrases.wishes[name], {"amount": say_money(amount, phrases)} if amount else {})


def _money_otherwise(facts: Facts, case: DraftCase, language: str) -> Fact | None:
    """Return the wish for money that is only the second best: "either it fits by Saturday or I want the £180 back"."""
    words = _OR.get(language)
    if words is None:
        return None
    for wish in facts:
        if wish.slot == "wish" and wish.value == "refund" and wish.confidence >= _SURE and wish.span is not None:
            start, end = wish.span
            text = fold(case.mail_text)
            sentence = max((match.end() for match in _END.finditer(text, 0, start)), default=0)
            if words.search(text[max(sentence, start - _OR_FAR) : end]):
                return wish
    return None


def _written_apology(facts: Facts, case: DraftCase) -> Fact | None:
    """Return the wish for an apology that is wanted in writing: "una disculpa por escrito"."""
    for wish in facts:
        if wish.slot == "wish" and wish.value == "apology" and wish.confidence >= _SURE and wish.span is not None:
            start, end = wish.span
            if _WRITTEN.search(fold(case.mail_text)[max(0, start - _WRITTEN_NEAR) : end + _WRITTEN_NEAR]):
                return wish
    return None


def wants_money(facts: Facts) -> bool:
    """Tell whether a sentence of the mail asks for money back."""
    return any(fact.slot == "wish" and fact.value == "refund" and fact.confidence >= _SURE for fact in facts)


def sum_near(wish: Fact, facts: Facts, case: DraftCase) -> str | None:
    """Return the sum that a wish is about: the nearest one beside it, none where only a part is asked for."""
    if wish.span is None:
        return None
    start, end = wish.span
    near = [
        (max(fact.span[0] - end, start - fact.span[1], 0), fact)
        for fact in facts
        if fact.slot == "amount" and fact.span is not None and fact.message == wish.message
    ]
    distance, nearest = min(near, key=lambda pair: pair[0], default=(_NEAR, None))
    if nearest is None or nearest.span is None or distance >= _NEAR:
        return None
    first, last = sorted((wish.span, nearest.span))
    return nearest.value if not _END.search(case.mail_text[first[1] : last[0]]) else None


def _only_a_part(wish: Fact, case: DraftCase) -> bool:
    if wish.span is None:
        return False
    start, end = wish.span
    around = fold(case.mail_text)[max(0, start - _PART_NEAR) : end + _PART_NEAR]
    return _PART.search(around or fold(wish.text or "")) is not None


def sum_of(trouble: str, facts: Facts, case: DraftCase) -> str | None:
    """Return the sum that a clause may name: the one asked back, else the only one of the mail.

    Of several nobody knows which one is meant, and where a part is asked back the whole would be untrue.
    """
    if trouble in _SAID_BY["refund"]:
        for wish in facts:
            if wish.slot == "wish" and wish.value == "refund":
                return None if _only_a_part(wish, case) else sum_near(wish, facts, case)
    sums = {fact.value for fact in facts if fact.slot == "amount"}
    return sums.pop() if len(sums) == 1 else None
