"""The public page behind a follow-up's links: a scanner's GET does nothing, a person's POST answers."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from mailbot.adapters.followup_texts import load_followup_texts
from mailbot.console.app import create_app
from mailbot.console.house import ConsoleOptions
from mailbot.store.answers import Asked
from scheduler.answer import Choice

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


class Answers:
    """Knows one link; writes down what was answered."""

    def __init__(self, choice: Choice = Choice.UNHAPPY) -> None:
        self.asked = Asked(choice=choice, language="pt", open=True)
        self.answered: list[str] = []

    async def look(self, token: str) -> Asked | None:
        return self.asked if token == "good" else None

    async def answer(self, token: str, now: datetime) -> Asked | None:
        self.answered.append(token)
        return await self.look(token)


class Plenty:
    """An allowance of `left` tokens."""

    def __init__(self, left: int = 100) -> None:
        self.left = left

    async def take(self, tx: Any, key: str, **_: Any) -> int:
        self.left -= 1
        return int(self.left >= 0)


@asynccontextmanager
async def transaction() -> Any:
    yield None


def visitor(answers: Answers | None, left: int = 100) -> TestClient:
    house = SimpleNamespace(
        options=ConsoleOptions(company="Shop"),
        clock=SimpleNamespace(now=lambda: NOW),
        answers=answers,
        sign_on=None,
        answer_words={name: texts.page for name, texts in load_followup_texts().items()},
        allowances=Plenty(left),
        transactions=SimpleNamespace(write=transaction),
    )
    return TestClient(create_app(house))  # type: ignore[arg-type]


def test_opening_a_link_shows_a_button_and_changes_nothing() -> None:
    answers = Answers()
    page = visitor(answers).get("/a/good")
    assert page.status_code == 200
    assert "Não, ainda não" in page.text and 'method="post"' in page.text
    assert answers.answered == []
    assert page.headers["cache-control"] == "no-store"


def test_the_button_answers_in_the_customers_language() -> None:
    answers = Answers()
    page = visitor(answers).post("/a/good")
    assert page.status_code == 200 and "Obrigado por nos dizer" in page.text
    assert answers.answered == ["good"]


def test_a_mail_program_unsubscribes_with_one_post() -> None:
    answers = Answers(Choice.OPT_OUT)
    page = visitor(answers).post("/a/good", data={"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200 and answers.answered == ["good"]


@pytest.mark.parametrize("path", ["/a/bad", "/a/%3Cscript%3E", "/a/" + "x" * 300])
def test_a_foreign_link_is_gone(path: str) -> None:
    page = visitor(Answers()).get(path)
    assert page.status_code in (400, 410)
    assert "<script>" not in page.text or page.headers["content-type"] == "application/json"


def test_links_cannot_be_tried_out_by_the_thousand() -> None:
    answers = Answers()
    assert visitor(answers, left=0).post("/a/good").status_code == 410
    assert answers.answered == []


def test_without_a_public_address_there_are_no_links() -> None:
    assert visitor(None).get("/a/good").status_code == 410
