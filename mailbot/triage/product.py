"""The thing a complaint is about, as one of the things that we have words for (`[things]` in templates/phrases)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought
from mailbot.triage.tonal import TonalCue

#: language -> thing -> cue words, folded. The earliest mention in a text is taken.
CUES: dict[str, dict[str, str]] = {
    "en": {
        "parcel": "parcel|package", "suitcase": "suitcase|luggage|my bag", "sofa": "sofa|couch|settee", "wardrobe": "wardrobe", "table": "table",
        "bed": "bed frame|(?:double|single|bunk) bed", "kitchen": "fitted kitchen|my kitchen|our kitchen", "washing_machine": "washing machine|washer", "fridge": "fridge|refrigerator",
        "phone_set": "my phone|new phone|handset|smartphone", "laptop": "laptop|macbook", "modem": "modem|router", "jumper": "jumper|sweater|cardigan", "coat": "coat",
        "dress": "dress|gown", "bike": "bike|bicycle", "flowers": "bouquet|flowers", "wreath": "wreath", "cake": "(?:birthday |wedding |the |my |our )cake", "instrument": "harpsichord|violin|cello|clarinet|guitar|organ(?! donor)|harp", "book": "(?:my|the|a|this|that|your) (?:\\w+ )?book(?!ing|ed|keep|s me| again)", "coffee_machine": "coffee machine|espresso machine",
        "aircon": "air con\\w*|a/c unit", "card": "debit card|credit card|bank card", "medicine": "medication|medicine|insulin|inhaler|prescription", "present": "birthday present|christmas present|gift",
        "room": "hotel room|our room", "car": "hire car|rental car", "flight": "flight", "train": "train", "subscription": "subscription|membership", "app": "app|website|portal",
        "internet": "internet|broadband|wifi|wi-fi|fibre", "power": "electricity|power (?:cut|supply)|(?<!gas )(?<!water )meter|no power|in the dark", "gas": "gas", "water": "water", "heating": "heating|boiler|radiators?",
        "jacket": "jacket", "freezer": "freezer", "mattress": "mattress", "oven": "oven|cooker", "dishwasher": "dishwasher", "dryer": "tumble dryer|dryer", "television": "television|(?:my|our|the|new|smart) tv", "printer": "printer", "stairlift": "stair ?lift", "treadmill": "treadmill", "watch": "(?:my|the|a|gold|wrist) ?watch(?! (?:it|out|the|you|over|for))", "tent": "tent", "piano": "piano", "camera": "(?:my|the|new) camera",
        "hot_water": "hot water", "meal": "meal|dinner|food|curry|takeaway",
    },
    "es": {
        "parcel": "paquete|bulto", "suitcase": "maleta|equipaje|valija", "sofa": "sofa", "wardrobe": "armario|ropero", "table": "mesa", "bed": "cama|colchon", "kitchen": "cocina nueva|encimera",
        "washing_machine": "lavadora|lavarropas", "fridge": "nevera|frigorifico|heladera|refrigerador", "phone_set": "celular nuevo|movil nuevo|telefono nuevo", "laptop": "portatil|laptop|ordenador|computador\\w*",
        "modem": "router|modem", "jumper": "jersey|sueter|chompa", "coat": "abrigo|chaqueta|campera", "dress": "vestido", "bike": "bicicleta|bici", "flowers": "ramo|flores", "wreath": "corona", "cake": "tarta|torta|pastel", "instrument": "clavecin|violin|violonchelo|guitarra|clarinete|arpa", "book": "libro|novela",
        "coffee_machine": "cafetera", "aircon": "aire acondicionado", "card": "tarjeta", "medicine": "medicacion|medicina|insulina|medicamento", "present": "regalo", "room": "habitacion|cuarto de hotel",
        "car": "coche de alquiler|auto alquilado|carro alquilado", "flight": "vuelo", "train": "tren", "subscription": "suscripcion|abono mensual", "app": "aplicacion|app|pagina", "internet": "internet|wifi|fibra|linea",
        "power": "luz|electricidad|corriente|a oscuras", "gas": "gas", "water": "agua", "heating": "calefaccion|caldera", "hot_water": "agua caliente", "meal": "comida|cena|almuerzo|pizza",
    },
    "fr": {
        "parcel": "colis|paquet|carton", "suitcase": "valise|bagages?", "sofa": "canape", "wardrobe": "armoire", "table": "table", "bed": "(?:mon|le|un|notre|ce|du|au|de|grand|petit) lit", "kitchen": "cuisine equipee|ma cuisine",
        "washing_machine": "lave-linge|machine a laver", "fridge": "frigo|refrigerateur", "phone_set": "telephone neuf|smartphone", "laptop": "ordinateur|pc portable", "modem": "box|modem|routeur",
        "jumper": "pull", "coat": "manteau", "dress": "robe", "bike": "velo", "flowers": "bouquet|fleurs", "wreath": "gerbe|couronne", "cake": "gateau", "instrument": "clavecin|violon|violoncelle|guitare|clarinette|harpe", "book": "(?:un|le|mon|ce|ces|mes|les|des|vos|votre|deux|trois) livres?(?! (?:le|la|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi))", "coffee_machine": "machine a cafe|cafetiere",
        "aircon": "climatis\\w+|clim", "card": "carte bancaire|carte bleue", "medicine": "medicaments?|traitement|insuline", "present": "cadeau", "room": "chambre", "car": "voiture de location", "flight": "vol",
        "train": "train|tgv", "subscription": "abonnement", "app": "appli|application|site|espace client", "internet": "internet|fibre|wifi", "power": "electricite|courant|dans le noir", "gas": "gaz", "water": "(?<!chasse d')(?<!facture d')(?<!facture de l')eau(?! (?:chaude|de (?:toilette|parfum|javel)))",
        "heating": "chauffage|chaudiere|radiateurs?", "jacket": "veste|blouson|doudoune", "freezer": "congelateur", "mattress": "matelas", "oven": "four", "dishwasher": "lave-vaisselle", "dryer": "seche-linge", "television": "televiseur|tele neuve", "printer": "imprimante", "stairlift": "monte-escaliers?", "treadmill": "tapis de course", "watch": "montre(?! (?:que|moi|bien))", "tent": "tente(?! (?:de|d'))", "piano": "piano", "camera": "appareil photo",
        "hot_water": "eau chaude|chauffe-eau", "meal": "repas|plat|diner|menu|pizza",
    },
    "pt": {
        "parcel": "pacote|encomenda postal", "suitcase": "mala|bagagem", "sofa": "sofa", "wardrobe": "armario|guarda-roupa|roupeiro", "table": "mesa", "bed": "cama|colchao", "kitchen": "cozinha planejada|cozinha nova",
        "washing_machine": "maquina de lavar|lavadora", "fridge": "geladeira|frigorifico|freezer", "phone_set": "celular novo|telemovel", "laptop": "notebook|computador|portatil", "modem": "modem|roteador|router",
        "jumper": "camisola|sueter|blusa", "coat": "casaco|jaqueta", "dress": "vestido", "bike": "bicicleta|bike", "flowers": "flores|buque|ramo", "wreath": "coroa", "cake": "bolo", "instrument": "cravo|violino|violoncelo|guitarra|violao|clarinete|harpa", "book": "livro", "coffee_machine": "cafeteira|maquina de cafe",
        "aircon": "ar[- ]condicionado", "card": "cartao", "medicine": "remedio|medicamento|insulina|medicacao", "present": "presente|prenda", "room": "quarto(?! (?:e-?mail|mail|contato|contacto|mensagem|dia|mes|ano|vez|pedido|andar|de hora))", "car": "carro alugado", "flight": "voo", "train": "comboio|trem",
        "subscription": "assinatura|plano", "app": "aplicativo|app|site", "internet": "internet|wifi|fibra", "power": "luz|energia|eletricidade|no escuro", "gas": "gas", "water": "agua", "heating": "aquecimento|aquecedor",
        "hot_water": "agua quente", "meal": "comida|jantar|almoco|pizza|prato",
    },
    "ja": {
        "parcel": "荷物|小包|宅配便", "suitcase": "スーツケース|手荷物", "sofa": "ソファ", "wardrobe": "たんす|タンス|クローゼット", "table": "テーブル|食卓", "bed": "ベッド|マットレス", "kitchen": "キッチン", "washing_machine": "洗濯機",
        "fridge": "冷蔵庫|冷凍庫", "phone_set": "新しい(?:スマホ|携帯)|(?:スマホ|携帯)(?:電話)?(?=本体|が(?:届|壊|動|使|割)|を(?:買|注文|購入|修理))", "laptop": "パソコン|ノートPC", "modem": "ルーター|モデム", "jumper": "セーター|ニット", "coat": "コート|ジャケット", "dress": "ワンピース|(?<!ア)ドレス", "bike": "自転車",
        "flowers": "花束|お花", "wreath": "花輪", "cake": "ケーキ", "instrument": "チェンバロ|バイオリン|ヴァイオリン|チェロ|ギター|クラリネット", "book": "本を|文庫|書籍", "coffee_machine": "コーヒーメーカー", "aircon": "エアコン", "card": "クレジットカード|カード(?=が|を(?:止|再))", "medicine": "お薬|処方薬|インスリン", "present": "プレゼント|贈り物", "room": "客室|お部屋|部屋(?=[^。]{0,20}(?:予約|ホテル|旅館|宿))", "car": "レンタカー",
        "flight": "搭乗便|フライト|(?<![宅郵船速])便(?:が|の|に)(?:欠航|遅|キャンセル)|航空", "train": "電車|新幹線|列車", "subscription": "サブスク|定期便|ご契約のプラン|契約プラン", "app": "アプリ|サイト|管理画面", "internet": "ネット|回線|wifi", "power": "電気|停電|真っ暗", "gas": "ガス", "water": "水道|断水", "heating": "暖房",
        "hot_water": "お湯|給湯", "meal": "料理|弁当(?!屋)|ピザ|寿司|ご飯",
    },
    "de": {
        "parcel": "paket|packchen", "suitcase": "koffer|gepack", "sofa": "sofa|couch", "wardrobe": "schrank\\w*|kleiderschrank", "table": "tisch|esstisch", "bed": "bett", "kitchen": "kuche",
        "washing_machine": "waschmaschine", "fridge": "kuhlschrank", "phone_set": "handy|smartphone", "laptop": "laptop|notebook|rechner", "modem": "router|modem|fritzbox", "jumper": "pulli|pullover", "coat": "mantel",
        "dress": "kleid", "bike": "fahrrad|e-bike", "flowers": "blumenstraus|straus|blumen", "wreath": "(?:trauer|grab|adventskranz|braut)?kranz", "cake": "torte|hochzeitstorte|geburtstagstorte", "instrument": "cembalo|geige|cello|klarinette|gitarre|harfe", "book": "buch", "coffee_machine": "kaffeemaschine|kaffeevollautomat\\w*", "aircon": "klimaanlage", "card": "karte",
        "medicine": "medikamente?|arznei|insulin", "present": "geschenk", "room": "zimmer", "car": "mietwagen|leihwagen", "flight": "flug", "train": "zug|ice", "subscription": "abo|abonnement", "app": "app|portal|webseite",
        "internet": "internet|wlan|dsl|glasfaser", "power": "strom|im dunkeln", "gas": "gas", "water": "wasser", "heating": "heizung", "jacket": "jacke", "freezer": "gefrierschrank|gefriertruhe|tiefkuhl\\w+", "mattress": "matratze", "oven": "backofen|herd|ofen", "dishwasher": "spulmaschine|geschirrspuler", "dryer": "trockner|waschetrockner", "television": "fernseher", "printer": "drucker", "stairlift": "treppenlift", "treadmill": "laufband", "watch": "armbanduhr", "tent": "zelt", "piano": "klavier", "camera": "(?:meine|die|neue) kamera",
        "hot_water": "warmwasser|warmes wasser", "meal": "essen|braten|pizza|schnitzel|suppe",
    },
}  # fmt: skip


#: Vietnamese is read with its tone marks (`tonal`): "vay" is a dress, a loan and "so".
TONAL: dict[str, tuple[str, ...]] = {
    "parcel": ("kiện hàng", "bưu kiện", "gói hàng"), "suitcase": ("va li", "vali", "hành lý"), "sofa": ("sofa", "sô pha"),
    "wardrobe": ("tủ quần áo", "tủ áo"), "table": ("bàn ăn", "cái bàn", "bàn làm việc"), "bed": ("giường", "nệm", "đệm cao su", "tấm nệm"),
    "kitchen": ("tủ bếp", "bộ bếp"), "washing_machine": ("máy giặt",), "fridge": ("tủ lạnh", "tủ đông"),
    "phone_set": ("điện thoại mới", "cái điện thoại", "chiếc điện thoại"), "laptop": ("laptop", "máy tính"), "modem": ("modem", "router", "cục phát"),
    "jumper": ("áo len",), "coat": ("áo khoác",), "dress": ("cái váy", "chiếc váy", "váy cưới", "áo dài", "cái đầm", "chiếc đầm"),
    "bike": ("xe đạp",), "flowers": ("bó hoa", "bó hồng", "hoa tươi", "lẵng hoa"), "wreath": ("vòng hoa",), "cake": ("bánh sinh nhật", "bánh kem", "bánh cưới"), "instrument": ("đàn harpsichord", "vi ô lông", "đàn guitar", "đàn ghi ta"), "book": ("quyển sách", "cuốn sách", "bộ sách"),
    "coffee_machine": ("máy pha cà phê",), "aircon": ("máy lạnh", "điều hòa"), "card": ("thẻ tín dụng", "thẻ ngân hàng", "thẻ atm"),
    "medicine": ("(?<!tàn )(?<!hút )(?<!điếu )thuốc(?! lá| ngủ| nổ)", "insulin"), "present": ("món quà", "quà sinh nhật"),
    "room": ("phòng khách sạn", "phòng đôi", "phòng đơn", "phòng nghỉ"), "car": ("xe thuê", "thuê xe"), "flight": ("chuyến bay",),
    "train": ("chuyến tàu", "vé tàu"), "subscription": ("gói cước", "gói tháng", "gói dịch vụ"), "app": ("app", "ứng dụng", "trang web"),
    "internet": ("(?<!tính )(?<!cách )(?<!chuyển )mạng(?! xã hội| sống)", "internet", "wifi"),
    "power": ("(?<!bưu )(?<!xe đạp )(?<!xe máy )(?<!rò )(?<!xe )điện(?! thoại| tử| ảnh| máy| lạnh)", "mất điện", "cúp điện", "tiền điện"), "gas": ("bình gas", "gas"),
    "water": ("nước máy", "nước sinh hoạt", "mất nước", "cúp nước", "cắt nước", "giọt nước", "nước yếu"), "heating": ("máy sưởi",),
    "hot_water": ("nước nóng", "bình nóng lạnh"), "meal": ("phần cơm", "suất cơm", "tô phở", "tô bún", "trà sữa", "đồ ăn"),
}  # fmt: skip


@cache
def _cues(language: str) -> tuple[tuple[str, Sought | TonalCue], ...]:
    if language == "vi":
        return tuple((thing, TonalCue(wordings)) for thing, wordings in TONAL.items())
    frame = "(?:{})" if language == "ja" else r"(?<![a-z0-9])(?:{})(?![a-z0-9])"
    return tuple((thing, Sought(frame.format(words))) for thing, words in CUES.get(language, CUES["en"]).items())


#: Things that a supply fails of, in the order in which they explain an outage.
SUPPLIES = frozenset({"internet", "power", "gas", "water", "heating", "hot_water", "app", "modem"})
#: Things that never work and so never fail to: something else is wrong with them.
INERT = frozenset(
    "parcel present sofa wardrobe table bed mattress kitchen jumper coat jacket dress flowers wreath cake book medicine meal tent room".split()
)
#: Supplies that are no goods: nothing of them arrives, is exchanged or paid back.
FLOWING = frozenset({"internet", "power", "gas", "water", "hot_water", "app"})


def find_things(text: str, *, language: str) -> Iterator[tuple[str, Span]]:
    """Yield (thing, span) by first mention; a longer mention at the same place comes first ("hot water" before "water")."""
    folded = fold(text)
    found = []
    for thing, pattern in _cues(language):
        match = pattern.search(text if language == "vi" else folded)
        if match:
            found.append((match.start(), -match.end(), thing, match.span()))
    taken = -1
    for start, _, thing, span in sorted(found):
        if start >= taken:
            taken = span[1]
            yield thing, span
