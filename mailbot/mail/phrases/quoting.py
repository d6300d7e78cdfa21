"""How mail programs introduce an older mail."""

from __future__ import annotations

#: "wrote", third person, as in attribution lines; regular expressions without anchors.
WROTE: tuple[str, ...] = (
    # en
    r"wrote", r"writes", r"has written",
    # es
    r"escribió", r"escribio", r"ha escrito", r"escribía", r"va escriure", r"ha escrit", r"idatzi du",
    # fr
    r"a écrit", r"a ecrit", r"écrivait", r"a écrit\(e\)",
    # pt
    r"escreveu", r"escreveram", r"escribiu",
    # de
    r"schrieb(?:en)?", r"hat geschrieben", r"geschrieben",
    # vi
    r"đã viết", r"da viet", r"viết",
    # ja
    r"さんは書きました", r"は書きました", r"が書きました", r"に書きました", r"が次のように書きました", r"のメール", r"さんからのメール", r"のメッセージ", r"wrote", r"書いたメール", r"様のメール",
    # zh, ko
    r"写道", r"寫道", r"寫道", r"编写", r"님이 작성", r"작성", r"썼습니다", r"님의 말",
    # nl, it
    r"schreef(?: het volgende)?", r"het volgende geschreven", r"geschreven", r"ha scritto", r"scrive", r"scriveva",
    # da, no, sv, fi, is
    r"skrev", r"skreiv", r"skrifaði", r"kirjoitti",
    # pl, cs, sk, hu, ro, hr
    r"napisał(?:\(a\)|a|o)?", r"napisal(?:\(a\)|a)?", r"pisze", r"napsal(?:\(a\)|a)?", r"napísal(?:\(a\)|a)?", r"ezt írta",
    r"írta", r"a scris", r"je napisao(?: je)?", r"napisao(?:/la)?(?: je)?",
    # ru, uk, bg, el
    r"написал(?:\(а\)|а)?", r"пишет", r"писал(?:\(а\)|а)?", r"написав(?:\(ла\))?", r"пише", r"έγραψε", r"написа",
    # tr, et, lv, lt, he, ar, th, id
    r"şunları yazdı", r"şöyle yazdı", r"yazdı", r"kirjutas", r"rakstīja", r"parašė", r"כתב(?:/ה)?", r"מאת", r"كتب", r"เขียนว่า",
    r"เขียน", r"menulis",
)  # fmt: skip

#: Words that make a sentence of the writer's own out of "wrote": "you wrote", "Sie schrieben".
SPEAKERS: tuple[str, ...] = (
    "you",
    "i",
    "we",
    "they",
    "who",
    "he",
    "she",
    "sie",
    "ihr",
    "ich",
    "wir",
    "vous",
    "tu",
    "ud",
    "usted",
    "ustedes",
)

#: Names of header fields in reply headers, by meaning, lower case.
FIELDS: dict[str, tuple[str, ...]] = {
    "from": (
        "from", "de", "von", "từ", "người gửi", "差出人", "送信者", "送信元", "发件人", "寄件者", "寄件人", "發件人", "보낸 사람", "보낸사람",
        "van", "da", "fra", "från", "lähettäjä", "od", "nadawca", "от", "от кого", "від", "feladó", "kimden", "gönderen", "από", "expéditeur",
        "expediteur", "remitente", "remetente", "absender", "mittente", "avsändare", "afzender", "avsender", "afsender", "de la",
        "from:", "expediente", "מאת", "من", "odesílatel", "ફ્રોમ", "pengirim", "dari", "จาก", "vastaja",
    ),
    "sent": (
        "sent", "date", "sent on", "enviado", "enviado el", "fecha", "envoyé", "envoye", "envoyé le", "date d'envoi", "enviada em", "enviado em", "enviada",
        "data", "gesendet", "datum", "gesendet am", "đã gửi", "ngày", "gửi", "gửi lúc", "ngày gửi", "送信日時", "日時", "日付", "发送时间", "日期", "时间", "傳送時間", "寄件日期",
        "보낸 날짜", "날짜", "verzonden", "inviato", "inviata", "sendt", "dato", "skickat", "lähetetty", "päivämäärä", "päiväys", "wysłano", "data wysłania", "odesláno", "отправлено", "дата",
        "надіслано", "elküldve", "dátum", "küldve", "tarih", "gönderildi", "gönderme tarihi", "ημερομηνία", "στάλθηκε", "trimis", "poslano", "odoslané", "sendt den", "дата отправки", "tanggal",
    ),
    "to": (
        "to", "para", "à", "a", "pour", "an", "tới", "đến", "gửi tới", "người nhận", "宛先", "受信者", "收件人", "收件者", "받는 사람", "받는사람", "aan", "til", "till", "vastaanottaja",
        "do", "komu", "кому", "címzett", "kime", "alıcı", "προς", "destinataire", "destinatario", "destinatário", "empfänger", "către", "pro", "za", "kepada",
    ),
    "cc": ("cc", "copie", "cc à", "copia", "cópia", "kopie", "kopi", "đồng gửi", "抄送", "副本", "참조", "dw", "копия", "kopia", "kopio", "c.c."),
    "subject": (
        "subject", "asunto", "objet", "sujet", "assunto", "betreff", "chủ đề", "tiêu đề", "件名", "主题", "主題", "主旨", "题目", "제목", "onderwerp", "oggetto", "emne",
        "ämne", "aihe", "temat", "předmět", "predmet", "тема", "tárgy", "konu", "θέμα", "subiect", "naslov", "subjekt", "perihal",
    ),
    "reply-to": ("reply-to", "reply to", "responder a", "répondre à", "antwort an", "responder para", "返信先"),
    "importance": ("importance", "importancia", "wichtigkeit", "importância", "priorité", "priority", "重要度", "attachments", "anlagen", "pièces jointes"),
}  # fmt: skip

#: Titles of the rule above an older or forwarded mail; matched with dashes around them, or alone on a line with a colon.
SEPARATORS: tuple[str, ...] = (
    "original message", "original appointment", "original-nachricht", "original email", "reply message", "replied message", "reply to message", "replied mail", "original mail", "forwarded message", "begin forwarded message", "forwarded mail", "forwarded email", "forwarded by",
    "mensaje original", "mensaje reenviado", "inicio del mensaje reenviado", "correo original", "mensaje enviado", "missatge original",
    "message d'origine", "message original", "message d’origine", "message transféré", "message transmis", "début du message transféré", "début du message réexpédié", "message réexpédié", "courriel original",
    "mensagem original", "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada",
    "ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "originalmeldung", "urspr. nachricht", "ursprüngliche mail", "ursprungliche nachricht", "original nachricht",
    "thư gốc", "tin nhắn gốc", "tin gốc", "thư đã chuyển tiếp", "thư được chuyển tiếp", "tin nhắn đã chuyển tiếp", "bắt đầu thư được chuyển tiếp", "thư chuyển tiếp", "thông điệp gốc", "tin nhắn chuyển tiếp",
    "元のメッセージ", "オリジナルメッセージ", "転送されたメッセージ", "転送メッセージ", "転送メール", "転送済みメッセージ", "元のメール", "original message follows", "返信元メッセージ", "転送元メッセージ", "forwarded by",
    "oorspronkelijk bericht", "doorgestuurd bericht", "begin doorgestuurd bericht", "messaggio originale", "messaggio inoltrato", "inizio messaggio inoltrato", "messaggio inoltrato",
    "oprindelig meddelelse", "original meddelelse", "videresendt meddelelse", "opprinnelig melding", "videresendt melding", "ursprungligt meddelande", "vidarebefordrat meddelande", "ursprungligt brev", "alkuperäinen viesti", "välitetty viesti",
    "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "przekazana wiadomość", "původní zpráva", "přeposlaná zpráva", "pôvodná správa", "eredeti üzenet", "továbbított üzenet", "mesaj original", "mesaj redirecționat",
    "исходное сообщение", "пересылаемое сообщение", "оригинальное сообщение", "пересланное сообщение", "переадресованное сообщение", "переслане повідомлення", "оригінальне повідомлення", "начало переадресованного сообщения", "αρχικό μήνυμα", "προωθημένο μήνυμα",
    "özgün ileti", "orijinal mesaj", "iletilen mesaj", "yönlendirilen ileti", "原始邮件", "原始郵件", "邮件原件", "转发邮件信息", "转发的邮件", "轉寄郵件", "转发邮件", "原邮件", "回复的邮件", "원본 메시지", "전달된 메시지", "원본 메일", "pesan asli", "pesan terusan",
)  # fmt: skip

#: Lines of help desks below which the older mails stand.
REPLY_ABOVE: tuple[str, ...] = (
    r"(?:please )?(?:type|write|enter|add|post)?\s?(?:your )?(?:reply|response|answer) (?:above|before) this line", r"reply (?:to this e-?mail )?above (?:this|the) (?:line|text|delimiter)", r"(?:por favor,? )?(?:escriba|responda|escreva|digite)[^.]{0,20} (?:encima|por encima|acima) (?:de esta l[ií]nea|desta linha)",
    r"(?:merci de |veuillez )?(?:répond|écri|saisi)\w*[^.]{0,30} au-?dessus de cette ligne", r"(?:bitte )?(?:antwort\w*|schreiben)[^.]{0,40} (?:über|oberhalb) dieser (?:linie|zeile)", r"(?:vui lòng )?(?:trả lời|phản hồi)[^.]{0,20} (?:phía )?trên dòng này", r"この(?:線|行)(?:より|の)上(?:に|で)(?:ご)?返信", r"boven deze lijn",
)  # fmt: skip

#: Months and week days, first letters suffice, for "is there a date in this line".
DATE_WORDS: tuple[str, ...] = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "ene", "abr", "ago", "dic", "fév", "fev", "avr", "mai", "juin", "juil", "aoû", "déc",
    "set", "out", "dez", "mär", "okt", "maj", "mei", "mrt", "gen", "mag", "giu", "lug", "ott", "thg", "tháng", "月", "年", "월", "년", "янв", "фев", "мар", "апр", "мая", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
    "sty", "lut", "kwi", "cze", "lip", "sie", "wrz", "paź", "lis", "gru", "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mié", "jue", "vie", "sáb", "dom", "jeu", "ven", "sam", "dim", "seg", "qua", "qui", "sex", "mo", "di", "mi", "do", "fr", "sa", "so", "th", "cn",
)  # fmt: skip
