"""What the customer asks for, as one of a few wishes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought

#: language -> wish -> cue words, folded.
CUES: dict[str, dict[str, str]] = {
    "en": {
        "refund": r"refund|money back|(?:like|want|have|get|need|expect|claim|see) (?:[\w£$€.,]+ ){1,5}back\b|repaid|reimburs|reverse (?:one|it|the charge|the second)|restored?\b|pay me back|credit(?:ed)? back",
        "replacement": r"replac|send (?:me )?(?:a new|another|the right)|new one|exchange|swap",
        "delivery": r"where (?:is it|it is)|tell me where|deliver (?:it|the|my)|when (?:it will|will it) (?:come|arrive)",
        "repair": r"\bfix (?:it|this|the)|repair|send (?:an? |the |your )?(?:engineer|technician|fitter)|sort (?:it|this)",
        "correction": r"correct|look again|re-?read|adjust|amend the",
        "written_answer": r"in writing|by e-?mail|an e-?mail with|written (?:reply|answer)|confirm in writing",
        "explanation": r"explain|explanation|why (?:it|this|you)|what happened|answer (?:the|my) question|what you intend",
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
        "refund": r"rembours|restituer|rendez[- ]moi|me rendre|recredit",
        "replacement": r"remplac|echang|un neuf|une neuve|nouveau lien",
        "delivery": r"ou est|livrez|quand (?:arrive|sera)",
        "repair": r"repar|intervenir|envoyez (?:un|votre) technicien|depann",
        "correction": r"retirer|rectifi|corrig|refaire|revoir",
        "written_answer": r"par ecrit|(?:reponse|explication|confirmation) ecrite|par mail|par courriel|que des ecrits",
        "explanation": r"expliqu|j'aimerais savoir|souhaiterais savoir|quel geste|pourquoi",
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
        "refund": r"erstatt|(?:mocht|will|woll|verlang|forder|brauch|hatt|erwart|uberweis)\w*(?: [\w€.,]+){1,8} zuruck(?!\w)|zuruckzahl|geld zuruck|gutschreib|zuruckerstatt|zuruckuberweis",
        "replacement": r"ersatz|umtausch|tausch\w* (?:sie )?(?:\w+ ){0,3}(?:um|aus)\b|neues? (?:gerat|ware)|austausch",
        "delivery": r"wo (?:ist|bleibt)|wann kommt|liefern sie|liefert",
        "repair": r"reparier|beheb|techniker schick|richten|in ordnung bring",
        "correction": r"korrig|berichtig|richtigstell",
        "written_answer": r"schriftlich|per mail|mail reicht|per e-?mail",
        "explanation": r"erklar|was schlagen sie vor|wissen, (?:was|warum|wie)|warum|beantwort",
        "cancellation": r"kundige|stornier|beende",
        "compensation": r"entschadig|ausgleich|schadensersatz|schadenersatz",
        "apology": r"entschuldigung (?:von|erwart|verlang)",
    },
}  # fmt: skip


@cache
def _cues(language: str) -> tuple[tuple[str, Sought], ...]:
    return tuple((wish, Sought(pattern)) for wish, pattern in CUES.get(language, CUES["en"]).items())


def find_wishes(text: str, *, language: str) -> Iterator[tuple[str, Span]]:
    """Yield (wish, span), the last mentioned first: what is asked for stands at a mail's end."""
    folded = fold(text)
    found = []
    for wish, pattern in _cues(language):
        matches = list(pattern.finditer(folded))
        if matches:
            found.append((matches[-1].start(), wish, _whole_words(text, matches[-1].span())))
    for _, wish, span in sorted(found, reverse=True):
        yield wish, span


def _whole_words(text: str, span: Span) -> Span:
    """Take the rest of a word in: patterns end in stems ("explic"), people read words."""
    start, end = span
    while end < len(text) and text[end].isalpha() and text[end] < "\u3000":
        end += 1
    return start, end
