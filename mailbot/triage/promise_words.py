"""Words that make a sentence with a time a promise of ours, or that show that it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseWords:
    """The words of one language."""

    future: re.Pattern[str]  # what we, or things of ours, will do
    past: re.Pattern[str]  # what happened; a future in the same sentence outweighs it
    none: re.Pattern[str]  # a request, a condition, a validity, opening hours: never a promise


def _words(future: str, past: str, none: str) -> PromiseWords:
    return PromiseWords(
        future=re.compile(future, re.IGNORECASE),
        past=re.compile(past, re.IGNORECASE),
        none=re.compile(none, re.IGNORECASE),
    )


WORDS: Mapping[str, PromiseWords] = {
    "en": _words(
        r"\b(?:will|shall|won't)\b|['’]ll\b|\b(?:am|are|is|'re|'m) (?:now )?(?:going to|due to|to (?:be|arrive|call|ring|write|come))\b|\b(?:i|we) promise\b|\b(?:i['’]m|i am|we['’]re|we are) (?:\w+ )?(?:calling|ringing|phoning|writing|sending|coming|visiting|refunding)\b|\byou should (?:hear|have|receive|get)\b",
        r"\b(?:was|were|had|has been|have been|did|received|called|rang|wrote|sent|told|spoke|left|arrived|delivered|promised|tried|waited|ordered|paid|has (?:left|arrived|reached|gone))\b",
        r"\bvalid\b|\b(?:are|is) possible\b|\bexpires?\b|\bends? (?:on|at)\b|\bopen(?:ing)? (?:from|hours|daily|every|until)|\bopening hours\b|\b(?:are|is|be) closed\b|^(?:and |so |then )?(?:please|kindly)\b(?! (?:expect|note that (?:we|i)|be assured))|\b(?:could|can|would|will) you\b|^(?:\w+,? )?(?:let|tell|send|give|write|bring|return|reply|answer|call|ring)\b (?:us|me|to us|back)\b|\bwe (?:still )?(?:need|require|ask|kindly ask)\b|\bif (?:we|i) (?:do not|don['’]t) hear\b|\bif you (?:do not|don['’]t|have not|haven['’]t|can|could|would|reply|answer|send|are|wish|prefer)\b.*?\b(?:by|before|within|until)\b(?!.*\bwe will\b.*\b(?:write|call|ring)\b)|\bunless you\b|\byou (?:can|may|could|must|need to|have to|should|might) (?:\w+ )?(?:reach|call|ring|reply|send|return|pay|collect|pick|cancel|choose|contact|answer|use)",
    ),
    "es": _words(
        r"\b\w+(?:ré|rá|remos|rán)\b|\b(?:voy|vamos|van?) a \w+r(?:l[eao]s?|se|nos)?\b|\b(?:le|la|lo) (?:llama|escribe|contesta|confirma|informa|envía|visita|manda|responde|devuelve)\b|\ble (?:llamo|escribo|contesto|confirmo|informo|envío|aviso|mando|respondo)\b|\bnos comprometemos\b|\b(?:prometo|prometemos|garantizo|garantizamos)\b",
        r"\b\w+(?:imos|ó|aron|ieron)\b|\b(?:llamamos|enviamos|entregamos|informamos|contactamos)\b.*\bpero\b|\b(?:ha|han|hemos|he|fue|fueron|estaba|había)\b|\bllam(?:amos|é)\b.*\bel (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
        r"\bválid[oa]s?\b|\bposibles?\b|\bterminan? el\b|\bvigen(?:te|cia)\b|\bhorario\b|\babiert[oa]s?\b|\bcerrad[oa]s?\b|^(?:por favor|le rog|le ped|rogamos|sírvase|tenga la bondad|(?:díga|envíe|comuníque|hága|indíque|respónda|mánde|escríba|llám[ae])(?:nos|me)|confírmenos)|\b(?:necesitamos|pedimos|rogamos)\b|\b(?:podrían?|puede|podría usted)\b.*[?]|\bsi (?:no )?(?:responde|contesta|recibimos|nos|desea|prefiere|quiere|tenemos|hay)\b|\bsalvo que\b|\bpuede (?:llamar|escribir|responder|devolver|elegir|recoger|pagar|cancelar)",
    ),
    "fr": _words(
        r"\b\w+(?:rai|ra|rons|ront|rez)\b|\b(?:vais|va|allons|vont) (?:\w+ )?\w+(?:er|ir|re)\b|\b(?:je|nous) (?:vous )?(?:rappelle|rappelons|appelle|appelons|écris|écrivons|envoie|envoyons|reviens|revenons|réponds|répondons|tiens|tenons|informe|informons|recontacte|recontactons|confirme|confirmons|préviens)\b|\bvous (?:appelle|rappelle|écrit|répond|informe|recontacte|envoie|confirme|rembourse)\b|\b(?:part|partent|arrive|arrivent|passe)\b|\bnous nous engageons\b|\b(?:promets|promettons|garantis|garantissons)\b",
        r"\b(?:avons|ai|a|ont|avez|était|étaient|avait|fut|est|sont) (?:\w+ )?(?:été |bien )?(?:\w+é|\w+ée|\w+és|\w+ées|reçu|reçue|écrit|promis|dit|parti|partie|pris|remis|remise|attendu|quitté)\b",
        r"\bvalables?\b|\bpossibles?\b|\bse termine(?:nt)?\b|\bouvert[es]*\b|\bhoraires?\b|\bfermé[es]*\b|^(?:merci de|veuillez|prière de|je vous (?:prie|remercie) de|nous vous (?:prions|remercions) de|s'il vous plaît|(?:dites|envoyez|répondez|indiquez|confirmez|faites|donnez|écrivez|appelez|rappelez)(?:-| )(?:nous|moi))|\bnous (?:avons besoin|vous demandons)\b|\b(?:pourriez|pouvez|voudriez)-vous\b|\bsi (?:vous|nous ne|votre)\b|\bsans (?:réponse|retour|nouvelles?) de (?:votre|vous)|\bà défaut\b|\bsauf si\b|\bvous pouvez\b",
    ),
    "pt": _words(
        r"\b\w+(?:rei|rá|remos|rão)\b|\b\w+(?:r-lhe-ei|r-lhe-emos|r-vos-emos|-lhe-emos)\b|\b(?:vou|vamos|vai|vão) (?:\w+ )?\w+r(?:-lhe|-[oa]s?|-se)?\b|\bvai a sua casa\b|\b(?:ligo|telefono|escrevo|informo|respondo|envio|confirmo|aviso|volto|voltamos|contacto|contactamos|mando|dou)(?:-(?:lhe|[oa]))?\b|\b(?:liga|telefona|escreve|informa|responde|envia|contacta|visita|confirma|devolve)-(?:lhe|[oa])\b|\blhe (?:liga|telefona|escreve|responde|envia)\b|\b\w+mos-(?:lhe|[oa]s?)\b(?<!ámos-lhe)|\bterá\b|\bcomprometemo-nos\b|\b(?:prometo|prometemos|garanto|garantimos)\b|\birá\b",
        r"\b\w+(?:ámos|émos|ímos|aram|eram|iram|ou|eu)\b|\b(?:recebemos|ligamos|enviamos|tentamos|falamos)\b|\b(?:foi|foram|tinha|estava|tem sido)\b",
        r"\bválid[oa]s?\b|\bpossíve(?:l|is)\b|\btermina\b|\bhorário\b|\babert[oa]s?\b|\bfechad[oa]s?\b|^(?:por favor|pedimos|agradecemos que|queira|solicitamos|(?:diga|envie|confirme|responda|mande|indique|escreva|ligue|comunique|informe)(?:-| )?(?:nos|me)?\b)|\b(?:precisamos|necessitamos)\b|\b(?:pode|poderia|podia|podem|poderiam)\b.*[?]|\bse (?:não )?(?:responder|recebermos|nos|quiser|preferir|desejar|houver)\b|\bcaso (?:não )?\w+|\bsalvo se\b|\bpode (?:ligar|escrever|responder|devolver|escolher|levantar|pagar|cancelar)",
    ),
    "vi": _words(
        r"\bsẽ\b|\b(?:xin )?(?:hứa|cam kết)\b",
        r"\bđã\b|\bvừa (?:mới )?\w+|\bhôm qua\b",
        r"\bcó giá trị\b|\b(?:cứ gọi|kể rằng|nói rằng|cho biết rằng)\b|\bphải (?:chờ|đợi)\b|^có thể\b|\bhiệu lực\b|\bgiờ (?:làm việc|mở cửa)\b|\bmở cửa\b|\bđóng cửa\b|^(?:xin |kính mong |mong )?(?:vui lòng|quý khách vui lòng|hãy|làm ơn|xin cho (?:chúng )?tôi biết|anh vui lòng|chị vui lòng)|\bcó thể\b.*\bkhông\b|\bnếu (?:quý khách|anh|chị|bạn|không|chúng tôi không)\b|\btrừ khi\b|\b(?:quý khách|anh|chị) có thể (?:gọi|trả lời|gửi|chọn|đổi|nhận)",
    ),
    "ja": _words(
        r"(?:いた|致)し(?:ます|たく)|(?:差し|さし)上げます|(?:送|届け|伝え|伺|うかが|参|まい|向か|行|戻|返|直|替え|知らせ|支払|振り込|届|着)(?:い|り|き|し|え|け)?ます|お約束|予定(?:です|でございます|しております)|(?:連絡|返信|回答|報告|返金|電話|修理|交換|発送|訪問|確認|対応|手配)(?:を)?します",
        r"(?:まし|でし|した|済み|済(?:です)?|おりまし)た?|ました|済み",
        r"有効|伺っており|と聞いて|と伺|承(?:ります|って)|営業時間|受付時間|定休|休業|(?:ください|下さい|くださいませ|いただけますか|いただけませんか|お願い(?:いたします|します|申し上げます))[。.]?$|(?:ない|なかった|いただけない|ございません)場合|(?:ご返信|ご連絡|お返事|ご回答)が(?:ない|なければ|ございません)|できます(?:か)?[。.]?$|承って(?:おり|い)ます|必要です|必要でございます|終了(?:します|いたします)",
    ),
    "de": _words(
        r"\b(?:werden?|wird|wollen|kommen?|kommt|melden?|rufen?|ruft|schicken?|schickt|senden?|sendet|schreiben?|schreibt|erhalten sie|sie erhalten|bekommen sie|sie bekommen|hören|erfolgt|geben?|gibt|informieren?|reparieren?|repariert|liefern?|liefert|tauschen?|überweisen?|prüfen?|klären?|antworten?|verspreche[nt]?|versprechen|meldet|garantieren?|(?:geht|gehen) (?:\w+ )?(?:raus|los|an sie|ab|zu ihnen)|holen?|bringen?|bringt|besucht|besuchen?|erstatten?)\b(?!.*\bworden\b)",
        r"\b(?:haben?|hat|hatten?|wurden?|war(?:en)?|ist|sind)\b.*?\b(?:\w*ge\w+(?:t|en)|\w{3,}iert|erhalten|verlassen|bekommen|versucht|verschickt|versandt|zugestellt|erreicht|bestellt|bezahlt|vergangen|empfangen)\b|\b(?:erfolgten?|mussten?|rief|schrieben?|kamen?|sagten?|warteten?)\b",
        r"\bgültig\b|\bmöglich\b|\bgilt\b|\bgelten\b|\bgeöffnet\b|\böffnungszeiten\b|\bgeschlossen\b|^(?:und |dann )?bitte\b|^(?:sagen|teilen|geben|schicken|senden|antworten|schreiben|rufen|melden|nennen) sie\b|\bwir (?:brauchen|benötigen)\b|\bsie erreichen\b|\bendet\b|\b(?:könn(?:t)?en|würden|möchten) sie\b.*[?]|\bwenn (?:sie|wir (?:bis|nichts|keine)|uns)\b|\bfalls\b|\bsofern\b|\bsollten (?:sie|wir (?:bis|nichts|keine))\b|\bsie können (?:uns |sich |das |es |auch )?(?:\w+ )?\w*(?:anrufen|erreichen|antworten|zurück|abholen|wählen|bezahlen|stornieren)",
    ),
}  # fmt: skip

#: What somebody else said, in any quotation marks.
QUOTED = re.compile(r"“[^”]{8,}”|„[^“”]{8,}[“”]|«[^»]{8,}»|\"[^\"]{8,}\"|「[^」]{5,}」|『[^』]{5,}』")


def without_quotes(text: str) -> str:
    """Return the text with quoted words blanked, at their places."""
    return QUOTED.sub(lambda match: re.sub(r"\w", " ", match.group()), text)
