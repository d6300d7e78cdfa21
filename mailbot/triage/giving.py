"""Whether words of ours give something for a loss: a refund, a credit, a voucher, a gift (GUIDANCE 3.7, 3.8).

It is asked for one thing only: what has been given needs some days to arrive before we ask whether the customer is
content. A question, a condition, a refusal and what the customer asked for give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailbot.triage.promise_words import without_quotes


@dataclass(frozen=True, kw_only=True, slots=True)
class GivingWords:
    """The words of one language."""

    gift: re.Pattern[str]  # what is given
    giving: re.Pattern[str]  # that we give it, gave it or will
    none: re.Pattern[str]  # a refusal, a condition, a request, a matter still open


def _words(gift: str, giving: str, none: str) -> GivingWords:
    return GivingWords(
        gift=re.compile(gift, re.IGNORECASE),
        giving=re.compile(giving, re.IGNORECASE),
        none=re.compile(none, re.IGNORECASE),
    )


WORDS: Mapping[str, GivingWords] = {
    "en": _words(
        r"\brefund|\breimburs|\bcredit(?:ed|ing|s)?\b(?! card)|\bcompensat|\bvouchers?\b|\bgift card|\bdiscount|\bgoodwill|\bmoney back\b|\bwaiv(?:e|ed|ing)\b|\bfree of charge\b|\brepa(?:y|id)\b",
        r"\bagreed\b|\b(?:we|i|our \w+|\w+ from accounts) (?:\w+ )?(?:have|has|will|shall|are|am|can confirm|agreed|gave|give|sent|send|paid|offered|refunded|credited|issued|waived|took|take)\b|\b(?:we|i)['’](?:ve|ll|re|m)\b|\b(?:has|have) been (?:\w+ )?(?:refunded|credited|reimbursed|issued|waived|paid|sent|approved|transferred)\b|\byou(?: will|['’]ll| have| are| should)? (?:\w+ )?(?:receive|get|find|getting|receiving|received|be refunded|be reimbursed|be credited)\b|\b(?:is|are|was|were) (?:\w+ )?(?:on (?:its|their) way|attached|enclosed|yours|credited|refunded|reimbursed|issued|transferred|waived|paid)\b|\bwill be (?:\w+ )?(?:refunded|credited|reimbursed|issued|waived|paid|transferred|sent)\b|^(?:refunded|credited|gave|agreed|issued|paid|sent|waived)\b|\bplease (?:find|accept|take)\b|\b(?:refund|voucher|credit|discount|compensation) of\b",
        r"\?\s*$|\bif\b|\bunless\b|\bwhether\b|\bcannot\b|\bcan['’]t\b|\b(?:not|never|n['’]t|unable|nor|neither|no) (?:\w+ ){0,4}(?:refund|reimburs|credit|compensat|voucher|discount|entitled|pay)|\byour (?:\w+ )?(?:request|claim|question|mail|message|wish)\b|\b(?:asked?|asking|request(?:ed)?|demand(?:ed|s)?|want(?:ed|s)?|claim(?:ed|s)?) (?:\w+ )?(?:for )?(?:a|the|your|an|their|to|his|her)\b|\b(?:checking|looking into|deciding|review(?:ing)?|once we|policy|refundable)\b",
    ),
    "es": _words(
        r"\breembols|\bdevol(?:v|uci)\w*\b.*(?:importe|dinero|€|euros?|precio|\d)|\babon(?:o|a|ó|ad|am|ar|é)\w*|\bcompensa|\bvales?\b(?= (?:de|por|regalo))|\bcup[oó]n|\bdescuento|\bcheque regalo|\bbonific|\bgratis\b|\bsin (?:coste|cargo)\b",
        r"\b(?:hemos|he|vamos a|voy a|ha sido|se (?:le )?ha|le|les) (?:\w+ ){0,2}\w+|\b\w+(?:remos|ré|mos)\b|\brecibirá\b|\btiene(?:n)? (?:ya )?(?:un|el|su)\b|\badjunt|^(?:reembols|abon|descuento|devuelt|acordad|compensad)|\bqueda\b",
        r"\?\s*$|¿|\bsi\b|\bno (?:\w+ ){0,4}(?:reembols|devol|abon|compens|derecho|podemos|procede|puedo)|\bsu (?:solicitud|petición|reclamación|pregunta)\b|\b(?:pide|pidió|solicita|solicitó|solicitado|exige|reclama|pedido usted)\b|\bestamos (?:revisando|comprobando|valorando|estudiando)\b|\bpolítica\b|\bcuando (?:recibamos|sepamos)\b",
    ),
    "fr": _words(
        r"\bremb(?:ours|\b)|\bavoir (?:de|d['’]un|sur)|\bcrédit(?:é|ons|er|ée|és)\b|\bdédommag|\bindemni|\bbons? d['’]achat|\bchèque[- ]cadeau|\bcarte[- ]cadeau|\bremise\b|\bréduction\b|\bgeste commercial|\bgratuit|\bofferts?\b|\bofferte?s?\b|\bcompens",
        r"\b(?:nous|je|on) (?:vous )?(?:l['’]|le |la |les )?(?:avons|ai|a|allons|vais|rembours|crédit|accord|offr|vers|joign|dédommag|fais|faisons|envoy|appliqu)\w*|\b(?:a|ont|est|sont|sera|seront|vient d['’]être) (?:\w+ )?(?:été )?\w+[ée]+s?\b|\bvous (?:\w+ )?(?:recev|trouver|bénéfici|serez)\w*|\bci-joint|^(?:rembours|avoir|accord|remise|geste|bon)",
        r"\?\s*$|\bsi (?:vous|nous|le|la|l['’]|votre)|\bs['’]il\b|\b(?:ne|n['’])\s?(?:\w+ ){0,4}(?:pas|pouvons|peux|plus|aucun)|\bvotre (?:demande|réclamation|question|souhait)\b|\b(?:demand(?:ez|é|iez)|exigez|réclamez|souhaitez)\b|\b(?:nous vérifions|examinons|étudions|en cours d['’]examen)\b|\bpolitique\b|\bsous réserve\b",
    ),
    "pt": _words(
        r"\breembols|\bdevol(?:v|uç)\w*\b.*(?:valor|dinheiro|€|euros?|montante|preço|\d)|\bestorn|\bcredit(?:á|a|ou|ado|ámos|amos|ar|aremos)\w*|\bindemni|\bindeniz|\bcompensa|\bvales?\b(?= (?:de|no valor|oferta))|\bvoucher|\bcupão|\bcupom|\bdesconto|\bcartão[- ](?:oferta|presente)|\bgratuit|\bgrátis\b|\bsem custos?\b",
        r"\b(?:já )?(?:reembols|devolv|credit|estorn|indemniz|indeniz|compens|oferec|envi|aplic|emit|conced)\w*(?:ámos|emos|amos|ou|i|ei|mos-lhe|-lhe|ado|ada|ido|ida)\b|\b(?:vamos|vou|foi|foram|será|serão|é|temos|damos|dou|demos|fizemos)\b|\b(?:receberá|recebe|vai receber|encontra|terá)\b|\bem anexo\b|^(?:reembols|desconto|vale|acordad|crédito)|\b\w+(?:remos|lhe-emos)\b",
        r"\?\s*$|\bse (?:\w+ )?(?:quiser|o|a|nos|for|preferir|não|enviar|devolver)\b|\bcaso\b|\bnão (?:\w+ ){0,4}(?:reembols|devol|credit|compens|direito|podemos|posso|há|é possível)|\bo seu (?:pedido|pedido de reembolso)\b|\bsua (?:reclamação|pergunta|solicitação)\b|\b(?:pede|pediu|solicitou|exige|exigiu|reclama)\b|\bestamos a (?:verificar|analisar|avaliar)\b|\bestamos (?:verificando|analisando)\b|\bpolítica\b",
    ),
    "vi": _words(
        r"\bhoàn (?:lại )?(?:tiền|trả|phí|\d)|\bbồi thường|\bđền bù|\bbù (?:đắp|cho|lại)|\bphiếu (?:mua hàng|quà tặng|giảm giá)|\bvoucher|\bmã giảm giá|\bgiảm (?:giá )?\d|\btặng\b|\bmiễn phí",
        r"\b(?:đã|sẽ|xin|vừa|đang chuyển)\b|\bquý khách (?:sẽ )?nhận\b|\b(?:chúng tôi|tôi|em|bên em) (?:xin )?(?:hoàn|gửi|tặng|bồi|đền|giảm|miễn)|^(?:hoàn|tặng|giảm|bồi|đền)",
        r"\?\s*$|\bnếu\b|\bkhông (?:\w+ ){0,4}(?:hoàn|bồi|đền|tặng|giảm|thể|được)|\b(?:chưa|chẳng)\b|\byêu cầu (?:hoàn|bồi|đền|của)|\b(?:muốn|đòi|đề nghị (?:được )?hoàn)\b|\bđang (?:xem xét|kiểm tra|xác minh)\b|\bchính sách\b",
    ),
    "ja": _words(
        r"返金|払い戻し|弁償|補償|クーポン|ギフト(?:券|カード)|商品券|割引|お値引|値引|無料で|無償で|お詫びの品|ポイント",
        r"(?:まし|致し|いたし)た|ます[。.]?|ました|済み|手続き|お送り|進呈|お渡し|同封|承認|返金[。.]?$|円",
        r"[?？]\s*$|ますか|でしょうか|場合|なら|れば|できません|できかね|いたしかね|致しかね|ありません|ございません|ご(?:要望|希望|請求|依頼)|とのこと|確認中|検討|対象外|規定|かどうか",
    ),
    "de": _words(
        r"\berstatt|\brückerstatt|\b(?:gut|zurück)(?:schrift|geschrieben|zuschreiben|schreiben|gezahlt|zahlen|überwiesen|überweisen)|\bgutschein|\bentschädig|\brabatt|\bnachlass|\bkulanz|\bkostenlos|\bgeschenk|\berlassen\b|\bpreisminderung|\bgeld zurück",
        r"\b(?:wir|ich) (?:\w+ )?(?:haben?|werden?|erstatten?|schreiben?|überweisen?|schicken?|senden?|geben?|gewähren?|schenken?|erlassen?|zahlen?|legen?)\b|\b(?:haben?|werden?|erstatten?|schreiben?|überweisen?|schicken?|senden?|geben?|gewähren?|zahlen?|erlassen?|schenken?|legen?) (?:wir|ich)\b|\b(?:wurden?|wird|werden|ist|sind) (?:\w+ ){0,8}(?:erstattet|gutgeschrieben|überwiesen|unterwegs|gezahlt|veranlasst|beigefügt|angewiesen|ausgezahlt|erlassen)\b|\bsie (?:\w+ )?(?:erhalten|bekommen|finden)\b|\b(?:erhalten|bekommen|finden) sie\b|\banbei\b|^(?:erstattung|gutschein|gutschrift|rabatt|nachlass|vereinbart)|\b(?:erstattet|gutgeschrieben)\s*[.!]?$",
        r"\?\s*$|\b(?:wenn|falls|sofern|ob|sobald)\b|\b(?:nicht|kein\w*)\b|\b(?:ihr\w*|den|die|um) (?:\w+ )?(?:bitte|wunsch|forderung|anfrage|antrag)\b|\b(?:verlang|forder|wünsch|bitten um|gebeten)\w*|\bprüfen\b|\bgeprüft\b",
    ),
}  # fmt: skip

#: Where one statement ends and the next begins.
_SENTENCE = re.compile(r"(?<=[.!?。！？])(?:\s+|(?<=[。！？]))|\n+|;\s+")


def gives_amends(text: str, language: str | None = None) -> bool:
    """Tell whether our words give something for a loss, or say that it was given.

    Args:
        text: a mail of ours without its quotes, or what a manager noted of a call.
        language: ISO 639-1; None reads the text in every language, as notes are in the manager's.
    """
    chosen = [words for name, words in WORDS.items() if language in (None, name)]
    said = [one.strip() for one in _SENTENCE.split(without_quotes(text)) if one and one.strip()]
    # Of unknown language, a refusal in any counts: "não" must not pass for a Spanish sentence.
    return any(_gives(sentence, chosen) for sentence in said)


def _gives(sentence: str, chosen: Sequence[GivingWords]) -> bool:
    if any(words.none.search(sentence) for words in chosen):
        return False
    return any(words.gift.search(sentence) and words.giving.search(sentence) for words in chosen)
