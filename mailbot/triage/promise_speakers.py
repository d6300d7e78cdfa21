"""Who a time belongs to: words of ours that pledge without saying "will", and times of others that we only repeat.

Ours: asking for time ("give me until four"), having sent somebody ("I have asked Priya to call you"), naming the result
("you have it back by the weekend", "reply by five"), one of our people in the present tense ("a courier collects it").
Others': carriers and banks, the law, offers and opening hours, what the customer told us or has to do, what might have been.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakerWords:
    """The words of one language."""

    asks_time: re.Pattern[str]  # outweighs everything: it is a pledge although it asks
    ours: re.Pattern[str]  # outweighs that something happened
    people: re.Pattern[str]  # our people and what we send; a sentence about them that tells nothing past pledges
    others: re.Pattern[str]  # outweighs a future: the time is not ours


def _speakers(asks_time: str, ours: tuple[str, ...], people: str, others: tuple[str, ...]) -> SpeakerWords:
    return SpeakerWords(
        asks_time=re.compile(asks_time, re.IGNORECASE),
        ours=re.compile("|".join(ours), re.IGNORECASE),
        people=re.compile(people, re.IGNORECASE),
        others=re.compile("|".join(others), re.IGNORECASE),
    )


SPEAKERS: Mapping[str, SpeakerWords] = {
    "en": _speakers(
        r"\b(?:give|allow|grant|leave|spare) (?:us|me) (?:until|till|half an hour|a quarter of an hour|(?:another |about |just )?[\w-]+ (?:more |working |business )?(?:minute|hour|day)s?)\b|\bbear with (?:us|me) (?:until|till|for)\b|\b(?:i|we)(?:['’]ll)? need (?:another )?\w+ (?:more )?(?:working |business )?(?:minute|hour|day)s?\b(?! notice)",
        (
            r"\b(?:i|we)(?:['’]ve| have)? (?:already |just |now )?(?:asked|told|instructed|briefed|arranged for|agreed with|got) (?!you\b|us\b|me\b)(?:[\w'’]+ ){1,5}?to \w+",
            r"^(?:back to you|(?:a |my |our |your |full |written )*(?:reply|update|call|call-?back|answer|news|refund|visit|collection|replacement|decision|feedback))\b.{0,40}\b(?:by|before|within|on|at|tomorrow|today|tonight|this|in)\b",
            r"\b(?:i|we)(?:['’]m| am|['’]re| are) (?:\w+ )?(?:putting|getting|dropping|popping|posting|making|having|meeting|speaking|checking|raising|chasing|taking|processing)\b",
            r"\b(?:has|have|had|['’]ve) (?:got )?you (?:down|booked(?: in)?|pencil+ed in|scheduled|lined up)\b|\byou(?:['’]re| are) (?:all )?(?:down|booked(?: in)?|pencil+ed in|scheduled|lined up) (?:for|with)\b",
            r"\b(?:i|we)(?:['’]ve| have|['’]ll| will)? (?:\w+ )?(?:noted|made a note|diarised|diarized|scheduled|blocked|planned|set (?:myself )?(?:a |my )?reminder)\b[^.;]*\bto \w+",
            r"\byou(?:['’]ll)? have (?:my|our|an?|the|your) (?:\w+ )?(?:answer|reply|news|response|decision|result|confirmation|quote|refund|money|opinion|verdict|assessment|report|estimate|offer|price|findings)\b",
            r"\b(?:i|we) hope to \w+",
            r"^(?:agreed|settled|deal|all set|all arranged|that['’]s (?:agreed|settled|fixed|arranged))\b[:,.; –-]",
            r"\byou have (?:it|them|him|her|everything|\w+ \w+) (?:back|in (?:your|the) (?:inbox|hand|hands|account|post))\b",
            r"^(?:told|advised|informed|assured) (?:the )?(?:guest|customer|cust|client|caller|tenant|patient|member|her|him|them)\b",
            r"^(?:(?!\b(?:you|we|i|he|she|they|it|was|were|had|who|which|never|not)\b).)*\b(?:promised|agreed|assured|guaranteed|confirmed)\b(?=.*\b(?:by|for|on|within|before|until|at the latest|tomorrow|today|tonight|this|in)\b)",
            r"\bshould (?:be (?:with|back|up|working|running|ready|sorted|fixed|done|there|in|on|live)|reach|arrive|land|hear)\b",
        ),
        r"\b(?:our|my) (?!records?|terms|polic|hours|shop|store|office|system|price|offer|sale|guarantee|warranty|website|rules?|files?|notes?|log|apolog|regret|understanding|side|fault|mistake|customer|client|guest)\w+\b|\b(?:technician|engineer|colleague|courier|driver|plumber|electrician|manager|supervisor|fitter|van|locksmith|team|department|workshop|warehouse|accounts|specialist|adviser|advisor|agent|replacement|refund|credit|parcel|spare part)s?\b",
        (
            r"^(?:according to|as per)\b|\btracking (?:page|site|shows|says)\b|\b(?:dhl|ups|fedex|hermes|dpd|gls|evri|royal mail|(?:the|our) (?:carrier|courier|haulier|post office|manufacturer|maker|supplier|wholesaler|distributor|importer|shipping (?:line|company)|airline|publisher|printer|factory|port|customs|insurer|council|network operator)s?(?:['’]s [\w ]+?)?) (?:\w+ )?(?:(?:is|are|has|have) (?:\w+ )?)?(?:(?:estimat|quot|stat|giv|announc)(?:es?|ing|ed)|(?:expect|say|show|reckon|tell|think|talk|speak|predict|forecast|suggest|warn)(?:s|ing)?)\b",
            r"\b(?:your|the) (?:bank|card (?:issuer|company|provider)) (?:may|might|can|could|usually|normally|takes?|needs?|will)\b|\b(?:may|might|can|could) take\b",
            r"\bunder (?:the |our |your |\w+ )?(?:[\w ]+ )?(?:act|law|regulations?|terms|contract)\b|\b(?:statutory|by law|legally|legal (?:right|period|deadline)|the law|cooling[- ]off|entitled)\b",
            r"\b(?:offer|promotion|sale|campaign|deal|discount)s? (?:\w+ )?(?:ends?|closes?|finish(?:es)?|runs?|stops?)\b",
            r"\b(?:is|are|we['’]re|stays?) (?:\w+ )?(?:open|staffed|manned|reachable)\b",
            r"\b(?:had|were) (?:we|i|you|they|the \w+|it) .*\bwould\b|\bwould['’]ve\b|\bcould have\b",
            r"^in your (?:e?-?mail|message|letter|note|last)\b|\byou(?:['’]d| would) (?:be|like|prefer|need)\b|^(?:as )?you (?:say|said|told|wrote|mention\w*|explain\w*|asked|wanted|plan|intend|promised)\b",
            r"(?<!as )\byou (?:also |still |had |have )?(?:mention|sa[iy]|sai?d|wr[io]te|report|describe|explain|told|tell|ask)(?:s|ed|en)?\b(?!.{0,12}\b(?:and|so) (?:we|i)\b)",
            r"\b(?:runs?|lasts?|continues?|applies|stays?|remains?|is on|goes on) (?:\w+ ){0,3}(?:until|till|through|for)\b|\bfeel free\b|\bat your convenience\b|\bany time (?:before|until)\b",
            r"\b(?:party|wedding|birthday|anniversary|holiday|trip|flight|meeting|funeral|move) is\b",
            r"^(?:answer|reply|respond|write|call|confirm|choose|decide|order|pay|drop us|collect it|pick it up)\b.{0,30}\b(?:by|before|until|within|on)\b",
            r"\b(?:was|were) (?:due|meant|supposed|to have)\b|\byou have (?:\w+ )?(?:until|till)\b",
            r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b",
            r"\b(?:not|unable|in no position|impossible) (?:\w+ )?(?:in a position |able )?(?:for us |for me )?to (?:\w+ )?(?:say|tell|promise|confirm|guarantee|commit)\b",
            r"\byou(?:['’]ll| will) (?:\w+ )?(?:drop|send|bring|post|return|ship|ring|call|phone|write|come|pay|transfer|let (?:us|me)|pop|collect|pick|provide|forward)\b",
        ),
    ),
    "es": _speakers(
        r"\b(?:d[eéa]|conc[eé]da|conc[eé]de|d[eé]ja|d[eé]je|perm[ií]ta|perm[ií]te|reg[aá]la|reg[aá]le)(?:nos|me) (?:hasta|media horita|media hora|un cuarto de hora|(?:otr[oa]s? |solo |un par de )?\w+ (?:minut|minutit|hor|horit|dí)[oa]s?)\b|\b(?:necesito|necesitamos|nos hacen falta) (?:todavía |aún |otros |unos )?\w+ (?:minuto|hora|día)s?\b",
        (
            r"\b(?:he|hemos) (?:pedido|dicho|encargado|solicitado|quedado|dado instrucciones) [^,;]*\b(?:que (?:le|les|se|lo|la|pase|vaya|llame|envíe)|en)\b",
            r"^(?:respuesta|llamada|visita|devolución|reembolso|noticias|contestación)\b.{0,40}\b(?:antes|hoy|mañana|el|en|a)\b",
            r"\b(?:lo|la|le|les|se lo|se la) (?:dejamos|dejo|tenemos|tengo|tiene|arreglamos|solucionamos|resolvemos|mandamos|llevamos|cambiamos|pasamos|pasa|manda|lleva|recogemos|recoge)\b",
            r"\b(?:está|queda) (?:resuelto|solucionado|arreglado|listo|hecho)\b",
            r"\b(?:he|hemos|tengo|tenemos|queda) (?:\w+ )?(?:apuntado|anotado|agendado|previsto|programado)\b[^.;]*\b\w+[aei]r(?:l[eao]s?|se)?\b",
            r"\btienen? (?:usted )?(?:una? |la |mi |nuestra |su )(?:\w+ )?(?:respuesta|solución|contestación|decisión|confirmación|dinero|reembolso|opinión|informe|presupuesto|dictamen|valoración|oferta|precio)\b",
            r"\b(?:espero|esperamos) \w+[aei]r(?:l[eao]s?)?\b|\b(?:se )?(?:le|la|lo|les|las|los) \w{3,}o\b|\bvuelven? a (?!abrir)\w+[aei]r\b",
            r"\b(?:me|nos) (?:encargo|encargamos|ocupo|ocupamos|aseguro|aseguramos)\b",
            r"^(?:quedamos (?:así|en (?:que|eso))|(?:queda|está|todo) (?:acordado|convenido|dicho|apalabrado)|trato hecho|de acuerdo entonces|acordado)\b",
            r"\btiene(?:n|s)? (?:usted(?:es)? )?(?:ya )?en (?:su|sus|tu) (?:propi[oa] )?(?:buzón|correo|cuenta|casa|mano|manos|poder|bandeja|tienda|puerta|domicilio)\b",
            r"^(?!.*\b(?:había|habían|fue|fueron|no|nunca|usted|ustedes)\b).*\b(?:prometid|acordad|comprometid|garantizad|convenid)[oa]s?\b",
        ),
        r"\b(?:nuestr[oa]s?|mi|mis) (?!tienda|horario|polític|garantía|client|sistema|registro|oferta|precio|disculpa|parte|error|culpa|condicion|opinión|juicio)\w+|\b(?:técnic[oa]|compañer[oa]|mensajer[oa]|repartidor|fontanero|montador|instalador|electricista|responsable|encargad[oa]|colega|transportista|gerente|supervisor|conductor|equipo|departamento|taller|almacén|reembolso|abono|paquete|recambio|sustitución)\b",
        (
            r"\bseg[uú]n (?:el|la|los|las|correos|seur|mrw|dhl|ups|gls|nacex)\b|\b(?:correos|seur|mrw|dhl|ups|gls|nacex|(?:el|la|los|las|nuestro|nuestra) (?:transportistas?|mensajería|fabricantes?|proveedor(?:es|a)?|mayoristas?|distribuidor(?:es|a)?|importador(?:a)?|naviera|aduanas?|aseguradora|editorial|imprenta|fábrica|aerolínea|operadora?|marca)) (?:nos )?(?:indican?|estiman?|calculan?|prevén?|dicen?|anuncian?|hablan? de|avisan? de|señalan?|mencionan?|cifran?|dan?)\b",
            r"\b(?:su|el) banco (?:puede|suele|podría|necesita|tarda)\b|\bpueden? tardar\b|\bsuelen? tardar\b",
            r"\b(?:la ley|legal(?:es)?|legalmente|por ley|desistir|desistimiento|normativa|derecho (?:a|de))\b",
            r"\b(?:promoción|oferta|campaña|rebajas|sorteo)\b.*\b(?:termina|acaba|finaliza|empieza|dura|hasta)\b",
            r"(?<!como )\b(?:nos|me) (?:dijo|comentó|escribió|indicó|contó|pidió|explicó|avisó)\b|^en su (?:último )?(?:mensaje|correo|carta|mail|escrito)\b|\busted(?:es)? (?:dice|dijo|escribe|pide)\b",
            r"\bhabr[ií]a(?:mos|n)?\b|\bhubi[eé]r\w+|\bde haber\w*\b",
            r"^(?:tenga|prepare|recuerde|no olvide|asegúrese|mantenga|traiga|lleve|deje)\b(?!me|nos)",
            r"\best(?:á|án|amos) (?:\w+ )?(?:abiert|cerrad)",
            r"(?<!como )\b(?:nos|me) (?:comenta|dice|cuenta|indica|escribe|explica|menciona|informa|pide|señala|relata)\b",
            r"\b(?:sigue|dura|continúa|permanece|se mantiene|rige|se prolonga|corre)\b (?:\w+ ){0,2}hasta\b|\bno dude en\b|\bcuando (?:guste|quiera)\b",
            r"\bqued(?:o|amos) a la espera\b|\b(?!recibir|tendr|ver|obtendr|sabr)\w+r(?:á|án) usted(?:es)?\b|\busted(?:es)? (?!recibir|tendr|ver|obtendr|sabr)\w+r(?:á|án)\b",
            r"\b(?:dispone|tiene usted|tiene) (?:de plazo|hasta|tiempo|de tiempo)\b|\b(?:tendr[ií]an? que|deber[ií]an?) haber|\bentiendo que (?:vuela|viaja|sale|tiene)\b",
            r"\b(?:todos )?los (?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)\b",
            r"\bno (?:poder|puedo|podemos|podré|podremos|sé|sabemos|estoy en|estamos en|es posible)(?:l[eao]s?)? (?:\w+ ){0,3}(?:decir|confirm|garantiz|asegur|promet|adelant|indic|precis)\w*",
        ),
    ),
    "fr": _speakers(
        r"\b(?:laissez?|donnez?|accordez?)[- ](?:moi|nous) (?:jusqu|encore|une demi-heure|un quart d|\w+ (?:minute|heure|jour)s?|\d+ ?h)|\bil (?:nous|me) faut (?:encore )?\w+ (?:minute|heure|jour)s?\b",
        (
            r"\b(?:j['’]ai|nous avons|on a) (?:\w+ )?(?:demandé|chargé|prié|convenu|mandaté|dit) (?!à vous|de vous)[^,;]*\b(?:de|d['’]|que)",
            r"\b(?:c['’]est|ce sera|tout (?:est|sera)) (?:\w+ )?(?:réglé|fait|résolu|prêt|bouclé|corrigé|confirmé|convenu|noté|entendu|fixé|réservé)\b",
            r"\b(?:j['’]ai|nous avons) (?:\w+ )?(?:noté|prévu|inscrit|programmé)\b[^.;]*\b(?:de |d['’]|à )(?:vous )?\w+(?:er|ir|re)\b",
            r"\bvous avez (?:ma|notre|une|la|votre|le|leur|un|son) (?:réponse|décision|solution|confirmation|avis|devis|rapport|offre|prix|évaluation)\b",
            r"^(?:c['’]est (?:entendu|dit|convenu|noté|d['’]accord)|entendu|marché conclu|voilà qui est (?:dit|convenu))\b[\s:,;–-]",
            r"\bvous (?:l['’]|les |le |la )?avez (?:\w+ ){0,6}?(?:en main|dans (?:votre|vos|la) (?:boîte|messagerie|main)s?|sur votre (?:compte|carte)|chez vous|de retour)\b",
            r"\bje (?:m['’](?:occupe|assure|engage)|fais en sorte)\b|\bnous nous (?:occupons|assurons)\b",
            r"^(?!.*\b(?:avait|avaient|était|étaient|aviez|avez|ne|n['’]|jamais)).*\b(?:promis|convenu|accordé|assuré|garanti|annoncé|confirmé)e?s?\b(?=.*\b(?:pour|avant|au|sous|d['’]ici|à)\b)",
            r"^(?:réponse|retour|appel|rappel|passage|remboursement|livraison|nouvelles|point)\b.{0,40}\b(?:avant|d['’]ici|demain|aujourd|ce|sous|dans|à|lundi|mardi|mercredi|jeudi|vendredi)",
        ),
        r"\b(?:notre|nos|mon|ma|mes) (?!magasin|horaire|politique|garantie|client|système|dossier|registre|offre|prix|excuse|part|erreur|faute|condition|avis|regret)\w+|\b(?:technicien(?:ne)?|collègue|coursier|livreur|plombier|électricien|responsable|conseill(?:er|ère)|chauffeur|monteur|installateur|réparateur|dépanneur|équipe|service|atelier|entrepôt|remboursement|avoir|colis|pièce)\b",
        (
            r"\b(?:d['’]après|selon) (?:le|la|les|l['’]|votre|chronopost|colissimo|dhl|ups)|\b(?:chronopost|colissimo|dhl|ups|(?:la |le |les |notre |l['’])(?:poste|transporteurs?|fournisseurs?|fabricants?|grossistes?|distributeurs?|importateur|armateur|compagnie|éditeur|imprimeur|usine|douanes?|assureur|marque|opérateur)) (?:nous )?(?:annonce|indique|prévoi|estime|affiche|parle|évoque|table|signale|avance|donne|dit)(?:t|nt)?\b|\b(?:livraison|arrivée) (?:est )?(?:annoncée|estimée)\b",
            r"\b(?:votre|la) banque (?:peut|pourra|met|mettra|a besoin)\b|\bpeu(?:t|vent) (?:mettre|prendre|durer|demander)\b",
            r"\b(?:la loi|légal\w*|rétractation|code de la consommation|délai de réflexion)\b",
            r"\b(?:offre|promotion|soldes|opération|vente)\b.*\b(?:prend fin|se termine|finit|dure|jusqu)",
            r"^dans votre (?:dernier |dernière )?(?:message|mail|courriel|e-mail|lettre|courrier)\b|\bvous (?:nous |m['’])?(?:avez|aviez) (?:dit|écrit|indiqué|précisé|demandé|expliqué|mentionné)\b|\bvous (?:nous )?(?:avez|aviez) (?:dit|écrit)",
            r"\baur(?:ais|ait|ions|iez|aient)\b",
            r"^(?:tenez|préparez|pensez|n['’]oubliez|gardez|apportez|merci de)\b(?!-(?:moi|nous))",
            r"\b(?:est|sommes|sera) (?:\w+ )?(?:ouvert|fermé)",
            r"\bvous (?:nous |m['’])?(?:mentionnez|dites|écrivez|expliquez|signalez|racontez|évoquez|parlez|rapportez)\b",
            r"\b(?:court|dure|continue|se poursuit|reste|s['’]applique|est valable) (?:\w+ ){0,2}jusqu|\bn['’]hésitez pas\b",
            r"\bvous disposez\b|\bdevai(?:t|ent)\b",
            r"\bcour(?:ant|t|ent)\b[^,;]*\bjusqu|\b(?:tous les|chaque) (?:jours?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b",
            r"\b(?:pas|point) (?:\w+ )?(?:en mesure|en état) (?:de|d['’])|\b(?:l['’]impossibilité|impossible) (?:de|d['’])|\bne (?:sais|savons|peux|pouvons|puis) (?:\w+ ){0,2}pas\b[^.;]*\b(?:dire|garantir|promettre|confirmer|préciser)\b",
        ),
    ),
    "pt": _speakers(
        r"\bd[êeáa]-(?:me|nos) (?:até|mais|meia hor(?:inh)?a|\w+ (?:minut|minutinh|hor|horinh|di)[oa]s?)|\b(?:me|nos) d[êáa] (?:até|mais|meia hor(?:inh)?a|(?:só |uns |umas )?\w+ (?:minut|minutinh|hor|horinh|di)[oa]s?)|\b(?:preciso|precisamos|necessitamos) (?:apenas |só |ainda )?de (?:mais )?\w+ (?:minuto|hora|dia)s?\b",
        (
            r"\b(?:pedi|pedimos|solicitei|solicitámos|solicitamos|combinei|combinámos|encarreguei|orientei) (?:à|ao|a|o|com)\b[^,;]*\b(?:que|para|de)\b",
            r"\b(?:terá|tem|recebe)\b.*\bde volta\b",
            r"^(?:retorno|resposta|ligação|chamada|visita|reembolso|recolha|coleta)\b.{0,40}\b(?:até|hoje|amanhã|em|na|no|às)\b",
            r"\bfica(?:rá)? (?:resolvid|tratad|pront|corrigid|concluíd)",
            r"\b(?:anotei|agendei|marquei|registei|registrei|apontei|(?:ficou|está|fica) (?:anotado|agendado|marcado|na (?:minha |nossa )?agenda)|tenho (?:anotado|agendado|previsto))\b[^.;]*\b\w+[aei]r\b",
            r"\btem (?:já )?(?:[oa] )?(?:minha |nossa |uma |sua |seu |nosso |um )?(?:resposta|decisão|solução|confirmação|parecer|opinião|orçamento|relatório|proposta|preço|avaliação)\b",
            r"\b(?:espero|esperamos) \w+[aei]r\b|\bvoltam? a (?!abrir)\w+[aei]r\b",
            r"\b(?:trato|tratamos|cuido|cuidamos|encarrego-me|ocupo-me|asseguro-me)\b",
            r"\bcai na sua conta\b|\bsegue\b",
            r"^(?:(?:fica|ficou|está|então está) (?:combinado|acertado|assente|fechado)|combinado|acertado|feito)\b[\s:,;–-]",
            r"\btem (?:já )?(?:[^\s,;.]+ ){0,6}?(?:no seu (?:e-?mail|correio|telemóvel|celular)|na sua (?:conta|caixa|mão|porta|casa)|nas suas mãos|de volta|em (?:sua )?casa)\b",
            r"^(?!.*\b(?:tinha|tinham|foi|foram|não|nunca|você|senhora?)\b).*\b(?:prometid|combinad|acordad|garantid|assegurad)[oa]s?\b(?=.*\b(?:para|até|em|a|n[oa])\b)",
        ),
        r"\b(?:noss[oa]s?|minhas?|meus?) (?!loja|horário|polític|garantia|client|sistema|registo|registro|oferta|preço|desculpa|parte|erro|culpa|condiç|opinião|ver)\w+|\b(?:técnic[oa]|colega|estafeta|motoboy|motorista|canalizador|montador|instalador|encanador|eletricista|responsável|gerente|transportadora|entregador|mensageiro|supervisor|equipa|equipe|setor|sector|oficina|armazém|reembolso|crédito|encomenda|peça)\b",
        (
            r"\b(?:segundo|conforme) (?:o|a|os|as)\b|\bde acordo com\b|\b(?:ctt|correios|dhl|ups|jadlog|(?:o|a|os|as|nosso|nossa) (?:transportadora|fabricante|fornecedor|grossista|atacadista|distribuidora?|importadora?|companhia|alfândega|seguradora|editora|gráfica|fábrica|armador|marca|operadora)) (?:nos )?(?:indica|prevê|estima|informa|diz|fala(?:m)? em|aponta|anuncia|avisa|refere|menciona|calcula|dá)\w*",
            r"\b(?:seu|o) banco (?:pode|costuma|leva|precisa)\b|\bpode(?:m)? (?:levar|demorar)\b|\bcostuma(?:m)? (?:levar|demorar)\b",
            r"\b(?:a lei|legal|legais|legalmente|por lei|arrependimento|desistir|direito (?:a|de))\b",
            r"\b(?:promoção|oferta|campanha|saldos)\b.*\b(?:termina|acaba|vai até|dura|até)\b",
            r"^na sua (?:última )?(?:mensagem|carta)\b|^no seu (?:último )?(?:e-?mail|correio)\b|\b(?:disse|escreveu|mencionou|referiu|contou|explicou|pediu)(?:-nos)?\b.*\bque\b",
            r"\bter(?:ia|íamos|iam)\b|\b\w+(?:ássemos|éssemos|íssemos)\b",
            r"^(?:tenha|prepare|lembre|não se esqueça|traga|mantenha|deixe)\b(?!(?: \w+)? (?:comigo|connosco|conosco))",
            r"\best(?:á|ão|amos) (?:\w+ )?(?:abert|fechad)",
            r"\b(?:comentou|contou|diz|refere|menciona|escreve-nos|indica|informou|relata|explica|disse|mencionou) (?:-nos )?que\b",
            r"\b(?:vai|dura|continua|mantém-se|decorre|vigora|corre|segue) até\b(?! (?:aí|lá|você|vocês|(?:a )?sua casa|ao? senhora?|ao seu|à sua|si\b))|\bfique à vontade\b|\bnão hesite\b",
            r"\btem (?:prazo |tempo )?até\b|\bdispõe\b|\bera para\b|\bdevia(?:m)?\b",
            r"\b(?:às|aos) (?:segundas|terças|quartas|quintas|sextas|sábados|domingos)\b",
            r"\bnão (?:consigo|conseguimos|posso|podemos|sei|sabemos|(?:me|nos) é possível) (?:\w+ ){0,2}(?:dizer|confirmar|garantir|prometer|assegurar|adiantar|informar|precisar)\b",
        ),
    ),
    "vi": _speakers(
        r"\b(?:cho|chờ|đợi) (?:chúng )?(?:tôi|em|mình|bên em) (?:xin )?(?:thêm\b|đến\b|tới\b|nửa |\w+ (?:phút|giờ|tiếng|ngày))|\bcần thêm \w+ (?:phút|giờ|tiếng|ngày)",
        (
            r"\b(?:nhờ|dặn|bảo|giao cho|phân công|sắp xếp|xếp|lên lịch|đặt lịch)\b [^.]*\b(?:gọi|lắp|sửa|thay|liên hệ|đến|tới|gửi|giao|xử lý|trả lời|báo)\b",
            r"^(?:phản hồi|câu trả lời|cuộc gọi)\b",
            r"^(?:chốt (?:vậy|lại|nhé|là)|thống nhất (?:vậy|là|nhé)|vậy (?:nhé|là chốt))\b",
            r"\b(?:tôi|chúng tôi|tụi (?:tôi|em)|em|cháu|con|bên (?:em|tôi|mình|này)|tiệm|shop|quán|xưởng|nhà xe|tổ \w+|đội \w+|(?:anh|chị|chú|cô) (?-i:[A-ZĐ])\w+)\b(?! (?:[^\s,;]+ )?(?:đã|vừa|chưa|không|cần|nghĩ|đoán|hiểu|biết|xin|thấy|ghi|nghỉ|đóng|mở|sợ|mong|muốn)\b)[^,;]*\b(?:mang|đem|đưa|để sẵn|chở|qua|ghé|xuống|lên|tới|đến|lắp|thay|sửa|đổi|trả|giao|nhắn|phản hồi|kiểm tra|dựng|chốt|in|xuất|mở|cấp|bù|cho người|cử|bố trí|ship|bàn giao|trao|lấy|dọn|nạp|chuyển|gửi|gọi|báo|hoàn)\b",
            r"^đã (?:báo|nhắn|thông báo cho|hẹn|hứa với) (?:khách|bệnh nhân|chị ấy|anh ấy)\b",
        ),
        r"\b(?:nhân viên|kỹ thuật viên|đồng nghiệp|quản lý|thợ|tài xế|shipper|bưu tá|bộ phận|đội|kho|xưởng|khoản hoàn|hàng thay thế|linh kiện)\b",
        (
            r"\btheo (?:luật|quy định|trang|thông tin|hệ thống|đơn vị|hãng|ghn|ghtk|vnpost|viettel|nhà|điều|bên vận chuyển)\b|\b(?:ghn|ghtk|vnpost|viettel post|(?:hãng|nhà|bên|đơn vị) vận chuyển|nhà (?:sản xuất|cung cấp|phân phối|nhập khẩu|in|máy)|hãng(?: \w+)?|hải quan|cảng|đại lý|tổng kho) (?:\w+ )?(?:dự kiến|báo|cho biết|ước tính|nói|thông báo|hẹn)\b",
            r"\bthường (?:là |chỉ |sẽ )?(?:giao|mất|trả|xử lý|hoàn|cần|đến|tới|phản hồi)\b|\b(?:anh|chị|bạn|quý khách) (?:\w+ )?có (?:thời gian|hạn|quyền)?(?: \w+)? ?(?:đến|tới)\b|\bcó thể (?:sẽ )?mất\b|\bngân hàng\b.*\bcó thể\b|\bthường mất\b",
            r"\b(?:luật|pháp luật|theo luật)\b|\bkhuyến (?:mãi|mại)\b",
            r"\btrong (?:thư|email|mail|tin nhắn)(?: của)? (?:anh|chị|bạn|quý khách)\b|(?:^|, ?)(?:anh|chị|bạn|quý khách) (?:có |đã |từng )?(?:nói|viết|bảo|kể|báo|cho biết|yêu cầu|hẹn)\b",
            r"\bgiá mà\b|\bgiá như\b|\bnếu (?:\w+ ){0,3}biết\b|\blẽ ra\b|\bmới\b.*\bđược\b(?=\W*$)",
            r"(?:^|, ?)(?:anh|chị|bạn|quý khách) (?:nhớ|giữ|chuẩn bị|mang|đem)\b|\bnhớ\b.*\b(?:giúp|nhé)\b",
            r"\bmở (?:cửa )?(?:đến|tới|từ)\b",
            r"(?:^|, ?)(?:anh|chị|cô|chú|bác|ông|bà|bạn|quý khách) (?:có |đã )?(?:kể|nhắc|đề cập|phản ánh|mô tả|dặn|hẹn|xin|nhờ|than|khai)\b",
            r"\bkéo dài (?:đến|tới)\b|\bcòn (?:hiệu lực )?(?:đến|tới)\b|\bdiễn ra\b",
            r"\b(?:chúng tôi|bên em|em|tôi) cần (?!thêm)|\b(?:anh|chị|bạn|quý khách) (?:có thể|được|vui lòng)\b|\b(?:tin nhắn|thư|email) (?:\w+ ){0,3}của (?:anh|chị|bạn|quý khách)\b",
            r"\b(?:hoạt động|làm việc) từ\b|\bhết hạn\b",
            r"\bcòn hạn\b|\bđáng (?:lẽ|ra)\b",
            r"\b(?:chưa|không) (?:thể|dám|rõ|chắc)\b[^.,;]*\b(?:cho (?:\w+ )?biết|nói|khẳng định|hay (?:không|chưa))\b|\b(?:các ngày|hằng ngày|hàng ngày)\b",
        ),
    ),
    "ja": _speakers(
        r"お時間を(?:ください|下さい|いただけ|頂け|いただき|頂き)|(?:日|時間|分)(?:ほど)?(?:いただ[きけ]|頂[きけ]|ください|お待ち)",
        (
            r"^(?:では、?)?(?:承知|承り|決まり|約束)(?:いたし|し)?(?:ました|まし)[。、]|約束済|(?:申し伝え|指示し|依頼し|手配し|頼ん|伝えてお|予約し|申し付け)(?:まし|で?あり|ており|てお|済)",
            r"[おご](?!座)[^、。\s]{1,8}(?:し|いた|致)(?:し)?ます|[おご][^、。\s]{1,8}(?:申し上げ|差し上げ)ます|折り返します|よういたします|ようにいたします|させていただきます",
            r"(?:返信|回答|連絡|電話|返金|訪問|回収)は?[^。]{0,12}(?:まで|以内|中)に?[。]?$",
        ),
        r"(?:担当者?|技術者|作業員|業者|責任者|配送員|スタッフ|弊社|当社|当店|部署|チーム|倉庫|返金|代替品|部品)",
        (
            r"によると|によれば|(?:追跡|運輸|配送会社|配送業者|郵便|佐川|ヤマト|メーカー)(?:情報)?(?:では(?!な)|側では|によ|の(?:追跡|情報|予定|見込み))|見込みとなって|配達予定となって",
            r"銀行(?:側)?(?:の|で|に)[^。]*(?:かかる|要する|かかり)|かかる(?:場合|こと)|(?:法律|法令|法定|クーリング)",
            r"キャンペーン|セール|営業して(?:おり|い)ます|までの営業",
            r"ご在宅|(?:とございました|と書かれ|とありました|とおっしゃ|とのお話)|(?:ご用意|ご準備|お持ち)(?:を)?(?:ください|くださいませ|願います|お願い)",
            r"(?:れば|たら)[^。]*(?:のですが|でしたが|できた|できました)",
            r"とのこと|そうですね|と承り|ですね[。]?$",
            r"まで(?:続き|継続|有効|実施|開催|行って)|いつでも",
            r"(?:店舗?|窓口|受付|ショールーム)(?:は|も)[^。]*(?:再開|開店|開き|開け)",
            r"(?:申し上げられ|お伝えでき|お答えでき|ご案内でき|確約でき|断言でき|分かり|わかり)ません|(?:分かり|わかり)かねます|毎[週日]",
        ),
    ),
    "de": _speakers(
        r"\b(?:geben sie|gib|gebt|gönnen sie|gönn|gönnt|lassen sie|lass|lasst) (?:mir|uns) (?:bitte )?(?:noch )?(?:bis\b|eine (?:halbe |dreiviertel)?stunde|\w+ \w*(?:minute|stunde|tag)\w*)|\b(?:wir|ich) brauchen? (?:dafür |dazu |noch |etwa )*\w+ \w*(?:minute|stunde|tag)\w*\b",
        (
            r"\bhaben?\b(?! (?:wir )?(?:sie|ihnen)\b)(?! uns\b)(?! mich\b)[^.;]*\b(?:gebeten|beauftragt|angewiesen|veranlasst|vereinbart|eingetaktet)\b",
            r"\b(?:haben|hat|halten) sie\b[^.;]*\b(?:zurück|im postfach|in (?:der hand|händen)|vorliegen|auf dem tisch|eine? \w+)\b|\bsie haben\b[^.;]*\b(?:zurück|im postfach|in händen)\b|\bliegt (?:ihnen )?[^.;]*\bvor\b",
            r"\b(?:ist|sind)\b [^.;]*\b(?:aus der welt|vom tisch|gutgeschrieben|erledigt|behoben|gelöst|geklärt|fertig|repariert|bei ihnen|wieder \w+|auf ihrem konto)\b",
            r"\b(?:ist|sind) (?:es|das|alles|die sache) \w+t\b",
            r"^(?:\w+ )?(?:rückmeldung|antwort|rückruf|bescheid|nachricht|erstattung|abholung|lieferung)\b.{0,40}\b(?:bis|am|um|heute|morgen|in|innerhalb)\b",
            r"^(?:abgemacht|vereinbart|ausgemacht|einverstanden|so machen wir(?:['’]s| es))\b[\s:,;–-]",
            r"\b(?:läuft|laufen|funktionier\w*|geht|gehen|klappt)\b[^.;]*\bwieder\b",
            r"\btrifft\b[^.;]*\bein\b|\bwissen sie\b|\bhake\b[^.;]*\bnach\b",
            r"\b(?:notiert|vorgemerkt|eingetragen|vorgenommen|eingeplant)\b.*(?:\bzu \w+en\b|\w+zu\w+en\b)",
            r"\b(?:haben sie|sie haben) (?:meine|unsere|ihre|eine|die|das|den|deren|ein|einen|unser|mein) (?:\w+ )?(?:antwort|rückmeldung|entscheidung|bestätigung|lösung|gutschrift|erstattung|einschätzung|bericht|angebot|kostenvoranschlag|gutachten|ergebnis)\b",
            r"^(?!.*\b(?:hatten?|wurden?|war|waren|sie haben|haben sie|hätten?|nicht|niemand)\b).*\b(?:zugesagt|versprochen|zugesichert|in aussicht gestellt|garantiert)\b",
            r"\b(?:setz|nimm|nehm)\w* [^.;]*\b(?:in verbindung|kontakt)\b|\bkomm\w* [^.;]*\bauf sie zu\b|\bkümmer\w* (?:ich|wir|mich|uns|sich)\b|\bsorgen? (?:ich|wir|dafür|persönlich)\b|\brechnen sie mit\b",
        ),
        r"\b(?:unsere?|unserem|unseren|unserer|meine?|meinem|meinen) (?!laden|geschäft|öffnungs|filiale|garantie|kund|system|unterlagen|akten|angebot|preis|entschuldigung|seite|fehler|schuld|bedingung|agb|meinung|ansicht|richtlinie|erfahrung)\w+|\b(?:techniker(?:in)?|kolleg(?:e|in)|kurier|fahrer(?:in)?|installateur(?:in)?|elektriker(?:in)?|monteur(?:in)?|leiter(?:in)?|team|abteilung|werkstatt|buchhaltung|lager|ersatz\w*|erstattung|gutschrift|paket|rückzahlung)\b",
        (
            r"\blaut\b|\bsendungsverfolgung\b|\b(?:dhl|hermes|dpd|gls|ups|(?:der|die|das|unser|unsere) (?:post|spediteur|spedition|paketdienst|hersteller(?:in|firma)?|lieferant|großhändler|großhandel|importeur|reederei|verlag|druckerei|fabrik|werk|zoll|versicherung|vertrieb|fluggesellschaft|netzbetreiber)) (?:\w+ )?(?:rechnet|schätzt|nennt|gibt|kündigt|plant|sagt|spricht|meldet|veranschlagt|prognostiziert|avisiert|geht von)\b",
            r"\bgesetzlich\w*\b|\bgesetz\b|\bwiderruf\w*\b|\brecht auf\b",
            r"\bbank\b.*\b(?:kann|braucht|dauer\w*|benötigt)\b|\bkann (?:es )?[^.]*\bdauern\b",
            r"\b(?:aktion|angebot|verkauf|verlosung)\w*\b.*\b(?:endet|läuft|gilt|beginnt)\b",
            r"\b(?:laden|geschäft|filiale|büro|telefon|markt|werkstatt|service)\b.*\b(?:auf|offen|geöffnet|besetzt|erreichbar)\b(?=\W*$)",
            r"^in ihrer? (?:\w+ )?(?:nachricht|mail|e-mail|schreiben)\b|^in ihrem (?:\w+ )?(?:brief|schreiben)\b|\bsie (?:hatten|haben) (?:\w+ ){0,4}(?:erzählt|berichtet|geschrieben|gesagt|mitgeteilt|erwähnt|gebeten|angegeben|erklärt)\b",
            r"\bhätte[nt]?\b|\bwäre[nt]?\b",
            r"^(?:halten|bringen|sorgen|denken|stellen|bewahren|nehmen) sie\b",
            r"\bsie (?:erwähn|schreib|schrieb|sag|bericht|erzähl|schilder|beschreib)\w*\b|\bteil(?:t)?en sie (?:uns )?mit\b|^sie meinen\b|\bsie mein(?:t|ten)\b",
            r"\b(?:läuft|dauert|gilt|besteht|bleibt|geht) (?:\w+ ){0,3}bis\b(?! zu ihnen)|\bjederzeit\b|\bgern(?:e)? (?:\w+ )?(?:anrufen|schreiben)\b",
            r"\b(?:können sie|sie können)\b(?![^.;]*\b(?:rechnen|erwarten|ausgehen|verlassen|wieder)\b)|\bhaben sie (?:noch |dafür )?(?:bis|zeit)\b.*\bzeit\b|\b(?:war|waren) (?:\w+ )?für\b",
            r"\bbis\b[^,;]{0,80}\b(?:läuft|laufen|gilt|gelten|dauert|besteht)\b|\b(?:mon|diens|donners|frei|sams|sonn|werk)tags\b|\bmittwochs\b",
            r"\b(?:kann|können|könnte|weiß|wissen) (?:\w+ ){0,4}nicht\b[^.;]*\b(?:sagen|zusagen|versprechen|bestätigen|absehen|ob|wann)\b",
        ),
    ),
}  # fmt: skip
