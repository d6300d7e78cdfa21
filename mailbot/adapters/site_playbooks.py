"""Writes a variant into the site's own playbook folder; the shipped files stay as they are."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mailbot.adapters.templates import load_playbooks, shipped_templates
from mailbot.errors import RefusedError
from mailbot.triage.step_edits import Variant


def take_up(site: Path, variant: Variant) -> Path:
    """Add a variant to the site's file of its playbook and language, and return the file.

    A site without such a file gets a copy of the shipped one with the variant added. The whole folder is checked with
    the change before it is put in place, in one rename. Processes that promote at the same time do so one after the other,
    each on what the one before wrote.

    Raises:
        RefusedError: something speaks against the variant.
        TemplateError: the site's folder would not load with it.
    """
    if variant.objections:
        raise RefusedError(
            "These words are no variant yet: {why}",
            hint="Change the reply, or write the variant by hand.",
            why=" ".join(variant.objections),
        )
    place = Path("playbooks") / variant.playbook / f"{variant.language}.toml"
    with _alone(site):
        return _add(site, place, variant)


@contextmanager
def _alone(site: Path) -> Iterator[None]:
    """Let one writer at a time change a site's folder, whichever process it lives in; the lock ends with its holder."""
    site.mkdir(parents=True, exist_ok=True)
    with (site / ".promote.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _add(site: Path, place: Path, variant: Variant) -> Path:
    source = site / place if (site / place).is_file() else shipped_templates() / place
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    if variant.text not in data["steps"][variant.step]:
        data["steps"][variant.step].append(variant.text)
    text = _toml(data)
    _check(site, place, text)
    target = site / place
    target.parent.mkdir(parents=True, exist_ok=True)
    _put(target, text)
    return target


def _check(site: Path, place: Path, text: str) -> None:
    """Load a copy of the site's folder with the change in it."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "site"
        if site.is_dir():
            shutil.copytree(site, trial, ignore=shutil.ignore_patterns(".*"))
        (trial / place).parent.mkdir(parents=True, exist_ok=True)
        (trial / place).write_text(text, encoding="utf-8")
        load_playbooks(trial)


def _put(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)
    os.replace(name, target)


def _toml(data: dict[str, Any]) -> str:
    """Return the TOML of one language's texts: a subject, and the variants of each step."""
    lines = [f"subject = {_quoted(str(data['subject']))}", "", "[steps]"]
    for step, variants in data["steps"].items():
        lines += [f"{step} = [", *(f"  {_quoted(one)}," for one in variants), "]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are TOML's too, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
