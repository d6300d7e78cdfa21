"""Words that make a sentence with a time a promise of ours, or that show that it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseWords:
    """The words of one language."""

    future: re.Pattern[str]  # what we, or things of ours, will do
    present: re.Pattern[str]  # what we do, said of a time ahead; what happened outweighs it
    past: re.Pattern[str]  # what happened; a future in the same sentence outweighs it
    none: re.Pattern[str]  # a request, a condition, a validity, opening hours: never a promise


def _words(future: str, present: str, past: str, none: str) -> PromiseWords:
    return PromiseWords(
        future=re.compile(future, re.IGNORECASE),
        present=re.compile(present, re.IGNORECASE),
        past=re.compile(past, re.IGNORECASE),
        none=re.compile(none, re.IGNORECASE),
    )


WORDS: Mapping[str, PromiseWords] = {
    "en": _words(
        r"\b(?:will|shall|won't)\b|['’]ll\b|\b(?:am|are|is|'re|'m) (?:now )?(?:going to|due to|to (?:be|arrive|call|ring|write|come))\b|\b(?:i|we) promise\b|\b(?:i['’]m|i am|we['’]re|we are) (?:\w+ )?(?:calling|ringing|phoning|writing|sending|coming|visiting|refunding)\b|\byou should (?:hear|have|receive|get)\b|\bi(?:['’]m| am) having\b|\bcommit to\b",
        r"\b(?:is|are) (?:\w+ )?(?:coming|calling|ringing|phoning|writing|sending|visiting|arriving|collecting|delivering|bringing|looking into)\b|\blet me (?:come|get|check|look|call|ring|find)\b|\ballow us\b|\bgive (?:us|me)\b|\b(?:ships|arrives|leaves|goes out|rings|calls|visits|starts)\b|\blet['’]s speak\b|\bcount on\b|\bexpect\b|\b(?:aim|plan|intend) to\b|\byou (?:can|may) expect\b|\bbe in touch\b|\bback to you\b|\b(?:follows|is expected|are expected)\b",
        r"\b(?:was|were|had|has been|have been|did|received|called|rang|wrote|sent|told|spoke|left|arrived|delivered|promised|tried|waited|ordered|paid|has (?:left|arrived|reached|gone))\b",
        r"\bvalid\b|\b(?:are|is) possible\b|\bexpires?\b|\bends? (?:on|at)\b|\bopen(?:ing)? (?:from|hours|daily|every|until)|\bopening hours\b|\b(?:are|is|be) closed\b|^(?:and |so |then )?(?:please|kindly)\b(?! (?:expect|note that (?:we|i)|be assured|allow (?:us|me|up to|about|around|another|\d|two|three|four|five|seven|ten|a few)|give (?:us|me)))|\b(?:could|can|would|will) you\b|^(?:\w+,? )?(?:let (?:us|me) know\b|(?:tell|send|give|write|bring|return|reply|answer|call|ring)\b (?:us|me|to us|back)\b(?! (?:until|till)\b))|\bwe (?:still )?(?:need|require|ask|kindly ask)\b|\bif (?:we|i) (?:do not|don['’]t) hear\b|\bif you (?:do not|don['’]t|have not|haven['’]t|can|could|would|reply|answer|send|are|wish|prefer)\b.*?\b(?:by|before|within|until)\b(?!.*\bwe will\b.*\b(?:write|call|ring)\b)|\bunless you\b|\byou (?:can|may|could|must|need to|have to|should|might) (?:\w+ )?(?:reach|call|ring|reply|send|return|pay|collect|pick|cancel|choose|contact|answer|use)|\b(?:vouchers?|coupons?)\b|\bgood until\b|\bnotice\b.*\bgiven\b|\bas (?:your|the) contract\b|\byou have until\b|\bshould you (?:wish|want|prefer)\b|\b(?:normally|usually|as a rule|generally)\b|\b(?:can|could) (?:also )?offer\b|\bwarranty\b|\bthe guarantee\b|\bpayable\b|\b(?:sale|offer|promotion) (?:starts|ends|begins|runs)\b|\bshould have (?:\w+ )?(?:been|reached|arrived|come)\b|\blines? (?:are|is)\b|\bsuit you\b|\blapses?\b|(?<!as )\byou (?:told|asked|said|wrote)\b|\bwould have\b|\bif you (?:reply|answer|order|return)\b|\bdiscounts?\b|\bombudsman\b|\bcloses at\b|\b(?:might|may|could) (?:well |possibly |then )?(?:be able|\w+)\b(?=.*\b(?:on|by|before|until|in|within)\b)(?<!may expect)(?<!may count)|\b(?:can['’]?t|cannot|can not|unable to|not able to|won['’]t be able to|do not|don['’]t) (?:yet |fully )?(?:promise|guarantee|confirm|commit|say|tell|assure)|\bno (?:promise|guarantee)|\bperhaps\b|\bmaybe\b|\bhopefully\b|\bwithin \w+ (?:hours?|days?|weeks?) (?:of|from|after) (?:arrival|delivery|receipt|purchase|receiving)|\bof (?:purchase|delivery|arrival|receipt)\b|\bwe (?:\w+ )?open\b",
    ),
    "es": _words(
        r"\b\w+(?:ré|rá|remos|rán)\b|\b(?:voy|vamos|van?) a \w+r(?:l[eao]s?|se|nos)?\b|\b(?:le|la|lo) (?:llama|escribe|contesta|confirma|informa|envía|visita|manda|responde|devuelve)\b|\ble (?:llamo|escribo|contesto|confirmo|informo|envío|aviso|mando|respondo)\b|\bnos comprometemos\b|\b(?:prometo|prometemos|garantizo|garantizamos)\b|\b(?:me comprometo|nos comprometemos) a\b|\btendrá\b",
        r"\b(?:llamo|escribo|paso|mando|envío|digo|vuelvo|aviso|informo|confirmo|reviso|reenvío|contacto|devuelvo|respondo|contesto|hablamos|contestamos|respondemos|informamos|avisamos|escribimos|devolvemos|damos|empieza|llega|pasa|va a|sale)\b|\bcuente con\b|\bquedará\b|\ble \w+(?:amos|emos|imos)\b",
        r"\b\w+(?:imos|ó|aron|ieron)\b|\b(?:llamamos|enviamos|entregamos|informamos|contactamos)\b.*\bpero\b|\b(?:ha|han|hemos|he|fue|fueron|estaba|había|tuvo|tuvieron|tuvimos|hizo|vino|dijo|puso|pudo|quiso|estuvo)\b|\bllam(?:amos|é)\b.*\bel (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
        r"\bválid[oa]s?\b|\bposibles?\b|\bterminan? el\b|\bvigen(?:te|cia)\b|\bhorario\b|\babiert[oa]s?\b|\bcerrad[oa]s?\b|^(?:por favor|le rog|le ped|rogamos|sírvase|tenga la bondad|(?:díga|envíe|comuníque|hága|indíque|respónda|mánde|escríba|llám[ae])(?:nos|me)|confírmenos)|\b(?:necesitamos|pedimos|rogamos)\b|\b(?:podrían?|puede|podría usted)\b.*[?]|\bsi (?:no )?(?:responde|contesta|recibimos|nos|desea|prefiere|quiere|tenemos|hay)\b|\bsalvo que\b|\bpuede (?:llamar|escribir|responder|devolver|elegir|recoger|pagar|cancelar)|\b(?:vale|cup[oó]n)\b.*\bhasta\b|\bseg[uú]n (?:su|el) contrato\b|\btiene hasta\b|\bsi (?:desea|quisiera)\b|\b(?:normalmente|por lo general|habitualmente|suele)\b|\b(?:puedo|podemos) ofrecer|\bgarant[ií]a (?:de|es|dura)\b|\bvence\b|\brebajas\b|\bdeber[ií]an? haber|\batendemos\b|\bde lunes a\b|\ble viene bien\b|\bcaduca\b|(?<!\ben un )(?<!\ben el )\bplazo de\b|\bpuede devolver\b|\bdescuentos?\b(?!.*\b(?:cuenta|factura)\b)|\bse aplica\b|\breclamar ante\b|\bcierra (?:los|a)\b|\b(?:quizá|quizás|tal vez|a lo mejor|posiblemente)\b|\bno (?:puedo|podemos|le puedo|le podemos) (?:\w+ )?(?:garantiz|promet|asegur|confirm|compromet)|\b(?:comunique|notifique|informe|avise|declare)\b(?! a)|\b(?:siguientes|posteriores) a la (?:entrega|recepción|compra)|\bdesde la (?:compra|entrega|recepción)\b|\b(?:necesita|quiere) (?:\w+ ){1,4}antes del?\b|\babrimos\b|\bcerramos\b(?! (?:el caso|este))|\bexpira\b",
    ),
    "fr": _words(
        r"\b\w+(?:rai|ra|rons|ront|rez)\b|\b(?:vais|va|allons|vont) (?:\w+ )?\w+(?:er|ir|re)\b|\b(?:je|nous) (?:vous )?(?:rappelle|rappelons|appelle|appelons|écris|écrivons|envoie|envoyons|reviens|revenons|réponds|répondons|tiens|tenons|informe|informons|recontacte|recontactons|confirme|confirmons|préviens)\b|\bvous (?:appelle|rappelle|écrit|répond|informe|recontacte|envoie|confirme|rembourse)\b|\b(?:part|partent|arrive|arrivent|passe)\b|\bnous nous engageons\b|\b(?:promets|promettons|garantis|garantissons)\b|\b(?:je m['’]engage|nous nous engageons) à\b",
        r"\b(?:j['’]|je |nous |on )(?:(?:vous|le|la|les|lui|y|en) |l['’])*(?!(?:étai|avai|ai |suis|avons|sommes|avez|peu|sommes|pens|comprend|regrett|remerci|pri|sai|voi|croi|not|constat|espér|souhait))\w+(?:e|s|x|ons)\b|\bdevr(?:iez|ait|aient)\b(?! (?:avoir|être) \w+é)|\bcomptez sur\b|\bfaisons un point\b|\bfera\b",
        r"\b(?:avons|ai|a|ont|avez|était|étaient|avait|fut|est|sont) (?:\w+ )?(?:été |bien )?(?:\w+ée?s?\b|reçu|reçue|écrit|promis|dit|parti|partie|pris|remis|remise|attendu|quitté)\b",
        r"\bvalables?\b|\bpossibles?\b|\bse termine(?:nt)?\b|\bouvert[es]*\b|\bhoraires?\b|\bfermé[es]*\b|^(?:merci de|veuillez|prière de|je vous (?:prie|remercie) de|nous vous (?:prions|remercions) de|s'il vous plaît|(?:dites|envoyez|répondez|indiquez|confirmez|faites|donnez|écrivez|appelez|rappelez)(?:-| )(?:nous|moi))|\bnous (?:avons besoin|vous demandons)\b|\b(?:pourriez|pouvez|voudriez)-vous\b|\bsi (?:vous|nous ne|votre)\b|\bsans (?:réponse|retour|nouvelles?) de (?:votre|vous)|\bà défaut\b|\bsauf si\b|\bvous pouvez\b(?! (?:y )?(?:compter|vous attendre|être (?:sûr|certain)))|\bbons?\b.*\bjusqu|\bselon (?:votre|le) contrat\b|\bvous avez jusqu|\b(?:d['’]habitude|normalement|en général|généralement)\b|\b(?:peux|pouvons) vous proposer\b|\b(?:est|sont) garantie?s?\b|\bla garantie\b|(?<!engageons )(?<!engage )\b(?:à régler|payables?)\b|\bsoldes\b|\baura(?:it|ient) (?:dû|pu)\b|\bdu lundi au\b|\bconviendrait\b|\bla réservation tombe\b|\bavez dit\b|\bremises?\b(?!.*\bcompte\b)|\bs['’]applique\b|\bmédiateur\b|\bferme(?:nt)? à\b|\bpeut-être\b|\bpourr(?:ions|ais|ait)\b(?![- ]vous)|\bne (?:peux|pouvons|puis|pourrai|pourrons) (?:\w+ )?(?:pas |rien )?(?:vous )?(?:garantir|promettre|assurer|confirmer|engager)|\bvous (?:nous )?(?:dites|écrivez|indiquez|demandez|précisez|souhaitez)\b|\b(?:suivant|après) (?:la |l['’])(?:livraison|réception|achat|arrivée)\b|\b(?:auriez|avez) besoin de\b|\bnous (?:ouvrons|fermons)\b|\bà compter d|\bexpire\b",
    ),
    "pt": _words(
        r"\b\w+(?:rei|rá|remos|rão)\b|\b\w+(?:r-lhe-ei|r-lhe-emos|r-vos-emos|-lhe-emos)\b|\b(?:vou|vamos|vai|vão) (?:\w+ )?\w+(?:r(?:-lhe|-[oa]s?|-se)?|[áêi]-l[oa]s?)\b|\bvai a sua casa\b|\b(?:ligo|telefono|escrevo|informo|respondo|envio|confirmo|aviso|volto|voltamos|contacto|contactamos|mando|dou)(?:-(?:lhe|[oa]))?\b|\b(?:liga|telefona|escreve|informa|responde|envia|contacta|visita|confirma|devolve)-(?:lhe|[oa])\b|\blhe (?:liga|telefona|escreve|responde|envia)\b|\b\w+mos-(?:lhe|[oa]s?)\b(?<!ámos-lhe)|\bterá\b|\bcomprometemo-nos\b|\b(?:prometo|prometemos|garanto|garantimos)\b|\birá\b|\b(?:comprometo-me|comprometemo-nos) a\b",
        r"\b(?:passo|passa|reencaminho|falamos|damos|digo|mando|tento|segue|chega|começa|fica|comunicamos|respondemos|avisamos|enviamos|ligamos|resolvemos|entregamos)\b(?!.*\b(?:ontem|semana passada)\b)|\b\w{2,}(?<!nou)(?<!tou)(?<!sou)(?<!dou)-(?:lhe|vos)\b|\bconte com\b|\bpode contar com\b|\bdever(?:á|ão)\b",
        r"\b(?!(?:s|m|t|mus)?eu\b|sou\b|vou\b|estou\b|dou\b)\w+(?:ámos|émos|ímos|aram|eram|iram|ou|eu|iu)\b|\b(?:recebemos|ligamos|enviamos|tentamos|falamos)\b|\b(?:foi|foram|tinha|estava|tem sido|teve|tiveram|tivemos|fez|veio|disse|pôs|pôde|quis|esteve)\b",
        r"\bválid[oa]s?\b|\bpossíve(?:l|is)\b|\btermina\b|\bhorário\b|\babert[oa]s?\b|\bfechad[oa]s?\b|^(?:por favor|pedimos(?:-lhe)? (?:que|desculpa|o favor|a gentileza)|agradecemos que|queira|solicitamos|(?:diga|envie|confirme|responda|mande|indique|escreva|ligue|comunique|informe)(?:-| )?(?:nos|me)?\b)|\b(?:precisamos|necessitamos)\b|\b(?:pode|poderia|podia|podem|poderiam)\b.*[?]|\bse (?:não )?(?:responder|recebermos|nos|quiser|preferir|desejar|houver)\b|(?<!\bo )(?<!seu )(?<!este )\bcaso (?:não )?\w+|\bsalvo se\b|\bpode (?:ligar|escrever|responder|devolver|escolher|levantar|pagar|cancelar)|\b(?:vale|cupão|talão)\b.*\baté\b|\bsegundo o (?:seu )?contrato\b|\btem até\b|\b(?:normalmente|geralmente|em regra|costuma)\b|\b(?:posso|podemos) propor|\ba garantia\b|\bvence\b|\bsaldos\b|\bdeviam? ter\b|\batendemos\b|\bde segunda a\b(?! oito)|\bdá-lhe jeito\b|\bcaduca\b|\bpode ser usado\b|\bpode devolver\b|\bdisse-nos\b|\bse quiser\b|\bdescontos?\b|\baplica-se\b|\bprovedor\b|\bfecha (?:às|à|aos)\b|\btalvez\b|\bporventura\b|\bnão (?:posso|podemos|lhe posso|lhe podemos|consigo|conseguimos) (?:\w+ )?(?:garantir|prometer|assegurar|confirmar|comprometer)|\b(?:comunique|notifique|avise)\b|\b(?:após|depois d)[ao]? ?(?:a |o )?(?:entrega|receção|recepção|compra|chegada)\b|\bprecisa d[aoe]s?\b.*\baté\b|\b(?:escreveu|disse|indicou|referiu) que\b|\babrimos\b|\bexpira\b",
    ),
    "vi": _words(
        r"\bsẽ\b|\b(?:xin )?(?:hứa|cam kết)\b",
        r"\b(?:tôi|chúng tôi|em|bên em)\b[^.]*\b(?:gửi|gọi|báo|trả lời|viết|chuyển|giao|hoàn|xử lý|liên hệ)\b|\bdự kiến\b|\bchậm nhất\b|\bmuộn nhất\b",
        r"\bđã\b(?! (?:sửa|điều chỉnh|ký|duyệt)\b)|\bvừa (?:mới )?\w+|\bhôm qua\b",
        r"\bcó giá trị\b|\b(?:cứ gọi|kể rằng|nói rằng|cho biết rằng)\b|\bphải (?:chờ|đợi)\b|^có thể\b|\bhiệu lực\b|(?<!hết )\bgiờ (?:làm việc|mở cửa)\b|\bmở cửa\b|\bđóng cửa (?:lúc|vào|các)\b|^(?:xin |kính mong |mong )?(?:vui lòng|quý khách vui lòng|hãy|làm ơn|xin cho (?:chúng )?tôi biết|anh vui lòng|chị vui lòng)|\bcó thể\b.*\bkhông\b|\bnếu (?:quý khách|anh|chị|bạn|không|chúng tôi không)\b|\btrừ khi\b|\b(?:quý khách|anh|chị) có thể (?:gọi|trả lời|gửi|chọn|đổi|nhận)|\bphiếu\b|\bdùng được đến\b|\btheo hợp đồng\b|\bcó thời hạn\b|\bnếu muốn\b|\b(?:thông thường|bình thường|thường mất)\b|\b(?:có thể xếp|có thể sắp xếp)\b|\bbảo hành\b|\bđến hạn\b|\bgiảm giá\b|\blẽ ra\b|\bphục vụ\b|\bcó tiện\b|\bsẽ bị (?:hủy|huỷ)\b|\bcó nói là\b|\bnếu (?:đến|trước)\b|\bcó thể gửi trả\b|\bkhông có ai\b|^(?:quý khách|anh|chị|bạn) (?:cần|nên|phải|có nói|nói|viết|yêu cầu)\b|\bưu đãi\b|\báp dụng\b|\bđóng cửa lúc\b|\bcó thể (?:chúng tôi|tôi|bên em|em)\b|\bcó lẽ\b|\bbiết đâu\b|\bkhông (?:thể|dám) (?:hứa|cam kết|bảo đảm|đảm bảo|chắc|xác nhận)|\b(?:anh|chị|quý khách|bạn) (?:viết|nói|cho biết) (?:rằng|là)\b|\bsau khi nhận\b|\bkể từ (?:ngày|khi) (?:mua|nhận)\b|\bsau khi (?:mua|nhận|giao)\b",
    ),
    "ja": _words(
        r"(?:いた|致)し(?:ます|たく)|(?:差し|さし)上げます|(?:送|届け|伝え|伺|うかが|参|まい|向か|行|戻|返|直|替え|知らせ|支払|振り込|届|着)(?:い|り|き|し|え|け)?ます|お約束|予定(?:です|でございます|しております)|(?:連絡|返信|回答|報告|返金|電話|修理|交換|発送|訪問|確認|対応|手配)(?:を)?します",
        r"(?:解決|解除|開始|反映|到着|入金|振込|お振り込み|お取り|ご案内|ご用意)(?:いた)?し?(?:ます|れます)|引き取りに|(?:届く|着く)予定|反映されます|お話しさせて",
        r"(?:まし|でし|した|済み(?!の)|済(?:です)?|おりまし)た?|ました|済み(?!の)",
        r"有効|伺っており|と聞いて|と伺|承(?:ります|って)|営業時間(?!内に)|受付時間|定休|休業|(?:ください|下さい|くださいませ|いただけますか|いただけませんか|お願い(?:いたします|します|申し上げます))[。.]?$|(?:ない|なかった|いただけない|ございません)場合|(?:ご返信|ご連絡|お返事|ご回答)が(?:ない|なければ|ございません)|(?<!送り)(?<!届け)(?<!伝え)(?<!返金)(?<!返し)(?<!連絡)できます(?:か)?[。.]?$|承って(?:おり|い)ます|必要です|必要でございます|終了(?:します|いたします)|クーポン|契約書|お(?:申し出|使いいただけ)|通常|空きが|どちらが|保証期間|期限は|セール|はずでした|受付|取り消され|ご都合|とのことでした|(?<!時間)(?<!分)(?<!日)いただければ|返品いただけ|適用|割引(?!分)|閉店いたし|閉店し|相談窓口|かもしれません|かもしれない|可能性|お約束(?:は)?(?:でき|いたしかね|致しかね)|保証(?:は)?(?:でき|いたしかね)|とは(?:お約束|申し上げ)|いたしかねます|とのこと|(?:到着|購入|ご購入|受取|お受け取り)後|開いて(?:おり|い)ます",
    ),
    "de": _words(
        r"\bsoll(?:en)?\b(?! (?:ich|wir|sie)\b)|^(?:bis|spätestens)\b.*\b(?:ist|sind|haben sie)\b|\b(?:werden?|wird|wollen|kommen?|kommt|melden?|rufen?|ruft|schicken?|schickt|senden?|sendet|schreiben?|schreibt|erhalten sie|sie erhalten|bekommen sie|sie bekommen|hören|erfolgt|geben?|gibt|informieren?|reparieren?|repariert|liefern?|liefert|tauschen?|überweisen?|prüfen?|klären?|antworten?|verspreche[nt]?|versprechen|meldet|garantieren?|(?:geht|gehen) (?:\w+ )?(?:raus|los|an sie|ab|zu ihnen)|holen?|bringen?|bringt|besucht|besuchen?|erstatten?)\b(?!.*\bworden\b)",
        r"\b(?:ich|wir) (?!(?:habe|haben|hatte|war|bin|sind|kann|können|brauche|muss|mussten|verstehe|bedaure|bedauer|sehe|weiß|wissen|danke|bitte|glaube|denke|hoffe|entschuldige)\w*\b)\w+(?:e|en)\b|\b(?!(?:habe|haben|hatte|kann|können|brauchen|möchten|sind|waren|verstehen|bedauern|sehen|danken|bitten|hoffen)\b)\w+(?:e|en) (?:ich|wir)\b|\b(?:holt|mailt|sagt|verlässt|leitet|antwortet|beginnt|startet|erledigt|findet|bearbeitet|klärt|prüft|bringt)\b|\b(?:hören|wissen|haben|rechnen|bekommen|erhalten) sie\b|\bsollten? \b[^.]*\bsein\b|\bauf (?:ihrem|dem) konto\b|\bist (?:die|der|das|ihre?|alles) (?:\w+ )?\w*(?:rt|gt|cht|ft|fertig|bereit|erledigt|behoben)\b(?=[.!]|$)",
        r"\b(?:haben?|hat|hatten?|wurden?|war(?:en)?|ist|sind)\b.*?\b(?:\w*ge\w+(?:t|en)|\w{3,}iert|erhalten|verlassen|bekommen|versucht|verschickt|versandt|zugestellt|erreicht|bestellt|bezahlt|vergangen|empfangen)\b|\b(?:\w*ge\w+(?:t|en)|\w{3,}iert|erhalten|bekommen|versucht|erreicht) (?:hat|haben|hatten?|wurden?|war(?:en)?)\b|\b(?:erfolgten?|mussten?|rief|schrieben?|kamen?|sagten?|warteten?)\b",
        r"\bgültig\b|\bmöglich\b|\bgilt\b|\bgelten\b|\bgeöffnet\b|\böffnungszeiten\b|\bgeschlossen\b|^(?:und |dann )?bitte\b(?! rechnen sie)|^(?:sagen|teilen|geben|schicken|senden|antworten|schreiben|rufen|melden|nennen) sie\b|\bwir (?:brauchen|benötigen)\b|\bsie erreichen\b|\bendet\b|\b(?:könn(?:t)?en|würden|möchten) sie\b.*[?]|\bwenn (?:sie|wir (?:bis|nichts|keine)|uns)\b|\bfalls\b|\bsofern\b|\bsollten (?:sie|wir (?:bis|nichts|keine))\b|\bsie können (?:uns |sich |das |es |auch )?(?:\w+ )?\w*(?:anrufen|erreichen|antworten|zurück|abholen|wählen|bezahlen|stornieren)|\bgutschein|\blaut (?:ihrem )?vertrag\b|\bzu (?:kündigen|bezahlen|zahlen|begleichen)\b|\bhaben sie bis\b|\b(?:normalerweise|in der regel|üblicherweise)\b|\banbieten\b|\bgarantie (?:auf|beträgt|gilt|läuft)\b|\b(?:ausverkauf|schlussverkauf)\b|\bhätten?\b|\bvon montag bis\b|\bfür sie da\b|\bpassen\b|\bverfällt\b|\bhören wir (?:bis|nichts)\b|\bsagten uns\b|\bbrauchen\b|\bzurück(?:schicken|senden|geben)\b|\bwenn sie\b|\brabatt\b|\bschlichtung|\bschließt\b|\bbeschwerden nimmt\b|\bvielleicht\b|\beventuell\b|\bmöglicherweise\b|\bkönnten\b|\b(?:kann|können|konnte|könnte) (?:ich|wir) (?:\w+ ){0,3}(?:nicht|nichts) (?:zusagen|versprechen|garantieren|bestätigen|zusichern)|\bnicht (?:zusagen|versprechen|garantieren|zusichern|fest zusagen)\b|\bsie (?:schreiben|schrieben|sagen|meinen|möchten|wünschen|brauchen)\b|\bnach (?:dem |der )?(?:kauf|lieferung|ankunft|erhalt|zustellung)\b|\b(?:öffnen wir|wir öffnen|haben wir geöffnet)\b|\bab kaufdatum\b|\bhotline\b|\bbesetzt\b",
    ),
}  # fmt: skip

#: A condition at the head of a sentence: what stands in it is the customer's to do, and by when is theirs too.
CONDITION: Mapping[str, re.Pattern[str]] = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in {
        "en": r"^\s*(?:if|should|once|provided) [^,;]+,",
        "es": r"^\s*(?:si|cuando|en caso de que) [^,;]+,",
        "fr": r"^\s*(?:si |s['’]il|dès que |lorsque |quand )[^,;]+,",
        "pt": r"^\s*(?:se|caso|quando|assim que) [^,;]+,",
        "vi": r"^\s*(?:nếu|khi|một khi) .+?(?:,|\bthì\b)",
        "ja": r"^.+?(?:場合|(?<!時間いただけ)(?<!分いただけ)(?<!日いただけ)れば|たら|なら)(?:は|には)?、?",
        "de": r"^\s*(?:wenn|falls|sofern|sobald|sollte[nt]?|im falle) [^,;]+,",
    }.items()
}

#: What somebody else said, in any quotation marks.
QUOTED = re.compile(r"“[^”]{8,}”|„[^“”]{8,}[“”]|«[^»]{8,}»|\"[^\"]{8,}\"|「[^」]{5,}」|『[^』]{5,}』")


def without_quotes(text: str) -> str:
    """Return the text with quoted words blanked, at their places."""
    return QUOTED.sub(lambda match: re.sub(r"\w", " ", match.group()), text)
