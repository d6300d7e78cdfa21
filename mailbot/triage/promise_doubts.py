"""What only might be: guesses, rules for everybody, words we do not give, what we need first and what hangs on others' acts.

"By my reckoning Wednesday", "as a rule within two days", "I am not committing to Monday", "I need you to send it by noon",
"once your bank has answered, within a week": the times of such sentences start no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_GUESS: Mapping[str, str] = {
    "en": r"\b(?:in my (?:opinion|view|experience)|(?:i|we)(?:['’]d| would)? (?:guess|suppose|reckon|imagine|suspect|assume|presume|would think|should think|fancy)|my (?:guess|hunch|estimate|feeling) is|(?:only|just|at) a guess|a guess\b|presumably|supposedly|i(?:['’]d| would) (?:think|say|bet)|if i had to guess|(?:my|put|lay|would put) (?:\w+ )?(?:money|bet) (?:on|is)|betting|with (?:any|a bit of) luck|all being well|touch wood|rumou?r|apparently)\b",
    "es": r"\b(?:a mi (?:juicio|entender|parecer|modo de ver)|en mi opinión|(?:yo )?(?:supongo|suponemos|imagino|imaginamos|creo yo|calculo yo|diría|apostaría|apuesto|apostaba|me juego)|me imagino|es (?:solo |sólo )?una (?:suposición|conjetura|corazonada|impresión)|a ojo|presumiblemente|supuestamente|con suerte|si hay suerte|seguramente|igual (?:el|para el|es el))\b",
    "fr": r"\bà mon (?:avis|sens)\b|\bselon moi\b|\b(?:je|nous) (?:suppos|imagin|présum|devin|pari|soupçonn)\w*\b|\bje (?:dirais|miserais|parierais|mise|tablerais|table)\b|\bqu['’]une (?:supposition|hypothèse|impression|estimation)\b|\bune simple (?:supposition|hypothèse|impression)\b|\bà vue de nez\b|\b(?:sans doute|vraisemblablement|probablement|a priori|en principe|avec un peu de chance|il paraît|soi-disant)\b|\bil se peut\b",
    "pt": r"\b(?:na minha opinião|a meu ver|no meu entender|em minha opinião|(?:eu )?(?:suponho|supomos|imagino|imaginamos|presumo|diria|apostaria|apostava|aposto|calculo eu)|é (?:só |apenas |mera )?(?:um palpite|uma suposição|um chute|uma impressão|estimativa minha)|a olho|presumivelmente|supostamente|com sorte|se tudo correr bem|provavelmente|por certo|parece que)\b",
    "vi": r"\b(?:theo (?:em|tôi|ý em|ý tôi) (?:nghĩ|đoán)|(?:em|tôi|cháu|mình) (?:đoán|nghĩ là|áng chừng|ước chừng|cá là|cá rằng|dự là)|chỉ là (?:phỏng đoán|đoán|ước đoán)|đoán chừng|nghe đâu|chắc (?:là |cũng |khoảng )|hình như|có vẻ|may ra|nếu suôn sẻ)\b",
    "ja": r"(?:と|ものと|では)(?:個人的に)?(?:は)?(?:見て|踏んで|読んで)(?:い|おり)ます|個人的に|(?:でしょう|だろう)(?:か|と(?:思|考|推)|[。]?$)|(?:私|個人)(?:の|的な)(?:感覚|推測|予想|見立て)|推測(?:です|に(?:すぎ|過ぎ)|では)|(?:では|かと|のではないか)と(?:思い|存じ)ます|思われます|おそらく|恐らく|たぶん|多分|見通しは立|はずです",
    "de": r"\b(?:meiner (?:meinung|ansicht|einschätzung|erfahrung) nach|nach meiner (?:einschätzung|schätzung|erfahrung)|(?:ich|wir) (?:schätze|schätzen|vermute|vermuten|nehme an|nehmen an|tippe|tippen|rate|denke mal)|schätze ich|vermute ich|(?:nur |bloß )(?:eine )?(?:vermutung|schätzung|annahme)|vermutlich|wahrscheinlich|voraussichtlich erst|mit (?:etwas |ein bisschen )?glück|angeblich|wohl erst|würde ich (?:\w+ )*(?:sagen|schätzen|wetten|tippen)|wette(?:n)?)\b",
}
_RULE: Mapping[str, str] = {
    "en": r"\b(?:members|customers|guests|passengers|tenants|readers|people|anyone|anybody|everyone|everybody|those|whoever)\b (?:who\b|\w+ing\b|that\b)|\b(?:in general|as standard|by default|on average|in most cases|from experience|our (?:standard|usual|normal) (?:turnaround|time|lead)|(?:allow|takes?) (?:up to |about |around |roughly )?(?:\w+ )?(?:to \w+ )?(?:working |business )?(?:days?|weeks?)\b(?! for me| to us))\b(?<!give)|\b(?:orders|payments|refunds|returns|parcels|deliveries|transfers|applications|claims|requests|repairs|cheques|customers|members|guests|passengers|tenants|readers) (?:\w+ ){0,6}?(?:are|is|take|clear|leave|go|get|must|may|can|have|should|appear|arrive|reach)\b(?! now| being| coming to you| on (?:its|their) way)",
    "es": r"\b(?:quien|quienes|(?:los|las|el|la) (?:socios?|socias?|clientes?|huéspedes|pasajeros|vecinos|alumnos|que)) (?:que )?\w+(?:e|en|a|an)\b(?= )(?=[^.]*\b(?:antes|hasta|desde|a partir)\b)|\b(?:por regla general|como norma|en general|de promedio|como media|en la mayoría de los casos|por defecto|de ordinario|(?:los|las) (?:pedidos|pagos|envíos|devoluciones|reembolsos|transferencias|solicitudes|reclamaciones|reparaciones|clientes|socios|facturas|recibos) (?:\w+ ){0,6}?(?:se|tardan|llegan|salen|deben|pueden|aparecen|son|están|tienen))\b",
    "fr": r"\b(?:ceux|celles|quiconque|toute personne|les (?:adhérents?|clients?|voyageurs?|abonnés?|membres|locataires|parents)) qui\b|\b(?:en règle générale|de manière générale|en moyenne|dans la plupart des cas|par défaut|(?:les|toute|tout|une|nos) (?:commandes?|paiements?|retours?|remboursements?|virements?|demandes?|réclamations?|réparations?|clients?|adhérents?|factures?|colis) (?:\w+ ){0,6}?(?:sont|est|doivent|doit|peuvent|peut|prennent|prend|mettent|met|partent|arrivent|apparaissent))\b",
    "pt": r"\b(?:quem|(?:os|as) (?:sócios|sócias|clientes|hóspedes|passageiros|moradores|alunos) que) \w+|\b(?:(?:em |por |como |via de )?regra geral|por regra|via de regra|em média|na maioria dos casos|na maior parte dos casos|por defeito|por padrão|(?:as |os )?(?:transferências|encomendas|pagamentos|envios|devoluções|reembolsos|pedidos|reparações|clientes|sócios|faturas) (?:\w+ ){0,6}?(?:aparecem|são|demoram|levam|chegam|saem|devem|podem|têm|estão|ficam))\b",
    "vi": r"\b(?:hội viên|thành viên|khách(?: hàng)?|người|ai)(?: nào)? (?:mà )?(?:đặt|mua|đăng ký|nộp|trả|thanh toán|đến|hủy) (?:trước|sau|từ)\b|\b(?:theo (?:quy trình|thông lệ|lệ thường|mặc định)|trung bình|nói chung|đa số (?:các )?trường hợp|(?:các |mọi )(?:đơn(?: hàng)?|khoản|yêu cầu|hồ sơ|giao dịch|khách hàng) [^,.;]*(?:sẽ|được|phải|mất))\b",
    "ja": r"(?:会員様|会員の方|ご予約の方|お客様方|皆様)(?:は|に)|仕組み|(?:一般的に|基本的に|平均(?:して|で)|標準(?:で|的に)|規定(?:で|に)|ルールで|ことになっており|決まりで|場合が多|のが(?:普通|一般))|(?:お申し込み|ご注文|ご入金|ご請求|お支払い)(?:後|から|いただいた)[^。]{0,12}(?:日|週間|時間)",
    "de": r"^wer\b|\b(?:alle|jeder|diejenigen|mitglieder|kunden), (?:die|der)\b|\b(?:grundsätzlich|im allgemeinen|im schnitt|im durchschnitt|standardmäßig|in den meisten fällen|generell|in aller regel|(?:bestellungen|zahlungen|überweisungen|rücksendungen|erstattungen|rechnungen|anträge|anfragen|reparaturen|kunden|mitglieder|pakete) (?:\w+ ){0,5}?(?:sind|werden|dauern|brauchen|müssen|dürfen|können|erscheinen|gehen|kommen))\b",
}
#: We say that we give no word; what follows "but" stands for itself.
_DECLINED: Mapping[str, str] = {
    "en": r"\b(?:not (?:going to )?(?:commit(?:ting)?|promis(?:e|ing)|guarantee(?:ing)?|sure|certain)|(?:won['’]t|can['’]?t|cannot|do not|don['’]t) (?:\w+ )?(?:commit|hold (?:us|me) to|know)|(?:give|name|offer|have|say) (?:you )?(?:a|any|the) (?:firm |exact )?(?:date|day|time)\b(?=.*\byet\b)|no (?:firm )?(?:date|commitment|telling|guarantee)|rather not (?:say|name|promise|commit)|hesitat\w+ to (?:name|promise|say|give))\b",
    "es": r"\bno (?:me|nos|le|les) (?:comprometo|comprometemos|atrevo|atrevemos|prometo|prometemos|aseguro|garantizo)\b|\bno (?:prometo|prometemos|aseguro|aseguramos|garantizo|garantizamos|doy|damos) (?:\w+ )*(?:fecha|nada|día|el|la|que|para)\b|\bsin (?:compromiso|fecha)\b|\b(?:no|sin) (?:\w+ ){0,3}?(?:dar(?:le|les|te)?|tener|tenemos|tengo|hay) (?:\w+ )?(?:fecha|día|plazo)\b|\bprefiero no\b",
    "fr": r"\b(?:ne|n['’])\s?(?:m['’]|nous |vous )?(?:engage|engageons|promets|promettons|garantis|garantissons|ose|osons|jure)\b[^,;.]*\b(?:pas|rien|aucun|nullement|point)\b|\bsans (?:garantie|engagement|promesse)\b|\b(?:pas|aucune|sans)\b[^,;.]{0,20}\b(?:de|une|aucune) date\b|\bje préfère ne pas\b",
    "pt": r"\bnão (?:me|nos|lhe|o|a|te) (?:comprometo|comprometemos|atrevo|atrevemos|prometo|prometemos|garanto|garantimos|asseguro)\b|\bnão (?:prometo|prometemos|garanto|garantimos|asseguro|arrisco|dou) \b|\bsem (?:compromisso|garantia|data)\b|\bnão (?:\w+ ){0,3}?(?:dar(?:-lhe)?|tenho|temos|há) (?:uma |nenhuma )?(?:data|dia|prazo)\b|\bprefiro não\b",
    "vi": r"\b(?:không|chưa|chẳng) (?:dám |thể )?(?:hứa|hẹn|cam kết|chắc|chốt|khẳng định|đảm bảo|bảo đảm)\b|\bkhông hứa\b",
    "ja": r"(?:お約束|確約|保証|断言|明言|お返事|確定)(?:は|を|が|まで(?:は)?)?[^。、]{0,6}(?:できません|できかね|いたしません|しかね|いたしかね|出来ません|できない|できず|控え|差し控え)",
    "de": r"\b(?:lege|legen|verpflichte|verpflichten|verspreche|versprechen|garantiere|garantieren|sage|zusagen)\b[^,;.]*\b(?:nicht|nichts|kein\w*)\b|\bohne (?:gewähr|garantie|zusage)\b|\bkein\w* (?:\w+ )?(?:datum|termin|zusage|frist|tag)\b[^,;.]{0,12}\b(?:nennen|geben|zusagen|sagen)\b|\bunverbindlich\b",
}
#: The customer is to act, said as our need.
_NEEDED: Mapping[str, str] = {
    "en": r"\b(?:i|we)(?:['’]ll| will|['’]d| would)? (?:\w+ )?(?:need|want|require|like|ask|expect) (?:you\b|your\b|from you|(?:the|a|an|that|this) (?:\w+ ){1,3}(?:from you|back|signed|returned))|\b(?:remember|don['’]t forget|make sure|be sure|mind) (?:to|that you|you)\b|(?:, |^)(?:please )?(?:ring|phone|dial|text|email|e-mail|call|contact|visit|go to|see) (?!you\b)(?:\d+|the|your|a|our|us|me|an)\b|\byou (?:really )?(?:need|have|ought|are asked|are kindly asked) to\b|\b(?:is|are) (?:due|payable|owed|needed) (?:from you |back )?(?:by|before|on)\b",
    "es": r"\b(?:necesito|necesitamos|preciso|precisamos|hace falta|es necesario|conviene|pedimos|pido|le pido|le pedimos|les pido|rogamos|interesa|quisiera|quisiéramos) (?:de )?que (?:usted(?:es)? |el \w+ |la \w+ )?(?:nos|me|lo|la|los|las|le|se)?\s?(?!le\b|les\b)\w+|, (?:llame|escriba|acuda|vaya|avise|marque|envíe|mande|traiga|contacte|consulte)\b|\b(?:recuerde|acuérdese|no olvide|no se olvide|procure|asegúrese|no deje)\b|\b(?:debe|tiene que|ha de) (?:usted )?\w+r(?:nos|me|lo|la|los|las|se)?\b",
    "fr": r"^(?:si possible,? |dans ce cas,? )?(?!comptez\b|attendez\b|soyez\b|laissez\b|donnez\b|accordez\b|rassurez\b|sachez\b|notez\b|chez\b|assez\b|rendez\b|recevez\b)\w+ez\b(?!-(?:moi|nous|vous) (?:jusqu|encore|\d|une|deux|trois))|, (?:composez|appelez|téléphonez|écrivez|allez|rendez-vous|consultez|prévenez|rappelez|contactez|envoyez)\b|\b(?:j['’]ai|nous avons|on a|j['’]aurai|nous aurons|j['’]aurais|nous aurions) besoin (?:que|de votre|de vos|d['’]un retour)\b|\bil (?:faut|faudra|faudrait|conviendrait|serait bon) que (?:vous|votre)\b|\b(?:pensez|veillez|songez|n['’]oubliez|tâchez|assurez-vous)\b|\bvous (?:devez|devrez|êtes tenu|êtes prié)\w*\b|\bje (?:voudrais|souhaite|souhaiterais|demande) que vous\b",
    "pt": r"\b(?:preciso|precisamos|necessito|necessitamos|é preciso|é necessário|convém|peço|pedimos|peço-lhe|pedimos-lhe|solicito|solicitamos|queria|gostaria|gostava) (?:de )?que (?:o senhor|a senhora|você|vocês|nos|me|se|o|a)\b|, (?:ligue|escreva|vá|avise|marque|envie|mande|traga|contacte|contate|consulte|dirija-se)\b|\b(?:lembre-se|não se esqueça|não esqueça|procure|certifique-se|não deixe)\b|\b(?:tem|deve|terá|precisa) (?:de |que )?(?:nos |me )?\w+[aei]r(?:-(?:nos|me|o|a))?\b(?=.*\b(?:até|antes)\b)(?<!receber)(?<!ter)",
    "vi": r"\b(?:em|tôi|bên em|chúng tôi|cháu|mình) (?:rất )?(?:cần|nhờ|xin|phiền|mong|muốn) (?:anh|chị|cô|chú|bác|ông|bà|bạn|quý khách|mình)\b|(?:^|\bthì |\bmà )(?:anh|chị|cô|chú|bác|ông|bà|bạn|mình|quý khách|hai bác) (?:[^\s,;.]+ ){0,9}?(?:giùm|dùm|hộ|giúp|nhé|nha|nghen)\b|^(?:nhớ|đừng quên|phiền|nhờ) |\bmà [^,;]*\bthì (?!(?:em|tôi|bên|chúng|cháu|tụi|con)\b)",
    "ja": r"(?:持ち|送り|届け|出し|返し|寄せ|知らせ|連絡|提出|返送|返信|記入|確認|準備|用意|支払い|振り込み)(?:に)?(?:なって)?(?:ください|下さい|くださいませ|くださいますよう|願います|願えます|いただきますよう|いただきたく|頂きたく|いただく必要|をお願い)|(?:お電話|ご連絡|ご一報|ご返信|お知らせ)(?:を)?[。]?$",
    "de": r"\b(?:ich|wir) (?:brauche|brauchen|benötige|benötigen|erwarte|erwarten|bräuchte|bräuchten|hätte|hätten) (?:\w+ ){0,3}?(?:von (?:ihnen|dir|euch)|ihr\w*|dein\w*)\b|\b(?:denken|achten) sie\b|^(?!rechnen |erwarten |verlassen |geben |lassen |gönnen |erhalten |bekommen |haben |hören |wissen |finden |sehen |werden )\w+e?n sie\b|, (?:bitte )?(?:\w+ ){0,2}(?:rufen|wählen|melden|schreiben|schicken|kommen|gehen|wenden|nehmen|geben|warten|suchen|bringen) sie\b|^\w+t (?:der|die|das|es|ihr\w*) [^,?]*, \bvergessen sie\b|\b(?:du musst|sie müssen|müssten sie|sie müssten|sie sollten|sollten sie|sie mögen|denk|denkt) \b",
}
#: The time begins when somebody else has acted. "If nothing comes by Monday, we …" is ours to keep.
_HANGING: Mapping[str, str] = {
    "en": r"^(?:and |but )?(?:only |just )?(?:once|as soon as|when|provided|if|after|assuming|subject to|until|unless) (?!i\b|we\b|my\b|our\b|nothing\b|nobody\b|no one\b|none\b|that['’]s|that is|that suits|it suits|it['’]s|possible)(?![^,;]*\b(?:not|n['’]t|never|no|nothing|still)\b)[^,;]+,|\b(?:within|in) [^,;.]{1,40}\b(?:once|as soon as|provided|after|of|from) (?:you|your|receiving|receipt|getting|we (?:receive|get|have)|the (?:\w+ )?(?:return|arrival|receipt|payment|signature|approval|decision)|it (?:is|has|arrives|reaches))",
    "es": r"^(?:solo |sólo |recién )?(?:en cuanto|una vez(?: que)?|tan pronto(?: como)?|cuando|siempre que|si|hasta que|después de que|luego de que|tras) (?!le parece|nada\b|nadie\b)(?![^,;]*\b(?:no|nunca|nada|todavía|aún)\b)[^,;]+,|\b(?:en|dentro de) [^,;.]{1,40}\b(?:una vez|en cuanto|desde que|a partir de que|tras|después de(?: que)?|a contar desde) (?:usted|su|nos|recib|se |el |la |que)(?!hoy|lunes|martes)",
    "fr": r"^(?:seulement |ce n['’]est qu['’])?(?:dès que|une fois|lorsque|quand|aussitôt que|si|s['’]il|après que|à condition|sous réserve|pas avant que) ?(?!cela vous|ça vous|rien\b|je\b|nous\b)(?![^,;]*\b(?:ne|n['’]|pas|rien|jamais|toujours)\b)[^,;]+,|\b(?:sous|dans|en) [^,;.]{1,40}\b(?:dès (?:que|réception)|une fois|à (?:compter|réception|partir) (?:de|du)|après (?:que|réception|retour|validation|accord)|suivant)\b",
    "pt": r"^(?:só |apenas |somente )?(?:assim que|logo que|uma vez(?: que)?|quando|se|caso|mal|depois (?:de|que)|desde que|após) (?!lhe parece|nada\b|ninguém\b)(?![^,;]*\b(?:não|nunca|nada|ainda)\b)[^,;]+,|\b(?:em|dentro de|no prazo de) [^,;.]{1,40}\b(?:assim que|após|depois (?:de|que)|a contar d[aeo]|contados? d[aeo]|a partir d[aeo] (?:rece|data|envio|assin|aprov))",
    "vi": r"^(?:chỉ )?(?:nếu|khi|ngay khi|sau khi|một khi|hễ|chừng nào|đợi|chờ)\b(?! (?:em|tôi|cháu|bên em|chúng tôi)\b)(?![^,;]*\b(?:chưa|không)\b)[^,;]+(?:,|\bthì\b)|\btrong (?:vòng )?[^,;.]{1,30}\b(?:kể từ|tính từ|sau khi|ngay sau khi|khi) (?!hôm nay|bây giờ|nay\b|giờ\b|em\b|tôi\b)",
    "ja": r"^[^。、]*(?:(?:いただき|頂き|届き|戻り|確認でき|承認され|下り|終わり|完了し|入り|揃い|そろい|着き)次第|(?<!ない)(?<!なかった)(?<!ございません)場合(?:に(?:限り|は)|は)?|(?:いただいた|頂いた|届いた|戻った|下りた|済んだ|認められた)(?:後|のち|ら)|てから|てはじめて|て初めて)(?!すぐ)",
    "de": r"^(?:erst |nur )?(?:wenn|sobald|falls|sofern|nachdem|sollte[nt]?|vorausgesetzt|nach) (?!es ihnen recht|das passt|ich\b|wir\b)(?![^,;]*\b(?:nicht|nichts|niemand|kein\w*|noch)\b)[^,;]+,|\b(?:innerhalb|binnen|in) [^,;.]{1,40}\b(?:nachdem|sobald|nach (?:eingang|erhalt|rücksendung|prüfung|freigabe|ihrer|ihrem)|ab (?:eingang|erhalt|rechnungs\w*))",
}

#: Places that open and close, and authorities: what they do is not our word.
_PLACES: Mapping[str, str] = {
    "en": r"\b(?:shop|store|museum|office|desk|counter|branch|library|pool|reception|restaurant|showroom|gallery|school|surgery|clinic|pharmacy|lines?|depot) (?:\w+ )?(?:re-?opens?|opens?|shuts?|closes?|is (?:shut|closed|open))\b|\b(?:the|your|a) (?:[\w-]+ )?(?:council|authority|authorities|ministry|court|police|tax office|embassy|consulate|customs|regulator|notary|registry|government|landlord|school board|jury|referee) (?:\w+ )?(?:meets?|decides?|wants?|asks?|needs?|requires?|takes?|sits?|votes?|says?|expects?|gives?|allows?|rules?)\b",
    "es": r"\b(?:tienda|museo|oficina|mostrador|sucursal|biblioteca|piscina|recepción|restaurante|galería|escuela|clínica|farmacia|local|taquilla|ventanilla) (?:\w+ )?(?:re?abre|vuelve a abrir|abre|cierra|está cerrad)\w*\b|\b(?:el|la|su) (?:\w+ )?(?:ayuntamiento|ministerio|juzgado|tribunal|policía|hacienda|embajada|consulado|autoridad \w+|aduana|capitanía|notaría|registro|jurado|consejo|pleno) (?:\w+ )?(?:se reúne|decide|pide|exige|necesita|tarda|requiere|vota|dice|da|resuelve)\b",
    "fr": r"\b(?:magasin|musée|bureau|guichet|agence|bibliothèque|piscine|accueil|restaurant|galerie|école|clinique|pharmacie|boutique|comptoir) (?:\w+ )?(?:rouvre|ouvre|ferme|est fermé)\w*\b|\b(?:la|le|l['’]|votre) ?(?:mairie|préfecture|tribunal|police|ambassade|consulat|capitainerie|douane|notaire|ministère|conseil|jury|administration) (?:\w+ )?(?:se réunit|décide|demande|exige|met|prend|requiert|vote|dit|veut|statue|accorde)\b",
    "pt": r"\b(?:loja|museu|escritório|balcão|agência|biblioteca|piscina|receção|recepção|restaurante|galeria|escola|clínica|farmácia|guichê|bilheteira|bilheteria) (?:\w+ )?(?:reabre|abre|fecha|encerra|volta a abrir|está fechad)\w*\b|\b(?:o|a|seu|sua) (?:\w+ )?(?:câmara|prefeitura|ministério|tribunal|polícia|embaixada|consulado|capitania|conservatória|alfândega|júri|conselho|autoridade \w+) (?:\w+ )?(?:reúne|reúne-se|se reúne|decide|pede|exige|precisa|demora|leva|requer|vota|diz|delibera)\b",
    "vi": r"\b(?:cửa hàng|bảo tàng|văn phòng|quầy|chi nhánh|thư viện|hồ bơi|lễ tân|nhà hàng|trường|phòng khám|nhà thuốc)(?: \w+){0,4} (?:mở lại|mở cửa|đóng cửa|nghỉ)\b|\b(?:ủy ban|uỷ ban|tòa án|công an|cảng vụ|hội đồng|đại sứ quán|lãnh sự|chi cục|cục|sở) (?:\w+ ){0,3}?(?:họp|quyết|đòi|yêu cầu|cần|xét|duyệt)\b",
    "ja": r"休ませて|(?:閉|開)館|(?:館|店|窓口|図書館|プール|受付|売店)(?:は|が)[^。]*(?:閉ま|開き|開く|休)|(?:市役所|区役所|役所|警察|裁判所|港湾局|大使館|税務署|管理組合|審議会|委員会|当局|省)(?:は|が|では)[^。]*(?:求め|決め|会合|要し|開か|審議|判断)",
    "de": r"\b(?:laden|geschäft|museum|büro|schalter|filiale|bibliothek|schwimmbad|rezeption|restaurant|galerie|schule|praxis|apotheke|kasse)\b [^,.;]*(?:öffnet|schließt|\bauf\b|\bzu\b|geschlossen)\b|\b(?:der|die|das|ihre?) (?:\w*behörde|\w*amt|gericht|polizei|ministerium|gemeinde|gemeinderat|stadtrat|stadt|botschaft|konsulat|notar|zoll|jury|kommission) (?:\w+ )?(?:tagt|entscheidet|verlangt|fordert|braucht|benötigt|berät|will|sagt|trifft)\b",
}
#: What the customer does, in the plain present.
_THEIRS: Mapping[str, str] = {
    "en": r"\b(?:i|we) (?:understand|gather|see|hear|know) (?:that )?you(?:['’]re|['’]ll|r)?\b|\b(?:good|nice|lovely|great) (?:that|to hear|of) (?:that )?you\b",
    "es": r"\b(?:entiendo|entendemos|comprendo|sé|sabemos|veo|vemos) que (?:usted )?(?!le\b|les\b|nos\b)\w+\b|\b\w+[ae] usted(?:es)? (?:el|la|de|del|a|para|en)\b(?<!tiene usted el)(?<!tiene usted la)(?!.*\b(?:en su poder|reparad|list)\w*)",
    "fr": r"\b(?:je|nous) (?:comprends|comprenons|vois|voyons|sais|savons|crois) (?:bien )?que vous\b|\b(?:très bien|parfait|content|ravi\w*) que vous\b",
    "pt": r"\b(?:percebo|percebemos|entendo|entendemos|compreendo|sei|sabemos|vejo) que (?!lhe\b|nós\b)\w+\b",
    "vi": r"\b(?:em|tôi|bên em|cháu) (?:hiểu|biết|được biết|nghe) (?:là |rằng )?(?:[^\s,;]+ ){0,4}?(?:anh|chị|cô|chú|bác|ông|bà|bạn|quý khách)\b",
    "ja": r"(?:と|ことは|のは)(?:理解|承知|存じ|拝察)(?:し|いたし|て|上げ)",
    "de": r"\b(?:verstehe|verstehen|weiß|wissen|sehe|sehen|höre|schön|gut|prima|fein),? (?:\w+ )?dass sie\b",
}

#: Sentences whose time is only a maybe, by what makes it one; the order does not matter.
DOUBTS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    language: {
        name: re.compile(words[language], re.IGNORECASE)
        for name, words in (
            ("guess", _GUESS),
            ("rule", _RULE),
            ("declined", _DECLINED),
            ("needed", _NEEDED),
            ("hanging", _HANGING),
            ("places", _PLACES),
            ("theirs", _THEIRS),
        )
    }
    for language in _GUESS
}
