"""Cases for the tests of drafting: every kind of trouble in every language, with more and fewer facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mailbot.adapters.templates import load_playbooks
from mailbot.model.draft import DraftText
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category, Kind
from mailbot.model.phrases import Playbooks
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.drafting import draft
from mailbot.triage.problem import CATEGORY_OF, FURTHER_CATEGORY_OF

LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")
NAMES = {
    "en": "Ann Carter",
    "es": "Marta Ruiz",
    "fr": "Paul Girard",
    "pt": "Ana Lopes",
    "vi": "Phạm Thị Hoa",
    "ja": "高田 誠",
    "de": "Eva Lang",
}
NOW = datetime(2026, 3, 10, 10, 5, tzinfo=ZoneInfo("Europe/Paris"))
KINDS = ("order", "invoice", "booking", "parcel", "contract", "claim", "travel", "account", "other")
THINGS = ("parcel", "suitcase", "sofa", "washing_machine", "fridge", "laptop", "modem", "coat", "bike")
#: Playbooks that answer a mail which is no complaint.
CALM = ("holding", "steady-answer", "follow-up")


@lru_cache(maxsize=1)
def shipped() -> Playbooks:
    return load_playbooks()


def troubles() -> tuple[str, ...]:
    return tuple(shipped().phrases["en"].problems)


def category_of(trouble: str) -> Category:
    known = {**CATEGORY_OF, **FURTHER_CATEGORY_OF}
    if trouble in known:
        return known[trouble][0]
    return Category(trouble) if trouble in {category.value for category in Category} else Category.OTHER


def case_of(trouble: str, number: int = 0, **changes: object) -> DraftCase:
    fields: dict[str, object] = {
        "now": NOW,
        "desk_opens": NOW,
        "next_word": NOW.replace(hour=12, minute=0),
        "follow_up": NOW + timedelta(days=2 + number % 4),
        "mail_at": NOW - timedelta(days=number % 3, hours=1),
        "category": category_of(trouble),
        "kind": Kind.QUESTION if trouble == "inquiry" else Kind.COMPLAINT,
        "agent_name": "Robin Vale",
        "call_at": NOW + timedelta(days=number % 2, hours=4) if number % 3 == 0 else None,
    }
    return DraftCase(**{**fields, **changes})  # type: ignore[arg-type]


def facts_of(trouble: str, language: str, number: int = 0) -> Facts:
    """Return facts that vary with the number: with and without name, reference, phone, promise, sum and thing."""
    items = [Fact(slot="problem", value=trouble, text="…", confidence=0.8)]
    if number % 5:
        items.append(Fact(slot="customer_name", value=NAMES[language]))
    if number % 3:
        items += [Fact(slot="order_ref", value="LM-40018"), Fact(slot="order_kind", value=KINDS[number % 9])]
    if number % 2:
        items += [
            Fact(slot="phone", value="+442079460018"),
            Fact(slot="promised", value="2026-03-06"),
            Fact(slot="duration", value="P9D"),
        ]
    if number % 7 in (1, 3, 4, 6):
        wishes = [wish for wish in shipped().phrases["en"].wishes if wish != "refund_part"]
        items += [Fact(slot="wish", value=wishes[number % len(wishes)], confidence=0.8)]
        items += [Fact(slot="wish", value=wishes[number // 7 % len(wishes)], confidence=0.8)]
    if number % 7 in (2, 3, 5, 6):
        items += [Fact(slot="deadline", value="2026-03-20")]
    if number % 8 in (0, 5):
        items += [Fact(slot="date", value="2026-03-04", confidence=0.5), Fact(slot="since", value="2026-03-04")]
    if number % 4:
        items += [Fact(slot="amount", value="129.90 EUR"), Fact(slot="product", value=THINGS[number % 9])]
    return Facts(items=tuple(items))


def written(
    playbook: str,
    trouble: str,
    language: str,
    *,
    number: int = 1,
    seed: str = "a",
    case: DraftCase | None = None,
    facts: Facts | None = None,
) -> DraftText:
    return draft(
        shipped().get(playbook),
        facts_of(trouble, language, number) if facts is None else facts,
        playbooks=shipped(),
        language=language,
        case=case or case_of(trouble, number),
        policy=ReplyPolicy(),
        seed=seed,
    )
