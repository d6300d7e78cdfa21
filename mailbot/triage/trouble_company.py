"""Words that name a kind of trouble only in some company, and kinds that only drafts speak of; folded, a table a language.

The trained model reads `problem_cues.CUES` as they stand, so these tables serve the facts alone: what a reply says of
a complaint must be true, and a word that is often something else ("laut Rechnung", "chambre d'enfant") says nothing.
"""

from __future__ import annotations

#: language -> kind -> (words that say nothing by themselves, words of the text that make them count; None: nothing does).
ALONE: dict[str, dict[str, tuple[str, str | None]]] = {
    "en": {
        "not_delivered": (r"still says|waited in|nobody (?:came|turned up|showed)|vanished", r"parcel|package|deliver|courier|tracking|order|post\b|depot"),
        "not_as_booked": (r"no hot water|noisy|mould|dirty|carpet|air ?con|room", r"\b(?:hotel|book(?:ed|ing)|nights?|check(?:ed)?[- ]in|holiday|resort|reserv\w+|guest ?house|lodge|cottage|cabin|cruise|inn)\b"),
        "missed_visit": (r"(?:engineer|technician|fitter|plumber|installer|electrician|appointment|visit|pickup|collection)[^.!?]*", r"(?:n't|not|never|no one|nobody|didnt)(?: \w+)? (?:come|came|turn|show|arriv|appear|attend|there)|no[- ]show|stood me up|miss(?:ed)? (?:the |my |our |his )?(?:appointment|visit|slot)|waited in|(?:appointment|visit) (?:was )?missed"),
        "staff": (r"(?:receptionist|nurse|driver|waiter|waitress|agent|guard|clerk|staff|assistant|lady|man|doctor|cashier)[^.!?]*(?:told (?:me|us|her|him)|said)|snap|attitude|laugh|shout|yell", r"(?:laugh|shout|yell)\w* at|(?:they|all|both|colleague) laughed|laughed, |heard the laugh|and laughed"),
        "no_access": (r"log ?in|password|activation", r"(?:can(?:not|'t|t)|unable|won't|wont|doesn't|doesnt|not|never|fail|stuck|again)\W(?:\w+\W){0,5}(?:log|sign|get|work|accept|access|reset|open)|locked|reject|wrong password|stuck"),
        "poor_quality": (r"cheap|taste|seams?", None),
        "double_charge": (r"(?:charged|billed|took|taken|debited|deducted)[^.!?]*again", r"twice|already paid|second (?:time|charge)|double|both|again (?:on|for|in)"),
        "damaged": (r"broken", r"\b(?:was|were|is|are|came|arrived|it's|all|glass|box|parcel|screen|door|leg|jug|got|and) (?:\w+ )?broken|broken (?:glass|leg|door|screen|box|cup|plate|jug|zip|handle|in|on|when)"),
    },
    "de": {
        "not_as_booked": (r"laut|zimmer|larm|schimmel|schmutzig|dreckig|pool|luftung|kein warmes wasser|bezahlt[^.!?]*|versprochen[^.!?]*|beschrieben[^.!?]*", r"\b(?:hotel\w*|gebucht|buchung|nacht|nachte|ubernacht\w+|urlaub|ferien\w*|reise|pension|unterkunft|gast\w*|kreuzfahrt|anlage)\b"),
        "staff": (r"(?:mitarbeiter|mitarbeiterin|kellner|kassierer|verkaufer|pfleger|schwester|fahrer|schaffner|arzt|dame am|herr am|sprechstunden)[^.!?]*(?:sagte|meinte|sacht|gegangen)", None),
        "wrong_amount": (r"verbrauch|geschatzt|nachrechnen|sie berechnen|berechnen sie \w+", r"rechnung|abrechnung|abschlag|kwh|betrag|zahlen soll"),
        "poor_quality": (r"aufgegangen|abgelaufen|geschmack", r"naht|nahte|haltbar|ablauf|essen|wasche|datum|mhd"),
        "double_charge": (r"doppelt", r"(?:ab)?gebucht|abbuchung|bezahlt|berechnet|eingezogen|rechnung|zahl\w*|betrag|konto"),
        "damaged": (r"nass|gebrochen|riss|sprung|kaputt", r"paket|karton|liefer|geliefert|ankam|angekommen|ausgepackt|glas|scheibe|ware|tur|griff|henkel|platte|bein|display|gehause|gekauft|neu\w*"),
        "refund_pending": (r"kaution|retour|erstatt\w*|gutschrift", r"(?:nicht|nie|noch|kein\w*|wo|wann|fehl\w*|wart\w*|statt|seit|uberweis\w*|zuruck)\b"),
        "blocked": (r"gesperrt", r"konto|karte|zugang|guthaben|auszahlung|\bsim\b|profil|geld"),
        "outage": (r"ausfall|storung", r"strom|internet|heizung|wasser|netz|wlan|leitung|anschluss|gas|telefon|licht|fernwarme"),
        "defective": (r"storung|geht aus|geht von selbst aus", r"gerat|maschine|lampe|drucker|kessel|therme|pumpe|motor|akku|bildschirm"),
    },
    "fr": {
        "not_as_booked": (r"chambre|bruit|sale|moisi|punaise|piscine|pay\w*[^.!?]*|vendu[^.!?]*", r"\b(?:hotel|gite|sejour|nuits?|nuitee|reserv\w+|vacances|camping|croisiere|auberge|location saisonniere|club)\b"),
        "defective": (r"plant[ea]|(?:box|appareil|machine) qui", r"plante (?:tout|sans|a chaque)|(?:appli|site|ordinateur|logiciel|box|machine) (?:a )?plante|se? (?:coupe|arrete|bloque|fige)|redemarre"),
        "wrong_amount": (r"option|index|consommation|(?:note|prix|option)[^.!?]*", r"factur|relev|montant|compteur|kwh|m3|€|euros?"),
        "staff": (r"(?:infirmi|aide-soignant|hotesse|serveu|vendeu|caissi|conseill|receptionn|accueil|chauffeur|agent|medecin|guichet)[^.!?]*(?:dit|repond|rep|lanc|ri )", None),
        "missed_visit": (r"lapin|pose (?:un )?(?:jour|rtt|conge)|(?:technicien|installateur|reparateur|plombier|chauffagiste|rendez-vous|rdv|livreur|passage)[^.!?]*", r"personne n'est venu|(?:technicien|installateur|reparateur|plombier|chauffagiste|rendez-vous|rdv|intervention|livreur)[^.!?]*(?:pas venu|jamais venu|pas passe|absent|personne|pas presente|rate)|pose (?:un )?lapin|attendu (?:toute|de|entre|chez)"),
        "poor_quality": (r"gout", r"plat|repas|viande|soupe|mange|menu|vin|cafe|pain"),
        "no_access": (r"identifiant|mot de passe", r"(?:impossible|plus|pas|bloqu|refus|expire|oubli|incorrect)"),
        "not_delivered": (r"toujours pas|(?:pas|rien)[^.!?]*vu", r"colis|livr|commande|paquet|recu|expedi|transporteur|facteur"),
    },
}  # fmt: skip

#: language -> kind -> words near which a match speaks of something else.
BESIDE: dict[str, dict[str, str]] = {
    "en": {
        "not_delivered": r"\b(?:until|money|refund(?:ed)?|deposit|cash|wages|payment|pension|confirmation|certificate|receipt|reply|answer|response|e-?mail|engineer|technician|plumber|fitter|nobody|bill|statement)\b",
        "damaged": r"broken (?:promise|word|english)|heart ?broken",
        "refund_pending": r"refund (?:already )?(?:came|arrived|has come|was paid|is in)|not (?:even )?talking about the refund|(?:don't|dont|do not|not) (?:want|need|after) (?:a |the |any |my )?(?:refund|money)",
        "wrong_item": r"(?:got|received) (?:an? |the |my |your )?(?:order )?(?:confirmation|reply|answer|e-?mail|text|receipt|invoice|refund)",
        "long_wait": r"(?:can|could|happy to|prepared to|don't mind) wait|wait(?:ing)? (?:for (?:the|my) \w+ )?until",
        "cancellation": r"you cancelled|was cancelled by you|cancelled yourselves",
    },
    "de": {
        "not_delivered": r"geld|erstatt|ruckzahl|betrag|bestatigung|antwort|ruckruf|mail\b|rechnung|techniker|monteur|gutschrift|bescheid|unterlagen|euro\b|€",
        "refund_pending": r"keine gutschrift|kein geld zuruck|keinen? (?:ruckerstattung|erstattung) (?:will|mocht|brauch)|ist (?:bereits |schon )?erstattet|(?:hole|hol) ich mir",
        "long_wait": r"(?:kann|konnen) (?:ich|wir)?[^.!?]{0,30}warten|warte ich gern",
        "wrong_item": r"statt (?:\d|in|im|am|auf|bei)\b",
        "wrong_amount": r"sei's drum|ist mir (?:egal|wurscht)|geschenkt\b",
    },
    "fr": {
        "not_delivered": r"rembours|argent|€|euros?\b|reponse|confirmation|attestation|technicien|plombier|virement|avoir\b|facture|courrier|revenus?\b",
        "outage": r"coupure (?:a|au|sur) |oreille|doigt|patte",
        "long_wait": r"(?:j'|nous )?attend(?:s|ons|rai)? jusqu|pe(?:ux|ut) attendre|pouvons attendre",
        "wrong_item": r"au lieu d\w* \d|€ au lieu|au lieu de (?:(?:le|la|les|me|nous) |l')\w+er\b",
        "refund_pending": r"pas de remboursement|(?:ne |n')?(?:veux|demande|souhaite) pas (?:de |d'|un |d'etre )?rembours|deja rembours|avez rembours|m'a rembours",
    },
}  # fmt: skip

#: Kinds that only drafts speak of, and further words for the others: language -> kind -> cue words.
FURTHER: dict[str, dict[str, str]] = {
    "en": {
        "late": r"(?:came|arrived|turned up|delivered|showed up|reached (?:me|us)|was|were)(?: \w+){0,3} (?:days?|weeks?|hours?|too) late\b|(?:it|they|order|parcel|package|delivery|flowers|cake|dress|pizza|food) (?:\w+ )?(?:came|arrived|turned up|showed up|reached (?:me|us))(?: \w+){0,3} (?:late\b|(?:days?|weeks?) (?:later|after))|(?:did not|didn't|didnt) (?:come|arrive|turn up) until|(?:booked|due|promised|agreed|expected|ordered|arranged) for (?:the )?\d\w*(?:[^!?]){0,60}(?:came|arrived|turned up) on the",
        "no_access": r"code (?:goes|is sent|gets sent) to (?:a|an|my old|the old)|(?:lost|old) (?:phone )?number",
        "no_document": r"no (?:letter|paper) either|(?:never|not|n't|still no|without|no|still waiting for)\W(?:\w+\W){0,4}(?:confirmation|certificate|receipt|statement|paperwork|dues|documents?)\b(?! number)",
        "wrong_data": r"(?:wrong|old|misspelt|incorrect) (?:name|surname|address|e-?mail|date of birth|spelling|number on)|(?:spelt|spelled) (?:my|our|his|her) (?:name|surname) wrong|(?:shows?|says?|under|with|to) (?:the |my |an )?(?:old|former|maiden|previous) (?:\w+ ){0,2}(?:name|address|e-?mail|number)",
        "disclosed": r"(?:gave|given|shared|sent|showed|leaked|passed|handed|told)(?: \w+){0,4} (?:my|our|his|her) (?:new |home |private |personal |phone )*(?:number|address|details|data|records?|letter|file)\b(?! (?:back|to you))|(?:can|could|able to) (?:see|read)(?: \w+){0,2} (?:my|our) (?:orders|address|data|details|messages|statements?)|someone else's (?:records?|letter|details|data|invoice|statement)|data (?:breach|leak)",
        "wrong_amount": r"[£$€]\s?\d[\d.,]* (?:over|too much|more than)|\d[\d.,]* (?:euros?|quid|pounds?|dollars?) (?:over|too much|more than)|(?:billed|charged|invoiced|posted) as \d|\d[\d.,]* instead of [£$€]?\d|should (?:be|have been|come to) [£$€]?\d|arrears|(?:added|charged)(?: \w+){1,5} twice|charg\w+ (?:me |us )?for (?:two|three|four|\d+)\b(?:[^.!?]){0,40}(?:had|got|ordered|received|used) (?:the |only )?(?:one|two|\d)",
        "not_delivered": r"when(?:'s| is) (?:it|my \w+) coming|drove (?:away|off)\b",
        "unwanted_charge": r"cancelled (?:it )?in \w+\b(?:[^!?]){0,60}(?:took|taken|charged) (?:me )?[£$€]?\d|(?:charg|bill)\w*(?:[^.!?]){0,40}(?:we|i) (?:never|didn't|did not|didnt) (?:had|have|got|get|use|eat|order)|[£$€]\d[\d.,]* (?:fee )?(?:to|for) (?:print|book|pay)",
        "defective": r"(?:it|lift|belt|pedal|machine|heater|boiler|screen|oven|pump|battery|brakes?|stairlift) (?:has |have |had |just |keeps? )*(?:stopp\w+|slip\w*|jam\w*|fail\w*|died|dead|leak\w*|drip\w*)|stopped (?:halfway|again|dead)",
        "refund_pending": r"where is my (?:\w+ )?(?:money|refund|deposit|cash|rebate)|(?:want|get|need|like) my (?:\S+ )?(?:money |deposit )?back\b|(?:sent|shipped) (?:it|them|the \w+|my \w+) back|pay me back|(?:deposit|money) (?:\w+ ){0,4}(?:not|never|n't)|keep (?:her|my|our|his) money",
    },
    "de": {
        "late": r"(?:zu spat|verspatet|\w+ (?:tage|wochen|stunden) (?:zu )?spater?)(?: \w+){0,3}(?: (?:gekommen|geliefert|angekommen|da))?|(?:gekommen|geliefert|angekommen) (?:sind|ist|wurden?) (?:sie|es|er|die \w+|das \w+)? ?(?:erst )?am \d|(?:kam|kamen) erst",
        "no_document": r"(?:kein\w*|nie|nicht|fehlt|warte auf)\W(?:\w+\W){0,4}(?:bestatigung|bescheinigung|bescheid|quittung|beleg|unterlagen|nachweis)|(?:bestatigung|bescheinigung|bescheid|quittung|beleg|unterlagen|nachweis)(?: \w+){0,5} (?:nicht|nie|fehlt|aus\b)|(?:bestatigung|bescheinigung)(?: \w+){0,3} keiner|brauche das (?:blatt|papier|schreiben)|blatt papier",
        "no_access": r"(?:tan|code) geht (?:noch )?(?:immer )?(?:auf|an) (?:ein|meine? alte)",
        "wrong_data": r"(?:falsch\w*|alte\w*|verkehrt\w*) (?:name\w*|nachname\w*|adresse|anschrift|mail\w*|telefonnummer|nummer|geburtsdatum)|name\w* (?:ist |steht |wurde |stand )?(?:\w+ )?falsch|falsch geschrieben|(?:verwechselt|verwechslung)(?:[^.!?]){0,40}(?:kunden|namen|nummer)|kundennummern",
        "disclosed": r"(?:meine|unsere|seine|ihre) (?:private |neue )?(?:nummer|adresse|daten|anschrift|handynummer|unterlagen|akte|telefonnummer)(?: \w+){0,5} (?:gegeben|weitergegeben|geschickt|verraten|herausgegeben|rausgegeben|zu geben|weiterzugeben)|(?:wer hat|liegen) (?:jetzt )?mein\w* (?:brief|daten|akte|befund)|daten(?:leck|panne|schutz)",
        "wrong_amount": r"\d[\d.,]* ?(?:€|euro)? statt \d|(?:statt|anstatt|anstelle von) \d[\d.,]* ?(?:€|euro|franken)|korrigierte (?:ab)?rechnung|rechnung (?:berichtigen|korrigieren|stimmt nicht|ist falsch)|(?:ab)?rechnung(?:[^.!?]){0,40}stehen|steht (?:\w+ ){0,3}zweimal|(?:was )?nicht stimmt(?:[^.!?]){0,20}rechnung|nachlass(?:[^.!?]){0,60}nicht abgezogen|\d ?(?:€|euro|franken) zu viel",
        "staff": r"(?:zugerufen und |mich |uns |laut )(?:aus)?gelacht|gelacht (?:als|und|uber)|schatzchen|pampig|anzuglich|durch die scheibe angesehen",
        "damaged": r"schramme|abgesplittert|eingerissen|verkratzt|abgebrochen",
        "defective": r"(?:sohle|griff|deckel|rad|knopf|reissverschluss) (?:\w+ ){0,4}(?:ab|gebrochen|weg)\b|tropft|papierstau|springt nicht an|akku (?:ist )?(?:leer|tot)|bleibt (?:stehen|hangen)|leckt|\bgeht nicht (?:auf|zu|an)\b",
        "refund_pending": r"(?:gebt|geben sie|uberweis\w*)(?: \w+){0,6} (?:die |das |meine |die fehlenden )?(?:\d[\d.,]* ?(?:€|euro|franken)|geld)|fehlenden? \d[\d.,]* ?(?:€|euro)|geld ist noch nicht|kursgeld|anzahlung(?:[^.!?]){0,40}(?:zuruck|nicht|kein)|\d ?(?:€|euro|franken)(?:[^.!?]){0,30} zuruck",
        "delivered_elsewhere": r"(?:in|auf|vor|hinter|neben) (?:den|die|das|der) (?:grun\w*|container|tonne|mull\w*|hecke|strasse|regen)(?: \w+)? (?:gestellt|gelegt|geworfen|abgelegt)|liegt im regen|als zugestellt",
        "missed_visit": r"gekommen ist (?:keiner|niemand)|(?:keiner|niemand) (?:ist )?(?:gekommen|aufgetaucht|erschienen|da gewesen)|nicht aufgetaucht",
        "not_delivered": r"was fehlt, ist|wann kommen (?:sie|die)\b|(?:sofa|paket|schrank|bett|ware|lieferung)(?:[^.!?]){0,30} (?:ist|sind) (?:immer )?noch nicht da",
        "cancellation": r"gekundigt(?:[^!?]){0,90}(?:trotzdem|buchen? (?:\w+ )?weiter)",
    },
    "fr": {
        "late": r"(?:arrive|livre|passe|venu|recu)\w*(?: \w+){0,3} (?:en retard|trop tard|avec \w+ (?:jours?|heures?|semaines?) de retard)|(?:devai\w+|annoncee? le|prevue? le)(?:[^!?]){0,60}(?:arrive\w*|passe\w*|livre\w*) le \d|\w+ (?:jours?|semaines?|heures?) de retard",
        "no_document": r"confirmation, non\b|veux le papier|(?:pas|jamais|aucune?|sans|attends)\W(?:\w+\W){0,4}(?:confirmation|attestation|recu\b|justificatif|certificat|releve|document)",
        "no_access": r"code part (?:sur|a) ",
        "wrong_data": r"(?:mauvais|faux|ancien|ancienne|vieux) (?:nom|numero|adresse|mail)|(?:nom|prenom|adresse)(?: \w+){0,3} (?:faux|fausse|errone|mal ecrit)|mal orthographie",
        "disclosed": r"(?:donne|transmis|envoye|communique|montre|divulgue)\w*(?: \w+){0,5} (?:mon|mes|ma|nos|notre) (?:numero|adresse|coordonnees|donnees|dossier)|(?:mon|mes|ma) (?:numero|adresse|coordonnees|donnees|dossier)(?: \w+){0,3} (?:a mon|a ma|a un|au|chez un)|fuite de donnees",
        "wrong_amount": r"\d ?(?:€|euros?|\$)? au lieu (?:de|des) \d|\d ?(?:€|euros?) (?:de trop|en trop)|(?:faites|envoyez|refaites|envoyer|refaire)[^.!?]{0,25}facture (?:corrigee|juste|exacte|rectifiee)|(?:oter|retirer|enlever|supprimer|annuler) (?:cette|la|une) ligne|alors que (?:j'ai|jai|nous avons) signe|compte (?:\w+ ){1,6}(?:alors que|au prix)|trop[- ]percu|rendez le trop pris|releve fait etat|charge (?:le|la|les) |refaire la note|tarif(?:[^.!?]){0,30}pas le bon",
        "refund_pending": r"(?:€|euros?|argent|somme|caution|cheque)(?:[^.!?]){0,25} (?:ne |n')?(?:sont|est|a)? ?(?:toujours |encore )?(?:pas (?:la|revenus?|arrives?|rendus?|credites?)|jamais)|rends? l'argent|rendez l'argent|vous l'(?:ai|avons) renvoye",
        "not_delivered": r"toujours chez vous|(?:est|sont) toujours (?:a l'entrepot|au depot)|reparti avec|livrez,? s'il",
        "defective": r"(?:il|elle|four|moteur|frein|freins) (?:a |ont )?lache|clignote|tombe en rade|ne ferme (?:pas|plus)|ne s'ouvre (?:pas|plus)|se (?:plie|casse|decolle|bloque|detache)\b|(?<!ne )fuit\b(?! plus)|cloque",
        "staff": r"(?:ri de (?:moi|lui|elle|nous)|se moqu\w+|moque\w* de|ont ri\b|les autres ont ri|on va y passer la nuit|qu'on lui en parle)",
        "outage": r"ligne coupee|plus d'eau chaude|sans eau",
    },
}  # fmt: skip

#: language -> words that put what was said before them aside ("I can live with that", "sei's drum", "passons"): the
#: grievance comes behind them.
PUT_ASIDE: dict[str, str] = {
    "en": r"\b(?:(?:i )?can live with (?:all )?(?:that|it)|whatever\b|no quarrel|don'?t care about (?:any of )?(?:that|it)|not (?:my|the) (?:issue|point|problem)|nobody's fault|never mind (?:that|all that)|that's not (?:what i|why)|let that go|no complaints? (?:there|about)|nothing to do with|dont get me started|not even talking about)",
    "de": r"\b(?:sei'?s drum|geschenkt\b|meine gute|(?:ist )?mir (?:egal|wurscht|wurst)|darum geht'?s (?:mir )?nicht|nicht der punkt|keine klage|alles gut|erledigt\b|nichts zu meckern|schwamm druber|halb so wild|ist geklart|ist niemandes schuld)",
    "fr": r"\b(?:passons|le pire n'est pas la|ca je veux bien|peu importe|c'est du passe|tant pis|soit\b|d'accord,|on en reparlera|(?:j'ai|jai) rien contre|rien a dire|n'est pas le probleme|c'est pas (?:le|la|ca)|mais bon\b|bon, avec)",
}
