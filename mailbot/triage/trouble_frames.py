"""Sentences that tell a trouble whatever the goods or the trade: no list of things helps with a harpsichord or a wreath.

"He was due at nine and never came", "ordered bark, got cat litter", "came without two frames", "on the 26th and again on the
28th", "it came at three, when everybody had left", a fine. Folded; Vietnamese with its tone marks (`tonal`).
"""

from __future__ import annotations

_TRADES_EN = (
    r"(?:tuner|sweep|cleaner|gardener|painter|decorator|locksmith|vet|groomer|nurse|carer|therapist|photographer|teacher|tutor|taxi|cab|roofer|glazier|"
    r"inspector|surveyor|movers?|removal (?:men|firm|van)|caterers?|hairdresser|babysitter|nanny|midwife|physio|farrier|beekeeper|handyman|joiner|carpenter|mechanic)"
)
_OFFICES_EN = r"(?:consulate|embassy|passport office|council|town hall|registry|ministry|school|university|insurer|insurance|bank|airline|court|police|authorit(?:y|ies))"
_FOOD_EN = r"(?:milk|fish|fruit|veg(?:etables|gies)?|cheese|eggs?|bread|cakes?|yogh?urt|cream|salad|meat|sausages?|oysters?|box(?:es)?|plants?|flowers|roses|tulips)"
_BAD_EN = (
    r"(?:sour|rotten|mouldy|moldy|spoilt|spoiled|warm|lukewarm|melted|wilted|rancid|gone off|out of date|thawed|dead)"
)

#: language -> kind -> cue words, folded.
FRAMES: dict[str, dict[str, str]] = {
    "en": {
        "disclosed": r"(?:someone|somebody|another (?:customer|person|patient))(?: else)?'?s (?:\w+ )?(?:records?|letters?|details|data|invoice|statement|file|papers|documents?)",
        "unwanted_charge": r"cancel\w*(?: \w+){0,4} in \w+[^!?]{0,60}(?:took|taken|charged|debited)",
        "damaged": r"\b(?:is|are|was|were|it'?s|totally|completely) (?:ruined|wrecked)|(?:ruined|wrecked|flooded|scratched|stained|burnt|dented) (?:my|our)|with (?:a|two|three) (?:cut|cuts|gash|burn|scratch|scratches) (?:on|in|down)",
        "staff": r"(?:called|calling) (?:me|him|her|us|them|my \w+) (?:stupid|thick|a liar|an? idiot|names|fat|lazy|dumb|a nuisance)|(?:shut|slammed|closed) the door (?:on|in) (?:me|us|him|her|my|our)|slammed the phone|(?:curt|snappy|snotty|unfriendly|offhand|surly|patronis\w+|condescending)\b|hung up on (?:me|us|him|her)",
        "missed_visit": r"(?:due|supposed to|meant to|booked|arranged|agreed|coming|appointment)\b[^!?]{0,140}\b(?:he|she|nobody|no ?one) (?:never|did not|didn'?t) (?:come|came|turn\w*|show\w*|appear\w*|arrive\w*)"
        rf"|{_TRADES_EN}\b[^.!?]{{0,60}}(?:never|did not|didn'?t|failed to) (?:come|came|turn\w*|show\w*|appear\w*|arrive\w*)|(?:the|was) last (?:i|we)(?:'ve| have)? (?:heard|saw|seen) of (?:him|her|them)|stood (?:me|us) up",
        "wrong_item": r"(?:came|arrived) in \w+(?:,| and| but) (?:but )?(?:i|we) (?:had )?ordered|(?:arrived|came|delivered|got)[^.!?]{0,60} (?:for|of|from) (?:a|another) different (?:\w+)|(?:ordered|asked for|bought) [^.!?]{3,60}?(?:,|;| and| but) (?:and |but )?(?:i |we )?(?:got|received|was sent|were sent|you sent(?: me| us)?) (?!(?:a |an |the |my |our |your |this |only )*(?:refund|letter|reply|text|message|e-?mail|bill|invoice|call|confirmation|answer|nothing|none|no|it|them|only)\b)",
        "incomplete": r"(?:came|arrived|delivered|turned up|reached (?:me|us))[^.!?]{0,20} with (?:\w+ ){1,4}missing|(?:came|arrived|was delivered|were delivered|turned up)[^.!?]{0,60} (?:and |but )?(?:without (?:its|the|their|any|one|two|three|four|half|\d+) (?!(?:warning|word|notice|problem|delay|damage|trouble|fuss|explanation))|no (?:\w+ )?(?:bolts|screws|cable|charger|lid|legs|instructions|key|keys|plug|battery|batteries)\b)",
        "double_charge": r"(?:charged|took|debited|taken|billed)[^!?]{0,60}\bon (?:the )?\d\w*[^.!?]{0,20}and (?:then )?again\b",
        "late": r"(?:due|supposed|meant|promised|booked|ordered)\b[^!?]{0,100}\b(?:it|they)(?: only| finally)? (?:came|arrived|turned up|got (?:here|there))(?: \w+)? (?:at|after|when|once|hours|the next|the day after|a day)\b",
        "poor_quality": rf"{_FOOD_EN}\b[^.!?]{{0,40}}\b{_BAD_EN}\b|(?:came|arrived)(?: \w+)? {_BAD_EN}\b|sour milk|(?:smel(?:t|led)|stank|reeked) of|burn (?:holes?|marks?)|(?:covered in|full of) (?:stains|holes)|(?:is|was|were|are|came|arrived)(?: \w+)? (?:filthy|stained)|{_OFFICES_EN}\b[^.!?]{{0,30}}(?:reject\w*|refused|turned (?:it|them|me|us) (?:down|away)|would not accept|wouldn'?t accept)",
        "penalty": r"(?:a|an|the|this|that|another|my|your|parking|library|[£$€]\s?\d[\d.,]*|\d+ ?(?:euros?|quid|pounds?|dollars?)) fines?\b(?! (?:line|day|job|art|print|mess|bone|china|wine|dining|thing|balance|margin|example|with|by|for me))|\bfined\b|penalt(?:y|ies)\b|late (?:payment )?(?:fee|charge)s?\b|(?:no-show|cancellation|cleaning|overdue|admin|administration|call-out|reconnection|restocking) (?:fee|charge)s?\b|surcharges?\b",
    },
    "de": {
        "disclosed": r"(?:akte|unterlagen|daten|brief|befund|rechnung)[^.!?]{0,8} (?:eines|einer) (?:anderen|fremden|herrn|frau|andern)",
        "unwanted_charge": r"gekundigt\.?[^!?]{0,60}(?:abgebucht|eingezogen|belastet)",
        "damaged": r"ruiniert|(?:schnitt|schnittwunde|brandfleck|kratzer|schramme)\w* (?:am|an der|im|in der|auf|uber)",
        "staff": r"(?:nannte|nennt|beschimpfte?|beschimpft|bezeichnete)\b[^.!?]{0,50}(?:dumm\w*|idiot\w*|blod\w*|lugner\w*|faul\w*)|beschimpft|tur vor (?:der|meiner|ihrer|seiner|unserer) nase|vor der nase (?:zu|weg)\w*|vor (?:allen|versammelten) (?:leuten|kindern|kunden|gasten|anderen)|angebrullt|patzig|schnippisch|barsch",
        "missed_visit": r"(?:sollte|wollte|termin)\b[^!?]{0,50}\b(?!(?:der|er|oder|aber|immer|wieder|hier|unser|euer|ihr)\b|koffer|fernseher|drucker|computer|rechner|trockner|router|sessel|ordner|teller|sauger|roller)\w*(?:er|erin|eur|ist|mann|dienst|team|jemand)\b[^!?]{0,150}\b(?:kam|kamen|erschien\w*|ist|sind)(?: aber| dann| auch| einfach)? (?:nicht|nie|keiner|niemand)\b(?! an)|(?:mich|uns) versetzt",
        "wrong_item": r"(?:kam|kamen) in \w+(?:,| und| aber) (?:bestellt|ich hatte|wir hatten|hatte ich)|(?:ist da|kam|kamen|geliefert|bekommen)[^.!?]{0,60} (?:von|fur) (?:einem|ein) anderen? (?:modell|gerat|typ|hersteller)|bestellt,? (?:und |aber )?(?:(?!nicht|nie|noch|kein|nur|bis|rechnung|bestatigung|mail|geld)\w+[ -]){1,6}(?:bekommen|erhalten|geliefert|gekommen)\b",
        "incomplete": r"(?:kam|kamen|geliefert|ankam|angekommen|ist da|sind da)[^.!?]{0,70} ohne (?:die|den|das|zwei|drei|vier|funf|\d+|seine?n?|ihre?n?|einen?)\b (?!(?:vorwarnung|ankundigung|grund|kommentar|wort|problem))|(?:kam|geliefert|ist da|sind da)[^.!?]{0,70} ohne (?:schrauben|kabel|netzteil|anleitung|deckel|schlussel)\b",
        "double_charge": r"(?:am|zum) \d{1,2}\.[^!?]{0,14}und (?:\w+ ){0,2}(?:am|zum) \d{1,2}\.[^!?]{0,12} (?:\w+ ){0,2}(?:abgebucht|eingezogen|belastet)|(?:abgebucht|eingezogen|belastet)[^!?]{0,30}(?:am|zum) \d{1,2}\.[^!?]{0,14}und (?:\w+ ){0,2}(?:am|zum) \d{1,2}\.",
        "late": r"sollte\w*[^!?]{0,90}(?:kam|kamen|war|waren|traf|wurde)(?: \w+){0,3} erst (?:um|am|gegen|nach|als|tage|stunden)\b",
        "poor_quality": r"(?:milch|fisch|obst|gemuse|kase|eier|brot|kuchen|joghurt|sahne|fleisch|wurst|pflanzen?|rosen|tulpen|kisten?)\b[^.!?]{0,40}\b(?:sauer|faul|verfault|schimm\w+|verdorben|lauwarm|geschmolzen|welk|ranzig|ungeniessbar|aufgetaut|vertrocknet)\b|(?:kam|kommt|kamen)\b[^.!?]{0,40}\b(?:lauwarm|warm|sauer|welk|tot|schmutzig|dreckig|verdorben|aufgetaut)\b|\b(?:roch|rochen|stank|stanken|stinkt)(?: \w+)? nach|brandl(?:och|ocher)\w*|voller (?:flecken|locher)|(?:burgeramt|amt|konsulat|behorde|botschaft|schule|versicherung|bank|standesamt|gericht)\b[^.!?]{0,40}(?:abgelehnt|zuruckgewiesen|nicht (?:an)?genommen|nicht akzeptiert)|(?:abgelehnt|zuruckgewiesen)\b[^.!?]{0,20}(?:burgeramt|amt|konsulat|behorde|botschaft)",
        "penalty": r"bus+geld\w*|strafzettel|parkstrafen?|\bstrafe\b|knollchen|mahngebuhr\w*|saumniszuschlag|verspatungszuschlag|strafgebuhr\w*|vertragsstrafen?|(?:storno|bearbeitungs|reinigungs|rucklast\w*|inkasso|anfahrts)gebuhr\w*|beforderungsentgelt",
    },
    "fr": {
        "disclosed": r"dossier d'un(?:e)? autre|(?:papiers|courrier|donnees|releve) d'un(?:e)? (?:autre|inconnue?)",
        "unwanted_charge": r"(?:ai|avons) resilie[^!?]{0,70}(?:preleve|debite|facture)",
        "damaged": r"(?:est|sont) (?:perdue?s?|fichue?s?|ruinee?s?|foutue?s?|massacree?s?)\b|(?:coupure|rayure|brulure) (?:a|sur|dans) (?:l'|la|le|mon|ma|son)",
        "staff": r"traite[se]?(?: \w+)? (?:de |d')[«\"“ ]{0,3}(?:abruti|idiot|menteu|imbecile|voleu|con\b|gros|incapable|debile)\w*|porte au nez|devant tou(?:t le|s les) (?:car|monde|clients?|enfants|eleves|autres)|sechement|de haut\b",
        "missed_visit": r"(?:devai(?:t|ent)|aurait du) (?:venir|passer|intervenir|etre la)\b[^!?]{0,150}(?:n'est|n'a|ne sont|n'ont)(?: \w+){0,2} (?:pas|jamais) (?:venu|passe|arrive|montre|presente)|m'a fait faux bond|nous a fait faux bond",
        "wrong_item": r"(?:arrive|livre|recu)\w*[^.!?]{0,60} d'un autre (?:modele|article|type|appareil)|(?:commande|achete|demande)e?s? (?!(?:a|le|la|du) \d)[^.!?]{3,50}(?:,| et| mais) (?:et |mais )?(?:j'ai |on a |nous avons )?recu (?!(?:rien|aucun|un mail|une? confirmation|une reponse|de reponse|un avis))",
        "incomplete": r"(?:arrive|livre|recu|venu)\w*[^.!?]{0,60} sans (?:le|la|les|ses|deux|trois|quatre|\d+|aucune?) (?!(?:prevenir|mot|explication|probleme|rien|souci|signature|avis|retard))\w",
        "double_charge": r"(?:debit|prelev|factur|encaiss)\w*[^!?]{0,40}\ble \d{1,2}\b[^!?]{0,24}(?:puis|et)\b[^!?]{0,24}\ble \d{1,2}\b",
        "late": r"(?:devai(?:t|ent)|prevue?s?|annoncee?s?)\b[^!?]{0,100}(?:elle|il|elles|ils)? ?(?:n')?(?:est|sont) arrive\w* (?:a|apres|quand|lorsque|le lendemain)\b",
        "poor_quality": r"(?:lait|poisson|fruits?|legumes?|fromage|oeufs?|pain|gateaux?|yaourts?|creme|viande|paniers?|plantes?|roses)\b[^.!?]{0,40}(?:tourne|aigre|pourri|tiede|moisi|fanee?s?|fondu|avarie|rance|decongel)\w*|arrive\w*(?: \w+)? (?:tiede|pourri|fane|sale|tache|decongele)\w*|sent(?:ait|aient|ent)(?: \w+)? (?:la|le|mauvais|l')|puai(?:t|ent)|(?:trous?|traces?) de brulure|plein\w* de (?:taches|trous)|(?:consulat|mairie|prefecture|ambassade|ecole|assurance|banque|tribunal)\b[^.!?]{0,30}(?:refus|rejet)\w*",
        "penalty": r"\bamendes?\b|penalites?\b|contraventions?|frais de (?:retard|rejet|menage|relance|annulation|dossier)|majoration\w*|verbalise\w*",
    },
    "es": {
        "disclosed": r"(?:mandaron|enviaron|recibi|llego|dieron)[^.!?]{0,30} (?:expediente|ficha|datos|informes?|carta|documentos) de otr[oa]",
        "unwanted_charge": r"(?:di|dimos) de baja[^!?]{0,70}(?:cobra|cobro|carga|descont)\w*",
        "damaged": r"arruinad[oa]s?|(?:corte|aranazo|quemadura) en (?:el|la|mi|su)\b",
        "staff": r"(?:me|le|nos|les|lo|la) (?:dijo|llamo|grito) [«\"“'][^.!?«»\"”]{1,24}[»\"”']|(?:me|le|nos|lo|la|les) llamo (?:burr|tont|mentiros|ladr|idiot|estupid|inutil)\w*|(?:puerta|telefono) en (?:la cara|las narices)|delante de tod[oa]s|de malos modos|con desgana|borde\b",
        "missed_visit": r"(?:tenia que|debia|iba a|qued\w+ en) (?:venir|pasar|acudir|presentarse)\b[^!?]{0,150}\bno (?:vino|ha venido|vinieron|aparecio|acudio|se presento|paso)\b",
        "wrong_item": r"lleg\w+ en \w+(?:,| y| pero) (?:yo )?l[oa]s? (?:ped|habia pedido|encarg)\w*|(?:lleg\w+|vino|mandaron|recibi)[^.!?]{0,60} de otr[oa] (?:modelo|marca|talla|tipo)|\bpedi (?!(?:a|el|la) \d)[^.!?]{3,50} y (?:me )?(?:mand|llega?ron|llego|lleg|dieron|traj|envi|vino|vinieron)\w*",
        "incomplete": r"(?:llego|llegaron|vino|vinieron|recibi|trajeron)\b[^.!?]{0,60} sin (?:el|la|los|las|sus?|dos|tres|cuatro|\d+|una?) (?!(?:aviso|avisar|problema|explicacion|demora))",
        "double_charge": r"cobr\w*[^!?]{0,50}\bel (?:dia )?\d{1,2}\b[^!?]{0,24} y (?:otra vez|de nuevo|luego|tambien|otros?|otras?)\b",
        "late": r"(?:debia|debian|tenia que|tenian que) (?:estar|llegar|entregar\w*)[^!?]{0,110} lleg(?:o|aron) (?!a tiempo)",
        "poor_quality": r"(?:leche|pescado|fruta|verduras?|queso|huevos?|pan|tarta|pastel|yogur|nata|carne|cajas?|plantas?|rosas)\b[^.!?]{0,40}(?:agri[oa]s?|podrid[oa]s?|pasad[oa]s? de fecha|calientes?|mohos[oa]s?|marchit[oa]s?|derretid[oa]s?|descongelad[oa]s?)\b|lleg\w+(?: \w+)? (?:calientes?|agri[oa]s?|podrid[oa]s?|marchit[oa]s?|suci[oa]s?|manchad[oa]s?|descongelad[oa]s?)\b|(?:olia|olian|apesta\w*) a\b|\bquemaduras\b|llen[oa]s? de (?:manchas|agujeros)|(?:consulado|embajada|ayuntamiento|registro|colegio|aseguradora|banco|comisaria|juzgado)\b[^.!?]{0,30}(?:rechaz|deneg|no (?:me )?l[aeo]s? (?:acept|admit))\w*",
        "penalty": r"\bmultas?\b|\brecargos?\b|penalizaci\w+|\bsancion(?:es)?\b|me (?:multaron|han multado|penalizaron)",
    },
    "pt": {
        "disclosed": r"(?:mandaram|enviaram|recebi|chegou)[^.!?]{0,30} (?:processo|ficha|dados|relatorio|carta|documentos) de outr[oa]",
        "unwanted_charge": r"cancelei[^!?]{0,70}(?:cobra|debita|desconta)\w*",
        "damaged": r"(?:esta|ficou|ficaram|estao) (?:estragad|arruinad|perdid)[oa]s?|(?:corte|arranhao|queimadura) (?:na|no)\b",
        "staff": r"(?:chamou|xingou)(?:-\w+)?(?: \w+){0,3} de (?:burr|idiot|estupid|mentiros|ladr|vagabund|inutil)\w*|porta na (?:minha |nossa )?cara|(?:na|a) frente de tod[oa]|secamente|de cima para baixo|com arrogancia",
        "missed_visit": r"(?:devia|deviam|ficou de|ficaram de|ia|tinha de|tinha que|era para|estava marcad\w+ para) (?:vir|passar|aparecer|comparecer)\b[^!?]{0,150}\bnao (?:apareceu|veio|compareceu|apareceram|vieram)\b",
        "wrong_item": r"(?:chegou|veio|mandaram|recebi)[^.!?]{0,60} de outr[oa] (?:modelo|marca|tamanho|tipo)|\bpedi (?!(?:em|no|a) \d)[^.!?]{3,50} e (?:veio|vieram|mandaram|enviaram|recebi|chegou)\b",
        "incomplete": r"(?:chegou|chegaram|veio|vieram|recebi|entregaram)\b[^.!?]{0,60} sem (?:o|a|os|as|dois|duas|tres|quatro|\d+|uma?|seus?|suas?) (?!(?:aviso|avisar|problema|explicacao))",
        "double_charge": r"(?:debit|cobr)\w*[^!?]{0,50}\b(?:no )?dia \d{1,2}\b[^!?]{0,24} e (?:outra vez|de novo|novamente|tambem)\b",
        "late": r"(?:devia|deviam|tinha de|tinha que|era para) (?:estar|chegar|ser entregue)[^!?]{0,110} cheg(?:ou|aram) (?!a tempo)",
        "poor_quality": r"(?:leite|peixe|fruta|verduras?|queijo|ovos?|pao|bolo|iogurte|carne|caixas?|plantas?|rosas)\b[^.!?]{0,40}(?:azed[oa]s?|estragad[oa]s?|podres?|quentes?|mofad[oa]s?|murch[oa]s?|derretid[oa]s?|descongelad[oa]s?)\b|cheg\w+(?: \w+)? (?:quentes?|azed[oa]s?|podres?|murch[oa]s?|suj[oa]s?|manchad[oa]s?|descongelad[oa]s?)\b|cheirava\w* a\b|(?:buracos?|marcas?) de queimadura|chei[oa]s? de (?:manchas|buracos)|(?:consulado|embaixada|cartorio|camara|escola|seguradora|banco|detran|tribunal)\b[^.!?]{0,30}(?:recus|rejeit|nao aceit)\w*",
        "penalty": r"\bmultas?\b|\bcoimas?\b|taxa de (?:cancelamento|atraso|limpeza|religacao|no-show)|juros de mora|penalidade",
    },
    "ja": {
        "disclosed": r"(?:別|他)の(?:方|人|お客様)の(?:書類|情報|明細|診断書|カルテ)",
        "unwanted_charge": r"(?:退会|解約)しました[^！？]{0,60}(?:引き落と|引落|請求)",
        "damaged": r"(?:シミ|傷|穴|破れ)[^。！？]{0,10}(?:戻って|返って)|台無し|(?:に|も|が)傷(?:があ|がつ|を負)|割れて(?:い)?ます",
        "wrong_item": r"(?:届|来)[^。！？]{0,30}別の(?:機種|型|種類)",
        "staff": r"「[^」]{1,14}」と(?:呼|言わ|怒鳴|笑)|目の前でドアを閉|(?:皆|みんな|他のお?客)の前で|ぶっきらぼう|無愛想|不愛想",
        "missed_visit": r"(?:来られる|伺う|お越しになる|来てくださる|来る|いらっしゃる|来てもらう)(?:予定|はず|こと|約束|お約束)[^！？]{0,40}(?:お見えにな(?:ら|り)|来(?:な|ませ|ず)|現れ|いらっしゃ(?:ら|いません)|お越しにな(?:ら|り))",
        "incomplete": r"(?:部品|枚|個|本|点|脚|袋|箱|冊|着|中身)[^。！？]{0,12}足り(?:ず|ませ)",
        "poor_quality": r"(?:ミルク|牛乳|魚|果物|野菜|チーズ|卵|パン|ケーキ|ヨーグルト|お?肉|苗)[^。！？]{0,24}(?:酸っぱ|腐|ぬる|傷ん|しおれ|溶け|カビ)|(?:ぬる|生温か|しおれ|溶け|枯れ|解け)[^。！？]{0,8}(?:届|着)|(?:煙草|たばこ|タバコ|カビ|汗|煙)の?(?:臭い|におい|匂い)|焦げ(?:穴|跡)|シミ(?:が|だらけ)|穴だらけ|(?:領事館|大使館|役所|学校|保険会社|警察署|窓口)[^。！？]{0,24}(?:却下され|拒否され|断られ|受け付けてもらえ)",
        "penalty": r"罰金|違約金|延滞(?:料|金)|ペナルティ|遅延損害金|反則金|キャンセル料",
    },
}  # fmt: skip

FRAMES_VI: dict[str, tuple[str, ...]] = {
    "not_delivered": (r"hẹn[^.!?]{0,50} mà (?:nay|giờ|đến nay|tới nay)[^.!?]{0,24} chưa (?:có|thấy|xong)",),
    "damaged": (r"(?:thảm|tường|sàn|bình|áo|váy|tai|chân|xe|ghế|bàn)(?: \w+){0,4} (?:hỏng|rách|vỡ|xước|trầy|cháy)(?! mạng)",),
    "unwanted_charge": (r"(?:đã )?(?:hủy|huỷ)[^!?]{0,60} (?:vẫn|lại)(?: bị)? trừ",),
    "disclosed": (r"(?:hồ sơ|giấy tờ|dữ liệu|thông tin) của người khác",),
    "wrong_item": (r"(?:giao|nhận)[^.!?]{0,40} của mẫu khác",),
    "staff": (r"đóng (?:sầm|sập) cửa (?:trước mặt|vào mặt)", r"(?:gọi|mắng|chửi) (?:\w+ ){1,4}(?:là )?(?:đồ )?(?:ngu|dốt|điên|lười|ăn cắp)", r"trả lời nhát gừng", r"mặt lạnh tanh"),
    "missed_visit": (r"(?:thợ|kỹ thuật|người)[^.!?]{0,30} hẹn[^.!?]{0,80} (?:không|chẳng)(?: thấy| ai)? (?:đến|tới)(?! nơi)",),
    "double_charge": (r"trừ [^!?]{0,40}ngày \d{1,2}[^!?]{0,24} (?:rồi|và) (?:lại )?(?:trừ )?[^!?]{0,16}ngày \d{1,2}",),
    "late": (r"giờ(?: \w+){0,2} mới (?:tới|đến|giao|có)",),
    "poor_quality": (
        r"(?:sữa|cá|tôm|trái cây|rau|phô mai|trứng|bánh|thịt|kem|thùng|hộp|hoa|cây)(?: \w+){0,6} (?:chua|ôi|thối|héo|nóng|chảy nước|mốc|hư|rã đông)",
        r"ám mùi", r"bốc mùi", r"(?:bị )?cháy lỗ", r"vết (?:bẩn|ố|cháy)",
        r"(?:lãnh sự quán|đại sứ quán|ủy ban|phường|nhà trường|trường|bảo hiểm|ngân hàng|công an)(?: \w+){0,4} (?:từ chối|trả lại|không nhận|không chấp nhận)",
    ),
    "penalty": (r"tiền phạt", r"phí phạt", r"bị phạt", r"khoản phạt", r"phạt (?:\d|chậm|trễ|vì)", r"phụ thu", r"phụ phí"),
}  # fmt: skip

#: What a refund that is overdue has in its sentence; a sentence without it asks for one ("I'd like it back by Friday").
AWAITED: dict[str, str] = {
    "en": r"\b(?:still|never|yet|wait\w*|since|promis\w*|weeks?|months?|days|ago|where|when|told|said|owed?|keep\w*|kept|sent (?:it|them) back|returned)\b"
    r"|(?:\b(?:has|have|had|was|were|is|did) ?not|(?:has|have|had|was|were|is|did)n'?t|\bnot) (?:been |be )?(?:come|came|arriv\w*|receiv\w*|had|got|gotten|refund\w*|paid|pay|here|there|credited|show\w*|in my)\b",
    "de": r"\b(?:noch|nie|wart\w*|seit|zugesagt|versprochen|wochen?|monat\w*|tage\w*|wo|wann|angeblich|zuruckgeschickt|zuruckgesandt|retour\w*|fehl\w*|hies|einbehalt\w*)\b|\bnicht (?:\w+ )?(?:da|erhalten|angekommen|gekommen|uberwiesen|erstattet|eingegangen|bekommen|zuruck|gutgeschrieben|gezahlt|ausgezahlt)\b|\bkein (?:geld|eingang)\b",
    "fr": r"\b(?:toujours|jamais|encore|attend\w*|depuis|promis\w*|semaines?|mois|jours|ou|quand|deviez|deja|renvoye\w*|retourne\w*|rien)\b|(?:n'est|n'a|n'ont|ne sont|n'ai)(?: \w+)? pas|pas (?:encore|recu|arrive|rembourse|rendu|credite|la\b|revenu)",
}

#: An answer that somebody only fears to go without ("no answer by Friday and I go to the council"): the words right before
#: its cue, and the words that hold it.
FEARED_BEFORE: dict[str, str] = {
    "en": r"\b(?:if|unless|should)\b[^.!?]{0,50}$",
    "de": r"\b(?:wenn|falls|sollte)\b[^.!?]{0,50}$",
    "fr": r"\bsi\b[^.!?]{0,50}$",
    "es": r"\bsi\b[^.!?]{0,50}$",
    "pt": r"\bse\b[^.!?]{0,50}$",
    "vi": r"(?<!\w)(?:nếu|neu|mai|ngày mai)(?!\w)[^.!?]{0,40}$",
}
FEARED: dict[str, str] = {
    "en": r"no (?:answer|reply) (?:by|until|before|tomorrow)",
    "de": r"(?:ohne|keine) antwort (?:bis|morgen)",
    "fr": r"(?:sans|aucune) (?:\w+ )?reponse (?:de votre part )?(?:demain|d'ici|avant|sous)",
    "es": r"sin respuesta (?:manana|antes|en)\b",
    "pt": r"sem resposta (?:amanha|ate|em)\b",
    "ja": r"(?:返事|返信|回答)(?:が|も)?な(?:ければ|い(?:場合|なら|と)|かったら)",
}

#: Things that carry a name and are made by us: a name spelt wrong on one is no wrong data that we hold.
MADE: dict[str, str] = {
    "en": r"stone\b|cake\b|engrav|invitation|ribbon|plaque|jersey|\bmug|tattoo|banner",
    "de": r"stein\b|torte|gravur|einladung|schleife|plakette|trikot|banner",
    "es": r"lapida|tarta|torta\b|grabado|invitacion|cinta\b|placa\b|camiseta",
    "pt": r"lapide|\bbolo\b|gravacao|convite|fita\b|placa\b|camisola|camiseta",
    "ja": r"墓石|刻印|刻字|ケーキ|招待状|リボン|表札",
    "fr": r"pierre\b|tombe\b|gateau|faire-part|gravure|ruban|plaque|maillot",
}
