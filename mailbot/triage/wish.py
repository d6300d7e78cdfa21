"""What the customer asks for, as one of a few wishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought
from mailbot.triage.tonal import TonalCue

#: language -> wish -> cue words, folded.
CUES: dict[str, dict[str, str]] = {
    "en": {
        "refund": r"refund|money back|(?:like|want|have|get|need|expect|claim|see) (?:[\w£$€.,]+ ){1,5}back\b|repaid|reimburs|reverse (?:one|it|the charge|the second)|restored?\b|pay me back|credit(?:ed)? back|want my [£$€]\d|or (?:the|my|our) [£$€]?\d[\d.,]* back|all [£$€]\d[\d.,]* back",
        "replacement": r"replac|remade|a new (?:leg|cover|pair|part|door|belt|card|set)|send (?:me )?a \w+ ?\?|send (?:me )?(?:a new|another|the right)|new one|exchange|swap|send (?:me |us )?(?:a|an|some|another) (?:fresh|new|proper|correct|replacement)|need (?:a |some )?new \w+",
        "delivery": r"need the (?:remaining|rest|missing|other)|where (?:is it|it is)|tell me where|deliver (?:it|the|my)|when (?:it will|will it) (?:come|arrive)|when (?:do|will|can) i (?:get|have|receive) (?:the|my)",
        "repair": r"\bfix (?:it|this|the)|repair|send (?:an? |the |your )?(?:engineer|technician|fitter)|sort (?:it|this)|put (?:it|this|that|things) right|(?:it|this|that|things) put right|send (?:someone|somebody)|book one|have (?:someone|somebody) (?:look|come)",
        "correction": r"correct|take (?:it|that|this|them) off|change it|reverse the (?:interest|fee)|put it to |look again|re-?read|adjust|amend the",
        "written_answer": r"in writing|by e-?mail|an e-?mail with|written (?:reply|answer)|confirm in writing|send me (?:a|the) (?:paper|letter|confirmation|certificate)|issue the [\w-]+ certificate",
        "explanation": r"explain|explanation|why (?:it|this|you)|what happened|answer (?:the|my) question|what you intend|who (?:decided|gave|let|allowed)|what(?:'s| is) going on|how (?:this|that|it|such a thing) (?:could|can) happen",
        "cancellation": r"(?:waive|drop|lift|withdraw|revoke|reverse|cancel) (?:the|this|that|my) (?:\w+ )?(?:fine|penalty|fee|charge)|cancel (?:it|my|the|everything)|close my account|terminate",
        "compensation": r"compensat|(?:like|want|expect|ask) you to (?:pay|cover|reimburse me)|cover the (?:cost|bill)|make (?:it )?up for|goodwill|amends",
        "apology": r"apolog(?:y|ise)|say sorry",
    },
    "es": {
        "refund": r"(?<![a-z])(?:reembols|devuelv|devolv(?:er|ais|eme|erme)|devolucion (?:del|de mi|de los)|reintegr|abon(?:ad|en|ar)(?!o)|nota de credito|(?:quiero|exijo|necesito|reclamo) (?:mi|el|la) (?:dinero|plata|fianza|deposito)|(?:me|nos|lo|la) (?:descuent[ae]n|ingres[ae]sen|ingresen)|(?:quiero|exijo|reclamo) (?:de vuelta )?mis \d|lo quiero de vuelta|(?:quiero|exijo|necesito)[^.!?]{0,40} de vuelta)",
        "replacement": r"(?<![a-z])(?:cambi(?:ar|en|ad|e|enme|adme|arme)?(?:me|nos)?l[oa]s?(?![a-z])|(?:la|lo|me la|me lo) cambi(?:en|o)(?![a-z])|cambi\w+ por|camb(?:ienme|iadme|iame) l[oa]s?|repon(?:er|gan|ed)|quiero (?:otr[oa]|un[oa] nuev[oa])|otro nuevo|uno nuevo|reemplaz|(?:mand|envi)\w+ (?:otr[oa]|un[oa] \w+ (?:fresc|nuev|buen)[oa])|necesito (?:un[oa]s? )?(?:\w+ )?nuev[oa]s?)",
        "delivery": r"(?<![a-z])(?:cuando me (?:mandan|envian|traen)|donde esta (?=(?:mi|el|la|los|las|nuestr)\w*)(?!(?:mi|el|la) (?:dinero|plata|reembolso|fianza|deposito|respuesta|factura))|cuando (?:me )?llega(?! (?:mi|el|la) (?:dinero|reembolso|factura))|entreguen|entregad|mandenme(?:lo|la)|enviad(?:me|mela|melo)|traiganme(?:lo|la)?|por donde va)",
        "repair": r"(?<![a-z])(?:arregl(?:ar|en|ad|e|enlo|enla|enme)|repar(?:ar|en|ad|acion)|manden (?:un|al|a un) tecnico|quiero una visita|una solucion(?![a-z])|hasta que funcione)",
        "correction": r"(?<![a-z])(?:rectifi|corrij|corregi|correccion|revis(?:en|ar|ad|arlo|enlo)(?![a-z])|quiten(?:me|nos)?(?! a )|cambi(?:en|ar|ad) (?:el|la|ese|esa|mi|los) (?:titular|numero|nombre|direccion|correo|apellido|fecha|datos)|dejenlo unificado)",
        "written_answer": r"(?<![a-z])(?:por escrito|con un correo|en papel)",
        "explanation": r"(?<![a-z])(?:expli(?:c|qu)\w*(?<!explicado)|quisiera saber|quiero saber|que ofrecen|por que (?:me|nos|se|no|han|ha|cobr|est)|quien autorizo|que (?:esta|es lo que esta) pasando|como (?:pudo|puede) (?:pasar|ser|ocurrir))",
        "cancellation": r"(?<![a-z])(?:dar(?:me|nos) de baja|me den de baja|tramit\w+ la baja|cancel(?:en|ar|ad)(?![a-z])|anul(?:en|ar|ad)(?![a-z]))",
        "compensation": r"(?<![a-z])(?:(?:compens|indemniz|resarc)\w*|me l[oa]s? paguen)",
        "apology": r"(?<![a-z])(?:disculp|pidan? perdon|una disculpa)",
    },
    "fr": {
        "refund": r"rembours|rendez le trop|rends l'argent|rendez l'argent|restituer|rendez[- ]moi|me rendre|recredit|(?:veux|exige|reclame) (?:mes|les|ces|nos)(?: seconds?| secondes?| deuxiemes?)? \d",
        "replacement": r"remplac|echang|un neuf|une neuve|renvoy\w+ une? (?:autre|frais|fraiche|neu\w+|bon)|faut (?:de )?nouve(?:lles|aux?)|nouveau lien|matelas qui",
        "delivery": r"quand (?:est-ce que )?(?:je )?(?:recois|recevrai|vais-je recevoir)|ou est(?! (?:mon |l')?(?:argent|remboursement))|livrez|quand (?:arrive|sera|les \w+ seront la)",
        "repair": r"repar(?!t)|intervenir|envoyez (?:un|votre) technicien|depann",
        "correction": r"retirer|oter (?:cette|la|une) ligne|facture juste|remett(?:re|ez) (?:le|la) (?:bon|numero)|rectifi|corrig|refaire|revoir",
        "written_answer": r"par ecrit|(?:reponse|explication|confirmation) ecrite|par mail|par courriel|que des ecrits",
        "explanation": r"\bexpliqu|j'aimerais savoir|souhaiterais savoir|quel geste|savoir pourquoi|(?:^|[.!?] )(?:mais )?pourquoi (?:avez|est|suis|ai|a|ne|n'|m'|on)|vous demande qui|ce que vous comptez faire|ce qui se passe|comment (?:c'est|cela est|est-ce) possible|dites[- ](?:moi|nous) (?:ce qu|pourquoi|quand)",
        "cancellation": r"resili|annul(?:er|ez)",
        "compensation": r"dedommag|pren(?:iez|ez|dre) en charge|indemnis|compens|geste",
        "apology": r"des excuses|excusez-vous",
    },
    "pt": {
        "refund": r"(?<![a-z])(?:reembols|estorn|devolv(?:am|er|a|e(?= (?:logo|meu|o|ja))|erem)(?![a-z])|devolucao (?:do|da)|restitu|(?:quero|exijo|preciso d) ?(?:o )?meu dinheiro|(?:quero|exijo) (?:o |os )?meus? (?:r\$ ?)?\d|quero-?os? de volta|(?:quero|exijo|preciso)[^.!?]{0,40} de volta)",
        "replacement": r"(?<![a-z])(?:tro(?:car|ca|quem|que)(?![a-z])(?! (?:o|a|meu|minha) (?:nome|numero|endereco|morada|titular|senha))|quero (?:outr[oa]|um[a]? nov[oa])|substitu|outro novo|(?:mand|envi)\w+ (?:outr[oa]|um[a]? \w+ (?:fresc|nov|bo)[oa])|preciso de (?:\w+ )?nov[oa]s?(?! (?:senha|via|prazo|data))|(?:um|uma) nov[oa](?! (?:boleto|fatura|contrato|codigo|link|prazo|data|visita|senha)))",
        "delivery": r"(?<![a-z])(?:quando (?:recebo|me entregam|mandam)|cade (?:o |a )?(?:meu |minha )?(?:pedid|pacot|encomend|produt|entreg|caix|compr)\w*|onde esta (?=(?:o|a|os|as|meu|minha|noss[oa]) )(?!(?:o )?(?:meu )?(?:dinheiro|reembolso))|quando chega|entreguem|tragam-me|mandem o resto)",
        "repair": r"(?<![a-z])(?:consert|arrum(?:ar|em)|repar(?:ar|em|acao)(?![a-z])|mandem (?:um|o) tecnico|quero agua quente)",
        "correction": r"(?<![a-z])(?:corrig|corrij|correcao|retific|revis(?:ar|em|ao)|revej|acertem|trocar (?:o|meu) (?:nome|endereco|numero)|tirem)",
        "written_answer": r"(?<![a-z])(?:por escrito|por e-?mail|confirmacao escrita|mandar por aqui)",
        "explanation": r"(?<![a-z])(?:expli(?:c|qu)|gostava de saber|gostaria de saber|quero saber|o que se propoem|por que (?:me|nos|nao|foi|cobr)|quem autorizou|o que (?:esta|se) (?:acontecendo|passa|a passar)|como (?:foi|e|pode) possivel|como isso pode)",
        "cancellation": r"(?<![a-z])(?:cancel(?:ar|em)(?![a-z])|encerrar|anul(?:ar|em)(?![a-z]))",
        "compensation": r"(?<![a-z])(?:compens|indeniz|indemniz|ressarc|quero que (?:voces )?paguem)",
        "apology": r"(?<![a-z])(?:desculp)",
    },
    "ja": {
        "refund": r"円を返すか|返金するか|返金(?!は(?:不要|結構|いりません))|払い戻し(?:を|て|いただ|お願い)|返還|返して(?!い)|返せ|お返しください",
        "replacement": r"(?:新しいもの|撮り直し|作り直し|代わりの品)[^。]{0,12}(?:送って|お送り|お願い|ください)|交換(?!日|条件|は(?:不要|結構))|代替品|新しい(?:もの|品)(?:を|と)|取り替え",
        "delivery": r"いつ届|いつ着|配達して|届けて|送ってもら|お届けください",
        "repair": r"修理(?!代|に来|を[^。]{0,12}申し込)|(?<!金額)(?<!額を)(?<!額)直して(?=くだ|ほし|もら|いただ|。|$)|復旧|動かして",
        "correction": r"修正|訂正(?!、?もう)|請求をし直|し直してくだ|金額(?:を)?直し|正しい(?:額|金額)",
        "written_answer": r"書面|文書で|メールで(?:回答|返|お)",
        "explanation": r"原因(?:も|を)(?:教え|お知らせ|知り)|説明(?!しま|した|させられ|され|ゼロ|は|の|会|ミス|書)(?=を|して|くだ|いただ|お願い|求)|理由を|ご返答|(?<!書面で)(?<!書面でご)(?<!書面にて)回答(?:を|くだ|して)|どなたが",
        "cancellation": r"解約(?:したい|して(?:くだ|ほし)|をお願い|を希望)|退会(?:したい|させて)|キャンセル(?:したい|してくだ|をお願い)|手(?:続|つず)き(?:ちゃんと)?終わらせて",
        "compensation": r"ご?負担(?:ください|して|いただ)|補償|賠償|弁償",
        "apology": r"謝罪(?!以外)|謝って|お詫び",
    },
    "de": {
        "refund": r"erstatt|(?:mocht|will|woll|verlang|forder|brauch|hatt|erwart|uberweis)\w*(?: [\w€.,]+){1,8} zuruck(?!\w)|zuruckzahl|geld zuruck|gutschreib|schreib\w* (?:sie )?(?:mir|uns) (?:[\w€.,]+ ){1,4}gut(?!\w)|zuruckerstatt|zuruckuberweis|fehlenden \d[\d.,]* ?(?:euro|€)|gebt mir (?:\w+ ){0,5}\d[\d.,]* ?(?:euro|€)|uberweisen sie (?:mir |uns )?(?:das geld|den betrag|die \d)",
        "replacement": r"ersatz|umtausch|tausch\w* (?:sie )?(?:\w+ ){0,3}(?:um|aus)\b|neuen?s? (?:gerat|ware|tur|schrank|front|modell|paar|teil|exemplar)|austausch|(?:front|ware|artikel|teil) (?:bitte )?noch ?mals?|macht die neu|(?:brauch|mocht|will)\w* [^.!?]{0,40}\bneue (?:bilder|fotos|ware|lieferung|kiste|milch|\w+)\b",
        "delivery": r"wo (?:ist|bleibt)(?! (?:\w+ ){0,2}(?:geld|kaution|erstattung|antwort))|wann (?:bekomme|erhalte|kriege) ich|wann kommt (?!er\b|der techniker|der monteur)|wann (?:wird|werden)(?: \w+){0,3} geliefert|liefern sie|\bliefert\b",
        "repair": r"reparier|beheb|techniker schick|schick\w* (?:sie )?(?:jemand|einen techniker|einen monteur)|warm soll es|bitte technik|richten|in ordnung bring",
        "correction": r"korrig|stell\w* sie das richtig|sauber (?:zu )?trennen|berichtig|richtigstell",
        "written_answer": r"schriftlich|blatt papier|per mail|mail reicht|per e-?mail",
        "explanation": r"erklar|was schlagen sie vor|wissen, (?:was|warum|wie|wer|woher|an wen)|woran (?:das|es) liegt|wie so (?:et)?was passier\w*|woher|wer hat (?:das|jetzt|meine?n?|euch|ihnen|mir)|(?:sagen|erklar\w*)(?: \w+){0,3}, (?:warum|wieso|weshalb)|(?:^|[.!?] )(?:warum|wieso|weshalb) (?:habe?n?|hat|wurden?|ist|sind|muss\w*|steht|zahl\w*)|beantwort",
        "cancellation": r"kundige|stornier|beende",
        "compensation": r"entschadig|(?:kosten|rechnung|die) (?:mochte|will) ich von ihnen|ubernehm\w* (?:sie )?(?:bitte )?die (?:kosten|rechnung)|ausgleich|schadensersatz|schadenersatz",
        "apology": r"(?:schriftliche\w* |eine |um )entschuldigung|entschuldigung (?:von|erwart|verlang)",
    },
}  # fmt: skip

#: Vietnamese is read with its tone marks (`tonal`): "sửa" is to mend, "sữa" milk, "suất" a helping.
TONAL: dict[str, tuple[str, ...]] = {
    "refund": (r"hoàn (?:lại |trả )?(?:tiền|cọc|phí|\d)", r"trả lại (?:tiền|cọc|\d)", r"trả (?:lại )?(?:cho )?(?:tôi|em|tui|chị|anh)(?: lại)? (?:tiền|\d)", r"chuyển lại tiền", r"hoàn lại"),
    "replacement": (r"đổi (?:cái|hàng|mới|lại|giúp|cho|máy|chiếc|đôi|sang)(?! mật khẩu)", r"gửi lại (?:cho (?:mình|tôi|em|chị|anh) )?(?:cái|chiếc|hàng|đúng|thùng|hộp)", r"cần (?:\w+ )?mới(?! biết)", r"cần (?:cái|chiếc|đôi|1 đôi)(?: \w+)?", r"lấy cái (?:khác|mới)"),
    "delivery": (r"giao (?:ngay|gấp|sớm|bù|nốt)", r"ngày giao", r"(?:bao giờ|khi nào|chừng nào) (?:mới )?(?:giao|chở|tới|đến)", r"chở (?:cái|về)"),
    "repair": (r"(?<!tiền )(?<!thợ )sửa(?! (?:lại )?(?:hóa đơn|tên|thông tin|số)| xong| ống)", r"khắc phục", r"cử (?:thợ|người|kỹ thuật)", r"cho thợ", r"nối lại"),
    "correction": (r"điều chỉnh", r"sửa (?:lại )?(?:hóa đơn|tên|thông tin|số)", r"tính lại", r"kiểm tra lại", r"xem lại", r"đối soát", r"đổi (?:số|tên)"),
    "written_answer": (r"bằng văn bản", r"qua (?:email|mail)", r"gửi xác nhận", r"bản giấy"),
    "explanation": (r"giải thích", r"muốn biết", r"cho (?:tôi |mình |em |chị |anh )?biết (?:lý do|nguyên nhân)", r"vì sao", r"tại sao", r"làm rõ", r"ai đã duyệt"),
    "cancellation": (r"(?:hủy|huỷ) (?:hợp đồng|đơn|dịch vụ|gói)", r"cắt hợp đồng", r"chấm dứt hợp đồng", r"(?:hủy|huỷ|bỏ) (?:khoản |tiền )?phạt"),
    "compensation": (r"bồi thường", r"đền bù", r"đền tiền", r"muốn (?:\w+ )?trả khoản"),
    "apology": (r"xin lỗi",),
}  # fmt: skip
_ASKED_VI = (
    r"đề nghị", r"yêu cầu", r"xin", r"mong", r"nhờ", r"vui lòng", r"làm ơn", r"muốn", r"cần", r"cho (?:tôi|em|chị|anh|tui|mình|bác)",
    r"giúp", r"giùm", r"dùm", r"đi", r"ngay", r"nhé", r"được không", r"bao giờ", r"khi nào", r"chừng nào", r"hãy", r"vì sao", r"tại sao", r"ai đã",
)  # fmt: skip
_NOT_ASKED_VI = (
    r"(?:không|chẳng|khỏi|đừng|ko) (?:cần |muốn |đòi |phải |được )?", r"(?:đã|vừa|từng|mới|báo|là) (?:được |bị )?",
)  # fmt: skip

#: language -> words that make a sentence ask for something, folded. A language without them takes every cue for a wish.
ASKED: dict[str, str] = {
    "en": r"\b(?:please|pls|plz|kindly|could|can (?:you|someone|we|i)|will you|would|'d like|want(?:ing)?|wanna|needs?|ask(?:ing)?|expect|demand|request|claim|insist|wish|hope|must|should|let me|give me|send|return|when|where|why|what|how about|refund me|pay me|owed?)\b|^\W*(?:just |so |now |and |then )?(?:fix|sort|refund (?=me|us|it|the|my|this|please|[£$€\d])|pay|replace|cancel|change|correct|confirm|explain|tell|take|put|reverse|adjust|amend|exchange|swap|repair|compensate|apologi[sz]e|answer|reply|credit|restore|deliver|get)\b|\bwho (?:decided|gave|let|allowed|told)\b",
    "de": r"\b(?:bitte\w*|mochte\w*|wollen|will|wunsch\w*|verlang\w*|forder\w*|erwart\w*|brauch\w*|hatten? gern\w*|konn(?:en|ten|test) (?:sie|ihr)|konnt ihr|wurde(?:n|st)? (?:sie|ihr|gern)|ersuch\w*|bestehe|wann|wo|warum|weshalb|wieso|wer|frist|sonst|gebt|gib|macht|mach|schickt|schick|\w+en sie (?:mir|uns|bitte|das|es|die|den|endlich)|\w+t (?:mir|uns|das|die) (?:endlich|bitte|jetzt))\b|^\W*(?:erstatt|uberweis|reparier|korrigier|berichtig|stornier|beantwort|erklar|tausch|liefer)\w* (?:sie|mir|uns|das|es|bitte)\b",
    "fr": r"\b(?:merci de|veuillez|pri(?:e|ons)|demand\w+|veu(?:x|t)|voul\w+|voudr\w+|souhait\w+|aimerai\w*|exig\w+|attend(?:s|ons)|reclam\w+|pouvez|pourriez|pourrait\w*|peut[- ]on|il (?:faut|me faut|nous faut)|besoin|sinon|soit|svp|s'il (?:vous|te) plait|saurais gre|quand|ou est|ou sont|pourquoi|quel (?:geste|recours)|combien|comment|\w+(?:ez|ons)[- ](?:moi|nous|la|le|les|lui|vous))\b|^\W*(?:et |alors |bon )?(?:rends|rendez|rembours\w*ez|livrez|reparez|corrigez|remettez|remplacez|echangez|annulez|resiliez|expliquez|envoyez|faites|retirez|dites)\b",
    "es": r"\b(?:por favor|porfa|quier(?:o|e|en|emos)|quisiera(?:mos)?|queremos|querria|necesit(?:o|amos)|pid(?:o|e|en|imos)|solicit(?:o|amos)|ruego|rogamos|exijo|exigimos|agradecer(?:ia|iamos)|pediria|podrian?|podria(?:is|mos)?|pueden?|puedes|podeis|me gustaria|espero|esperamos|cuando|donde|como (?:hago|hacemos|la|lo|le hago)|tienen que|deben|quien|me (?:los? |las? )?(?:descuentan|devuelven|cambian|dicen|explican)|por que (?:me|nos|se|no|han|ha|cobr|est))\b|\b(?:cambi|arregl|rectifiqu|revis|repar|mand|envi|cancel|anul|expliqu|contest|tramit|quit|compens|indemnic|ingres|abon|descuent|reembols|reemplac|reintegr|solucion|dej)(?:en|ad)(?:me|nos|lo|la|los|las|melo|mela|le|les)*\b|\b(?:devuelv|corrij|respond|resuelv|repong|traig)an(?:me|nos|lo|la|los|las|melo|mela)*\b|\b(?:devolved|corregid|devolve|devolveme|arregla|mandame|cambiame|explicame|cancelame)\w*\b",
    "pt": r"\b(?:por favor|pfv|quero|queremos|queria|gostaria|gostava|preciso|precisamos|peco|pedimos|solicito|solicitamos|exijo|exigimos|espero|aguardo|podem|poderiam|pode|podia|podiam|da (?:pra|para)|tem como|como (?:faco|fazemos)|quando|cade|onde|agradeco|agradecia|tem (?:que|de)|devem|quem|por que (?:me|nos|nao|foi|cobr))\b|\b(?:reembols|estorn|troqu|consert|arrum|mand|envi|cancel|expliqu|repar|compens|ressarc|acert|tir|entregu|anul|trag|indemniz|indeniz)(?:em|am)\b(?:-\w+)*|\b(?:devolv|corrij|resolv|respond|revej|restitu)am\b(?:-\w+)*|\b(?:devolve (?:logo|meu|o|ja)|me respond[ae]|tem conserto)\b",
    "ja": r"ください|下さい|くださいませ|お願い|おねが|ほしい|欲しい|求め|いただけ(?:ま|ない)|もらえ|もらいたい|頂きたい|いただきたい|願え|希望|いつ|教えて|られますか|できますか|しろ|せよ|せえ|返せ|くれ|ませんか|どなた|(?:して|直して|返して|届けて|終わらせて)[!。]?\s*$|と言って",
}
#: language -> words right before a cue that turn it round ("no refund", "keine Gutschrift", "pas de geste").
REFUSED: dict[str, str] = {
    "en": r"(?:\b(?:no|not|never|without|forget|keep|nor)|n't|dont|doesnt)(?: (?:want|need|ask(?:ing)?|looking|after|interested|even|talking|about|for|in|a|an|the|any|your|one's|my|another))*\s*$",
    "de": r"\b(?:kein\w*|nicht|nie|statt|ohne|weder|noch)(?: (?:ein\w*|de[rsnm]|die|das|wieder|mehr|nur|bloss|auf|um|zweite[snm]?|wissen|als))*\s*$",
    "fr": r"(?:\b(?:pas|plus|jamais|sans|ni|aucun\w*)|n'est)(?: (?:de|d'|un|une|le|la|les|besoin|qu'on|que|vous|m'|me|nous))*\s*(?:d'|qu'on m')?$",
    "es": r"(?:\b(?:no|ni|sin|nunca)|en vez de|en lugar de)(?: (?:quiero|quiere|queremos|pido|pedimos|necesito|busco|me|nos|los|las|lo|la|el|un|una|otr[oa]|ningun|ninguna|es|por|mas|que))*\s*$",
    "pt": r"(?:\b(?:nao|nem|sem|nunca)|em vez de|em lugar de)(?: (?:quero|quer|queremos|peco|preciso|estou|a|o|um|uma|outr[oa]|nenhum|nenhuma|mais|que|me|pedir|procuro|e))*\s*$",
}
#: language -> words right behind or before a cue that tell of what was done, not of what is asked for.
DONE: dict[str, str] = {
    "en": r"\b(?:i|we|he|she|they|you|engineer|driver|was|were|has been|have been|had|'ve|have|already)(?: \w+){0,2} (?:explained|replaced|corrected|swapped|refunded|repaired|fixed|cancelled|delivered|exchanged|compensated|apologi[sz]ed)$|(?<!be )(?<!it )(?<!have )\bexplained$",
    "de": r"\b(?:habe?n?|hat|hatte\w*|wurden?|ist|sind|war)(?: [^\s.!?]+){0,8} (?:ge\w+t|erklart|beendet|bestatigt|repariert|behoben|storniert|korrigiert|ersetzt|schriftlich|erstattet)$",
    "fr": r"\b(?:avez|ai|avons|a|ont|m'a|m'avez|ete)(?: \w+){0,2} (?:rembourse|remplace|repare|corrige|annule|explique|livre|echange|resilie|promis|propose de \w+)e?s?$",
    "es": r"\bya (?:se |les |lo |le |la |os |me |nos |ha |he |han )*explique$|\b(?:ha|he|han|hemos|habia|habian|ya|fue|fueron|sido|esta)(?: \w+){0,2} (?:explicado|devuelto|reembolsado|cambiado|arreglado|corregido|revisado|cancelado|reparado|entregado|abonado|anulado|rectificado|compensado)$|(?:aron|ieron|amos|imos)$",
    "pt": r"\b(?:foi|foram|ja|tinha|tinham|sido)(?: \w+){0,2} (?:explicad|devolvid|reembolsad|trocad|arrumad|corrigid|revist|cancelad|reparad|estornad)[oa]s?$|(?:aram|eram|iram|quei|lvi|ncelei|ntreguei)$",
}  # fmt: skip


@cache
def _cues(language: str) -> tuple[tuple[str, Sought], ...]:
    return tuple((wish, Sought(pattern)) for wish, pattern in CUES.get(language, CUES["en"]).items())


def find_wishes(text: str, *, language: str) -> Iterator[tuple[str, Span]]:
    """Yield (wish, span), the last mentioned first: what is asked for stands at a mail's end."""
    if language == "vi":
        yield from _by_tones(text)
        return
    folded = fold(text)
    found = []
    for wish, pattern in _cues(language):
        matches = [match.span() for match in pattern.finditer(folded)]
        spans = [span for span in (_whole_words(text, span) for span in matches) if _is_asked(folded, span, language)]
        if spans:
            found.append((spans[-1][0], wish, spans[-1]))
    for _, wish, span in sorted(found, reverse=True):
        yield wish, span


@cache
def _tonal() -> tuple[tuple[tuple[str, TonalCue], ...], TonalCue, TonalCue]:
    cues = tuple((wish, TonalCue(wordings)) for wish, wordings in TONAL.items())
    return cues, TonalCue(_ASKED_VI, loose=True), TonalCue(_NOT_ASKED_VI, loose=True)


def _by_tones(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the wishes of a Vietnamese text as `find_wishes` does."""
    cues, asked, turned = _tonal()
    found = []
    for wish, cue in cues:
        for match in cue.finditer(text):
            before, after = _sentence(text, match.span())
            if asked.search(before + match.group() + after) and not turned.ends(before):
                found.append((match.start(), wish, match.span()))
    latest = {wish: (start, wish, span) for start, wish, span in sorted(found)}
    for _, wish, span in sorted(latest.values(), reverse=True):
        yield wish, span


_ENDS = re.compile(r"[!?\n…。！？]|\.(?=\s|$)")


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


def asks(text: str, span: Span, language: str) -> bool:
    """Tell whether the sentence of some words asks for something; a language without words for it always may."""
    before, after = _sentence(text, span)
    whole = before + text[span[0] : span[1]] + after
    if language == "vi":
        return _tonal()[1].search(whole) is not None
    asked = _sought("asked", language)
    return asked is None or asked.search(whole) is not None


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
