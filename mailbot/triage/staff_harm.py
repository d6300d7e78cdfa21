"""How hard our staff were, and on whom: a curt word and a humiliation are not told in the same words, nor a child's as the writer's."""

from __future__ import annotations

import re
from functools import cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold

#: Words, folded, of what nobody may do to a customer; what else is told of staff is unkindness.
_HARD: dict[str, str] = {
    "en": r"shout|yell|scream|sneer|insult|laugh\w* (?:at|in)|humiliat|mock|grabbed|pushed|shoved|spat|threat|swore|racis|slammed|in my face|called (?:me|him|her|us|them|my \w+) |shut the door (?:on|in)|in front of (?:everyone|everybody|the whole|all|other)",
    "de": r"angeschrien|angebrullt|gebrullt|beleidig|beschimpf|ausgelacht|(?:uber|zusammen)gelacht|gedemutigt|geschubst|gestosen|bedroht|rassis|vor der nase|nannte|vor (?:allen|der ganzen|versammelter)|idiot|dumm\w* ",
    "fr": r"hurl|insult|humili|mepris|moqu|bouscul|menac|racis|traite\w* (?:de|d')|au nez|devant tou[ts]|rit au nez|crie",
    "es": r"grit|insult|humill|burl|se ri(?:o|eron) (?:de|en)|empuj|amenaz|racis|en la cara|en las narices|delante de tod|llamo [\"«“]|dijo [\"«“]|desprec",
    "pt": r"grit|insult|xing|humilh|riu (?:de|da|na|do)|gozou|empurr|ameac|racis|na cara|na frente de tod|a frente de tod|chamou|burr[oa]",
    "vi": r"quát|chửi|mắng|sỉ nhục|xúc phạm|khinh|nạt|cười vào mặt|cười nhạo|đuổi|xô|đe dọa|đồ ngu|trước mặt mọi người|đóng (?:sầm|sập) cửa",
    "ja": r"怒鳴|罵|暴言|馬鹿|ばか|バカ|笑われ|鼻で|突き飛ば|脅|差別|皆の前|みんなの前|目の前でドア",
}
#: Somebody of the writer's: language -> who, as in `[kin]` of templates/phrases -> words with their owner.
_KIN: dict[str, dict[str, str]] = {
    "en": {
        "son": r"(?:my|our) (?:\w+ )?(?:son|boy)\b", "daughter": r"(?:my|our) (?:\w+ )?(?:daughter|girl)\b", "child": r"(?:my|our) (?:\w+ )?(?:child|baby|toddler)\b", "children": r"(?:my|our) (?:\w+ )?(?:children|kids)\b",
        "mother": r"(?:my|our) (?:\w+ )?(?:mother|mum|mom)\b", "father": r"(?:my|our) (?:\w+ )?(?:father|dad)\b", "wife": r"my wife\b", "husband": r"my husband\b", "grandmother": r"(?:my|our) (?:grandmother|gran|grandma|nan)\b", "grandfather": r"(?:my|our) (?:grandfather|grandad|grandpa)\b",
    },
    "de": {
        "son": r"(?:mein|unser)\w* (?:\w+ )?sohn\w*", "daughter": r"(?:mein|unser)\w* (?:\w+ )?tochter", "child": r"(?:mein|unser)\w* (?:\w+ )?kind\b", "children": r"(?:mein|unser)\w* (?:\w+ )?kinder\w*",
        "mother": r"(?:mein|unser)\w* (?:\w+ )?(?:mutter|mama)\b", "father": r"(?:mein|unser)\w* (?:\w+ )?(?:vater|papa)\b", "wife": r"meine[r]? frau\b", "husband": r"mein(?:en|em)? mann\b", "grandmother": r"(?:mein|unser)\w* (?:grosmutter|oma)\b", "grandfather": r"(?:mein|unser)\w* (?:grosvater|opa)\b",
    },
    "fr": {
        "son": r"(?:mon|notre) (?:\w+ )?(?:fils|garcon)\b", "daughter": r"(?:ma|notre) (?:\w+ )?fille\b", "child": r"(?:mon|notre) (?:\w+ )?(?:enfant|bebe)\b", "children": r"(?:mes|nos) (?:\w+ )?enfants\b",
        "mother": r"(?:ma|notre) (?:\w+ )?(?:mere|maman)\b", "father": r"(?:mon|notre) (?:\w+ )?(?:pere|papa)\b", "wife": r"ma (?:femme|compagne)\b", "husband": r"mon (?:mari|compagnon)\b", "grandmother": r"ma grand-mere\b", "grandfather": r"mon grand-pere\b",
    },
    "es": {
        "son": r"(?:mi|nuestro) (?:\w+ )?(?:hijo|nino|hijito)\b", "daughter": r"(?:mi|nuestra) (?:\w+ )?(?:hija|nina|hijita)\b", "child": r"mi (?:bebe|peque)\b", "children": r"(?:mis|nuestros) (?:\w+ )?(?:hijos|ninos)\b",
        "mother": r"(?:mi|nuestra) (?:\w+ )?(?:madre|mama)\b", "father": r"(?:mi|nuestro) (?:\w+ )?(?:padre|papa)\b", "wife": r"mi (?:mujer|esposa)\b", "husband": r"mi (?:marido|esposo)\b", "grandmother": r"mi abuel(?:a|ita)\b", "grandfather": r"mi abuel(?:o|ito)\b",
    },
    "pt": {
        "son": r"(?:meu|nosso) (?:\w+ )?(?:filho|menino)\b", "daughter": r"(?:minha|nossa) (?:\w+ )?(?:filha|menina)\b", "child": r"(?:meu|minha) (?:bebe|crianca)\b", "children": r"(?:meus|nossos) (?:\w+ )?filhos\b",
        "mother": r"(?:minha|nossa) (?:\w+ )?(?:mae|mamae)\b", "father": r"(?:meu|nosso) (?:\w+ )?(?:pai|papai)\b", "wife": r"minha (?:mulher|esposa)\b", "husband": r"meu (?:marido|esposo)\b", "grandmother": r"minha (?:avo|vo)\b(?! ?o)", "grandfather": r"meu (?:avo|vovo)\b",
    },
    "vi": {
        "son": r"con trai", "daughter": r"con gái", "child": r"(?:con|bé|cháu)(?: nhà)? (?:tôi|mình|em)", "children": r"các con",
        "mother": r"mẹ(?: già)? (?:tôi|mình|em|của tôi)", "father": r"(?:bố|ba|cha)(?: già)? (?:tôi|mình|em|của tôi)", "wife": r"vợ (?:tôi|mình|em|anh)", "husband": r"chồng (?:tôi|mình|em|chị)", "grandmother": r"bà (?:nội|ngoại)", "grandfather": r"ông (?:nội|ngoại)",
    },
    "ja": {
        "son": r"息子", "daughter": r"娘", "child": r"(?:うちの|私の)?(?:子ども|子供|赤ん坊)", "children": r"子(?:ども|供)たち",
        "mother": r"(?<!お)母", "father": r"(?<!お)父", "wife": r"妻|家内", "husband": r"夫(?!婦)|主人", "grandmother": r"祖母", "grandfather": r"祖父",
    },
}  # fmt: skip
#: The writer themself as the one it was done to, in the sentence of the deed.
_ME: dict[str, str] = {
    "en": r"\b(?:me|us|myself)\b",
    "de": r"\b(?:mich|mir|uns)\b",
    "fr": r"\bm'|\bme\b|\bmoi\b|\bnous (?:a|ont)\b",
    "es": r"\b(?:me|nos)\b",
    "pt": r"\b(?:me|nos|comigo|mim)\b|-me\b",
    "vi": r"(?:quát|chửi|mắng|khinh|nạt|đuổi|cười vào mặt) (?:tôi|mình|em|chị|anh)(?!\w)",
    "ja": r"私(?:に|を|の前)|こちらを",
}
#: Somebody spoken of before as the one it was done to, folded.
_THEM: dict[str, str] = {
    "en": r"\b(?:him|them)\b|(?:called|told|shouted at|grabbed|pushed|on|in front of) her\b",
    "de": r"\b(?:ihn|ihm|ihr)\b|(?:nannte|beschimpfte|schubste) (?:er |sie )?sie\b",
    "fr": r"\bl'(?:a|ont)\b|\blui\b|\bles (?:a|ont)\b",
    "es": r"\b(?:le|les|lo|la) (?:dij|grit|llam|insult|cerr|trat|empuj)",
    "pt": r"\b(?:lhe|dele|dela)\b|chamou (?:ele|ela|o|a)\b",
    "vi": r"(?:mắng|quát|chửi|đuổi|nạt) (?:cháu|nó|bé|con|bà|ông|mẹ)",
}
#: How far around the deed its hard words and its victim stand, in characters; Japanese says it in fewer.
_AROUND, _BEFORE = 90, 220
_STOP = re.compile(r"[.!?\n。！？]")


def is_hard(text: str, language: str, span: Span | None) -> bool:
    """Tell whether what staff did is more than unkindness; without a place in the text nothing says so."""
    words = _compiled("hard", language, "")
    if span is None or words is None:
        return False
    plain = _plain(text, language)
    return words.search(plain[max(0, span[0] - _AROUND) : span[1] + _AROUND]) is not None


def victim(text: str, language: str, span: Span | None) -> str | None:
    """Return whose harm a mail tells of where it is not the writer's own: a key of `[kin]`; None: the writer's, or unknown."""
    me = _compiled("me", language, "")
    if span is None or me is None:
        return None
    plain = _plain(text, language)
    start = max((match.end() for match in _STOP.finditer(plain, 0, span[0])), default=0)
    end = _STOP.search(plain, span[1])
    sentence = plain[start : end.start() if end else len(plain)]
    if me.search(sentence):
        return None
    them = _compiled("them", language, "")
    if not (them and them.search(sentence)):
        start = start + _BEFORE  # nobody is pointed back at: who it was done to stands in the sentence itself
    before = plain[max(0, start - _BEFORE) : end.start() if end else len(plain)]
    found = [
        (match.start(), who) for who in _KIN[language] if (match := _last(_compiled("kin", language, who), before))
    ]
    return max(found)[1] if found else None


def _last(pattern: re.Pattern[str] | None, text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None) if pattern else None


def _plain(text: str, language: str) -> str:
    return text.lower() if language == "vi" else fold(text)


@cache
def _compiled(table: str, language: str, key: str) -> re.Pattern[str] | None:
    single = {"hard": _HARD, "me": _ME, "them": _THEM}
    words = single[table].get(language) if table in single else _KIN.get(language, {}).get(key)
    return re.compile(words) if words else None
