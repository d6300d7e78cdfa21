"""How out-of-office notes and other machine letters speak, for the ones that carry no header."""

from __future__ import annotations

#: Subjects of automatic replies (regular expressions, matched at the start after Re: and the like).
SUBJECTS: tuple[str, ...] = (
    r"auto(?:matic|mated)?[\s:-]*(?:reply|response|answer|replay)", r"auto[-\s]?re(?:ply|sponse|spuesta|sposta)", r"autoreply", r"out of (?:the )?office", r"out of town", r"ooo\b", r"on (?:annual |parental |maternity |sick )?leave\b", r"vacation (?:reply|notice|response)", r"away from (?:the )?(?:office|my desk|e-?mail)", r"i am (?:away|out of the office|on (?:holiday|vacation))", r"holiday notice",
    r"respuesta autom[aá]tica", r"fuera de (?:la )?oficina", r"ausente\b", r"mensaje autom[aá]tico", r"estoy de vacaciones", r"ausencia\b",
    r"réponse automatique", r"reponse automatique", r"absence du bureau", r"absent(?:e)?(?: du bureau)?(?:\s*[:\-–]|$)", r"message d'absence", r"notification d'absence", r"en congé", r"absence\s*(?:[:\-–]|$)",
    r"resposta autom[aá]tica", r"fora do escrit[oó]rio", r"aus[eê]ncia (?:tempor[aá]ria|do escrit[oó]rio)", r"ausente do escrit[oó]rio", r"estou de f[eé]rias", r"f[eé]rias\s*(?:[:\-–]|$)", r"aus[eê]ncia\s*(?:[:\-–]|$)",
    r"automatische antwort", r"abwesenheits?(?:notiz|nachricht|meldung|assistent)?\b", r"abwesend\b", r"nicht im (?:büro|haus)", r"urlaub(?:sbedingt|smeldung|snotiz)?\s*(?:[:\-–]|$)", r"ich bin im urlaub", r"out-of-office",
    r"trả lời tự động", r"tra loi tu dong", r"thư trả lời tự động", r"vắng mặt", r"tự động trả lời", r"phản hồi tự động", r"nghỉ phép",
    r"自動(?:返信|応答|回答|送信)", r"【?自動返信】?", r"不在(?:通知|のお知らせ|連絡|のため|にしております)?", r"休暇(?:中|のお知らせ|連絡)?", r"夏季休業", r"年末年始休業",
    r"automatisch antwoord", r"afwezig", r"risposta automatica", r"fuori ufficio", r"assente\b", r"automatisk sva", r"autosvar", r"ikke på kontoret", r"automaattinen vastaus", r"automatyczna odpowiedź", r"poza biurem", r"автоответ", r"автоматический ответ", r"otomatik yanıt", r"自动(?:回复|答复)", r"자동 ?(?:회신|응답)",
)  # fmt: skip

#: Stems in the text: being away, a return date or limited access, and a substitute. Two groups make a vacation note.
AWAY: tuple[str, ...] = (
    r"\b(?:i am|i'm|i will be|i'll be|we are) (?:currently |now )?(?:out of (?:the )?office|away(?: from| until| on)|on (?:annual |parental |maternity |paternity |sick |medical )?(?:leave|holidays?|vacation)|not in the office|travell?ing|abroad)", r"\bout of (?:the )?office\b", r"\bon annual leave\b", r"\bno longer (?:with|work)",
    r"\bfuera de (?:la |mi )?oficina\b", r"\bestoy de vacaciones\b", r"\bestar[eé] (?:ausente|fuera|de vacaciones)\b", r"\bme encuentro (?:fuera|de vacaciones|ausente|de baja)\b", r"\bestoy ausente\b", r"\bde permiso hasta\b",
    r"\babsent(?:e)? (?:du bureau|jusqu|du \d|de mon|pour)", r"\b(?:suis|serai) (?:actuellement )?(?:absent|en (?:congé|vacances|déplacement|arrêt|formation))", r"\ben congés?\b.{0,30}jusqu", r"\bde retour (?:le|au bureau)\b",
    r"\bestou (?:de f[eé]rias|fora|ausente|em licença)", r"\bestarei (?:ausente|fora|de f[eé]rias)", r"\bfora do escrit[oó]rio\b", r"\bencontro-me (?:ausente|de f[eé]rias|fora)", r"\bausente (?:do escrit[oó]rio|at[eé])", r"\bentrei de f[eé]rias\b",
    r"\bbin (?:ich )?(?:derzeit |zurzeit |zur zeit |vom .{1,30}?|bis .{1,40}?|ab .{1,30}?)?(?:nicht im (?:hause?|büro|buero|dienst)|abwesend|im urlaub|auf dienstreise|außer haus|ausser haus|nicht erreichbar|in elternzeit)", r"\bim urlaub\b.{0,60}\bbis\b", r"\bbefinde mich (?:derzeit |zurzeit |bis .{1,30}?)?(?:im urlaub|nicht im|auf)", r"\bnicht im (?:haus|hause|büro)\b.{0,40}\b(?:bis|ab|zurück)\b",
    r"\b(?:đang|sẽ|hiện) (?:\w+ ){0,3}(?:nghỉ phép|vắng mặt|đi công tác|đi vắng|nghỉ lễ|nghỉ thai sản|không có mặt)", r"\bnghỉ phép\b.{0,40}(?:đến|tới|từ)", r"\bvắng mặt (?:đến|từ|tại)", r"\bdang nghi phep\b",
    r"(?:休暇|夏季休暇|年末年始|有給休暇|育児休暇|出張)(?:を頂戴|をいただ|を頂|を取|中|のため|で不在|に入)", r"不在(?:にして|にいた|とな|にな|のため|です|しており)", r"(?:席を外|留守に)して", r"お休みをいただ", r"休業(?:とさせ|いたし|させて)",
    r"\bniet op kantoor\b", r"\bben (?:ik )?afwezig\b", r"\bsono (?:assente|in ferie|fuori ufficio)", r"\bpoza biurem\b", r"\bна больничном\b", r"\bв отпуске\b", r"\bferie til\b",
)  # fmt: skip

#: Every phrase of AWAY and RECEIPTS holds one of these: a quick look before the slow one.
STEMS: tuple[str, ...] = (
    "office",
    "leave",
    "holiday",
    "vacation",
    "away",
    "travel",
    "abroad",
    "no longer",
    "oficina",
    "vacaciones",
    "ausente",
    "fuera",
    "permiso",
    "baja",
    "absent",
    "congé",
    "vacances",
    "déplacement",
    "arrêt",
    "formation",
    "retour",
    "férias",
    "ferias",
    "estou fora",
    "estarei",
    "escritório",
    "escritorio",
    "licença",
    "urlaub",
    "abwesend",
    "dienst",
    "haus",
    "büro",
    "buero",
    "elternzeit",
    "erreichbar",
    "befinde",
    "nghỉ",
    "vắng",
    "công tác",
    "nghi phep",
    "có mặt",
    "休",
    "不在",
    "出張",
    "席を",
    "留守",
    "kantoor",
    "afwezig",
    "assente",
    "ferie",
    "ufficio",
    "biurem",
    "больнич",
    "отпуск",
    "auto",
    "reply",
    "respond",
    "conteste",
    "répond",
    "antwort",
    "tự động",
    "trả lời",
    "phản hồi",
    "自動",
    "返信",
    "送信専用",
    "system",
)

RETURN: tuple[str, ...] = (
    r"\b(?:until|till|through|returning|return on|back (?:on|in)|be back|limited access|no access|without access|when i return|upon my return|not be (?:checking|reading)|on my return)\b",
    r"\bhasta el\b", r"\b(?:sin|con) acceso\b", r"\ba mi (?:regreso|vuelta)\b", r"\bregreso el\b", r"\bvuelvo el\b", r"\bacceso limitado\b",
    r"\bjusqu['’]", r"\bde retour\b", r"\bà mon retour\b", r"\bmon retour\b", r"\baccès (?:limité|à)", r"\bpas accès\b", r"\bn'aurai pas\b",
    r"\bat[eé] (?:ao dia |dia |o dia |a )?\d", r"\bregresso\b", r"\bretorno\b", r"\bn[aã]o (?:verei|terei|vejo|lerei)\b", r"\bacesso (?:limitado|ao)", r"\bsem acesso\b", r"\bvolto\b",
    r"\bbis (?:zum|einschl|einschließlich|\d|ende)", r"\bab (?:dem )?\d", r"\bwieder (?:da|erreichbar|im|zurück)\b", r"\bnicht weitergeleitet\b", r"\bnach meiner rückkehr\b", r"\bwird nicht (?:gelesen|bearbeitet)\b", r"\bkeinen zugriff\b", r"\bzurück\b",
    r"\b(?:đến|tới) (?:hết |ngày )", r"\btrở lại\b", r"\bquay lại\b", r"\bkhông (?:truy cập|kiểm tra|đọc|xem)", r"\bhạn chế\b", r"\bsau khi (?:quay|trở)", r"\bđến hết\b",
    r"(?:月|日|\d)(?:\([^)]{1,3}\)|（[^）]{1,3}）)?まで", r"(?:出社|復帰|戻り|休み明け|帰社)", r"確認(?:でき|いたしかね)", r"(?:以降|後)に(?:ご)?(?:返信|返事|連絡|対応|確認)", r"ご返信が(?:遅|でき)",
)  # fmt: skip

SUBSTITUTE: tuple[str, ...] = (
    r"\b(?:urgent|emergenc|immediate (?:assistance|attention)|in my absence|please contact|my colleague|reply (?:as soon|when))", r"\b(?:urgente|urgencia|emergencia|dir[ií]jase|contacte (?:con|a)|mi compañer|en mi ausencia|p[oó]ngase en contacto)", r"\b(?:urgen(?:t|ce)|mon collègue|ma collègue|mes collègues|en mon absence|veuillez (?:contacter|vous adresser)|pendant mon absence)",
    r"\b(?:urgentes?|urg[eê]ncia|meu colega|minha colega|falar com|na minha aus[eê]ncia|contacte|contate|por favor contact)", r"\b(?:dringend|in eiligen|meine kolleg|mein kolleg|vertretung|wenden sie sich|in meiner abwesenheit|notf[aä]ll)", r"(?:khẩn cấp|việc gấp|cần gấp|liên hệ|đồng nghiệp)", r"(?:お急ぎ|緊急|至急|代わりに|代理|担当者?の?.{1,8}まで|宛にご連絡)", r"\bthank you for your (?:message|e-?mail)", r"\b(?:gracias por (?:su|tu) (?:mensaje|correo))", r"\bmerci (?:pour|de) votre (?:message|courriel|mail)", r"\bobrigad[oa] (?:pela|por) (?:sua|vossa|mensagem)", r"\b(?:vielen )?dank für (?:ihre|deine) (?:nachricht|mail|e-mail)", r"cảm ơn (?:\w+ ){0,3}(?:đã gửi|email|thư)", r"ご連絡(?:いただき|ありがとう)|メール(?:を)?(?:いただき|ありがとう)|お問い合わせ(?:いただき|ありがとう)",
)  # fmt: skip

#: Wording of acknowledgements by other systems ("your ticket has been created").
RECEIPTS: tuple[str, ...] = (
    r"\bthis is an? (?:auto(?:mated|matic)|automatically generated|system[- ]generated)\b", r"\b(?:please )?do not (?:reply|respond) to this (?:e-?mail|message|address)", r"\beste (?:es un )?(?:mensaje|correo)(?: ha sido| fue| es)? (?:generado )?autom[aá]tic", r"\bno (?:responda|conteste) a este (?:correo|mensaje)", r"\b(?:ceci est un|ce) (?:message|courriel|mail) (?:est )?(?:généré )?(?:automatique|automatiquement)", r"\bne (?:pas|répondez pas) (?:répondre )?à ce (?:message|courriel|mail|e-mail)",
    r"\b(?:esta|este) (?:é uma )?(?:mensagem|e-?mail)(?: foi| é)? (?:gerad[ao] )?autom[aá]tic", r"\bn[aã]o responda (?:a )?est[ea]\b", r"\b(?:dies ist eine|diese (?:e-?mail|nachricht) wurde) automatisch", r"\bautomatisch (?:erstellt|generiert|erzeugt)e? (?:e-?mail|nachricht)?", r"\bbitte antworten sie nicht auf diese", r"(?:email|thư|tin nhắn) (?:này )?(?:được gửi |là (?:thư|email) )?tự động", r"\bvui lòng không (?:trả lời|phản hồi) (?:thư|email|tin)", r"(?:この|本)メールは.{0,20}自動(?:的に)?(?:送信|配信|返信)", r"自動(?:返信|配信|送信)(?:メール|にて|されて|専用)", r"(?:この|本)メール(?:に|へ)(?:の)?(?:は)?(?:直接)?(?:ご)?返信(?:いただいても|できません|は|しないで)", r"送信専用",
)  # fmt: skip

#: Local parts that no person reads.
ROBOTS: tuple[str, ...] = (
    r"no[-_.]?reply", r"do[-_.]?not[-_.]?reply", r"donotreply", r"noreply.*", r"no-?responder", r"ne-?pas-?repondre", r"nepasrepondre", r"nao-?responda", r"naoresponda", r"noresponder", r"nicht-?antworten", r"keine?-?antwort", r"mailer-?daemon", r"mail-?daemon", r"postmaster", r"bounces?(?:[+_=-].*)?", r"autoreply", r"auto-?reply", r"auto-?responder", r"autoresponse", r"automailer", r"robot", r"daemon", r"nobody", r"root", r"cron", r"www-data", r"notifications?", r"notify", r"alerts?", r"newsletters?", r"mailing", r"mailman", r"listserv", r"majordomo", r"owner-.*", r".*-owner", r".*-request", r".*-bounces?", r"info-?noreply", r"automated", r"system", r"monitoring", r"nagios", r"jenkins", r"unsubscribe", r"abuse-?reports?",
)  # fmt: skip
