"""The recap: this complaint in our words, with what identifies it (GUIDANCE `no-recap`), never a pasted quote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category, Kind
from mailbot.model.phrases import Phrases
from mailbot.triage.folding import fold
from mailbot.triage.mail_title import quotable
from mailbot.triage.problem import choose_kind
from mailbot.triage.product import FLOWING, INERT, SUPPLIES
from mailbot.triage.recap_wish import sum_of, wants_money, with_wish
from mailbot.triage.staff_harm import is_hard, victim
from mailbot.triage.topic import has_come, is_supposed, speaks_of, speaks_of_wares
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
#: Kinds of trouble that happened on a day, so that the day tells which one is meant.
_ON_A_DAY = frozenset(
    {
        "staff",
        "poor_quality",
        "missed_visit",
        "long_wait",
        "not_as_booked",
        "damaged",
        "late",
        "double_charge",
    }
)
#: Families of troubles of which a mail may tell two: what came of the goods, and what was taken for them.
_APART = (
    frozenset({"damaged", "wrong_item", "incomplete", "not_delivered"}),
    frozenset({"double_charge", "wrong_amount", "unwanted_charge", "penalty"}),
)
#: Words, folded, of papers that are somebody else's.
_ANOTHERS = re.compile(
    r"else|another|anderen|andern|fremden|herrn|frau|autre|inconnu|de otr[oa]|de outr[oa]|nguoi khac|別の|他の"
)
#: Confidence from which words tell a trouble plainly, also in a mail that ends in a question.
_PLAINLY = 0.6
#: Confidence of a day that lies behind for certain.
_SURE_DAY = 0.5
#: Confidence of a wish that a sentence asks for.
_SURE_WISH = 0.75
#: Trouble -> facts that answer its usual question.
_ANSWERED_BY: dict[str, tuple[str, ...]] = {
    "unwanted_charge": ("date",),
    "cancellation": ("date",),
    "blocked": ("since", "date", "duration"),
    "wrong_amount": ("amount",),
    "billing": ("amount",),
    "staff": ("date",),
    "missed_visit": ("call_time",),
    "outage": ("duration", "since"),
}
#: Troubles whose usual question is what matters most: a wish has said that.
_WITH_A_WISH = frozenset({"late", "delivery", "billing", "quality", "service", "account", "other", "no_answer"})
#: How near a duration and the words for a trouble stand to belong together, in characters.
_TOGETHER = 60
#: Kinds of trouble that only wares have, and what a number names that brings some: no contract arrives broken.
_OF_WARES = _OF_THINGS - {"refund_pending"}
_WARES = frozenset({"order", "parcel", "booking", "travel"})
#: Kinds of trouble that a bill has, whatever its number is called.
_OF_BILLS = frozenset({"wrong_amount", "double_charge"})
#: Kinds of trouble of a delivery; who wants the money back is not asked where to deliver.
_COMING = frozenset({"not_delivered", "late", "delivered_elsewhere"})
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
#: Things that a number names better: "your order 70412", not "your parcel (order 70412)".
_SENT = frozenset({"parcel", "present"})
#: What failed where the customer names no supply: a lift and a till fail too.
_UNNAMED_SUPPLY = "supply"


def kind_of_trouble(facts: Facts, case: DraftCase) -> str:
    """Return the key of `[problems.…]` that the reply speaks of."""
    kinds = [(fact.value, fact.confidence) for fact in facts if fact.slot == "problem"]
    if case.kind is not Kind.COMPLAINT and not (
        case.kind in (Kind.QUESTION, Kind.OTHER) and _has_happened(facts, case)
    ):
        return "inquiry"  # a trouble told plainly is one, however politely it ends in a question
    if case.category is Category.DELIVERY and facts.value("promised") and not has_come(case.mail_text):
        kinds.append(
            ("not_delivered", 0.5)
        )  # a delivery with a promised day that the customer writes about did not come
    chosen = choose_kind(kinds, case.category)
    if chosen == "staff" and "staff" not in dict(kinds):
        chosen = _without_staff(kinds, facts, case)
    if chosen == case.category.value and chosen not in dict(kinds) and not speaks_of(case.category, case.mail_text):
        return "service"  # no word of the mail is of this category: then nothing particular is said
    if chosen == "refund" and case.mail_text.strip():  # nothing says that a refund is overdue
        return "refund_asked" if wants_money(facts) else "service"
    if chosen == "damaged" and facts.value("order_kind") not in _WARES and not speaks_of_wares(case.mail_text):
        return "left_damage"  # nothing arrived broken: what was theirs before came to harm
    goods = any(fact.slot == "product" and fact.value not in FLOWING for fact in facts)
    if chosen == "quality" and not goods and facts.value("order_kind") not in _WARES:
        return "poor_quality"  # a hire or a service: there is no order of wares to name
    if chosen == "defective" and _things_near(chosen, facts)[:1] and _things_near(chosen, facts)[0] in INERT:
        return "quality"  # flowers and tables do not work, well or badly
    if chosen == "refund_pending" and not (facts.value("order_ref") or facts.value("product")):
        return "refund"  # nobody says what the money is for
    return chosen


def _second(trouble: str, facts: Facts, case: DraftCase) -> str | None:
    """Return another trouble that the mail tells as plainly and that has nothing to do with the first: goods and money."""
    own = next((family for family in _APART if trouble in family), None)
    if own is None or case.kind is not Kind.COMPLAINT:
        return None
    told = [fact.value for fact in facts if fact.slot == "problem" and fact.confidence >= _PLAINLY]
    return next((kind for kind in told if any(kind in family for family in _APART if family is not own)), None)


def _has_happened(facts: Facts, case: DraftCase) -> bool:
    """Tell whether a mail tells a trouble plainly, and not as what might come ("if a delivery arrives damaged")."""
    plain = (fact for fact in facts if fact.slot == "problem" and fact.confidence >= _PLAINLY)
    return any(fact.span is None or not is_supposed(case.mail_text, fact.span) for fact in plain)


def _without_staff(kinds: list[tuple[str, float]], facts: Facts, case: DraftCase) -> str:
    """Return the kind for a mail that only its category gives to staff: what its words tell where they tell of no person."""
    if wants_money(facts) and "refund_pending" in dict(kinds):
        return "refund_pending"  # the category rests on rudeness that the customer passes over
    if kinds and not speaks_of(Category.STAFF, case.mail_text):
        return choose_kind(kinds, Category.OTHER)
    return "staff"


def _worded(trouble: str, facts: Facts, case: DraftCase, phrases: Phrases, known: dict[str, str]) -> str:
    """Return the key of `[problems.…]` that says a trouble: how hard staff were, and on whom, makes another sentence."""
    if trouble == "disclosed" and any(
        _ANOTHERS.search(fold(fact.text or "")) for fact in facts if fact.slot == "problem" and fact.value == trouble
    ):
        return "disclosed_other"
    if trouble != "staff":
        return trouble
    span = next((fact.span for fact in facts if fact.slot == "problem" and fact.value == trouble), None)
    hard = is_hard(case.mail_text, phrases.language, span)
    who = victim(case.mail_text, phrases.language, span)
    if hard and who is not None and who in phrases.kin:
        known["kin"] = phrases.kin[who]
        return "staff_kin_many" if who == "children" else "staff_kin"
    return "staff_hard" if hard else trouble


def recap_slots(facts: Facts, case: DraftCase, phrases: Phrases, address: dict[str, str]) -> dict[str, str]:
    """Return the slots `problem` (a clause), `question` and `about` (the thing or piece of business)."""
    trouble = kind_of_trouble(facts, case)
    known = _details(facts, case, phrases, address)
    text = phrases.problems[_worded(trouble, facts, case, phrases, known)]
    problem = _identified(fill(text.clause, known), trouble, facts, case, phrases, known)
    second = _second(trouble, facts, case)
    if second is not None:
        clause = fill(phrases.problems[second].clause, _details(facts, case, phrases, address, of=second))
        problem = fill(
            phrases.join["besides"], {"problem": problem, "second": clause.replace(f" ({known.get('ref')})", "")}
        )
    if trouble != "inquiry":
        problem = with_wish(problem, trouble, facts, case, phrases, known)
    about = _about(trouble, facts, case, phrases, known)
    question = fill(_question(trouble, facts, phrases), known)
    return {"problem": problem.strip(), "question": question, "about": about}


def _question(trouble: str, facts: Facts, phrases: Phrases) -> str:
    """Return the question to the root: another one where the mail has answered the usual one."""
    if trouble in _COMING and wants_money(facts):
        return phrases.problems["other"].question
    if trouble == "missed_visit" and wants_money(facts):
        return phrases.ask["root"]  # nobody is to come again
    wished = any(fact.slot == "wish" and fact.confidence >= _SURE_WISH for fact in facts)
    told = any(facts.value(slot) for slot in _ANSWERED_BY.get(trouble, ()))
    return phrases.ask["root"] if told or (wished and trouble in _WITH_A_WISH) else phrases.problems[trouble].question


def _about(trouble: str, facts: Facts, case: DraftCase, phrases: Phrases, known: Mapping[str, str]) -> str:
    """Return what a subject line names: the thing, the numbered business, or just the case."""
    number = known.get("number", "")
    if number and number not in known["thing"]:
        return fill(phrases.kinds[_kind_of_reference(facts, case)], known)
    if number or trouble in _OF_THINGS or not known.get("mail_date"):
        return known["thing"]
    return fill(phrases.kinds["message"], known)


def _identified(
    problem: str, trouble: str, facts: Facts, case: DraftCase, phrases: Phrases, known: Mapping[str, str]
) -> str:
    """Return the clause with what identifies it: a number, a day, the thing it names, else the mail itself."""
    day = _day_of(trouble, facts)
    if known.get("ref"):
        if (facts.value("order_ref") or "") in problem:
            return problem
        return fill(phrases.join["identified"], {**known, "problem": problem})
    if day:
        told = say_date(datetime.fromisoformat(day), phrases, form="day")
        return fill(phrases.join["dated"], {**known, "problem": problem, "date": told})
    since = known.get("since")
    if _names_its_thing(trouble, facts) or (since and since in problem) or not known.get("mail_date"):
        return problem
    return fill(phrases.join["undated" + _when(case)], {**known, "problem": problem})


def _day_of(trouble: str, facts: Facts) -> str | None:
    """Return the day of what happened at a time and a place; of several days nobody knows which one is meant."""
    days = {(fact.value, fact.confidence >= _SURE_DAY) for fact in facts if fact.slot == "date"}
    if trouble not in _ON_A_DAY or len(days) != 1 or facts.value("promised"):
        return None
    day, sure = days.pop()
    return day if sure else None


def _names_its_thing(trouble: str, facts: Facts) -> bool:
    """Tell whether the clause names a thing of this customer's: nothing else is needed to know which case it is."""
    things = {fact.value for fact in facts if fact.slot == "product"}
    return bool(things & SUPPLIES) if trouble == "outage" else trouble in _OF_THINGS and bool(things)


def _when(case: DraftCase) -> str:
    """Return the ending of the phrases for a mail of the very day."""
    same = case.mail_at and case.mail_at.date() == case.now.astimezone(case.mail_at.tzinfo).date()
    return "_today" if same else ""


def _details(facts: Facts, case: DraftCase, phrases: Phrases, address: dict[str, str], of: str = "") -> dict[str, str]:
    """Return the slots of a clause; `of` is its trouble where it is not the one that the reply chiefly speaks of."""
    known = dict(address)
    if case.mail_at:
        known["mail_date"] = say_date(case.mail_at, phrases)
    known["title"] = quotable(case.mail_subject)
    number, kind = facts.value("order_ref"), _kind_of_reference(facts, case)
    if number:
        known["ref"] = fill(phrases.refs[kind], {"ref": number})
        known["number"] = number
    trouble = of or kind_of_trouble(facts, case)
    promised, amount = facts.value("promised"), sum_of(trouble, facts, case)
    since, duration = facts.value("since"), _duration(facts, trouble)
    if promised:
        known["promised"] = say_date(datetime.fromisoformat(promised), phrases, form="for_day")
    if since:
        known["since"] = say_date(datetime.fromisoformat(since), phrases, form="since")
    elif duration:
        known["duration"] = say_duration(duration, phrases)
    if amount:
        known["amount"] = say_money(amount, phrases)
    known["thing"] = _thing(trouble, facts, case, phrases, known)
    return known


def _duration(facts: Facts, trouble: str) -> str | None:
    """Return how long it has lasted; minutes and hours are a wait on the telephone unless the words stand together."""
    told = facts.get("duration")
    if told is None or trouble == "long_wait" or not told.value.startswith("PT"):
        return told.value if told else None
    spans = [fact.span for fact in facts if fact.slot == "problem" and fact.value == trouble == "outage"]
    near = (abs(told.span[0] - span[0]) < _TOGETHER for span in spans if span and told.span)
    return told.value if any(near) else None


def _kind_of_reference(facts: Facts, case: DraftCase) -> str:
    """Return what a number names; without a word of the customer's the category tells."""
    kind = facts.value("order_kind") or "other"
    if kind != "other":
        return kind
    letters = re.match(r"[A-Z]*", facts.value("order_ref") or "")
    shop = case.category in (Category.DELIVERY, Category.QUALITY, Category.REFUND)
    usual = "order" if shop or kind_of_trouble(facts, case) in _OF_THINGS else "other"
    return _PREFIXES.get(letters.group() if letters else "", usual)


def _thing(trouble: str, facts: Facts, case: DraftCase, phrases: Phrases, known: dict[str, str]) -> str:
    """Return what it is about: the named thing with its number, else the order, invoice or booking itself."""
    named = _things_near(trouble, facts)
    if trouble == "outage":
        named = [thing for thing in named if thing in SUPPLIES] or [_UNNAMED_SUPPLY]
    elif trouble not in _OF_THINGS:
        named = []
    elif trouble != "defective":
        named = [thing for thing in named if thing not in FLOWING]
    if named and not (named[0] in _SENT and "ref" in known):
        thing = phrases.things[named[0]]
        return _with_reference(thing, known["ref"], phrases) if "ref" in known else thing
    usual = _USUAL.get(trouble, "order" if trouble in _OF_THINGS else "other")
    kind = _kind_of_reference(facts, case) if "number" in known else usual
    if (trouble in _OF_WARES and kind not in _WARES) or trouble == "defective":
        kind, known = ("device" if trouble == "defective" else "order"), {}
    if kind == "other" and trouble == "account":
        kind = "account"
    if kind == "other" and trouble in _OF_BILLS:  # a number of we know not what stands behind the clause
        kind, known = "invoice", {}
    forms = phrases.kinds[kind].split("|")
    return "|".join(fill(form, known) for form in forms)


def _things_near(trouble: str, facts: Facts) -> list[str]:
    """Return the things of a mail, the one nearest to the words for the trouble first."""
    cues = [fact for fact in facts if fact.slot == "problem" and fact.value == trouble and fact.span is not None]

    def distance(thing: Fact) -> int:
        spans = [cue.span for cue in cues if cue.message == thing.message and cue.span is not None]
        return abs(spans[0][0] - thing.span[0]) if spans and thing.span else 0

    return [fact.value for fact in sorted((fact for fact in facts if fact.slot == "product"), key=distance)]


def _with_reference(thing: str, reference: str, phrases: Phrases) -> str:
    pattern = phrases.join["thing_ref"]
    return "|".join(pattern.replace("{thing}", form).replace("{ref}", reference) for form in thing.split("|"))
