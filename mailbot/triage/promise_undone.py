"""What came to nothing, what we cannot do and what we only wish: the times of such clauses are not those of the promise.

"She did say she would call on Wednesday, and that never happened" promises nothing. "Wednesday is full, but the fitter is with
you on Thursday": Thursday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mailbot.model.heat import Span
from mailbot.triage.lint.moments import Moment
from mailbot.triage.promise_clauses import joints
from mailbot.triage.promise_words import WORDS

_BECAUSE: Mapping[str, str] = {
    "en": r"\s(?:because|since|as)\s",
    "es": r"\s(?:porque|ya que|puesto que)\s",
    "fr": r"\s(?:car|parce que|puisque)\s",
    "pt": r"\s(?:porque|pois|já que)\s",
    "vi": r"\s(?:vì|do|bởi)\s",
    "ja": r"(?!)",
    "de": r"\s(?:weil|da|denn)\s",
}
_FAILED: Mapping[str, str] = {
    "en": r"\b(?:never|nobody|no one|no-one) (?:\w+ )?(?:happened|came|called|rang|turned|showed|did|arrived|got|reached|materialis?ed|appeared|wrote|phoned|responded|replied|went)\b|\b(?:did(?:n['’]t| not)) (?:\w+ )?(?:happen|come|call|ring|turn|show|arrive|get|reach|appear|write|phone|reply|materiali[sz]e)\b|\bfailed to\b|\bforgot\b|\bslipped\b|\b(?:got|was|were|been) (?:missed|forgotten|overlooked)\b|\blet you down\b|\bcame to nothing\b|\bfell through\b",
    "es": r"\b(?:nadie|nunca|jamás)\b|\bno (?:\w+ )?(?:apareció|vino|llegó|llamó|llamaron|vinieron|llegaron|acudió|acudieron|se presentó|pasó|sucedió|ocurrió|contestó|respondió|cumplimos|cumplí|llamamos|hicimos|lo hicimos|hubo)\b|\bse (?:me|nos|le) (?:olvid|pas)ó\b|\b(?:fallamos|falló|olvidamos)\b|\bquedó en nada\b",
    "fr": r"\b(?:personne|jamais|rien) (?:n['’]|ne )|\bn['’](?:est|a|ont|avons|ai|était|avait|y a) (?:\w+ )?(?:pas|jamais|rien|personne)\b|\bne s['’]est (?:pas|jamais)\b|\b(?:avons|ai|a|ont|été) (?:oublié|manqué)e?s?\b",
    "pt": r"\b(?:ninguém|nunca|jamais)\b|\bnão (?:\w+ )?(?:apareceu|apareceram|veio|vieram|chegou|chegaram|ligou|ligaram|aconteceu|cumprimos|cumpri|fizemos|ligámos|ligamos|liguei|passou|houve|compareceu|respondeu)\b|\besquec(?:i|eu|emos|emo-nos|ido)\b|\bfalh(?:ou|ámos|amos|ei)\b",
    "vi": r"\bquên\b|\bkhông (?:ai|thấy|hề)\b|\b(?:chẳng|không|chưa) (?:\w+ ){0,2}(?:gọi được|đến được|tới được|liên hệ được|xuất hiện)\b|\b(?:lỡ|thất|sai|trễ) hẹn\b|\bbỏ (?:lỡ|sót)\b",
    "ja": r"誰も|はず(?:が|だった|でした|なのに)|できず|できなかった|できませんでした|忘れ|失念|伺えず|参れず|(?:来|届か|参ら|伺わ)(?:ず|なかった)|しないまま|果たせ|守れず",
    "de": r"\b(?:niemand|keiner)\b|\b(?:nicht|nie) (?:\w+ )?(?:gekommen|erschienen|passiert|geschehen|eingehalten|gemeldet|stattgefunden|zurückgerufen|angerufen|geklappt|geliefert)\b|\b(?:kam|kamen|erschien\w*|rief\w*) (?:\w+ )*nicht\b|\b(?:untergegangen|vergessen|versäumt|verpasst|ausgeblieben|ausgefallen|liegengeblieben)\b",
}
#: What we would have liked to say, and good wishes: no promise lies in them.
_WISHED: Mapping[str, str] = {
    "en": r"\b(?:i|we)(?:['’]d| would)(?: really)? (?:love|like|be happy|be glad|have liked) to (?:be able to )?(?:say|tell|promise|confirm|give you a (?:date|day|time))\b|\bwish (?:i|we) could\b|\b(?:hope|wish(?:ing)?|fingers crossed|enjoy)\b[^.;]{0,80}\b(?:weather|party|wedding|weekend|trip|holidays?|birthday|rain|sun|sunshine|match|concert|celebrations?)\b|\bhave a (?:\w+ )?(?:lovely|great|nice|good|wonderful)\b",
    "es": r"\b(?:gustaría|encantaría|quisiera|quisiéramos)\b[^,;]{0,80}\b(?:decir|prometer|confirmar|dar(?:le|te)? (?:una )?fecha)\w*|\b(?:ojalá|(?:le|les|te|os) dese(?:o|amos)|dese(?:o|amos)(?:le|les|te)?|que (?:tengan?|tengas|pasen?|pases|disfruten?|disfrutes)|feliz|felices|buen fin de semana)\b",
    "fr": r"\b(?:aimer|voudr|souhaiter)(?:ais|ions)\b[^,;]{0,80}\b(?:dire|promettre|confirmer|donner une date|annoncer)\b|\bsouhait(?:e|ons) (?:un|une|de|d['’]|bon|bonne|beaucoup|que|plein|le meilleur)\b|\bbon(?:ne)?s? (?:week-?end|fête|anniversaire|voyage|vacances|mariage|route)s?\b|\bcrois(?:e|ons) les doigts\b|\bespér\w+ qu[e'’](?:il)? ?(?:fera|fasse|ne pleu)",
    "pt": r"\b(?:gostaria|gostava|gostaríamos|queria|queríamos)\b[^,;]{0,80}\b(?:dizer|prometer|confirmar|dar(?:-lhe)? uma data|garantir)\w*|\b(?:tomara|oxalá|desej(?:o|amos)(?:-lhes?)?|bom fim de semana|boa viagem|boas férias|feliz|aproveitem?)\b",
    "vi": r"\bcũng (?:rất )?muốn (?:hẹn|hứa|báo|nói|chốt)\b|\bước gì\b|\b(?:kính )?chúc (?:anh|chị|cô|chú|bác|bạn|gia đình|cả nhà|mọi|quý|hai|bé)\b|\b(?:mong|hy vọng) (?:trời|thời tiết)\b",
    "ja": r"たいところ(?:です|ですが|では)|お祈り|祈って|恵まれますよう|お過ごし(?:ください|くださいませ)|願って(?:おり|い)ます",
    "de": r"\b(?:würden?|möchten?|könnten?) (?:\w+ ){0,4}?(?:gern|gerne|liebend)\b[^,;]{0,80}\b(?:zusagen|versprechen|sagen|nennen|bestätigen)\b|\bdrück\w* [^,;]{0,80}daumen\b|\bwünsch\w+ (?:ihnen|euch|dir|eine?n?|schöne\w*|viel|alles)\b|\bhoff\w+, dass (?:es|das wetter|die sonne)\b|\bschönes? (?:wochenende|fest|feier\w*)\b",
}
_REFUSED: Mapping[str, str] = {
    "en": r"\b(?:can['’]?t|cannot|couldn['’]t|won['’]t|isn['’]t|aren['’]t|doesn['’]t|not|unable|impossible|booked (?:up|out|solid)|fully booked|full|taken|sold out|beyond (?:us|me)|too late|too (?:soon|early|tight)|no (?:slots?|chance|appointments?|room))\b",
    "es": r"\b(?:no(?! (?:más tarde|después|pase))|imposible|tampoco|complet[oa]s?|llen[oa]s?)\b",
    "fr": r"\b(?:pas(?! plus tard)|impossible|complets?|aucune?)\b|\bn(?:e |['’])(?:\w+ )?\w+ plus\b",
    "pt": r"\b(?:não(?! (?:mais tarde|depois))|impossível|lotad[oa]s?|chei[oa]s?|tampouco)\b",
    "vi": r"\b(?:kẹt|kín|bận|nghỉ|hết|không(?! quá)|chưa)\b",
    "ja": r"埋まって|満席|満員|いっぱいで|でき(?:ません|ず|かね)|難しい|いたしかね|間に合(?:いません|わず)|休み|休業|無理|つきません|つかず|空きがな|空いておらず|空いておりません",
    "de": r"\b(?:nicht(?! später)|kein\w*|unmöglich|ausgebucht|belegt|voll)\b",
}
#: What is asked or said stays with its head: "I cannot say today whether the flight is moved by Friday".
_SUBORDINATE = re.compile(
    r"\s*(?:ob|wann|wie|dass|whether|if|when|si|que|quand|cuándo|cuando|se|quando|liệu|rằng)\b", re.IGNORECASE
)


def _compiled(words: Mapping[str, str]) -> Mapping[str, re.Pattern[str]]:
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in words.items()}


_CAUSES, _FAILURES, _REFUSALS = _compiled(_BECAUSE), _compiled(_FAILED), _compiled(_REFUSED)
_WISHES = _compiled(_WISHED)


def without_undone(
    times: tuple[Moment, ...], sentence: str, start: int, language: str
) -> tuple[tuple[Moment, ...], str]:
    """Return the times that are left without those of undone clauses, and the sentence with these clauses blanked.

    Args:
        start: where the sentence begins in the text that the times point into.
    """
    if language not in WORDS or not times:
        return times, sentence
    parts = tuple(_clauses(sentence, language))
    failed = tuple(_failed(parts, sentence, language))
    left = _outside(times, failed, start)
    refused = tuple(one for one, _ in parts if _REFUSALS[language].search(sentence[slice(*one)]))
    held = _outside(left, refused, start)
    if len(held) < len(left) and any(one.dated for one in held):
        left, failed = held, (*failed, *(one for one in refused if _outside(times, (one,), start) != times))
    return left, _blanked(sentence, failed) if len(left) < len(times) else sentence


def _clauses(sentence: str, language: str) -> Iterator[tuple[Span, bool]]:
    """Yield the clauses, each with whether it gives the reason of the one before."""
    cuts = [(match.span(), False) for match in joints(language, sentence)]
    cuts += [(match.span(), True) for match in _CAUSES[language].finditer(sentence)]
    begin, reason = 0, False
    for (left, right), because in sorted(cuts):
        if left < begin or _SUBORDINATE.match(sentence, right):
            continue
        yield (begin, left), reason
        begin, reason = right, because
    yield (begin, len(sentence)), reason


def _failed(parts: tuple[tuple[Span, bool], ...], sentence: str, language: str) -> Iterator[Span]:
    """Yield the clauses that wish, those that tell of a failure, and the told ones before these: that was what failed."""
    for index, (span, reason) in enumerate(parts):
        if _WISHES[language].search(sentence[slice(*span)]):
            yield span
        if _FAILURES[language].search(sentence[slice(*span)]):
            yield span
            yield from (
                one for one, _ in parts[: 0 if reason else index] if not _ahead(sentence[slice(*one)], language)
            )


def _ahead(clause: str, language: str) -> bool:
    words = WORDS[language]
    return bool(words.future.search(clause) or (words.present.search(clause) and not words.past.search(clause)))


def _outside(times: tuple[Moment, ...], spans: Iterable[Span], start: int) -> tuple[Moment, ...]:
    held = tuple(spans)
    return tuple(one for one in times if not any(a <= one.start - start < b for a, b in held))


def _blanked(sentence: str, spans: Iterable[Span]) -> str:
    for begin, end in spans:
        sentence = sentence[:begin] + " " * (end - begin) + sentence[end:]
    return sentence
