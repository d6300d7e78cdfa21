"""Telling languages apart beside py3langid, langdetect and lingua, on the labelled mails and on their first eight words."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mailbot.adapters.heat_corpus import read_mails
from mailbot.mail.language import SUPPORTED, detect
from tests.benchmarks.results import Figure, record

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CORPUS = Path(__file__).parents[1] / "corpus" / "heat"
#: Mails a language; every fourth of the corpus is enough to tell the tools apart.
STEP = 4

Namer = Callable[[str], str]


def _py3langid() -> Namer:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(SUPPORTED))
    return lambda text: str(identifier.classify(text)[0])


def _langdetect() -> Namer:
    factory = pytest.importorskip("langdetect")
    factory.DetectorFactory.seed = 0

    def name(text: str) -> str:
        try:
            return str(factory.detect(text))
        except factory.LangDetectException:
            return "?"

    return name


def _lingua() -> Namer:
    lingua = pytest.importorskip("lingua")
    known = [lingua.Language.from_iso_code_639_1(getattr(lingua.IsoCode639_1, code.upper())) for code in SUPPORTED]
    detector = lingua.LanguageDetectorBuilder.from_languages(*known).build()

    def name(text: str) -> str:
        found = detector.detect_language_of(text)
        return str(found.iso_code_639_1.name).lower() if found else "?"

    return name


def _heads(texts: Sequence[str]) -> list[str]:
    return [text[:16] if " " not in text[:40] else " ".join(text.split()[:8]) for text in texts]


def _measure(name: Namer, texts: Sequence[str], truth: Sequence[str]) -> tuple[float, float]:
    """Return the share told rightly and texts a second of processor time."""
    name(texts[0])
    began = time.process_time()
    said = [name(text) for text in texts]
    spent = time.process_time() - began
    right = sum(one == other for one, other in zip(said, truth, strict=True))
    return right / len(texts), len(texts) / max(spent, 1e-9)


def test_languages_are_told_apart_better_and_faster() -> None:
    mails = read_mails(sorted(CORPUS.glob("*.jsonl")))[::STEP]
    truth = [mail.language for mail in mails]
    whole = [mail.text for mail in mails]
    heads = _heads(whole)
    tools = {"mailbot": detect, "py3langid": _py3langid(), "langdetect": _langdetect(), "lingua": _lingua()}
    found = {name: (_measure(tool, whole, truth), _measure(tool, heads, truth)) for name, tool in tools.items()}
    ours = found["mailbot"]
    figures = []
    for name, ((right, speed), (right_short, _)) in found.items():
        ratio = None if name == "mailbot" else ours[0][1] / speed
        note = f"{right_short:.1%} of their first eight words"
        figures.append(Figure(what=f"{name}, right", value=right * 100, unit="%", note=note))
        figures.append(Figure(what=f"{name}, speed", value=speed, unit="mails/s", ratio=ratio))
    print(f"\n{len(mails)} mails in {len(SUPPORTED)} languages")
    record("language", figures)
    # py3langid and lingua are told beforehand which seven languages there are; mailbot also names others honestly.
    assert all(ours[1][0] >= other[1][0] - 0.005 for other in found.values())
