"""A second provider, or a softphone in the browser, fits in: ports and decisions know no provider's words."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest

import escalation

ROOM = Path(escalation.__file__).parent
#: What only the adapter, its webhooks and the simulated network may know.
FOREIGN = ("twilio", "twiml", "callsid", "accountsid", "studio")
FREE = [
    "ports",
    "dispatch",
    "menu",
    "rules",
    "plans",
    "callback",
    "script",
    "numbers",
    "dialling",
    "wrapup",
    "bulletin",
    "digest",
]


@pytest.mark.parametrize("module", FREE)
def test_ports_and_decisions_know_no_providers_words(module: str) -> None:
    source = (ROOM / f"{module}.py").read_text(encoding="utf-8")
    code = [
        token.string.lower()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type in (tokenize.NAME, tokenize.STRING)
    ]
    assert [word for word in FOREIGN if any(word in one for one in code)] == []
