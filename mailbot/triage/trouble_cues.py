"""Cues of the trouble a mail tells of, where the scorer's are too loose to say so in a letter; folded, whole words.

`TOLD` replaces the cues of `problem_cues` for a kind; `UNLESS` holds words in whose sentence a cue speaks of something
else; `ASIDE` what a writer says of a matter that is not the one to mend. Vietnamese has its own module: its tones count.
"""

from __future__ import annotations

#: Anything within a sentence; the point in a sum ends none.
_GAP = r"(?:[^.!?]|\.(?=\d))"
_GOODS_ES = r"(?:paquetes?|pedidos?|envios?|encomiendas?|maletas?|bultos?|mercancia|muebles?|compras?|vestidos?|cajas?)"
_CAME_ES = r"(?:lleg|vino|vinieron|venia|recib|entreg|trajeron|traj|caja|paquete|embal|abri|repartid|mensajer|transport|mandaron|enviaron)\w*"
_BROKEN_ES = r"(?:rot[oa]s?|danad[oa]s?|golpead[oa]s?|rajad[oa]s?|abollad[oa]s?|quebrad[oa]s?|destrozad[oa]s?|aplastad[oa]s?|desportillad[oa]s?|rayad[oa]s?|partid[oa]s|(?:pie|pata|asa|cristal|borde|tapa|eje|marco|mango) partid[oa]|estropead[oa]s?|hech[oa]s? (?:polvo|pedazos|anicos|trizas)|mojad[oa]s?)"
_GOODS_PT = r"(?:pacotes?|pedidos?|encomendas?|mercadorias?|malas?|caixas?|compras?|moveis|produtos?)"
_CAME_PT = r"(?:cheg|veio|vieram|vinha|receb|entreg|trouxe|caixa|pacote|embal|abri|transport|mandaram|enviaram)\w*"
_BROKEN_PT = r"(?:quebrad[oa]s?|rachad[oa]s?|partid[oa]s?|amassad[oa]s?|danificad[oa]s?|estragad[oa]s?|rasgad[oa]s?|trincad[oa]s?|arranhad[oa]s?|riscad[oa]s?|molhad[oa]s?|furad[oa]s?|aos pedacos|em pedacos)"
_STAFF_ES = r"(?:recepcionista|administrativ[oa]|enfermer[oa]|mozo|camarer[oa]|cajer[oa]|guardia|vigilante|conductor|chofer|repartidor|emplead[oa]|encargad[oa]|dependient[ea]|celador|senorita|muchacha|operador[a]?|agente|tecnico)"
_STAFF_PT = r"(?:recepcionista|rececionista|atendente|enfermeir[oa]|garcom|funcionari[oa]|motorista|seguranca|medic[oa]|empregad[oa]|estafeta|entregador|assistente|operador[a]?|vigilante|tecnico|gerente)"
_ARRIVED_JA = r"(?:届|開け|箱|梱包|配送|配達|到着|送られ)"
_BROKEN_JA = r"(?:割れ|破損|壊れ|へこ|潰れ|つぶれ|傷が|傷つ|ひび|破れ|欠け|濡れ|折れ)"

TOLD: dict[str, dict[str, str]] = {
    "es": {
        "not_delivered": r"(?:no|nunca|jamas|sigue sin|siguen sin|sigo sin|aun sin|todavia sin|ni) (?:(?:me|nos|le|se|lo|la|los|las|ha|han|he|hemos|habia|aun|todavia|ni) ){0,3}(?:llega[rdn]?o?\b|llego\b|llegaron\b|entrega[rn]?(?:do|ron)?\b|recib(?:o|i|ido|imos|ir)\b|aparec(?:e|en|io|ido|er)\b)|(?:debia|debian|tenia que) (?:haber )?llega(?:r|do)\b(?![^!?]{0,80} lleg(?:o|aron))"
        rf"|donde (?:esta|anda|estan) (?:mi|mis|el|la|nuestr[oa]) {_GOODS_ES}|(?:sigo|seguimos|llevo [^.!?]{{0,30}}) esperando (?:el|la|mi|un|una|mis|los) {_GOODS_ES}|{_GOODS_ES}(?: \w+){{0,4}} (?:perdid|extraviad|desaparecid)[oa]s?",
        "late": r"lleg(?:o|aron|ado)(?: \w+){0,3} (?:tarde(?! para)|con retraso|con (?:\w+ ){1,2}de retraso)|(?:entreg|trajeron|recib)\w*(?: \w+){0,3} (?:(?<!la )(?<!esta )(?<!por la )tarde|con retraso)|(?:debi(?:a|an)|tenia que) (?:estar|llegar|entreg)[^.!?]{0,80} lleg(?:o|aron)|lleg(?:o|aron) a las \d|pase de hora",
        "damaged": rf"{_CAME_ES}{_GAP}{{0,90}} {_BROKEN_ES}\b|{_BROKEN_ES}\b{_GAP}{{0,40}} {_CAME_ES}",
        "wrong_item": r"(?:no es|no era) (?:lo|el|la) que (?:pedi|ped|encarg|orden|compr)|(?:talla|color|modelo|producto|articulo|pedido|tamano) equivocad[oa]|(?:lleg|mand|vino|envi|recib|traj)\w* (?:\w+ )?otr[oa] (?:talla|color|modelo|tamano)|(?:lleg|mand|envi|recib|traj|dieron)\w*(?: \w+){0,5} (?:en vez|en lugar) de|pedi (?:\w+ ){1,6}y (?:me )?(?:lleg|mand|dieron|traj)",
        "double_charge": r"(?:cobr|carg|descont|factur|pag|debit)\w*(?: \w+){0,4} (?:dos veces|2 veces|doble|por duplicado)|doble (?:cobro|cargo)|(?:cobro|cargo) (?:duplicado|doble)|(?:cobr|carg|debit|descont)\w*(?:[^.!?]){0,30}(?:otra vez|de nuevo|por segunda vez)|(?:vino|llego) el doble|dos veces el mismo (?:mes|recibo|cargo|cobro)",
        "wrong_amount": r"(?:factura|recibo|boleta|importe|cobro|tarifa|precio|expensas?|cuenta)\b[^.!?]{0,50}(?:\bmal\b|error|incorrect|estimad|de mas|altisim|desorbitad|no cuadra|equivocad)|cobr\w+ de mas|factur(?:aron|ado|an) (?:de mas|\d)|me cobrais|nos cobrais|(?:contrato|presupuesto)(?: \w+){0,2} (?:dice|decia|era de|eran)|(?:renglones|lineas|partidas) (?:da|dan|suman)",
        "missed_visit": r"(?:tecnico|instalador|fontanero|operario|cita|visita|montador|plomero|electricista)s?\b[^.!?]{0,60}(?:\bno (?:vino|ha venido|vinieron|aparecio|llego|se presento|viene)|nunca (?:vino|llego|aparecio)|plantad)|ningun tecnico|no (?:vino|ha venido|aparecio|se presento) (?:nadie|el tecnico)|dej\w+ plantad[oa]",
        "staff": rf"groser\w*|maleducad\w*|(?:me|nos|le) (?:grit|insult|ningune|humill|faltaron al)\w*|malas? (?:formas|manera)s?|prepotent\w*|(?:me|nos|le|la|lo) trat(?:o|aron) (?:mal|como|con|peor|fatal)|{_STAFF_ES}\b[^.!?]{{0,60}}(?:grit|de mala|se rio|se rieron|burl|colg|insult|desprec|me dijo [«\"“])",
        "long_wait": r"(?:esper\w+|retras\w*|demor\w*|tard(?:o|aron|an)|hacer cola)(?:[^.!?]){0,40}(?:\bhoras?|minutos?|semanas?|mes(?:es)?\b)|(?:\bhoras?|minutos?)(?:[^.!?]){0,25}(?:esper|de retras|de demora|de cola)|vuelo retrasad|dure \w+ horas",
        "not_as_booked": r"(?:reserv|contrat|anunci)\w*(?:[^.!?]){0,80}(?:nos dieron|me dieron|resulto|nos toco|me toco)|habitacion\w*(?:[^.!?]){0,50}(?:suci|ruid|moho|cucaracha|humedad|olia|sin ventana|sin agua)|no (?:era|es) (?:como|lo que) (?:en )?(?:las fotos|la foto|el anuncio|anunciaban)",
        "poor_quality": r"(?:comida|sopa|carne|pollo|pan|cafe|plato|pizza|arroz|pescado)(?:[^.!?]){0,40}(?:fri[oa]s?\b|sec[oa]s?\b|crud[oa]|quemad|podrid)|mala calidad|se (?:deshizo|encogio|destino|descosio|despego)|caducad|rancio|podrid",
        "unwanted_charge": r"(?:di de baja|dimos de baja|pedi la baja|pedimos la baja|cancel(?:e|amos|ado)|nunca (?:pedi|contrat|solicit|autoric)\w*|no (?:contrat|solicit|autoric|reconozc)\w*|no hay caldera)(?:[^.!?]){0,90}(?:cobr|carg|debit|factur|descont)\w*|(?:cobr\w+|carg\w+|debit\w+)(?:[^.!?]){0,90}(?:di de baja|cancele|cancelad|nunca (?:pedi|contrat|autoric)|no (?:pedi|contrat|autoric)|sin (?:mi )?(?:permiso|autoriz))\w*",
        "no_access": r"no (?:puedo|consigo|me deja|logro|hay forma de|podemos) (?:entrar|acceder|iniciar|abrir|ingresar)|sigo sin poder(?: es)? entrar|(?:contrasena|clave|codigo)\b[^.!?]{0,30}(?:no (?:sirve|llega|funciona|vale)|incorrect)|no llega el codigo",
        "no_answer": r"(?:nadie|no (?:me|nos)|ni (?:me|nos))(?: \w+){0,3} (?:contest|respond|atiend|hizo caso|coge|devuelv\w+ la llamada)\w*|sin (?:ninguna )?respuesta|respuesta automatica|(?:sigo|seguimos) esperando (?:una )?respuesta|ninguna respuesta|(?:mensajes|correos|cartas) y nada|para no coger (?:un|el) telefono",
        "refund_pending": r"esper\w+ (?:la |el |mi |una )?(?:devolucion|abono|reintegro|reembolso)|(?:reembolso|devolucion|reintegro|abono)\b[^.!?]{0,50}(?:no (?:ha|llega|me|aparece|esta)|sin )|(?:dinero|plata|importe|fianza|deposito|euros|pesos)\b[^.!?]{0,50}(?:siguen? (?:sin|con ustedes)|no (?:ha|han) (?:vuelto|llegado)|no (?:me )?(?:la|lo|los) (?:han )?(?:devuelt|devuelven)|no aparece|sin (?:volver|llegar))|donde esta mi (?:dinero|plata|fianza|deposito|reembolso)|(?:devolvi|devolvimos|les devolvi|retornaron)\b[^!?]{0,160}(?:no hay nada|sigue|no me|no ha|no han|han pasado|siguen)|prometieron (?:devolver|reembolsar)|devolv\w+ (?:mi|el) dinero",
        "no_document": r"(?:certificado|justificante|duplicado|contrato firmado|informe|titulo|documento|comprobante|constancia|acta|carta de pago)\b[^.!?]{0,60}(?:no (?:me )?(?:ha|han|lo|la)? ?(?:llega|llego|llegado|enviad|dan|dado|mandan)|sigue sin|sin llegar)|(?:no me dan|sigo esperando|espero|aun no tengo) (?:el|la|mi|un) (?:certificado|justificante|duplicado|informe|titulo|documento|comprobante|constancia)",
        "wrong_data": r"(?:apellido|nombre|direccion|fecha de nacimiento|titular|domicilio)\b[^.!?]{0,50}(?:viejo|vieja|antiguo|antigua|equivocad|mal escrit|anterior)|datos? (?:migrado|mal|equivocad|incorrect)\w*|(?:historia clinica|ficha|perfil)\b[^.!?]{0,50}de otr[oa]",
        "disclosed": r"(?:dieron|disteis|pasaron|facilitaron|entregaron|leyo en voz alta|ensenaron) [^.!?]{0,30}(?:mi (?:telefono|direccion|numero|saldo|expediente)|mis datos|el saldo de mi)|mis datos [^.!?]{0,40}(?:otra persona|terceros|a un desconocido)|(?:veo|aparecen|salen|abre) [^.!?]{0,40}(?:los datos|la ficha|el expediente) de otr[oa]|mi cara en su|mi foto en su",
    },
    "pt": {
        "not_delivered": r"(?:nao|nunca|jamais|nem) (?:(?:me|nos|lhe|se|ha|tinha|ainda|o|a) ){0,2}(?:cheg(?:ou|a|aram|ar)\b|entreg(?:ou|aram|ue|ar|a)\b|receb(?:i|emos|er)\b|aparec(?:eu|e)\b)|ainda nao (?:cheg|receb|entreg|me entreg)\w*|(?:devia|deviam|deveria|era para) (?:ter )?chega(?:r|do)\b(?![^!?]{0,80} chegou)"
        rf"|(?:cade|onde (?:esta|anda|ta)) (?:o |a )?(?:meu|minha|nosso|nossa|o|a) {_GOODS_PT}|(?:esperando|a espera d\w+|espero) (?:o|a|pelo|pela|o meu|a minha)? ?{_GOODS_PT}|{_GOODS_PT}(?: \w+){{0,4}} (?:extraviad|perdid|sumiu|desaparec)\w*",
        "late": r"cheg(?:ou|aram)(?: \w+){0,4} (?:atrasad[oa]s?|com atraso|com (?:\w+ ){1,3}de atraso|fora de horas)|(?:entreg|trouxe)\w*(?: \w+){0,3} (?:com atraso|atrasad[oa]s?)|(?:devia|deviam|era para) (?:ter )?(?:chega|esta|entreg)\w*[^.!?]{0,80} cheg(?:ou|aram)",
        "damaged": rf"{_CAME_PT}{_GAP}{{0,90}} {_BROKEN_PT}\b|{_BROKEN_PT}\b{_GAP}{{0,40}} {_CAME_PT}",
        "wrong_item": r"(?:nao (?:e|era|foi)) (?:o|a) que (?:pedi|compr|encomend)\w*|(?:produto|tamanho|cor|modelo|pedido|artigo|item|numero) (?:errad|trocad)[oa]|(?:veio|vieram|mandaram|enviaram|recebi|entregaram)(?: \w+){0,5} (?:errad[oa]s?|trocad[oa]s?|em vez de|no lugar d\w+)|(?:veio|vieram|chegou|mandaram|enviaram|recebi) (?:\w+ )?outr[oa] (?:cor|tamanho|modelo)|pedi (?:\w+ ){1,6}e (?:veio|vieram|mandaram|enviaram)",
        "double_charge": r"(?:cobr|pag|debit|desconta|caiu)\w*(?: \w+){0,4} (?:duas vezes|em dobro|em duplicad\w*|2 vezes|2x)|(?:cobranca|debito|pagamento) (?:dupl[ao]|em dobro|duplicad[oa])|em duplicidade|(?:cobr|debit|descont)\w*(?:[^.!?]){0,30}(?:de novo|outra vez|novamente|pela segunda vez)|duas (?:prestac|mensalidad|cobranc)\w+ no mesmo",
        "wrong_amount": r"(?:fatura|conta|valor|boleto|cobranca|tarifa|preco|recibo|mensalidade)\b[^.!?]{0,50}(?:errad|a mais\b|alt[oa]\b|absurd|por estimativa|estimad|incorret|em dobro)|cobr\w+ a mais|trocou os algarismos|(?:contrato|orcamento)(?: \w+){0,2} (?:diz|dizia|era de)",
        "missed_visit": r"(?:tecnico|instalador|visita|agendamento|montador|encanador|canalizador|eletricista)\w*\b[^.!?]{0,60}(?:\bnao (?:veio|apareceu|aparece|vieram|compareceu)|nunca (?:veio|apareceu)|ninguem (?:veio|apareceu)|faltou)|ninguem (?:apareceu|veio|aparece)|nao veio ninguem|plantad[oa] em casa",
        "staff": rf"grosseir\w*|gross[oa]\b|mal[- ]?educad\w*|(?:me|nos|lhe|minha) (?:grit|insult|xing|humilh|maltrat)\w*|desrespeit\w*|ma[- ]?educacao|mandou-me calar|me mandou calar|descaramento|{_STAFF_PT}\b[^.!?]{{0,60}}(?:grit|riu|xing|gozou|encolh|disse-me|chamou|mandou)",
        "long_wait": r"(?:esper(?:ei|amos|ando|a|ar)|atras(?:o|ou|ado|ada)|demor(?:ou|aram|a)|fila)\b(?:[^.!?]){0,40}(?:\bhoras?|minutos?|semanas?|mes(?:es)?\b|\dh\b)|(?:\bhoras?|minutos?)\b(?:[^.!?]){0,25}(?:esper|de atras|de demora|na fila|de fila|na musiquinha)|voo atrasad",
        "not_as_booked": r"(?:reserv|contrat|anunci)\w*(?:[^.!?]){0,80}(?:deram-?nos|nos deram|me deram|deram-me|estava fechad|calhou-nos)|quarto\w*(?:[^.!?]){0,50}(?:suj|barulh|mofo|bolor|barata|sem janela|cheir)|nao (?:era|e) (?:como|igual) (?:nas|as) fotos",
        "poor_quality": r"(?:comida|sopa|carne|frango|pao|prato|pizza|cafe|peixe|arroz)\b(?:[^.!?]){0,40}(?:fri[oa]s?\b|sec[oa]s?\b|cru\b|crua\b|queimad|estragad|azed)|(?:ma|baixa|pessima) qualidade|encolheu|desbotou|descost\w+|descol\w+|vencid[oa]\b|bicho vivo|com bicho",
        "no_access": r"nao (?:consigo|da para|posso|me deixa|deixa)(?: \w+){0,2} (?:entrar|acessar|aceder|logar|abrir)|(?:senha|codigo|token)\b[^.!?]{0,30}(?:nao (?:chega|funciona|serve|entra)|invalid)|nao consigo fazer login",
        "no_answer": r"(?:ninguem|nao (?:me|nos)|nem)(?: \w+){0,3} (?:respond|atend|retorn|liga de volta|le isto)\w*|sem (?:qualquer )?resposta|nenhuma resposta|mensagem pronta|texto pronto|resposta automatica|nao tem uma alma que respond\w*",
        "refund_pending": r"(?:reembolso|estorno|devolucao|ressarcimento)\b[^.!?]{0,60}(?:nao|ainda|nada)|(?:dinheiro|valor|quantia|caucao|reais|euros|meticais|kwanzas)\b[^.!?]{0,50}(?:nao (?:volt|cheg|ca[ií]|veio|entr)\w*|ainda nao|nao me devolv\w*)|cade (?:o )?(?:meu )?(?:dinheiro|reembolso|estorno)|disseram que o dinheiro voltava|devolvi\b[^!?]{0,160}(?:nao|ainda|nada)|(?:espero|aguardo) (?:o|a|pelo|meu|o meu) (?:reembolso|estorno|dinheiro de volta)",
        "no_document": r"(?:certidao|certificado|declaracao|comprovativo|comprovante|segunda via|relatorio|documento|recibo|diploma|contrato assinado)\b[^.!?]{0,60}(?:nao (?:cheg|veio|recebi|me enviar|mandar|sai)\w*|ainda nao|nada de)|(?:nao me (?:dao|enviam|mandam)|continuo a espera d[oa]|espero) (?:o|a) (?:certidao|certificado|declaracao|comprovativo|comprovante|relatorio|documento|diploma)",
        "wrong_data": r"(?:sobrenome|apelido|nome|morada|endereco|titular|cadastro)\b[^.!?]{0,50}(?:antig[oa]|errad[oa]|velh[oa]|desatualizad|continua o|trocad)|dados? (?:errad|incorret|desatualiz)\w*",
        "disclosed": r"(?:deram|passaram|entregaram|mostraram|divulgaram) [^.!?]{0,30}(?:(?:o )?meu (?:numero|telefone|endereco|processo)|(?:a )?minha morada|(?:os )?meus dados)|(?:meus dados|minha ficha) [^.!?]{0,40}(?:outra pessoa|terceiros)|(?:vejo|abrir|aparece|aparecem) [^.!?]{0,40}(?:os dados|a ficha|a conta) de (?:outr[oa]|um[a] tal|uma)",
    },
    "ja": {
        "not_delivered": r"(?:届(?:か(?:な|ず)|い(?:て)?(?:い)?(?:ませ|な)|きませ)|未着|まだ(?:来|き|届|か[。！？]|です)|影も形も|来るのが遅|いつ着く|配達され(?:な|て(?:い)?(?:な|ませ))|紛失|行方不明)",
        "late": r"(?:遅れて(?:届|到着|来)|(?:届|着)いたのは[^。！？]{0,20}(?:後|過ぎ|時|日)|遅配|[0-9０-９一二三四五六七八九十]+(?:日|時間|週間)遅れ|納期(?:を|に)(?:過ぎ|遅れ))",
        "damaged": rf"{_ARRIVED_JA}[^。！？]{{0,30}}{_BROKEN_JA}|{_BROKEN_JA}[^。！？]{{0,20}}{_ARRIVED_JA}|破れてました|割れてました|(?:注文|購入|買っ)[^。！？]{{0,24}}{_BROKEN_JA}",
        "wrong_item": r"(?:届|送られ|入って)[^。！？]{0,20}(?:違う(?:もの|品|商品|色|サイズ)|別の(?:商品|品|もの)|色違い|サイズ違い)|(?:違う|別の)(?:もの|品|商品|色|サイズ)(?:が|で)[^。！？]{0,10}(?:届|来|入)|(?:商品|品物|サイズ|色|型番)[^。！？]{0,8}(?:違って|間違って|違い)|頼んだのに|注文したのに|注文と違う",
        "incomplete": r"(?:部品|ネジ|付属|個|本|枚|点|品物|商品|中身|セット|数)[^。！？]{0,12}(?:足りな|不足)|欠品|揃っていな|だけ届|(?:箱|中|袋|セット)[^。！？]{0,16}入って(?:い)?(?:なか|ませ)",
        "double_charge": r"二重(?:に)?(?:引|請求|課|払|計上)|[2２二](?:回|度)[^。！？]{0,6}(?:引|請求|落|課)|重複(?:して)?(?:請求|引|課)|ダブって|また(?:[^。！？]){0,14}(?:引き落と|引落)|支払い済みなのに",
        "wrong_amount": r"(?:請求|金額|料金|明細|検針|代金)[^。！？]{0,20}(?:違(?:う|い|って)|間違|高すぎ|多すぎ|誤り|おかし)|(?:請求|料金)[^。！？]{0,30}円[^。！？]{0,20}(?:見積|契約|約束)[^。！？]{0,10}円|水増し|読み違い|過大請求|(?:割引|値引)[^。！？]{0,10}(?:入って|されて)(?:い)?(?:な|ませ)|していない[^。！？]{0,14}円|してない[^。！？]{0,14}円",
        "unwanted_charge": r"(?:解約|退会|キャンセル|覚えのな|身に覚え|使っていない|申し込んでいない)[^。！？]{0,40}(?:引かれ|引き落|引落|請求|課金)|(?:引き落|引落|請求|課金)[^。！？]{0,30}(?:解約|退会|覚えのな|申し込んで(?:い)?な)",
        "refund_pending": r"(?:返金|払い戻し|返品(?:した|の代金)|代金|受講料|敷金)[^。！？]{0,40}(?:こな|来な|まだ|いつ|ありませ|されて(?:い)?(?:な|ませ)|届(?:か|い)(?:な|ず|ていな)|週間|か月)|(?:早く|今日|いつ)返して|(?:金|円)[^。！？]{0,6}返せ|お返しします」から|全額お(?:返し|戻し)",
        "missed_visit": r"(?:工事|訪問|点検|業者|技術|作業員|修理|伺います|交換日)[^。！？]{0,40}(?:来な|来ま(?:せ)|来ず|すっぽか|現れ(?:な|ず)|どなたも)|誰も来(?:な|ま|ず)|(?:伺います|点検|訪問|工事|交換日|お約束)[^！？]{0,60}どなたも(?:お見え|いらっしゃ)[^。！？]{0,10}(?:ませ|ず)|すっぽかし",
        "staff": r"(?:受付|店員|店長|係|担当者|職員|スタッフ|看護|運転手|警備|講師|オペレーター|窓口|配達の|駅員|薬剤師)[^。！？]{0,50}(?:態度|怒鳴|笑い|笑わ|冷た|舌打ち|言い方|言い草|腕を|「)|失礼な(?:態度|言|応対|対応)|横柄|暴言|鼻で笑",
        "long_wait": r"(?:待た|待ち|待って|遅延|並ん)[^。！？]{0,25}(?:時間|分|日|週|月)|(?:時間|分)[^。！？]{0,25}(?:待た|待ち|待って)|保留[^。！？]{0,6}分",
        "not_as_booked": r"(?:予約|写真|広告|プラン)[^。！？]{0,40}(?:違(?:う|い|って)|ましたが|なのに|のに[^。！？]{0,12}(?:な|ません))|部屋[^。！？]{0,20}(?:汚|カビ|臭|うるさ|違)",
        "poor_quality": r"(?:料理|ピザ|寿司|丼|ご飯|スープ|肉|魚|弁当|パン|コーヒー|ラーメン|うどん|塩焼き)[^。！？]{0,30}(?:冷め|冷た|ぬる|固か|まず|生焼|焦げ|しょっぱ|異物|針金|虫)|品質が|縮ん|色落ち|ほつれ|剥が(?:れ|した)|賞味期限|消費期限",
        "no_access": r"ログイン(?:でき|が|して)|パスワード[^。！？]{0,20}(?:通ら|違|忘れ|再設定|使え)|(?:画面|アプリ|サイト|マイページ)[^。！？]{0,12}(?:入れ(?:な|ま)|開けな|開か)|認証コード[^。！？]{0,12}(?:届|来)|サインインでき",
        "no_answer": r"返事(?:が|も|は)?(?:な|来(?:な|ま)|ありませ|いただけ(?:な|ま))|返信(?:が|も|は)?(?:な|来(?:な|ま)|ありませ|いただけ(?:な|ま))|ご返信がな|回答(?:が|も|に)?(?:な(?:い|く|し)|来(?:な|ま)|いただけ(?:な|ま))|既読無視|たらい回し|定型文|テンプレ|何一つ答",
        "no_document": r"(?:証明書|診断書|領収書|控え|契約書|通知書|卒業証書|書類)[^。！？]{0,40}(?:届(?:か|いて(?:い)?(?:な|ませ))|まだ|もらえ(?:な|ま)|来(?:な|ま(?:せ)|ず)|「一週間で」)",
        "wrong_data": r"(?:住所|氏名|名前|名義|生年月日|宛名|宛先|アドレス|字)[^。！？]{0,20}(?:古い|旧|間違|違って|誤って|違い)|古い(?:住所|方|アドレス)",
        "disclosed": r"(?:個人情報|住所|番号|検査結果|カルテ|連絡先)[^。！？]{0,30}(?:漏|他の(?:人|方)|別の人|第三者|見え)|別の人の[^。！？]{0,20}(?:出て|表示|見え)|他の方に渡",
    },
}  # fmt: skip

UNLESS: dict[str, dict[str, str]] = {
    "es": {
        "not_delivered": r"ni (?:llamo|aviso)|dinero|reembols\w*|devolucion|plata|respuesta|contest\w*|codigos?|clave|tecnicos?|operari[oa]s?|fontaner[oa]s?|electricista|visita|fianza|deposito|abono|correos?|emails?|sms|mail|saldo|nomina|pension|ambulancia|medico|factura|recibo|pacientes",
        "damaged": r"corazon|brazo|pierna|promesa|tuberia|se rompen",
        "wrong_amount": r"se sent|me sent",
        "long_wait": r"pued[oe]s? esperar|podemos esperar|espero hasta",
    },
    "pt": {
        "not_delivered": r"nem (?:telefonou|ligou|avisou)|dinheiro|reembolso|estorno|resposta|respond\w*|codigos?|senha|tecnicos?|encanador|canalizador|visita|caucao|e-?mails?|sms|saldo|salario|pensao|ambulancia|medico|fatura|boleto|cliente",
        "damaged": r"coracao|braco|perna|promessa|tubo|cano",
        "late": r"pagamento|boleto",
        "long_wait": r"posso esperar|podemos esperar|espero ate",
    },
    "ja": {
        "not_delivered": r"返金|払い戻|返事|返信|回答|コード|請求書|お金|代金",
        "damaged": r"心|骨|夢",
        "late": r"支払い|振込",
    },
}  # fmt: skip

ASIDE: dict[str, str] = {
    "es": r"(?:me )?da igual|se perdona|lo perdono|no pasa nada|no es por|de eso me repongo|de todo eso me repongo|lo entiendo|estoy conforme|que pase|tarde pase|puede pasar|asi (?:que|q) no pasa|(?:esta|estan) bien|ya lo han apuntado|pero bueno|no me importa",
    "pt": r"tudo bem|eu perdoo|isso passou|erro acontece|acontece\b|ainda disfarco|paciencia|eu engoli|sem stress|ok,|nao tenho nada a dizer|sem problema|nao me importa|isso perdoo|nada disso e o motivo|nao e (?:o|esse o) motivo",
    "ja": r"もういい|構いませ|構わな|しかまへん|しゃあない|しょうがな|しかたな|不満は(?:ない|あり)|異存は|どーでもいい|どうでもいい|今は申しませ|ええわ|ええんや|問題はそこでは|結構です|中身(?:は)?無事",
}  # fmt: skip

#: What sets everything before it aside: the grievance comes behind.
BEHIND: dict[str, str] = {
    "es": r"todo eso (?:ya )?me da igual|de todo eso me repongo|eso se perdona|dicho esto|el motivo es otro|lo grave es|lo que no (?:perdono|puede ser)|lo (?:unico )?que (?:si|quiero|me importa|sigo sin poder)|escribo por|es por como|primero enciendan",
    "pt": r"nada disso e o motivo|(?:isso )?eu perdoo|mas eu engoli|o que (?:me traz aqui|reclamo|eu quero|nao perdoo)|e isso que me tira|acontece que|isso eu nao engulo|so que",
    "ja": r"問題はそこではな|もう(?:いい|ええ)|どーでもいい|どうでもいい|今は申しませ|しょうがないです|腹(?:が)?立っとるんは|ええわ",
}  # fmt: skip
