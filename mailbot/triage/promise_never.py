"""Whose a time never is: duties, habits, invitations and refusals, in seven languages.

"Claims must reach us within 14 days", "the money is usually there in two days", "drop in on Tuesday", "not before Saturday".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_DUTY: Mapping[str, str] = {
    "en": r"(?<!\bwe )(?<!\bi )\b(?:must|has to|have to|needs? to|(?:is|are) to)\b (?:be )?(?:report|reach|arrive|submit|claim|made|return|fil|rais|notif|lodg|receiv|sent|registr|register|cancel|paid|declar)\w*",
    "es": r"\b(?:deben?|hay que|tienen? que|han? de) (?:\w+ )?(?:ser )?(?:comunic|declar|present|notific|solicit|devolv|devuelt|hac|formul|pag|reclam|efectu|realiz)\w*",
    "fr": r"\b(?:doi(?:t|vent)|il faut|(?:est|sont) à) (?:nous )?(?:être |se )?(?:déclar|signal|présent|notif|parven|effectu|fai|retourn|adress|pay|envoy|introdui|formul)\w*",
    "pt": r"\b(?:devem?|t[êe]m? (?:de|que)) (?:ser )?(?:participad|comunicad|apresentad|declarad|feit|devolvid|solicitad|pag|enviad|reclamad)\w*",
    "vi": r"(?<!tôi )(?<!em )\bphải (?:được )?(?:khai báo|báo|gửi|nộp|trả|thông báo|thanh toán|đăng ký|hoàn thành)\b",
    "ja": r"(?:届け出|申請|申告|連絡|返送|提出|支払い?|申し出|通知|返品)[^。]{0,8}(?:必要|なければ|義務|ことになって)",
    "de": r"\b(?:sind|ist) [^.;,]*\bzu \w+en\b|\b(?:müssen|muss) [^.;,]*(?:gemeldet|angezeigt|eingereicht|zurückgeschickt|zurückgesandt|bezahlt|erfolgen|eingehen|gestellt|beantragt)\b",
}
_HABIT: Mapping[str, str] = {
    "en": r"\b(?:typically|ordinarily|mostly|tends? to|most of the time|any (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    "es": r"\b(?:suelen?|generalmente|casi siempre|a menudo|cualquier (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|día))\b",
    "fr": r"\b(?:d['’]ordinaire|habituellement|le plus souvent|la plupart du temps|souvent|n['’]importe quel)\b",
    "pt": r"\b(?:habitualmente|em geral|por norma|quase sempre|costumam?|qualquer (?:segunda|terça|quarta|quinta|sexta|sábado|domingo|dia))\b",
    "vi": r"\b(?:thường thì|thông thường|đa phần|phần lớn|bất cứ (?:thứ|ngày))\b",
    "ja": r"たいてい|大抵|普段|一般に|ほとんどの場合",
    "de": r"\b(?:meist|meistens|gewöhnlich|erfahrungsgemäß|oft|häufig|im allgemeinen|jeden)\b",
}
#: Imperatives at the head, said to the customer.
_INVITATION: Mapping[str, str] = {
    "en": r"^(?:just |simply )?(?:come|drop (?:in|by)|stop by|visit|try|use|check|sign|book|keep|have (?:the|your)|bring|leave)\b(?![^,.;]* (?:with|to) (?:me|us)\b)",
    "es": r"^(?:pase|pásese|venga|acuda|use|utilice|pruebe|consulte|firme|pague|reserve|elija|visite|revise|mire)\b",
    "fr": r"^(?:passez|venez|prenez|essayez|utilisez|profitez|vérifiez|consultez|déposez|réservez|choisissez|renvoyez|retournez|signez|payez|réglez|prévoyez)\b",
    "pt": r"^(?:passe|venha|use|utilize|consulte|assine|pague|reserve|escolha|visite|verifique|experimente)\b",
    "vi": r"^(?:quý khách|anh|chị|bạn) (?:cứ(?! để (?:em|tôi|chúng))|hãy|ghé|chuẩn bị|mang|đem)\b",
    "ja": r"(?:立ち寄り|越し|来店)(?:に)?(?:なって)?(?:ください|下さい|くださいませ)",
    "de": r"^(?:kommen|schauen|besuchen|probieren|versuchen|prüfen|nutzen|verwenden|fahren|buchen|unterschreiben|zahlen) sie\b",
}
#: A request in the guise of thanks.
_WISH: Mapping[str, str] = {
    "en": r"\b(?:i|we)(?:['’]d| would) (?:be (?:\w+ )?(?:grateful|glad|thankful|obliged)|appreciate|like (?:you|to ask))\b",
    "es": r"\bagradecer[ií]a(?:mos)?\b|\b(?:le )?agradecemos que\b|\b(?:vales?|bonos?)\b.*\bpuede",
    "fr": r"\b(?:serions|serais) (?:\w+ )?(?:reconnaissant|heureux|gré)\w*|\b(?:saurions|saurais) gré\b",
    "pt": r"\bagradec(?:íamos|ia|eríamos|eria)\b|\bvales?\b.*\bpode",
    "vi": r"^(?:rất |kính )?mong (?:anh|chị|bạn|quý khách)\b|\b(?:gửi|cho|chụp|điền) giúp\b",
    "ja": r"(?:幸い|さいわい)です|幸いに存じます|助かります|いただけますと|いただけますよう",
    "de": r"\bdankbar\b|\b(?:wir bitten|bitten wir|ich bitte|bitte ich)\b",
}
#: Not before: it says when nothing comes.
_NOT_BEFORE: Mapping[str, str] = {
    "en": r"\b(?:won['’]t|will not|not going to|cannot|can['’]t|unable to|not be able to|not)\b[^.;:,]*\bbefore\b",
    "es": r"\bno\b [^.;:,]*\bantes del?\b",
    "fr": r"\bpas [^.;:,]*\bavant\b",
    "pt": r"\bnão\b [^.;:,]*\bantes d[eoa]s?\b",
    "vi": r"\bkhông (?:thể )?(?:giao|gửi|đến|xong|hoàn|sửa|trả)\b[^.;:,]*\btrước\b",
    "ja": r"(?:より前|以前|前)に(?:は)?[^。、]*(?:ません|かねます)",
    "de": r"\b(?:nicht|keinesfalls) (?:mehr )?(?:vor|bevor)\b",
}
_TOLD_US: Mapping[str, str] = {
    "es": r"\b(?:usted |nos |me )(?:escribía|decía|comentaba|contaba|mencionaba|indicaba|explicaba|pedía)\b",
    "fr": r"\bvous (?:nous |m['’])?(?:disiez|écriviez|indiquiez|mentionniez|expliquiez|demandiez|précisiez)\b",
    "pt": r"\b(?:escrevia|dizia|contava|mencionava|indicava|explicava|pedia)(?:-nos)?\b",
}

#: What the customer is going to do, taken note of or said to them; what they will get or see is ours to bring about.
_PLANS: Mapping[str, str] = {
    "en": r"\b(?:noted|understood|understand|got it|aware|(?:thanks|thank you) for (?:telling|letting|the heads[- ]up|mentioning|confirming|warning)(?: us| me)?(?: know)?)\b,? ?(?:that )?you(?:['’]re|['’]ll| are| will|r)?\b|\bhave you (?:down|noted|marked) as\b|\byou(?:['’]re| are) (?:\w+ )?(?:flying|leaving|travell?ing|dropping|collecting|picking|moving (?:in|out|house|on)|bringing|returning|off to|away|out of (?:the )?(?:office|town|country))\b|\byou(?:['’]ll| will) (?:be (?:away|out|abroad|travell?ing|on holiday|at home|in (?:the office|town))|fly|travel|move|leave|arrive|check (?:in|out)|stop|swing)\b",
    "es": r"\b(?:tom(?:o|amos) (?:buena )?nota|anotad[oa]|apuntad[oa]|entendid[oa]|enterad[oa]s?|gracias por (?:avisar|confirmar|informar|decir|comentar|contar)\w*)\b,? (?:de )?que (?:usted |el \w+ |mañana )?(?!l[eao]s? |se l|te |nos |va(?:n|mos)? a |vamos|el |la |nuestr|su )\w+|\b(?!tendr|recibir|ver|podr|sabr|obtendr|estar|contar|recuperar|disfrutar|encontrar|cobrar|pagar|a?trás|detrás)\w{2,}rás\b",
    "fr": r"\bvous (?:nous |le |la |les |l['’]|en |y )?(?!aurez|recevrez|serez (?!absent|en vacances|en déplacement)|pourrez|verrez|trouverez|obtiendrez|saurez|bénéficierez|disposerez|toucherez|découvrirez|entendrez|resterez|paierez|payerez|retrouverez|constaterez|percevrez|profiterez|garderez|conserverez|apprendrez|perdrez|reprendrez|récupérerez)\w+rez\b|\b(?:bien noté|est noté|merci de (?:nous |m['’])?(?:prévenir|avoir prévenu|signaler)|merci pour (?:l['’]|votre )?(?:info\w*|précision|message))\b[^.;]{0,80} que vous\b",
    "pt": r"\b(?:anotad[oa]|registad[oa]|registrad[oa]|entendid[oa]|(?:muito )?obrigad[oa] por (?:nos )?(?:avisar|informar|confirmar|dizer|contar|comunicar))\b,? (?:de )?que (?!lhe |a gente|nós|vamos|vai ser|o nosso|a nossa|te )\w+|\b(?:o senhor|a senhora|você|vocês) (?:\w+ )?(?:vem|virá|passa por|passará|traz|trará|busca|vai (?:buscar|passar|trazer|levar|viajar|deixar|enviar|mandar|vir)|viaja|deixa|levanta|retira)\b",
    "vi": r"\b(?:anh|chị|cô|chú|bác|bạn|quý khách|mình) (?:sẽ )?tự\b|(?<!nhà )(?<!cho )(?<!của )(?<!với )(?<!giúp )\b(?:anh|chị|cô|chú|bác|bạn|quý khách) (?:sẽ )?(?:ghé|mang|đem|(?:tới|đến|qua|ra) (?:lấy|nhận|trả)|bay\b|đi (?:công tác|vắng|xa|chơi|du lịch)|về quê|trả lại)",
    "ja": r"お越しになる|(?:ご来店|ご来院|お越し|ご出発|ご旅行|ご不在|お引っ越し|お出かけ)(?:の|を)?(?:ご?予定|とのこと|と)|いらっしゃる(?:ご予定|とのこと|の)|(?:取り|受け取り|引き取り)に(?:お越し|いらっ|来られ|ご来)",
    "de": r"\b(?:notiert|vermerkt|verstanden|danke für (?:die info\w*|den hinweis|ihre (?:nachricht|rückmeldung|info\w*)|bescheid)|danke,? dass sie (?:bescheid|uns)|gut zu wissen|wissen (?:ja|schon|bereits)|haben gehört)\b[^.;]{0,80}\bdass sie\b(?! von| eine?n? | ihre?n? )|(?<!wir )(?<!ich )\b(?:fliegen|verreisen|holen|bringen|fahren|reisen|ziehen) (?-i:Sie)\b|\b(?-i:Sie) (?:\w+ ){0,2}(?:fliegen|verreisen|abholen|vorbeibringen|vorbeikommen|verreist|wegfahren)\b",
}
#: What holds for every mail of a kind, and opening hours.
_STANDING: Mapping[str, str] = {
    "en": r"\byou (?:need not|needn['’]t|(?:do not|don['’]t) (?:need|have) to)\b|\b(?:i|we) (?:must |have to |would )?ask (?:that )?you\b|\bmay (?:i|we) ask\b|\b(?:all|every|any|most) (?:\w+ ){0,2}?(?:complaint|enquir|inquir|e-?mail|message|request|quer|letter|ticket|claim)(?:y|ies|s)?\b|\b(?:on weekdays|at weekends|bank holidays)\b",
    "es": r"\b(?:le|les|te|os) ruego\b|\bno (?:hace falta|es necesario) que\b|\b(?:tod[oa]s l[oa]s|cada|cualquier|las|los) (?:\w+ )?(?:quejas?|reclamaciones|consultas?|correos|mensajes|solicitud(?:es)?|cartas|peticiones)\b(?! (?:suy|tuy|que (?:nos|me)))|\bentre semana\b|\bfestivos\b",
    "fr": r"\b(?:inutile de|vous n['’]avez (?:rien|pas) à|pas besoin de)\b|\b(?:aux|toutes les|tous les|chaque|toute|les) (?:réclamations?|demandes?|messages?|courriers?|courriels?|e-?mails?|plaintes?)\b(?! (?:que|de votre))|\ben semaine\b|\bjours fériés\b|\baccueill\w+ (?:le public|du public|les clients)\b",
    "pt": r"\bpeço(?:-lhe)? (?:que|o favor)\b|\bnão (?:precisa|é preciso|é necessário)\b|\b(?:todas as|todos os|cada|qualquer|às|as) (?:\w+ )?(?:reclamaç(?:ão|ões)|mensagens|pedidos|e-?mails|cartas|solicitações|contatos|dúvidas)\b(?! (?:su|que))|\b(?:durante a semana|em dias úteis|feriados)\b",
    "vi": r"\b(?:anh|chị|cô|chú|bác|bạn|quý khách) (?:không|chưa) cần\b|\b(?:mọi|tất cả(?: các)?) (?:khiếu nại|thắc mắc|yêu cầu|email|thư|phản ánh|tin nhắn|phản hồi)\b|\b(?:các ngày trong tuần|ngày thường|ngày lễ)\b",
    "ja": r"必要は(?:ございません|ありません)|(?:お手続き|ご対応)は?不要|原則|(?:すべて|全て|全)の(?:お問い合わせ|ご意見|苦情|ご連絡)|(?:努めて|心がけて)(?:おり|い)ます|平日|祝日",
    "de": r"\b(?:sie (?:müssen|brauchen)|müssen sie|brauchen sie)\b[^.;]{0,80}\b(?:nichts?|kein\w*)\b|\b(?:alle|jede[nrs]?|sämtliche) (?:\w+ )?(?:beschwerden?|anfragen?|nachrichten?|mails?|e-mails?|anliegen|schreiben|reklamationen?)\b|\b(?:wochentags|feiertags|an (?:wochen|feier)tagen)\b",
}

#: Sentences whose time is never ours, by what makes it so.
NEVER_OURS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    language: {
        name: re.compile(words[language], re.IGNORECASE)
        for name, words in (
            ("duty", _DUTY),
            ("habit", _HABIT),
            ("invitation", _INVITATION),
            ("wish", _WISH),
            ("not-before", _NOT_BEFORE),
            ("told-us", _TOLD_US),
            ("plans", _PLANS),
            ("standing", _STANDING),
        )
        if language in words
    }
    for language in _DUTY
}

#: What is asked indirectly tells nothing: "I shall tell you what we have decided" is ahead although its verb is past.
INDIRECT: Mapping[str, re.Pattern[str]] = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in {
        "en": r"\b(?:what|how|why|whether|which|who) (?!is\b|are\b)\w+.*",
        "es": r"\b(?:qué|lo que|cómo|cuándo|por qué|cuál) .*",
        "fr": r"\b(?:ce qu[ei'’]|pourquoi|comment) ?.*",
        "pt": r"\b(?:o que|como|porquê|por que|qual) .*",
        "vi": r"\b(?:vì sao|tại sao|thế nào)\b.*",
        "ja": r"(?!)",
        "de": r", (?:was|wie|warum|ob|welche[rsn]?|wer) .*",
    }.items()
}
