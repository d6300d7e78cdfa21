"""Secrets: where they come from, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from mailbot.bootstrap.letters import answer_links
from mailbot.config import Settings
from mailbot.errors import ConfigurationError
from mailbot.secret import read_secret


def kept(folder: Path, content: bytes) -> Path:
    """Return a file that only its owner reads."""
    file = folder / "secret"
    file.write_bytes(content)
    file.chmod(0o600)
    return file


@pytest.mark.parametrize(
    ("content", "told"), [(b"\n", "is empty"), (b"\xff\xfe\x00", "not text"), (b"abc", "shorter than 8")]
)
def test_a_file_without_a_secret_is_refused_by_name(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as refused:
        read_secret(None, kept(tmp_path, content), "the key", least=8)
    assert str(tmp_path / "secret") in str(refused.value)


def test_a_file_s_secret_comes_without_the_line_s_end(tmp_path: Path) -> None:
    assert read_secret(None, kept(tmp_path, b"a long secret\n"), "the key", least=8) == "a long secret"


@pytest.mark.parametrize("key", ["", "short"])
def test_links_are_never_signed_with_a_key_that_can_be_guessed(key: str) -> None:
    console = {"public_url": "https://desk.example", "secret_key": SecretStr(key)}
    with pytest.raises(ConfigurationError, match="The key that signs links"):
        answer_links(Settings.model_validate({"company": "Shop", "console": console}))
