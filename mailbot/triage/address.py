"""How a customer is addressed: greeting, and the Vietnamese forms of kinship address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailbot.model.phrases import Phrases
from mailbot.triage.folding import fold
from mailbot.triage.salutation import western
from mailbot.triage.wording import fill

#: Vietnamese given names that nearly always tell the sex, and middle names that do; with their tone marks, for "Trang" is a
#: lady's and "Tráng" a gentleman's.
_CHI = frozenset(
    "lan yến hương trang hoa mai nga thủy thuỷ thảo hằng nhung phương hiền loan tuyết oanh diệp ngân huyền nhi trâm my vân thúy thuý".split()
)
_ANH = frozenset(
    "hùng dũng cường tuấn thắng đức long sơn mạnh hiếu đạt trung kiên quân phúc tùng khôi vinh tráng lộc khánh".split()
)
_CHI_MIDDLE, _ANH_MIDDLE = frozenset({"thị"}), frozenset("văn công quốc hữu đình bá viết".split())


def greeting(name: str | None, phrases: Phrases, address: Mapping[str, str], text: str = "") -> str:
    """Return the opening line for a customer whose name may be unknown; `text` are their words."""
    if not name:
        return fill(phrases.greeting["unnamed"], address).strip()
    if phrases.language == "ja":
        return _japanese(name, phrases)
    if phrases.language == "vi":
        return _greeting_vi(name, phrases, address)
    return western(name, phrases, address, text)


def after_greeting(paragraph: str, phrases: Phrases) -> str:
    """Return the first paragraph as it stands after the greeting: German goes on in small letters after its comma.

    `small` holds the words that are written so; nouns and the formal "Sie" keep their capital.
    """
    first = re.match(r"\w+", paragraph)
    small = first is not None and first.group().lower() in phrases.small
    return paragraph[:1].lower() + paragraph[1:] if small else paragraph


#: Kinship words that stand before a name and are no part of it; "Anh Thư" is a given name, so "anh" is none.
_KIN = frozenset({"chị", "bác", "cô", "chú", "ông", "bà", "cụ"})
#: Titles of learning in full; they stand in place of a kinship word.
_LEARNED = {
    "bs": "bác sĩ",
    "ths": "thạc sĩ",
    "ts": "tiến sĩ",
    "pgs": "phó giáo sư",
    "gs": "giáo sư",
    "ls": "luật sư",
    "ks": "kỹ sư",
}


def _greeting_vi(name: str, phrases: Phrases, address: Mapping[str, str]) -> str:
    first, _, rest = name.partition(" ")
    if rest and fold(first).strip(".") in _LEARNED:
        return fill(phrases.greeting["titled"], {**address, "title": _LEARNED[fold(first).strip(".")], "family": rest})
    called = rest if rest and first.lower() in _KIN else name
    return fill(phrases.greeting["named"], {**address, "name": called})


#: Firms, departments and posts beside a Japanese name: "木村医院 院長 木村 隆".
_OFFICE = re.compile(
    r"(?!(?:岡|服|阿|渡|磯|安|矢|長谷|宮|園|刑|軽|綾|苅|建)部$).*(?:医院|病院|クリニック|会社|商店|事務所|組合|[部課室係])|(?:院長|部長|課長|社長|代表|代表取締役|店長|理事長|会長|主任|係長|園長|校長)"
)


def _japanese(name: str, phrases: Phrases) -> str:
    parts = re.split(r"[\s\u3000]+", name.strip())
    parts = [part for part in parts if not _OFFICE.fullmatch(part)] or parts
    name = " ".join(parts)
    if len(parts) > 1 and not name.isascii():
        return fill(phrases.greeting["titled"], {"family": parts[0]})
    return fill(phrases.greeting["named"], {"name": name})


def forms_of_address(language: str, name: str | None, text: str) -> dict[str, str]:
    """Return {addr}, {me} and {we} for languages that need them; Vietnamese from name and self-reference."""
    if language != "vi":
        return {"addr": "", "me": "", "we": ""}
    if _calls_self(text, "bác"):
        return {"addr": "bác", "me": "cháu", "we": "chúng cháu"}
    return {"addr": _vietnamese(name, text), "me": "tôi", "we": "chúng tôi"}


def _calls_self(text: str, word: str) -> bool:
    """Tell whether a Vietnamese writer uses a kinship word for themselves ("bác không xem được")."""
    return bool(
        re.search(rf"(?i)(?<!\w){word}(?: \w+)? (?:không|chưa|vẫn|đã|có|muốn|cần|mua|đặt|nhận|gửi)(?!\w)", text)
    )


def _vietnamese(name: str | None, text: str) -> str:
    first, _, rest = (name or "").partition(" ")
    if rest and first.lower() in _KIN:
        return first.lower()
    words = (name or "").lower().split()
    if _tells(words, _CHI, _CHI_MIDDLE) or _calls_self(text, "chị"):
        return "chị"
    if _tells(words, _ANH, _ANH_MIDDLE) or _calls_self(text, "anh"):
        return "anh"
    return "quý khách"


def _tells(words: list[str], given: frozenset[str], middle: frozenset[str]) -> bool:
    """Tell whether a name is one of a sex; a name typed without marks is read without them."""
    if all(word == fold(word) for word in words):
        given, middle = frozenset(map(fold, given)), frozenset(map(fold, middle))
    return bool(middle.intersection(words[1:-1])) or (bool(words) and words[-1] in given)
