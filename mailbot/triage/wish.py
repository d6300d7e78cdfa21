"""What the customer asks for, as one of a few wishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought

#: language -> wish -> cue words, folded.
CUES: dict[str, dict[str, str]] = {
    "en": {
        "refund": r"refund|money back|(?:like|want|have|get|need|expect|claim|see) (?:[\w£$€.,]+ ){1,5}back\b|repaid|reimburs|reverse (?:one|it|the charge|the second)|restored?\b|pay me back|credit(?:ed)? back",
        "replacement": r"replac|remade|a new (?:leg|cover|pair|part|door|belt|card|set)|send (?:me )?a \w+ ?\?|send (?:me )?(?:a new|another|the right)|new one|exchange|swap",
        "delivery": r"need the (?:remaining|rest|missing|other)|where (?:is it|it is)|tell me where|deliver (?:it|the|my)|when (?:it will|will it) (?:come|arrive)",
        "repair": r"\bfix (?:it|this|the)|repair|send (?:an? |the |your )?(?:engineer|technician|fitter)|sort (?:it|this)|put (?:it|this|that|things) right|send (?:someone|somebody)|book one|have (?:someone|somebody) (?:look|come)",
        "correction": r"correct|take (?:it|that|this|them) off|change it|reverse the (?:interest|fee)|put it to |look again|re-?read|adjust|amend the",
        "written_answer": r"in writing|by e-?mail|an e-?mail with|written (?:reply|answer)|confirm in writing|send me (?:a|the) (?:paper|letter|confirmation|certificate)|issue the [\w-]+ certificate",
        "explanation": r"explain|explanation|why (?:it|this|you)|what happened|answer (?:the|my) question|what you intend|who (?:decided|gave|let|allowed)",
        "cancellation": r"cancel (?:it|my|the|everything)|close my account|terminate",
        "compensation": r"compensat|make (?:it )?up for|goodwill|amends",
        "apology": r"apolog(?:y|ise)|say sorry",
    },
    "es": {
        "refund": r"reembols|devuelv|devolver|devolucion del|reintegr|abon(?:ad|en|ar)|el dinero",
        "replacement": r"cambi(?:ar|en|adme|enme)|repon|quiero (?:otr[oa]|un[oa] nuev[oa])|otro nuevo|uno nuevo|reemplaz",
        "delivery": r"donde esta|cuando llega|entreguen|entregad|mandenmelo|enviadme",
        "repair": r"arregl|repar|manden (?:un|al) tecnico|solucion",
        "correction": r"rectific|corrij|corregi|revis(?:en|ar|ad)",
        "written_answer": r"por escrito|con un correo|por correo|en papel",
        "explanation": r"explic|quisiera saber|quiero saber|que ofrecen|por que",
        "cancellation": r"dar(?:me|nos) de baja|cancel(?:en|ar|ad)|anul(?:en|ar)",
        "compensation": r"compens|indemniz|resarc",
        "apology": r"disculp|pidan perdon",
    },
    "fr": {
        "refund": r"rembours|rendez le trop|rends l'argent|rendez l'argent|restituer|rendez[- ]moi|me rendre|recredit",
        "replacement": r"remplac|echang|un neuf|une neuve|nouveau lien|matelas qui",
        "delivery": r"ou est(?! (?:mon |l')?(?:argent|remboursement))|livrez|quand (?:arrive|sera|les \w+ seront la)",
        "repair": r"repar(?!t)|intervenir|envoyez (?:un|votre) technicien|depann",
        "correction": r"retirer|oter (?:cette|la|une) ligne|facture juste|remett(?:re|ez) (?:le|la) (?:bon|numero)|rectifi|corrig|refaire|revoir",
        "written_answer": r"par ecrit|(?:reponse|explication|confirmation) ecrite|par mail|par courriel|que des ecrits",
        "explanation": r"\bexpliqu|j'aimerais savoir|souhaiterais savoir|quel geste|savoir pourquoi|(?:^|[.!?] )(?:mais )?pourquoi (?:avez|est|suis|ai|a|ne|n'|m'|on)|vous demande qui|ce que vous comptez faire|dites[- ](?:moi|nous) (?:ce qu|pourquoi|quand)",
        "cancellation": r"resili|annul(?:er|ez)",
        "compensation": r"dedommag|indemnis|compens|geste",
        "apology": r"des excuses|excusez-vous",
    },
    "pt": {
        "refund": r"reembols|estorn|devolv|devolucao|restitu|meu dinheiro",
        "replacement": r"tro(?:car|ca\b|quem|que)|quero (?:outr[oa]|um[a]? nov[oa])|substitu|outro novo|um novo",
        "delivery": r"cade|onde esta|quando chega|entreguem",
        "repair": r"consert|arrum|repar|mandem (?:um|o) tecnico|resolv",
        "correction": r"corrig|retific|revis|revej",
        "written_answer": r"por escrito|por e-?mail|email ta|mandar por aqui",
        "explanation": r"explic|gostava de saber|gostaria de saber|o que se propoem|por que",
        "cancellation": r"cancel(?:ar|em)|encerrar",
        "compensation": r"compens|indeniz|indemniz|ressarc",
        "apology": r"desculp",
    },
    "vi": {
        "refund": r"hoan (?:lai|tien|tra)|tra lai|chuyen lai tien|refund",
        "replacement": r"doi (?:cai|giup|cho|hang|moi|lai|mon)|gui lai|cai moi",
        "delivery": r"o dau|bao gio (?:giao|den|co)|khi nao (?:giao|den)",
        "repair": r"sua|khac phuc|cu (?:tho|ky thuat)|xu ly",
        "correction": r"dieu chinh|sua lai hoa don|tinh lai|kiem tra lai",
        "written_answer": r"bang van ban|qua email|qua mail|gui xac nhan|ban giay",
        "explanation": r"giai thich|muon biet|giai quyet .{0,20}the nao|vi sao|tai sao",
        "cancellation": r"huy (?:hop dong|don|dich vu|goi)|cat hop dong",
        "compensation": r"boi thuong|den bu|bu lai",
        "apology": r"xin loi (?:toi|khach)",
    },
    "ja": {
        "refund": r"返金|払い戻|返還|返して",
        "replacement": r"交換|代替|新しい(?:もの|品)|取り替え",
        "delivery": r"いつ届|どこに|配達して|届けて",
        "repair": r"修理|直して|対応して|復旧",
        "correction": r"修正|訂正|直して",
        "written_answer": r"メールで|書面|文書で",
        "explanation": r"説明|どのように|お考え|お答え|理由|ご返答|回答",
        "cancellation": r"解約(?:する|し|を)|キャンセル",
        "compensation": r"補償|賠償|弁償",
        "apology": r"謝罪|謝って|お詫び",
    },
    "de": {
        "refund": r"erstatt|(?:mocht|will|woll|verlang|forder|brauch|hatt|erwart|uberweis)\w*(?: [\w€.,]+){1,8} zuruck(?!\w)|zuruckzahl|geld zuruck|gutschreib|zuruckerstatt|zuruckuberweis|fehlenden \d[\d.,]* ?(?:euro|€)|gebt mir (?:\w+ ){0,5}\d[\d.,]* ?(?:euro|€)|uberweisen sie (?:mir |uns )?(?:das geld|den betrag|die \d)",
        "replacement": r"ersatz|umtausch|tausch\w* (?:sie )?(?:\w+ ){0,3}(?:um|aus)\b|neuen?s? (?:gerat|ware|tur|schrank|front|modell|paar|teil|exemplar)|austausch|(?:front|ware|artikel|teil) (?:bitte )?noch ?mals?|macht die neu",
        "delivery": r"wo (?:ist|bleibt)(?! (?:\w+ ){0,2}(?:geld|kaution|erstattung|antwort))|wann kommt (?!er\b|der techniker|der monteur)|wann (?:wird|werden)(?: \w+){0,3} geliefert|liefern sie|\bliefert\b",
        "repair": r"reparier|beheb|techniker schick|schick\w* (?:sie )?(?:jemand|einen techniker|einen monteur)|warm soll es|bitte technik|richten|in ordnung bring",
        "correction": r"korrig|stell\w* sie das richtig|sauber (?:zu )?trennen|berichtig|richtigstell",
        "written_answer": r"schriftlich|blatt papier|per mail|mail reicht|per e-?mail",
        "explanation": r"erklar|was schlagen sie vor|wissen, (?:was|warum|wie|wer|woher|an wen)|woher|wer hat (?:das|jetzt|meine?n?|euch|ihnen|mir)|(?:sagen|erklar\w*)(?: \w+){0,3}, (?:warum|wieso|weshalb)|(?:^|[.!?] )(?:warum|wieso|weshalb) (?:habe?n?|hat|wurden?|ist|sind|muss\w*|steht|zahl\w*)|beantwort",
        "cancellation": r"kundige|stornier|beende",
        "compensation": r"entschadig|ausgleich|schadensersatz|schadenersatz",
        "apology": r"entschuldigung (?:von|erwart|verlang)",
    },
}  # fmt: skip

#: language -> words that make a sentence ask for something, folded. A language without them takes every cue for a wish.
ASKED: dict[str, str] = {
    "en": r"\b(?:please|pls|plz|kindly|could|can (?:you|someone|we|i)|will you|would|'d like|want(?:ing)?|wanna|needs?|ask(?:ing)?|expect|demand|request|claim|insist|wish|hope|must|should|let me|give me|send|return|when|where|why|what|how about|refund me|pay me|owed?)\b|^\W*(?:just |so |now |and |then )?(?:fix|sort|refund (?=me|us|it|the|my|this|please|[£$€\d])|pay|replace|cancel|change|correct|confirm|explain|tell|take|put|reverse|adjust|amend|exchange|swap|repair|compensate|apologi[sz]e|answer|reply|credit|restore|deliver|get)\b|\bwho (?:decided|gave|let|allowed|told)\b",
    "de": r"\b(?:bitte\w*|mochte\w*|wollen|will|wunsch\w*|verlang\w*|forder\w*|erwart\w*|brauch\w*|hatten? gern\w*|konn(?:en|ten|test) (?:sie|ihr)|konnt ihr|wurde(?:n|st)? (?:sie|ihr|gern)|ersuch\w*|bestehe|wann|wo|warum|weshalb|wieso|wer|frist|sonst|gebt|gib|macht|mach|schickt|schick|\w+en sie (?:mir|uns|bitte|das|es|die|den|endlich)|\w+t (?:mir|uns|das|die) (?:endlich|bitte|jetzt))\b|^\W*(?:erstatt|uberweis|reparier|korrigier|berichtig|stornier|beantwort|erklar|tausch|liefer)\w* (?:sie|mir|uns|das|es|bitte)\b",
    "fr": r"\b(?:merci de|veuillez|pri(?:e|ons)|demand\w+|veu(?:x|t)|voul\w+|voudr\w+|souhait\w+|aimerai\w*|exig\w+|attend(?:s|ons)|reclam\w+|pouvez|pourriez|pourrait\w*|peut[- ]on|il (?:faut|me faut|nous faut)|besoin|sinon|soit|svp|s'il (?:vous|te) plait|saurais gre|quand|ou est|ou sont|pourquoi|quel (?:geste|recours)|combien|comment|\w+(?:ez|ons)[- ](?:moi|nous|la|le|les|lui|vous))\b|^\W*(?:et |alors |bon )?(?:rends|rendez|rembours\w*ez|livrez|reparez|corrigez|remettez|remplacez|echangez|annulez|resiliez|expliquez|envoyez|faites|retirez|dites)\b",
}
#: language -> words right before a cue that turn it round ("no refund", "keine Gutschrift", "pas de geste").
REFUSED: dict[str, str] = {
    "en": r"(?:\b(?:no|not|never|without|forget|keep|nor)|n't|dont|doesnt)(?: (?:want|need|ask(?:ing)?|looking|after|interested|even|talking|about|for|in|a|an|the|any|your|one's|my|another))*\s*$",
    "de": r"\b(?:kein\w*|nicht|nie|statt|ohne|weder|noch)(?: (?:ein\w*|de[rsnm]|die|das|wieder|mehr|nur|bloss|auf|um|zweite[snm]?|wissen|als))*\s*$",
    "fr": r"(?:\b(?:pas|plus|jamais|sans|ni|aucun\w*)|n'est)(?: (?:de|d'|un|une|le|la|les|besoin|qu'on|que|vous|m'|me|nous))*\s*(?:d'|qu'on m')?$",
}
#: language -> words right behind or before a cue that tell of what was done, not of what is asked for.
DONE: dict[str, str] = {
    "en": r"\b(?:i|we|he|she|they|you|engineer|driver|was|were|has been|have been|had|'ve|have|already)(?: \w+){0,2} (?:explained|replaced|corrected|swapped|refunded|repaired|fixed|cancelled|delivered|exchanged|compensated|apologi[sz]ed)$|(?<!be )(?<!it )(?<!have )\bexplained$",
    "de": r"\b(?:habe?n?|hat|hatte\w*|wurden?|ist|sind|war)(?: [^\s.!?]+){0,8} (?:ge\w+t|erklart|beendet|bestatigt|repariert|behoben|storniert|korrigiert|ersetzt|schriftlich|erstattet)$",
    "fr": r"\b(?:avez|ai|avons|a|ont|m'a|m'avez|ete)(?: \w+){0,2} (?:rembourse|remplace|repare|corrige|annule|explique|livre|echange|resilie|promis|propose de \w+)e?s?$",
}  # fmt: skip


@cache
def _cues(language: str) -> tuple[tuple[str, Sought], ...]:
    return tuple((wish, Sought(pattern)) for wish, pattern in CUES.get(language, CUES["en"]).items())


def find_wishes(text: str, *, language: str) -> Iterator[tuple[str, Span]]:
    """Yield (wish, span), the last mentioned first: what is asked for stands at a mail's end."""
    folded = fold(text)
    found = []
    for wish, pattern in _cues(language):
        matches = [match.span() for match in pattern.finditer(folded)]
        spans = [span for span in (_whole_words(text, span) for span in matches) if _is_asked(folded, span, language)]
        if spans:
            found.append((spans[-1][0], wish, spans[-1]))
    for _, wish, span in sorted(found, reverse=True):
        yield wish, span


_ENDS = re.compile(r"[!?\n…]|\.(?=\s|$)")


@cache
def _sought(table: str, language: str) -> re.Pattern[str] | None:
    words = {"asked": ASKED, "refused": REFUSED, "done": DONE}[table].get(language)
    return re.compile(words) if words else None


def _is_asked(folded: str, span: Span, language: str) -> bool:
    """Tell whether a cue stands in a sentence that asks for it, neither turned down nor told as done."""
    asked, refused, done = (_sought(table, language) for table in ("asked", "refused", "done"))
    if asked is None:
        return True
    before, after = _sentence(folded, span)
    if (refused and refused.search(before)) or (done and done.search(before + folded[span[0] : span[1]])):
        return False
    return asked.search(before + folded[span[0] : span[1]] + after) is not None


def _sentence(folded: str, span: Span) -> tuple[str, str]:
    """Return the rest of a cue's sentence, before and behind it; the mark that ends it belongs to it."""
    start = max((match.end() for match in _ENDS.finditer(folded, 0, span[0])), default=0)
    end = _ENDS.search(folded, span[1])
    return folded[start : span[0]].lstrip(), folded[span[1] : end.end() if end else len(folded)]


def _whole_words(text: str, span: Span) -> Span:
    """Take the rest of a word in: patterns end in stems ("explic"), people read words."""
    start, end = span
    while end < len(text) and text[end].isalpha() and text[end] < "\u3000":
        end += 1
    return start, end
