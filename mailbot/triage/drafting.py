"""Drafting: playbook, facts and case become a reply that a tired agent can send as it stands.

Each step of a playbook has several variants. A variant can be used when all its slots are known; among those the ones
that say most about the case are kept, and the seed picks one, so that two customers do not get the same letter and
the same conversation always gets the same one. What only an agent can know goes into `missing`; meanwhile the text
promises our next word instead (GUIDANCE 3.6), never a placeholder. What the customer has to tell is asked all at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import phonenumbers

from mailbot.model.draft import DraftText
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category
from mailbot.model.phrases import Phrases, Playbooks
from mailbot.model.playbook import Playbook, PlaybookStep
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.address import after_greeting, forms_of_address, greeting
from mailbot.triage.amends import AmendsVerdict, weigh
from mailbot.triage.feeling import feeling_of
from mailbot.triage.problem import EVERY_CATEGORY_OF
from mailbot.triage.recap import kind_of_trouble, recap_slots
from mailbot.triage.wording import capitalised, fill, listed, required_slots, say_date, say_money, say_time

#: What else identifies or explains a kind of trouble; asked for only where the customer has not said it.
NEEDED: dict[str, tuple[str, ...]] = {
    "staff": ("date",),
    "missed_visit": ("order_ref",),
    "outage": ("place",),
    "poor_quality": ("date",),
    "other": (),
}
#: What tells as well which occasion is meant: (trouble, what would be asked for) -> facts.
_STANDS_FOR = {("poor_quality", "date"): ("order_ref", "product")}
#: Kinds of trouble for which no order number is asked.
_UNNUMBERED = frozenset(
    {
        "staff",
        "outage",
        "poor_quality",
        "no_access",
        "other",
        "inquiry",
        "no_answer",
        "long_wait",
        "service",
        "account",
        "wrong_data",
        "disclosed",
        "no_document",
        "left_damage",
    }
)
_SLOTS_OF_ITEMS = {"call_at": "call_time"}


def draft(
    playbook: Playbook,
    facts: Facts,
    *,
    playbooks: Playbooks,
    language: str,
    case: DraftCase,
    policy: ReplyPolicy,
    seed: str,
    why: tuple[str, ...] = (),
) -> DraftText:
    """Write the reply.

    Args:
        playbook: the structure to follow.
        facts: what the customer already told us; nothing of it is asked again.
        playbooks: gives the words of the language.
        language: the customer's; its base or the default language stands in where it has no texts.
        case: who answers and what is agreed.
        policy: caps and limits.
        seed: fixes the choice of variants; the conversation's id.
        why: reasons for the choice of the playbook, kept with the draft.

    Returns the text without findings: the lint reads it next.
    """
    written = _written_in(playbook, playbooks.language_for(language), playbooks.default_language)
    phrases = playbooks.phrases[written]
    missing = tuple(_missing(playbook, facts, case, policy))
    known = _known(playbook, facts, case, policy, phrases, missing)
    first, *others = _paragraphs(playbook, known, written, seed) or [""]
    opening = greeting(facts.value("customer_name"), phrases, known, case.mail_text)
    body = "\n\n".join((opening, after_greeting(first, phrases), *others, _closing(case, phrases, policy)))
    subject = capitalised(fill(playbook.subjects[written], known))
    return DraftText(
        language=written,
        playbook=playbook.id,
        why=why,
        subject=subject,
        body=body,
        missing=missing,
        facts=Facts(items=(*facts.items, *_held(case, known["problem"], policy))),
    )


def _held(case: DraftCase, recap: str, policy: ReplyPolicy) -> Iterator[Fact]:
    """Yield what the case holds beside the customer's facts: the recap, our promised times, what the agent gave."""
    yield Fact(slot="recap", value=recap)
    # The limit of our next word counts business hours; the lint counts hours. This moment makes both say the same.
    counted = max(case.desk_opens or case.now, case.next_word - timedelta(hours=policy.next_word_hours))
    yield Fact(slot="now", value=counted.astimezone(case.next_word.tzinfo).isoformat())
    yield Fact(slot="next_word", value=case.next_word.isoformat())
    yield Fact(slot="follow_up", value=case.follow_up.isoformat())
    if case.mail_at:
        yield Fact(slot="mail_at", value=case.mail_at.isoformat())
    if case.agent_name:
        yield Fact(slot="owner", value=case.agent_name)
    if case.call_at:
        yield Fact(slot="call_at", value=case.call_at.isoformat())
    if case.manager_agreed:
        yield Fact(slot="manager_approval", value="given")
    for slot, value in (("amends", case.amends), ("stated_loss", case.stated_loss)):
        if value:
            yield Fact(slot=slot, value=value)
    yield from (Fact(slot="given", value=value) for value in case.given.values())


def _written_in(playbook: Playbook, language: str, default: str) -> str:
    """Return the language a playbook can be written in: a site's own playbook may lack some."""
    return next(
        (candidate for candidate in (language, default) if candidate in playbook.subjects),
        next(iter(playbook.subjects)),
    )


def _missing(playbook: Playbook, facts: Facts, case: DraftCase, policy: ReplyPolicy) -> Iterator[str]:
    """Yield the slots nobody has answered: the customer's first, then the agent's."""
    trouble = kind_of_trouble(facts, case)
    for slot in playbook.slots:
        if (
            slot.ask_customer
            and not _is_known(slot.name, facts, case)
            and not (slot.name == "order_ref" and trouble in _UNNUMBERED)
        ):
            yield slot.name
    if any(step.id == "asks" for step in playbook.steps):
        yield from (
            name
            for name in NEEDED.get(trouble, ())
            if name != "order_ref"
            and not any(facts.value(told) for told in (name, *_STANDS_FOR.get((trouble, name), ())))
            and name not in case.given
        )
    for slot in playbook.slots:
        if (
            slot.required
            and not slot.ask_customer
            and slot.name not in ("problem", "about")
            and slot.name not in case.given
        ):
            yield slot.name
    if weigh(case.amends, case.stated_loss, policy, manager_agreed=case.manager_agreed) is AmendsVerdict.MANAGER:
        yield "manager_approval"


def _is_known(name: str, facts: Facts, case: DraftCase) -> bool:
    if name == "phone":
        return bool(facts.value("phone")) and not facts.value("phone_kind") and case.may_ring
    if name == "call_at":
        return case.call_at is not None or _call_wish(facts, case) is not None
    return bool(facts.value(name))


def _call_wish(facts: Facts, case: DraftCase) -> datetime | None:
    """Return from when on a call is welcome, as the customer wrote; None where that lies behind or no number is known."""
    window = facts.value("call_time")
    if not window or not _is_known("phone", facts, case):
        return None
    start = datetime.fromisoformat(window.partition("/")[0])
    return start if start.tzinfo is not None and start > case.now else None


def _known(
    playbook: Playbook, facts: Facts, case: DraftCase, policy: ReplyPolicy, phrases: Phrases, missing: tuple[str, ...]
) -> Mapping[str, str]:
    """Return every slot that can be filled, in words of the language."""
    address = forms_of_address(phrases.language, facts.value("customer_name"), case.mail_text)
    known = {**address, **recap_slots(facts, case, phrases, address), **case.given}
    feeling = feeling_of(case.mail_text, phrases.language)
    if feeling is not None and feeling in phrases.feelings:
        known["feeling"] = phrases.feelings[feeling]
    known["name"] = facts.value("customer_name") or ""
    known["team"] = phrases.teams[team_of(kind_of_trouble(facts, case), case.category).value]
    known["next_word"] = say_time(case.next_word, case.now, phrases, form="by")
    known["follow_up"] = say_date(case.follow_up, phrases, form="on_day")
    phone = facts.value("phone")
    if phone and _is_known("phone", facts, case):
        known["phone"] = say_phone(phone)
        wished = _call_wish(facts, case)
        if case.call_at:
            known["call_at"] = say_time(case.call_at, case.now, phrases, form="at")
        elif wished:
            known["call_wish"] = say_time(wished, case.now, phrases, form="at")
    if (
        case.amends
        and weigh(case.amends, case.stated_loss, policy, manager_agreed=case.manager_agreed) is AmendsVerdict.ALLOWED
    ):
        known["amends"] = say_money(case.amends, phrases)
    asks = _asks(playbook, missing, phrases, address)
    if asks:
        known["asks"] = asks
    return known


def team_of(trouble: str, category: Category) -> Category:
    """Return whose team a reply names: the category's, unless the trouble told belongs to another one."""
    if trouble == "service":
        return Category.SERVICE  # nothing particular is said of the category, nor of its team
    usual = EVERY_CATEGORY_OF.get(trouble, (category,))
    return category if category in usual else usual[0]


def say_phone(e164: str) -> str:
    """Return a number in international writing: "+44 7400 812345"."""
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _asks(playbook: Playbook, missing: tuple[str, ...], phrases: Phrases, address: Mapping[str, str]) -> str:
    """Return one sentence that asks for everything the customer has to tell, or ""."""
    if not any(step.id == "asks" for step in playbook.steps):
        return ""
    names = [_SLOTS_OF_ITEMS.get(name, name) for name in missing]
    items = [phrases.ask_items[name] for name in names if name in phrases.ask_items]
    if not items:
        return ""
    asked_before = any(step.id == "question" for step in playbook.steps)
    pattern = "also" if asked_before else "one" if len(items) == 1 else "many"
    return fill(phrases.ask[pattern], {**address, "items": listed(items, phrases)})


def _paragraphs(playbook: Playbook, known: Mapping[str, str], language: str, seed: str) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    before = ""
    for step in playbook.steps:
        text = _say(step, known, language, seed, before)
        if not text:
            continue
        before = text
        if step.paragraph and paragraphs[-1]:
            paragraphs.append([])
        paragraphs[-1].append(text)
    gap = "" if language == "ja" else " "
    return [gap.join(texts) for texts in paragraphs if texts]


def _say(step: PlaybookStep, known: Mapping[str, str], language: str, seed: str, before: str) -> str:
    """Return one step's text: of the variants that can be filled and say most, the one the seed picks.

    One that begins as the sentence before it is left out where another can stand there.
    """
    usable = [variant for variant in step.texts[language] if all(known.get(slot) for slot in required_slots(variant))]
    if not usable:
        return ""
    most = max(_weight(variant) for variant in usable)
    best = [fill(variant, known) for variant in usable if _weight(variant) == most]
    fresh = [text for text in best if _beginning(text) != _beginning(_LAST.split(before.strip())[-1])] or best
    return fresh[_pick(f"{seed}/{step.id}", len(fresh))]


_LAST = re.compile(r"(?<=[.?!:])\s+|(?<=[。？])(?=.)")
#: Words, or characters where a script has no spaces, by which a reader hears that two sentences begin alike.
_HEARD = 2
_HEARD_CHARACTERS = 6


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:_HEARD]) if len(words) > _HEARD else text[:_HEARD_CHARACTERS]


#: Slots that say no more than any draft says; the others make a variant the better one.
_PLAIN = frozenset({"problem", "about", "next_word", "follow_up", "team", "question", "name", "addr", "me", "we"})


def _weight(variant: str) -> int:
    return len(required_slots(variant) - _PLAIN)


def _pick(seed: str, count: int) -> int:
    """Return a number below `count` that depends on the seed alone, on every machine and in every process."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % count


def _closing(case: DraftCase, phrases: Phrases, policy: ReplyPolicy) -> str:
    team = case.team_name or policy.signature or phrases.closing["team"]
    return "\n".join(line for line in (phrases.closing["text"], case.agent_name, team) if line)
