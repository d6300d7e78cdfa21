"""What stands below letters without being written for anybody: disclaimers, list and scanner footers."""

from __future__ import annotations

#: Stems of confidentiality notices; a closing paragraph with two different groups of them is a disclaimer.
DISCLAIMER_STEMS: tuple[tuple[str, ...], ...] = (
    ("confidential", "confidencial", "confidentiel", "vertraulich", "機密", "秘密", "bảo mật", "thông tin mật", "vertrouwelijk", "riservat", "fortrolig", "konfidentiell", "poufn", "конфиденциал", "保密", "mật và", "kín", "geheim", "reservad", "privileged", "proprietary"),
    ("intended recipient", "intended only", "intended solely", "intended for", "addressee", "destinatari", "destinataire", "destinatário", "empfänger", "adressat", "受信者", "宛先", "người nhận", "geadresseerde", "modtager", "mottagar", "adresat", "адресат", "named recipient", "not the recipient", "誤って", "誤送信", "受信された", "nhầm", "収件人", "收件人", "nicht der richtige"),
    ("delete", "destroy", "elimin", "elimín", "bórre", "borre", "supprim", "détrui", "détruire", "apag", "destru", "lösch", "vernicht", "削除", "破棄", "xóa", "xoá", "verwijder", "cancell", "slett", "usun", "удал", "删除"),
    ("notify", "inform the sender", "notifi", "comuni", "avis", "informe", "inform", "prévenir", "avertir", "benachrichtig", "verständig", "ご連絡", "お知らせ", "báo", "thông báo", "advise the sender", "return e-mail", "reply e-mail"),
    ("prohibited", "unauthori", "not responsible", "no liability", "disclos", "dissemin", "copying", "prohibid", "interdit", "proibid", "unzulässig", "nicht gestattet", "untersagt", "禁止", "禁じ", "nghiêm cấm", "viruses", "virus"),
    ("this e-mail", "this email", "this message", "this communication", "este correo", "este mensaje", "ce message", "ce courriel", "cet e-mail", "esta mensagem", "este e-mail", "este email", "diese e-mail", "diese nachricht", "dieses e-mail", "このメール", "本メール", "このeメール", "本電子メール", "thư này", "email này", "e-mail này", "tin nhắn này", "dit bericht", "questo messaggio", "denne e-mail"),
)  # fmt: skip

#: A line that begins so starts a footer which no person wrote; it and what follows it in its block is cut.
FOOTER_LINES: tuple[str, ...] = (
    r"you (?:are receiving|received|'re receiving|have received) this (?:e-?mail|message|because)", r"to unsubscribe", r"unsubscribe(?: here| from|:|$)", r"(?:to respond, )?reply to this e-?mail (?:directly|to|or)", r"to (?:respond|reply), (?:reply to this|visit|just reply)", r"you can reply to this e-?mail", r"view it on github", r"visit this group at", r"for more options,? visit", r"to post to this group",
    r"this (?:e-?mail|message) (?:has been|was) (?:scanned|checked|sent (?:to|from|by|using))", r"(?:virus-free|virenfrei|sin virus|sans virus|libre de virus|livre de vírus|garanti sans virus)[.,]?\s", r"no virus found in this", r"checked by avg", r"scanned by", r"este correo (?:electrónico )?ha sido (?:analizado|comprobado)", r"el software de antivirus avast", r"l'absence de virus dans ce courrier", r"este e-?mail foi (?:escaneado|verificado)", r"diese e-mail wurde von avast", r"avast", r"không có virus",
    r"(?:please )?(?:consider|think of) the environment before", r"(?:please )?consider the environment", r"p?\s*antes de imprimir", r"avant d'imprimer", r"pensez à l'environnement", r"n'imprimez ce", r"bitte (?:prüfen|denken|überlegen) sie,? (?:ob|an|bevor).*(?:umwelt|ausdruck|drucken)", r"denken sie an die umwelt", r"hãy nghĩ đến môi trường", r"環境保護のため",
    r"please do not (?:print|reply to this)", r"do you yahoo!\?", r"get your free", r"join .*messenger", r"-{3,}\s*wetransfer", r"confidentiality notice", r"disclaimer\b", r"legal notice", r"aviso (?:legal|de confidencial)", r"avis de confidentialité", r"vertraulichkeitshinweis", r"haftungsausschluss", r"nota de confidencial", r"important notice:", r"notice of confidentiality", r"cláusula de confidencial",
    r"manage your (?:preferences|subscription)", r"darse de baja", r"se désabonner", r"cancelar (?:a )?(?:inscrição|subscrição)", r"abmelden", r"hủy đăng ký", r"配信停止", r"退订",
)  # fmt: skip

#: Words before contact data in a signature block.
CONTACT_LABELS: str = (
    r"t|tel|tél|tel\.?nr|telf|tlf|tlfn|teléfono|telefono|telefone|téléphone|telephone|telefon|phone|ph|p|m|mob|mobile|mobil|móvil|movil|cell|cel|celular|telemóvel|tlm|handy|fax|f|direct(?: line)?|office|work|home|o|c|d|fone|fon|"
    r"wa|whatsapp|zalo|sđt|sdt|đt|dt|đtdđ|điện thoại|di động|dđ|電話|携帯|tel/fax|ＴＥＬ|お電話|連絡先|mail|email|e-mail|e|w|web|website|www|url|skype|twitter|linkedin|port|portable|gsm|port\.|cellulare|тел|моб|住所|〒|address|addr|adresse|dirección|địa chỉ|kundennummer|customer (?:no|number)|メール"
)

#: Words of trades, titles and departments which occur in name blocks.
TITLE_WORDS: frozenset[str] = frozenset(
    ["manager", "director", "engineer", "developer", "officer", "president", "ceo", "cto", "cfo", "founder", "assistant", "consultant", "sales", "support", "team", "department", "owner", "head", "lead", "ltd", "inc", "llc", "gmbh", "ag", "kg", "plc", "corp", "company", "co", "s.a", "s.l", "s.r.l", "ltda", "lda", "sarl", "sas", "bv", "nv", "oy", "ab", "as", "aps", "gerente", "directora", "director", "responsable", "jefe", "jefa", "departamento", "équipe", "directeur", "directrice", "gérant", "gérante", "service", "equipe", "diretor", "diretora", "geschäftsführer", "geschäftsführerin", "leiter", "leiterin", "abteilung", "vertrieb", "einkauf", "inhaber", "inhaberin", "giám", "đốc", "trưởng", "phòng", "công", "ty", "nhân", "viên", "株式会社", "有限会社", "合同会社", "部長", "課長", "代表", "代表取締役", "担当", "営業部", "総務部", "経理"]
)  # fmt: skip

#: How a mail gateway begins its warning above a mail from outside, and what such a warning says.
BANNER_WORDS: tuple[str, ...] = (
    r"caution", r"warning", r"notice", r"attention", r"external(?: e-?mail| sender| message)?", r"achtung", r"vorsicht", r"externe (?:e-?mail|nachricht)", r"avertissement", r"prudence", r"atenci[oó]n", r"precauci[oó]n", r"aten[cç][aã]o", r"cuidado", r"cảnh báo", r"注意", r"警告", r"this (?:e-?mail|message) (?:originated|came|was sent) from outside", r"you don't often get e-?mail from",
)  # fmt: skip
BANNER_STEMS: tuple[str, ...] = (
    r"(?:originated|came|comes|sent|received|is) (?:from )?(?:an? )?(?:outside|external)", r"outside (?:of )?(?:your|the|our) organi[sz]ation", r"external (?:sender|source|e-?mail)", r"von (?:extern|au(?:ß|ss)erhalb)", r"externe[nr]? (?:absender|quelle)", r"(?:de l[’']ext[ée]rieur|exp[ée]diteur externe|externe (?:à|a) )", r"(?:remitente externo|fuera de (?:la|su|nuestra) organizaci[oó]n|correo externo)", r"(?:remetente externo|fora da (?:sua )?organiza[cç][aã]o|e-?mail externo)", r"bên ngoài", r"(?:外部|社外)", r"learn why this is important",
)  # fmt: skip
