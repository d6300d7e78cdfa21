"""How triage takes the answer to our question: content ends the case, unhappy is a complaint however short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.model.case import Case, ThreadMessage
from mailbot.model.conversation import Conversation, State
from mailbot.model.decision import Decision, Ignore
from mailbot.model.heat import Band
from mailbot.model.message import Address
from mailbot.model.policy import Policy

THEN = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(Policy())


def decided(
    judge: Judge, answer: str | None, language: str, *, asked: bool = True, ours: str = "Is all well?", **case: object
) -> Decision:
    first = {
        "en": "The kettle you sent is broken, I want a new one.",
        "pt": "A chaleira que enviaram veio partida, quero outra.",
    }.get(language, "")
    mails = [_mail(0, first or "…", language), _mail(1, ours, language, source="follow_up" if asked else "desk")]
    if answer is not None:
        mails.append(_mail(2, answer, language))
    conversation = Conversation(
        id="c", reference="MB-1", mailbox="support", customer_email="p@home.example", language=language, opened_at=THEN,
        state=State.GATHERING, last_outbound_at=mails[1].at, **{"resolved_at": mails[1].at, **case},  # type: ignore[arg-type]
    )  # fmt: skip
    return judge.decide(
        Case(conversation=conversation, messages=tuple(mails), now=mails[-1].at + timedelta(minutes=20))
    ).decision


def _mail(position: int, text: str, language: str, source: str = "mailbox") -> ThreadMessage:
    return ThreadMessage(
        id=str(position), position=position, inbound=position != 1, at=THEN + timedelta(days=position),
        sender=Address(name="", email="p@home.example"), text=text, new_text=text, language=language, source=source,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "language"),
    [("Sim, está tudo resolvido, obrigado!", "pt"), ("yes", "en"), ("All good now, thanks.", "en"), ("sim", "pt")],
)
def test_content_is_answered_with_silence_and_closes(judge: Judge, answer: str, language: str) -> None:
    decision = decided(judge, answer, language)
    assert isinstance(decision, Ignore) and decision.close


def test_thanks_after_a_plain_answer_needs_no_question(judge: Judge) -> None:
    ours = "A nova chaleira chegou ontem à sua morada."
    decision = decided(judge, "Sim, está tudo resolvido, obrigado!", "pt", asked=False, ours=ours, resolved_at=None)
    assert isinstance(decision, Ignore)


def test_a_bare_yes_to_another_question_of_ours_is_an_answer_to_work_on(judge: Judge) -> None:
    decision = decided(judge, "Yes", "en", asked=False, ours="Did you mean the red one?", resolved_at=None)
    assert not isinstance(decision, Ignore)


@pytest.mark.parametrize(
    ("answer", "language"), [("no", "en"), ("Still not fixed.", "en"), ("não, continua igual", "pt")]
)
def test_unhappy_is_a_complaint_and_hotter(judge: Judge, answer: str, language: str) -> None:
    decision = decided(judge, answer, language)
    assert not isinstance(decision, Ignore)
    assert decision.heat.value >= judge.policy.course.reopened + judge.policy.heat.least_complaint - 0.01  # type: ignore[union-attr]
    assert decision.heat.band is not Band.NONE  # type: ignore[union-attr]
    assert any(one.name == "reopened" for one in decision.heat.signals)  # type: ignore[union-attr]


def test_a_click_of_no_without_a_word_is_drafted(judge: Judge) -> None:
    decision = decided(judge, None, "en", resolved_at=None, reopened=1)
    assert not isinstance(decision, Ignore)
    assert any(one.name == "reopened" for one in decision.heat.signals)  # type: ignore[union-attr]
