"""The tone of a text comes from TextBlob's lexicon alone: the toolkit below it is not loaded for it."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from mailbot.adapters.polarity import polarity
assert polarity("This is terrible.") == -1.0 and polarity("wonderful") > 0.5 and polarity("") == 0.0
assert "nltk" not in sys.modules and "textblob" not in sys.modules
import textblob
assert textblob.TextBlob("This is terrible").sentiment.polarity == -1.0, "the whole package is still there for others"
assert polarity("This is terrible.") == -1.0
"""


def test_nobody_pays_for_what_the_lexicon_does_not_need() -> None:
    ended = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
