"""Whether a mail holds any word of a category at all, in whichever of the seven languages.

A category is the scorer's guess. Where no word speaks for it a letter must not say "your delivery went wrong".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailbot.model.heat import Category, Span
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought

#: Category -> stems of its words, folded. A category without an entry is believed.
_WORDS: Mapping[Category, Sought] = {
    category: Sought(words)
    for category, words in {
        Category.DELIVERY: r"deliver|parcel|package|courier|ship|order|arriv|sent|driver|post\b|truck|van\b|came\b|entreg|pedid|encomend|paquete|pacote|envi|reparti|lleg|cheg|receb|recib|correio|transport|camion|caminh|carrinh|estafeta|traj|trazer|tragam|mota\b|livr|colis|commande|recu|liefer|paket|bestell|zustell|versand|kam\b|gekommen|bote\b|fahrer|spedition|giao|hang\b|don\b|ship|van don|cho toi|xe\b|kho\b|配|届|荷物|注文|発送|到着|便\b|トラック|灯油",
        Category.BILLING: r"bill|invoice|charg|paid|pay|fee|price|cost|debit|amount|tariff|factur|fatur|cobr|pag|cuota|recib|boleto|importe|valor|tarifa|precio|preco|conta\b|cuenta|prestac|mensalidad|divida|multa|euros?\b|pesos?\b|reais|€|\\$|£|montant|prelev|pay|tarif|prix|rechnung|betrag|gebuhr|abbuch|kost|zahl|beitrag|hoa don|tien|tru\b|phi\b|gia\b|cuoc|thu\b|no\b|ngan\b|請求|料金|代金|円|金額|支払|解約料|明細|会計|差し押さえ",
        Category.REFUND: r"refund|money|back|deposit|repay|reimburs|return|credit|reembols|devol|dinero|plata|fianza|deposito|reintegr|estorn|dinheiro|devolv|restitu|conto\b|reais|euros?\b|pesos?\b|€|\\$|£|rembours|argent|caution|rendre|avoir\b|erstatt|geld|kaution|zuruck|gutschr|hoan|tra lai|tien|coc\b|500k|返金|返し|返せ|金|円|代金|払い戻",
        Category.ACCOUNT: r"\baccount\b|log ?in|password|profile|\bapp\b|\bsim\b|locked out|cuenta|contrasena|\bperfil|\bconta\b|senha|cadastro|\bcompte\b|mot de passe|identifiant|\w*konto\b|passwort|einlogg|tai khoan|mat khau|\bsim\b|dang nhap|アカウント|パスワード|ログイン|会員|口座|通帳|マイページ",
        Category.OUTAGE: r"power|electric|internet|wifi|broadband|water|gas\b|heat|outage|line|signal|lift|down\b|off\b|dark|server|luz|electric|agua|calefacc|corriente|conexion|linea|ascensor|energia|internet|rede\b|elevador|aquec|pingo|courant|eau\b|chauffage|panne|ligne|coup|ascenseur|strom|wasser|heizung|netz|leitung|aufzug|ausfall|dien|nuoc|mang|wifi|thang may|cup\b|rot\b|電気|停電|水道|断水|ガス|お湯|回線|ネット|エレベーター|暖房|止ま|使え|つなが|障害|配信|動い",
        Category.STAFF: r"staff|rude|polite|manner|attitude|colleague of yours|driver|reception|nurse|waiter|waitress|clerk|guard|cashier|assistant|agent|teacher|doctor|the lady|shout|laugh|\bhe (?:said|told|called)|she (?:said|told|called)|personal\b|mitarbeit|fahrer|verkauf|kassier|kellner|schwester|pfleger|arzt|(?:die|diese|eine|ihre|der|dieser|ein|ihr) (?:dame|herr)\b|unfreund|frech|unverscham|benehm|ton\b|personnel|chauffeur|conducteur|vendeu|caissi|serveu|guichet|accueil|infirmi|agent|ce monsieur|impoli|emplead|chofer|conductor|cajer|camarer|recepcion|enfermer|(?:el|ese|la|esa) senor|senorita|trato\b|groser|maleduc|pessoal|funcionari|motorista|atendente|balcao|empregad|enfermeir|(?:esse|aquele) senhor\b|grosseir|nhan vien|tai xe|le tan|bao ve|thu ngan|thai do|phuc vu|shipper|店員|職員|スタッフ|運転手|受付|係|担当|態度|対応|応対|看護|先生|言い方",
    }.items()
}
#: Words, folded, of something that has come; what has not come is told by cues of its own.
_COME = Sought(
    r"(?<!nobody )(?<!no one )(?<!noone )(?<!never )(?<!nothing )(?<!not )\b(?:came|arrived|turned up|got here|got there|reached (?:me|us)|was delivered|were delivered)\b"
    r"|(?<!nichts )(?<!niemand )(?<!keiner )\b(?:kam|kamen)\b(?! (?:nicht|nie|nichts|keiner|niemand))|(?<!nicht )(?<!nie )(?<!nichts )\b(?:angekommen|eingetroffen|geliefert|zugestellt)\b"
    r"|(?<!no )(?<!nunca )(?<!nadie )\b(?:llego|llegaron|recibi|recibimos)\b|(?<!pas )(?<!jamais )(?<!rien )\b(?:arrivee?s?|livree?s?|recue?s?)\b"
    r"|(?<!nao )(?<!nunca )(?<!ninguem )\b(?:chegou|chegaram|recebi|recebemos|veio|vieram)\b"
    r"|\b(?:moi|roi) (?:toi|den|giao)\b|\bda nhan\b|届きました|届いた|届いて(?!い(?:な|ま))|到着し(?:た|ま)|来ました"
)


def speaks_of(category: Category, text: str) -> bool:
    """Tell whether a mail holds a word of a category; an unknown text and a category without words are believed."""
    words = _WORDS.get(category)
    return not text.strip() or words is None or words.search(fold(text)) is not None


def has_come(text: str) -> bool:
    """Tell whether a mail speaks of something that came, late or wrong as it may be."""
    return _COME.search(fold(text)) is not None


#: Words, folded, of wares that somebody ordered or was brought; what is harmed without them was the customer's before.
_WARES = Sought(
    r"\border(?:ed|s)?\b|bought|purchas|parcel|package|deliver|courier|\bbox\b|paquete|pedid|compr(?:e|amos|ado)\b|envio|caja\b|colis|commande|achete|livr|carton|bestell|geliefert|gekauft|paket|lieferung|karton|encomend|comprei|entreg|pacote|\bdon hang|\bdat (?:mua|hang)|giao|don \w*\d|注文|届|購入|買っ|荷物|配送"
)


def speaks_of_wares(text: str) -> bool:
    """Tell whether a mail speaks of something ordered, bought or brought; an unknown text is believed to."""
    return not text.strip() or _WARES.search(fold(text)) is not None


#: Words, folded, of a sentence that supposes.
_SUPPOSING = Sought(
    r"\b(?:if|in case|should|whether|suppose|wenn|falls|sollte|ob|si|au cas ou|cuando|caso|se|quando|neu|gia su|lo)\b|場合|もし|たら"
)
_ENDING = re.compile(r"[.!?\n。！？]")


def is_supposed(text: str, span: Span) -> bool:
    """Tell whether the words of a sentence before a place suppose what stands there: "how do I return it if it comes broken"."""
    start = max((match.end() for match in _ENDING.finditer(text, 0, span[0])), default=0)
    end = _ENDING.search(text, span[1])
    return _SUPPOSING.search(fold(text[start : end.start() if end else len(text)])) is not None
