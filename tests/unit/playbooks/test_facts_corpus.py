"""Facts of whole mails by a hand that wrote down what each tells before they were read (tests/corpus/facts)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.turn import Turn
from mailbot.triage.facts import extract

FOLDER = Path(__file__).parents[2] / "corpus" / "facts"
MAILS = [json.loads(line) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
#: Share of each fact that must be found; every second mail of a language was not looked at while they were mended.
FLOORS = {
    "order_ref": 1.0,
    "date": 1.0,
    "amount": 0.97,
    "customer_name": 0.98,
    "duration": 1.0,
    "deadline": 0.94,
    "wish": 0.88,
    "problem": 0.84,
    "phone": 1.0,
    "product": 0.85,
    "promised": 0.8,
}


def found(mail: dict[str, Any]) -> dict[str, bool]:
    """Return slot -> whether the first fact of it is the expected one."""
    turn = Turn(
        text=mail["text"],
        signature=mail["signature"],
        sender_email=mail.get("email", ""),
        at=datetime.fromisoformat(mail["at"]),
    )
    facts = extract([turn], language=mail["language"], zone=ZoneInfo("Europe/Paris"))
    return {slot: _same(facts.value(slot), wanted) for slot, wanted in mail["facts"].items()}


def _same(value: str | None, wanted: str) -> bool:
    """Compare as told; of a sum the number counts and the currency, not the zeros."""
    if value is None or " " not in wanted or not wanted.split()[0].replace(".", "").isdecimal():
        return value == wanted
    number, currency = value.split()
    return float(number) == float(wanted.split()[0]) and currency == wanted.split()[1]


@pytest.fixture(scope="module")
def counted() -> tuple[Counter[str], Counter[str]]:
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for mail in MAILS:
        for slot, good in found(mail).items():
            told[slot] += 1
            right[slot] += good
    return right, told


@pytest.mark.parametrize("slot", FLOORS)
def test_each_fact_is_found_as_often_as_is_said(slot: str, counted: tuple[Counter[str], Counter[str]]) -> None:
    right, told = counted
    assert right[slot] / told[slot] >= FLOORS[slot], f"{right[slot]} of {told[slot]}"


def test_the_corpus_is_in_seven_languages() -> None:
    assert Counter(mail["language"] for mail in MAILS) == dict.fromkeys(("en", "es", "fr", "pt", "vi", "ja", "de"), 16)
