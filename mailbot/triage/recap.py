"""The recap: this complaint in our words, with what identifies it (GUIDANCE `no-recap`), never a pasted quote."""

from __future__ import annotations

import re
from datetime import datetime

from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Facts
from mailbot.model.heat import Category, Kind
from mailbot.model.phrases import Phrases
from mailbot.triage.problem import choose_kind
from mailbot.triage.product import FLOWING, SUPPLIES
from mailbot.triage.wording import fill, say_date, say_duration, say_money

#: Letters that numbers of a kind often begin with.
_PREFIXES = {
    **dict.fromkeys(("INV", "FA", "F", "RE", "NF", "FT", "HD", "RG"), "invoice"),
    **dict.fromkeys(("RES", "BKG"), "booking"),
    **dict.fromkeys(("AWB", "ENV", "PX"), "parcel"),
}
#: Kinds of trouble that happen to a thing; the others happen to a piece of business.
_OF_THINGS = frozenset(
    {
        "not_delivered",
        "delivered_elsewhere",
        "damaged",
        "wrong_item",
        "incomplete",
        "defective",
        "quality",
        "refund_pending",
        "late",
    }
)
#: What a kind of trouble is about when the customer names no number and no thing.
_USUAL: dict[str, str] = {
    "delivered_elsewhere": "parcel",
    "double_charge": "invoice",
    "wrong_amount": "invoice",
    "no_access": "account",
    "blocked": "account",
    "account": "account",
    "outage": "contract",
    "delivery": "order",
}
#: What failed where the customer names no supply: a lift and a till fail too.
_UNNAMED_SUPPLY = "supply"


def kind_of_trouble(facts: Facts, case: DraftCase) -> str:
    """Return the key of `[problems.…]` that the reply speaks of."""
    if case.kind is not Kind.COMPLAINT:
        return "inquiry"
    kinds = [(fact.value, fact.confidence) for fact in facts if fact.slot == "problem"]
    if case.category is Category.DELIVERY and facts.value("promised"):
        kinds.append(
            ("not_delivered", 0.5)
        )  # a delivery with a promised day that the customer writes about did not come
    return choose_kind(kinds, case.category)


def recap_slots(facts: Facts, case: DraftCase, phrases: Phrases, address: dict[str, str]) -> dict[str, str]:
    """Return the slots `problem` (a clause), `question` and `about` (the thing or piece of business)."""
    trouble = kind_of_trouble(facts, case)
    known = _details(facts, case, phrases, address)
    text = phrases.problems[trouble]
    problem = fill(text.clause, known)
    reference = known.get("ref", "")
    if reference and (facts.value("order_ref") or "") not in problem:
        problem = fill(phrases.join["identified"], {**known, "problem": problem})
    elif not reference and known.get("mail_date"):
        problem = fill(phrases.join["undated" + _when(case)], {**known, "problem": problem})
    about = (
        known["thing"]
        if reference or trouble in _OF_THINGS
        else fill(phrases.kinds["message"], known)
        if known.get("mail_date")
        else known["thing"]
    )
    return {"problem": problem.strip(), "question": fill(text.question, known), "about": about}


def _when(case: DraftCase) -> str:
    """Return the ending of the phrases for a mail of the very day."""
    same = case.mail_at and case.mail_at.date() == case.now.astimezone(case.mail_at.tzinfo).date()
    return "_today" if same else ""


def _details(facts: Facts, case: DraftCase, phrases: Phrases, address: dict[str, str]) -> dict[str, str]:
    known = dict(address)
    if case.mail_at:
        known["mail_date"] = say_date(case.mail_at, phrases)
    number, kind = facts.value("order_ref"), _kind_of_reference(facts, case)
    if number:
        known["ref"] = fill(phrases.refs[kind], {"ref": number})
        known["number"] = number
    promised, duration, amount = facts.value("promised"), facts.value("duration"), facts.value("amount")
    if promised:
        known["promised"] = say_date(datetime.fromisoformat(promised), phrases, form="for_day")
    if duration:
        known["duration"] = say_duration(duration, phrases)
    if amount:
        known["amount"] = say_money(amount, phrases)
    known["thing"] = _thing(facts, case, phrases, known)
    return known


def _kind_of_reference(facts: Facts, case: DraftCase) -> str:
    """Return what a number names; without a word of the customer's the category tells."""
    kind = facts.value("order_kind") or "other"
    if kind != "other":
        return kind
    letters = re.match(r"[A-Z]*", facts.value("order_ref") or "")
    shop = case.category in (Category.DELIVERY, Category.QUALITY, Category.REFUND)
    usual = "order" if shop or kind_of_trouble(facts, case) in _OF_THINGS else "other"
    return _PREFIXES.get(letters.group() if letters else "", usual)


def _thing(facts: Facts, case: DraftCase, phrases: Phrases, known: dict[str, str]) -> str:
    """Return what it is about: the named thing with its number, else the order, invoice or booking itself."""
    trouble = kind_of_trouble(facts, case)
    named = [fact.value for fact in facts if fact.slot == "product"]
    if trouble == "outage":
        named = [thing for thing in named if thing in SUPPLIES] or [_UNNAMED_SUPPLY]
    elif trouble not in _OF_THINGS:
        named = []
    elif trouble != "defective":
        named = [thing for thing in named if thing not in FLOWING]
    if named:
        thing = phrases.things[named[0]]
        return _with_reference(thing, known["ref"], phrases) if "ref" in known else thing
    usual = _USUAL.get(trouble, "order" if trouble in _OF_THINGS else "other")
    kind = _kind_of_reference(facts, case) if "number" in known else usual
    forms = phrases.kinds[kind].split("|")
    return "|".join(fill(form, known) for form in forms)


def _with_reference(thing: str, reference: str, phrases: Phrases) -> str:
    pattern = phrases.join["thing_ref"]
    return "|".join(pattern.replace("{thing}", form).replace("{ref}", reference) for form in thing.split("|"))
