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
    # leave, closed for holidays, gone: 7 languages
    r"\bon (?:a )?(?:business trip|field mission|maternity|paternity|parental)", r"\b(?:office|shop|practice|school office|store|workshop) (?:is|will be) closed\b", r"\bno longer work(?:s|ing)? here\b", r"\b(?:mailbox|address|account) (?:is|was|has been) (?:no longer|retired|closed|not monitored|unattended)",
    r"\bestoy de (?:licencia|baja|permiso|viaje)", r"\b(?:cerrad[oa]s?|cerramos|cierre) por (?:vacaciones|inventario|descanso)", r"\bya no (?:forma parte|trabaj[ao])", r"\ben (?:congé|mission|arrêt) (?:de |sur )?(?:maternité|parental|paternité|le terrain|maladie)", r"\bferm[ée]{1,2}s? pour (?:congés?|travaux|vacances|inventaire)", r"\bne (?:travaille|fait) plus (?:chez|partie)",
    r"\bestou (?:de|em) (?:licen[çc]a|viagem|f[eé]rias)", r"\bf[eé]rias coletivas\b", r"\b(?:encerrad[oa]s?|fechad[oa]s?) (?:para|por) (?:f[eé]rias|obras|descanso)", r"\bj[aá] n[aã]o (?:trabalh[oa]|faz parte)", r"\b(?:ordination|praxis|büro|laden|werkstatt|geschäft) (?:ist|bleibt) (?:von|vom|bis|ab) .{1,30}geschlossen", r"\bwegen (?:urlaubs?|betriebsferien|inventur) geschlossen", r"\bbetriebsferien\b", r"\bich bin (?:bis|vom) (?:zum |einschl\w*\.? |\d).{0,40}(?:nicht|unterwegs|irgendwo|weg\b|fort|offline|im)", r"\barbeite (?:ich )?nicht mehr (?:bei|hier|für)", r"\bin (?:elternzeit|mutterschutz|karenz)\b",
    r"\b(?:công ty|cửa hàng|văn phòng|phòng khám|chúng tôi|shop|quán) (?:\w+ ){0,3}nghỉ (?:tết|lễ|phép|hè)", r"\bnghỉ (?:thai sản|tết|lễ) (?:\w+ ){0,3}(?:từ|đến)", r"\b(?:đang|sẽ) (?:tham dự|dự|đi) (?:hội nghị|công tác|tập huấn)", r"\bkhông còn (?:làm việc|công tác)", r"\b(?:hộp thư|địa chỉ|email) này (?:đã |không )(?:ngừng|còn)", r"\bngoài giờ làm việc\b",
    r"(?:産休|育休|産前産後|産後休暇)", r"(?:休診|臨時休業|休業中|冬季休業|年末年始(?:の)?休)", r"退職(?:いたし|しまし)", r"(?:営業|受付)時間外",
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
    "closed", "work here", "mailbox", "address", "cerrad", "cierre", "licencia", "viaje", "forma parte", "ferm", "mission", "plus chez", "viagem", "encerrad", "fechad", "trabalh", "geschlossen", "betriebsferien", "bin ich", "ich bin", "arbeite", "karenz", "hội nghị", "không còn", "hộp thư", "ngoài giờ", "産", "育休", "退職", "時間外", "business trip", "field", "maternity", "parental", "paternity",
)  # fmt: skip

RETURN: tuple[str, ...] = (
    r"\breopen", r"\bas of \d", r"\bwill not be (?:read|monitored|answered)", r"\bhasta (?:el|marzo|enero|febrero|abril|mayo|junio|julio|agosto|sept|oct|nov|dic|fin)", r"\ba la vuelta\b", r"\bse (?:contestar|responder)[aá]n\b", r"\bau retour\b", r"\bserai de retour\b", r"\bd'ici là\b", r"\bat[eé] (?:ao |o )?(?:final|fim|dia)", r"\bna volta\b", r"\bdurante este per[ií]odo\b", r"\bnesse (?:período|intervalo)\b", r"\bgeschlossen\b", r"\blese (?:ich )?(?:nix|nichts|keine)", r"\bnicht (?:gelesen|weitergeleitet|beantwortet)\b", r"\bđến (?:hết|mùng|thứ|đầu|cuối)", r"\bsẽ được (?:xử lý|trả lời|phản hồi)", r"\bkhông được đọc\b",
    r"\b(?:until|till|through|returning|return on|back (?:on|in)|be back|limited access|no access|without access|when i return|upon my return|not be (?:checking|reading)|on my return)\b",
    r"\bhasta el\b", r"\b(?:sin|con) acceso\b", r"\ba mi (?:regreso|vuelta)\b", r"\bregreso el\b", r"\bvuelvo el\b", r"\bacceso limitado\b",
    r"\bjusqu['’]", r"\bde retour\b", r"\bà mon retour\b", r"\bmon retour\b", r"\baccès (?:limité|à)", r"\bpas accès\b", r"\bn'aurai pas\b",
    r"\bat[eé] (?:ao dia |dia |o dia |a )?\d", r"\bregresso\b", r"\bretorno\b", r"\bn[aã]o (?:verei|terei|vejo|lerei)\b", r"\bacesso (?:limitado|ao)", r"\bsem acesso\b", r"\bvolto\b",
    r"\bbis (?:zum|einschl|einschließlich|\d|ende)", r"\bab (?:dem )?\d", r"\bwieder (?:da|erreichbar|im|zurück)\b", r"\bnicht weitergeleitet\b", r"\bnach meiner rückkehr\b", r"\bwird nicht (?:gelesen|bearbeitet)\b", r"\bkeinen zugriff\b", r"\bzurück\b",
    r"\b(?:đến|tới) (?:hết |ngày )", r"\btrở lại\b", r"\bquay lại\b", r"\bkhông (?:truy cập|kiểm tra|đọc|xem)", r"\bhạn chế\b", r"\bsau khi (?:quay|trở)", r"\bđến hết\b",
    r"(?:月|日|\d)(?:\([^)]{1,3}\)|（[^）]{1,3}）)?まで", r"(?:出社(?:は|予定|いた)|復帰|戻り(?:は|次第|ます)|休み明け|帰社)", r"お返事(?:でき|いたし|は)", r"(?:から|より).{1,14}(?:再開|開始)", r"のご連絡は", r"確認(?:でき|いたしかね)", r"(?:以降|後)に(?:ご)?(?:返信|返事|連絡|対応|確認)", r"ご返信が(?:遅|でき)",
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

#: Machines that name themselves: at the head of the text, where a customer would not begin so.
AUTOMATIC_HEAD: tuple[str, ...] = (
    r"automatic (?:reply|response|message)", r"auto-?reply", r"automated (?:reply|response|message)", r"(?:respuesta|mensaje|aviso|acuse) autom[aá]tic[oa]", r"(?:réponse|message|avis|accusé) automatique", r"(?:resposta|mensagem|aviso) autom[aá]tic[oa]", r"(?:das ist eine |dies ist eine )?automatische (?:antwort|empfangs|nachricht|benachrichtigung|lese)", r"abwesenheitsnotiz", r"tự động", r"(?:thư|thông báo|trả lời) tự động", r"自動(?:返信|応答|送信|配信)", r"out of office", r"read receipt", r"your message was (?:read|displayed)", r"confirmaci[oó]n de lectura", r"(?:accusé|confirmation) de lecture", r"confirma[çc][aã]o de leitura", r"lesebest[aä]tigung", r"xác nhận đã đọc", r"開封(?:確認|通知)",
    r"you have (?:\d+|a) new (?:voicemail|message)", r"\W*(?:service status|statut des services|estado del servicio|systemstatus|status do serviço)", r"essa resposta é automática", r"【[^】]{2,14}(?:通知|自動)】",
)  # fmt: skip

#: The same as whole sentences anywhere.
AUTOMATIC_SENTENCE: tuple[str, ...] = (
    r"\bthis (?:message|e-?mail|notice|mail) (?:was|is|has been) (?:automatically )?(?:generated|sent|created)(?: automatically)? by (?:the|your|our|an?)\b", r"\beste (?:mensaje|correo|aviso) (?:lo )?(?:ha|fue|es|ha sido) (?:sido )?(?:generad|enviad)[oa]? ?autom[aá]ticamente", r"\beste es un (?:mensaje|correo) autom[aá]tico", r"\bce (?:message|courriel|mail) (?:a été|est) (?:généré|envoyé) automatiquement", r"\best[ea] (?:é um|é uma) (?:e-?mail|mensagem|resposta) autom[aá]tic[oa]", r"\b(?:diese|dies ist eine) (?:nachricht|e-?mail|mail|antwort) (?:wurde )?(?:automatisch|maschinell)", r"\((?:thông báo|thư|tin nhắn) tự động\)", r"(?:thư|email|tin nhắn) này được (?:gửi|tạo) tự động", r"自動的に(?:送信|生成|配信)(?:され|して)",
)  # fmt: skip

#: "We have your request …" and, in the same short mail, "… its number is" or "… within two days".
RECEIVED: tuple[str, ...] = (
    r"\bwe(?:'ve| have) received your (?:request|message|application|enquiry|inquiry|e-?mail|ticket|form)", r"\bthanks? (?:you )?for (?:getting in touch|contacting)", r"\bhemos recibido (?:su|tu) (?:solicitud|mensaje|consulta|correo)", r"\bnous avons bien reçu (?:votre|ta)", r"\brecebemos (?:a )?(?:sua|tua|vossa) (?:solicita|mensagem|pedido|candidatura)", r"\b(?:ihre|deine) (?:anfrage|nachricht|bewerbung|mail) (?:ist )?(?:bei uns )?(?:eingegangen|erhalten)", r"\bwir haben (?:ihre|deine) (?:anfrage|nachricht|e-?mail|mail|bewerbung) erhalten", r"(?:chúng tôi )?đã (?:tiếp nhận|nhận được|ghi nhận) (?:yêu cầu|thư|email|phản ánh) (?:của )?", r"(?:お問い合わせ|ご注文|お申し込み|ご応募|メール)を(?:受け付け|承り|受付|受信)",
)  # fmt: skip

RECEIVED_DETAIL: tuple[str, ...] = (
    r"\b(?:within|in) (?:\w+ )?(?:\d+|one|two|three|five|ten|24|48) (?:working |business |calendar )?(?:days|hours)", r"\b(?:ticket|case|reference|request) (?:number|no|id)\b", r"\bgiven it the number\b", r"\b(?:en|dentro de) (?:un plazo de )?(?:\d+|dos|tres|cinco) (?:días|horas)", r"\bn[uú]mero de (?:ticket|caso|solicitud|protocolo)", r"\b(?:sous|dans (?:les|un délai de)) (?:\d+|deux|trois|cinq) (?:jours|heures|semaines)", r"\b(?:dans les|d'ici) (?:\w+ )?semaines", r"\bprazo de (?:retorno|resposta)", r"\bregistrad[oa] sob\b", r"\bem at[eé] \d+", r"\binnerhalb (?:von )?(?:\w+ )?(?:\d+|zwei|drei|fünf)", r"\b(?:ticket|vorgangs|fall)nummer\b", r"\bmã (?:phiếu|yêu cầu|hồ sơ)", r"\btrong vòng \d+", r"(?:営業日|時間)以内", r"受付番号",
)  # fmt: skip

#: Delivery in words, beside a status code such as "550 5.1.1".
UNDELIVERED: str = r"deliver|entreg|zugestellt|zustell|délivr|remis|distribu|gửi|không tồn tại|no existe|não existe|配信|届け|mailbox full|dirección de destino|再送|unreachable|nicht gefunden"

#: Every phrase of RECEIVED holds one of these.
RECEIVED_STEMS: tuple[str, ...] = (
    "received your", "getting in touch", "contacting", "hemos recibido", "bien reçu", "recebemos", "eingegangen", "erhalten", "tiếp nhận", "nhận được", "ghi nhận", "受け付け", "承り", "受付", "受信",
)  # fmt: skip
