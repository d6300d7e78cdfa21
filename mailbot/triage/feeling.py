"""What a writer feels who says that they are not angry: a letter that understands their anger has not read them."""

from __future__ import annotations

import re
from functools import cache

from mailbot.triage.folding import fold

#: Anger denied, folded.
_CALM: dict[str, str] = {
    "en": r"(?:\bnot|n't|\bneither|\bnever) (?:even |really |actually |at all )?(?:angry|cross|mad|furious|annoyed)\b",
    "de": r"\b(?:nicht|gar nicht|nicht mal|weder) (?:einmal |mal |wirklich )?(?:bose|wutend|sauer|verargert|zornig)\b",
    "fr": r"\b(?:pas|plus|meme pas) (?:du tout |vraiment )?(?:fachee?|en colere|enervee?|furieu(?:x|se))\b",
    "es": r"\b(?:no|ni siquiera) (?:estoy|estamos) (?:\w+ )?(?:enfadad|enojad|molest|furios)",
    "pt": r"\b(?:nao|nem) (?:estou|estamos) (?:\w+ )?(?:zangad|chatead|com raiva|irritad|bravo|brava)",
    "vi": r"(?<!\w)(?:không|chẳng) (?:hề )?(?:giận|bực|tức)",
    "ja": r"怒って(?:は|も)?(?:い)?(?:ません|ない|おりません)|腹は立って(?:い)?(?:ません|ない)",
}
#: A feeling named in its place, as in `[feelings]` of templates/phrases.
_NAMED: dict[str, dict[str, str]] = {
    "tired": {"en": r"\btired|exhausted|weary|worn out", "de": r"\bmude|erschopft", "fr": r"\blasse?s?\b|fatiguee?|epuisee?", "es": r"cansad|agotad", "pt": r"cansad|exaust", "vi": r"mệt|nản", "ja": r"疲れ"},
    "disappointed": {"en": r"disappoint", "de": r"enttauscht", "fr": r"decue?s?\b", "es": r"decepcionad|desilusionad", "pt": r"decepcionad|desiludid|dececionad", "vi": r"thất vọng", "ja": r"がっかり|残念|落胆"},
    "sad": {"en": r"\bsad(?:dened)?\b|heart ?broken|\bhurt\b", "de": r"traurig|betrubt", "fr": r"triste|peinee?\b", "es": r"triste|apenad|dolid", "pt": r"triste|magoad", "vi": r"buồn", "ja": r"悲し|つら"},
}  # fmt: skip


def feeling_of(text: str, language: str) -> str | None:
    """Return the key of the feeling to speak of; None where the writer does not say that they are not angry."""
    calm = _compiled("calm", language)
    plain = text.lower() if language == "vi" else fold(text)
    if calm is None or not calm.search(plain):
        return None
    named = ((name, _compiled(name, language)) for name in _NAMED)
    return next((name for name, words in named if words and words.search(plain)), "let_down")


@cache
def _compiled(name: str, language: str) -> re.Pattern[str] | None:
    words = (_CALM if name == "calm" else _NAMED[name]).get(language)
    return re.compile(words) if words else None
