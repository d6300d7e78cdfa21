"""How letters end: valedictions, mobile footers, postscripts."""

from __future__ import annotations

#: Closing formulas that end the text wherever they stand alone on a line (lower case, without end punctuation).
VALEDICTIONS: tuple[str, ...] = (
    # en
    "regards", "best regards", "kind regards", "warm regards", "kindest regards", "warmest regards", "with regards", "with kind regards", "with best regards", "many regards", "rgds", "brgds", "best rgds",
    "br", "kr", "best", "all the best", "best wishes", "with best wishes", "warm wishes", "yours", "yours sincerely", "yours faithfully", "yours truly", "sincerely", "sincerely yours", "very truly yours",
    "respectfully", "respectfully yours", "cordially", "cheers", "with love", "love", "xoxo", "ta", "take care", "faithfully yours", "thanks and regards", "thanks & regards", "thanks and best regards", "thank you and regards",
    "many thanks and regards", "with thanks", "with many thanks", "yours in anger", "yours in disgust", "yours disappointed", "yours etc", "disgruntled", "good day to you", "in disappointment",
    # es
    "saludos", "un saludo", "saludos cordiales", "un cordial saludo", "cordiales saludos", "cordial saludo", "atentamente", "muy atentamente", "le saluda atentamente", "les saluda atentamente", "reciba un cordial saludo",
    "reciban un cordial saludo", "atte", "un abrazo", "abrazos", "abrazo", "cordialmente", "saludos atentos", "sin otro particular", "un afectuoso saludo", "saluda atentamente", "quedo a la espera de su respuesta", "s2", "besos", "un beso", "slds", "salu2",
    "en espera de su respuesta", "a la espera de sus noticias", "quedo a la espera", "quedo a la espera de su respuesta, un saludo", "reciban un saludo", "reciba un saludo", "mis saludos", "con un cordial saludo",
    # fr
    "cordialement", "bien cordialement", "très cordialement", "cdt", "cdlt", "bien à vous", "bien à toi", "sincères salutations", "salutations distinguées", "meilleures salutations", "salutations", "salutations cordiales", "bonne journée", "bonne soirée", "amicalement",
    "respectueusement", "sincèrement", "avec mes remerciements", "bien cdlt", "cordiales salutations", "mes salutations", "bonne réception", "bisous", "bises", "crdlt", "belle journée", "excellente journée", "bon week-end", "mes sincères salutations", "meilleurs sentiments",
    # pt
    "atenciosamente", "att", "atte.", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "os meus cumprimentos", "cordialmente", "abraço", "abraços", "um abraço", "grato", "grata", "sds", "saudações", "com os meus cumprimentos", "respeitosamente",
    "cumprimentos cordiais", "abs", "abç", "abçs", "bjs", "beijos", "um beijo", "desde já grato", "desde já grata", "desde já agradeço", "cmps", "cptos", "cumps", "saudações cordiais", "sem mais", "sem mais para o momento", "no aguardo", "fico no aguardo", "aguardo retorno", "subscrevo-me", "atentamente", "com estima", "com consideração",
    # vi
    "trân trọng", "trân trọng kính chào", "kính thư", "thân mến", "thân ái", "thân", "kính chào", "trân trọng cảm ơn", "xin trân trọng cảm ơn", "kính chúc", "xin chân thành cảm ơn", "chân thành cảm ơn", "trân trọng kính thư", "kính", "trân trọng cám ơn", "tran trong", "chào trân trọng", "xin cảm ơn và trân trọng", "kính thư,", "xin trân trọng",
    # ja
    "以上", "以上です", "以上、よろしくお願いいたします", "以上、よろしくお願いします", "敬具", "草々", "かしこ", "拝", "早々", "敬白", "謹白", "頓首", "よろしくお願いいたします", "よろしくお願いします", "よろしくお願い致します", "宜しくお願いいたします", "宜しくお願い致します", "宜しくお願いします",
    "何卒よろしくお願いいたします", "何卒よろしくお願い申し上げます", "よろしくお願い申し上げます", "どうぞよろしくお願いいたします", "以上、宜しくお願い致します", "以上、よろしくお願い致します", "以上、宜しくお願いいたします",
    # de
    "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "mit freundlichem gruss", "freundliche grüße", "freundliche grüsse", "viele grüße", "viele grüsse", "liebe grüße", "liebe grüsse", "beste grüße", "beste grüsse", "schöne grüße", "schöne grüsse", "herzliche grüße", "herzliche grüsse",
    "mfg", "lg", "vg", "gruß", "gruss", "grüße", "grüsse", "hochachtungsvoll", "mit besten grüßen", "mit besten grüssen", "mit vielen grüßen", "freundlichst", "ihr", "ihre", "lieben gruß", "schönen gruß", "einen schönen tag noch", "servus", "tschüss", "tschüß", "bg", "mit herzlichen grüßen", "herzlichst", "hochachtend", "mit lieben grüßen", "grüßle", "ade", "schönen tag noch", "mit vorzüglicher hochachtung", "es grüßt", "es grüsst", "beste grüße aus", "viele gruesse", "mit freundlichen gruessen", "freundliche gruesse", "gruesse", "liebe gruesse",
    # nl, it, da, no, sv, fi, pl, ru, cs, tr, zh, ko
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groet", "groeten", "groetjes", "mvg", "hartelijke groet", "hoogachtend", "cordiali saluti", "distinti saluti", "saluti", "un saluto", "cari saluti", "a presto", "in fede",
    "med venlig hilsen", "venlig hilsen", "mvh", "hilsen", "kh", "vh", "med vennlig hilsen", "vennlig hilsen", "bedste hilsner", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänlig hälsning", "hälsningar", "hälsning", "bästa hälsningar", "ystävällisin terveisin", "terveisin", "parhain terveisin", "t", "yt",
    "pozdrawiam", "pozdrawiam serdecznie", "serdecznie pozdrawiam", "z poważaniem", "z powazaniem", "z wyrazami szacunku", "pozdrowienia", "pozdr", "с уважением", "с наилучшими пожеланиями", "всего доброго", "з повагою", "s pozdravem", "s úctou", "saygılarımla", "iyi çalışmalar", "此致", "敬礼", "祝好", "谢谢", "감사합니다", "드림", "üdvözlettel", "tisztelettel", "cu stimă", "cu respect",
)  # fmt: skip

#: Thanks that close a letter only when a name or another closing follows (they may also be part of the text).
WEAK_VALEDICTIONS: tuple[str, ...] = (
    "thanks", "thank you", "many thanks", "thanks again", "thanks in advance", "thank you in advance", "thx", "tia", "thanks so much", "thank you very much", "thanks a lot", "thank you so much", "thanking you", "ty", "thanks!", "with gratitude", "thank you for your time", "thanks for your help", "thank you for your help",
    "have a great day", "have a good day", "have a nice day", "have a lovely day", "have a good one", "have a great weekend", "have a nice weekend", "have a good evening", "hope to hear from you soon", "looking forward to hearing from you", "looking forward to your reply", "speak soon", "talk soon", "que tenga un buen día", "buen día", "feliz día", "buenas tardes", "bonne fin de journée", "passez une bonne journée", "bon après-midi", "tenha um bom dia", "bom dia", "boa tarde", "bom fim de semana", "schönes wochenende", "einen schönen tag", "schönen abend", "chúc một ngày tốt lành",
    "gracias", "muchas gracias", "gracias de antemano", "gracias y un saludo", "gracias y saludos", "muchas gracias y un saludo", "mil gracias", "gracias por su atención", "merci", "merci d'avance", "merci beaucoup", "merci de votre attention", "avec mes remerciements", "d'avance merci", "en vous remerciant",
    "obrigado", "obrigada", "muito obrigado", "muito obrigada", "agradecido", "agradecida", "agradeço desde já", "agradeço", "desde já obrigado", "desde já obrigada", "obg", "brigado", "cảm ơn", "xin cảm ơn", "cám ơn", "xin cám ơn", "cảm ơn nhiều", "cam on", "cảm ơn ạ", "em cảm ơn", "mình cảm ơn", "danke", "vielen dank", "besten dank", "danke im voraus", "vielen dank im voraus", "danke schön", "herzlichen dank", "danke und gruß", "danke und viele grüße", "vielen dank und viele grüße", "ありがとうございます", "ありがとうございました",
    "grazie", "grazie mille", "bedankt", "dank", "alvast bedankt", "tak", "mange tak", "takk", "tack", "kiitos", "dzięki", "dziękuję", "спасибо", "děkuji", "teşekkürler",
)  # fmt: skip

#: Whole-line footers of phones and mail programs: "Sent from my iPhone". {app} stands for a device or program name.
MOBILE_LINES: tuple[str, ...] = (
    r"sent (?:from|via|with|using|by|on)", r"get outlook for", r"composed (?:on|with|in)", r"written (?:on|from) my", r"sent while mobile.*", r"from my (?=iphone|ipad|phone|mobile|android|samsung)",
    r"enviad[oa] (?:desde|con|a partir d[eo]|através de|do|de|pelo|por|via|no)", r"obtener outlook para", r"mandado desde",
    r"envoyé (?:de|depuis|à partir d(?:e|u|['’]un)|avec|par|du|via)", r"envoye (?:de|depuis|avec)", r"télécharger outlook pour", r"obtenir outlook pour", r"obtenez outlook pour", r"expédié (?:de|depuis|via)",
    r"enviada (?:do|de|pelo|a partir)", r"obter o? ?outlook para", r"obtenha o outlook para",
    r"gesendet (?:von|mit|aus|via|über)", r"von meine[mr] (?=iphone|ipad|handy|smartphone|samsung|android|mobil)", r"outlook für (?=ios|android)", r"holen sie sich outlook für", r"diese nachricht wurde (?:von meine[mr]|mit)", r"von unterwegs gesendet", r"mobil gesendet",
    r"(?:được |đã )?gửi (?:từ|bằng|qua)", r"đã gửi từ", r"gửi đi từ", r"tải outlook cho", r"gui tu",
    r"verzonden (?:vanaf|met|via|vanuit)", r"verstuurd (?:vanaf|met)", r"outlook voor", r"inviato (?:da|dal|con|tramite)", r"scarica outlook", r"sendt fra", r"skickat från", r"skickades från", r"lähetetty", r"wysłane? (?:z|ze|za pomocą)", r"wyslane z",
    r"отправлено (?:с|из)", r"надіслано (?:з|із)", r"odesláno (?:z|ze)", r"poslano (?:iz|z)", r"odoslané (?:z|zo)", r"iphone'?umdan gönderildi", r"gönderildi", r"elküldve", r"trimis de pe",
)  # fmt: skip

#: The same where the verb comes last or the words are not separated.
MOBILE_WHOLE: tuple[str, ...] = (
    r"von (?:\S+ ){1,5}gesendet", r"(?:発信元|送信元)\s?[:：].{1,30}", r"provenance\s?:\s.{3,40}", r"yahoo mail: .{5,60}", r".{0,30}から送信(?:されました)?", r".{0,30}から送信しています", r".{0,20}(?:iphone|ipad|android|galaxy|xperia|スマートフォン|携帯).{0,8}から(?:の)?(?:送信|メール).{0,6}", r"outlook for (?:ios|android).{0,20}(?:を入手|を取得).{0,5}", r".{0,30}で作成", r"从我的.{1,30}发送", r"发自我的.{1,30}", r"发自.{0,20}(?:邮箱|手机|iphone)", r"從我的.{1,20}傳送", r"나의 .{1,20}에서 보냄", r".{0,20}에서 보냄",
    r".{0,20}(?:iphone|ipad|android).{0,20} gönderildi", r"sent from .{0,20}(?:iphone|ipad|android|phone)", r"iphone'?umdan gönderildi", r"envoyé de mon (?:iphone|ipad|mobile|portable|téléphone).{0,30}", r"sendt fra min (?:iphone|ipad)",
)  # fmt: skip

#: Names of devices and programs in such footers.
DEVICES: str = (
    r"iphone|ipad|ipod|ios|mac|macbook|apple|android|blackberry|bb|samsung|galaxy|huawei|xiaomi|redmi|oppo|vivo|pixel|nokia|lumia|sony|xperia|lg|htc|motorola|moto|oneplus|honor|mi|"
    r"mobile|mobil|mobiltelefon|móvil|celular|telemóvel|handy|smartphone|phone|cell(?:ular)?|téléphone|telephone|portable|handheld|tablet|tablette|wireless|device|dispositivo|điện thoại|di động|máy|"
    r"windows|outlook|hotmail|yahoo|mail|gmail|email|e-mail|courrier|correo|correio|proton(?:mail)?|spark|airmail|superhuman|aol|gmx|web\.de|t-mobile|verizon|at&t|vodafone|orange|free|sfr|mailbox|mailspring|thunderbird|k-9|fairemail|bluemail|edison|телефон\w*|айфон\w*|iphone’?\w*|puhelimesta\w*|telefon\w*|компьютер\w*|почт\w*|yandex|яндекс\w*|uol|bol|terra|zoho|tutanota|line"
)

#: Beginnings of a postscript, which is text although it stands below the name.
POSTSCRIPTS: tuple[str, ...] = (r"p\.?\s?s\.?\s?s?\.?", r"p\.?\s?d\.?", r"post scriptum", r"postscript", r"posdata", r"postdata", r"n\.?b\.?", r"追伸", r"追記", r"t\.?\s?b\.?", r"tái bút", r"nachtrag", r"edit", r"nota bene")  # fmt: skip
