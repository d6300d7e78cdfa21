"""The trouble that a letter names: what the mail says, and no more."""

from __future__ import annotations

import pytest

from mailbot.model.heat import Category
from mailbot.triage.order_reference import find_references
from mailbot.triage.problem import choose_kind
from mailbot.triage.product import find_things
from mailbot.triage.tonal import has_marks
from mailbot.triage.topic import speaks_of
from mailbot.triage.trouble import find_troubles

#: (language, category of the mail, kind to speak of, mail)
TOLD = [
    ("en", Category.DELIVERY, "late", "Order 71-B was booked for the 14th with a tail-lift. It came on the 16th without one."),
    ("en", Category.ACCOUNT, "no_document", "I left in June. I never got the written confirmation that it has ended."),
    ("en", Category.ACCOUNT, "wrong_data", "The card shows the old name, the tax letter shows both."),
    ("en", Category.ACCOUNT, "disclosed", "You gave my new address to him because he passed security."),
    ("en", Category.REFUND, "refund_pending", "WHERE is my money. livid."),
    ("en", Category.BILLING, "wrong_amount", "You charged me for two bags of coal and I had the one. 14 euro over."),
    ("de", Category.DELIVERY, "late", "Die Griffe waren für den 8. zugesagt. Gekommen sind sie am 19., und alle für rechts."),
    ("de", Category.BILLING, "wrong_amount", "Was nicht stimmt, ist die letzte Rechnung: 71,40 statt 17,40."),
    ("de", Category.ACCOUNT, "no_document", "Gekündigt habe ich im Mai. Eine Bestätigung habe ich bis heute nicht."),
    ("de", Category.ACCOUNT, "disclosed", "wer hat euch erlaubt meine nummer dem vermieter zu geben??"),
    ("de", Category.SERVICE, "missed_visit", "Bis 13 Uhr gewartet, gekommen ist keiner, abgesagt hat auch keiner."),
    ("fr", Category.BILLING, "wrong_amount", "Vous avez compté douze verres au prix de la carafe : 312 € au lieu de 78."),
    ("fr", Category.REFUND, "refund_pending", "Les 130 € ne sont pas revenus, on est le 9 du mois suivant."),
    ("fr", Category.ACCOUNT, "wrong_data", "Le courrier porte encore mon ancien nom, la carte le nouveau."),
    ("en", Category.QUALITY, "poor_quality", "The girl was rude, whatever. What I mind is the soup, it was cold."),
    ("de", Category.STAFF, "staff", "Die Rechnung war falsch, sei's drum. Aber er hat mich ausgelacht."),
    ("fr", Category.DELIVERY, "refund_pending", "Colis cassé, tout ça c'est du passé. Les 89 € ne sont toujours pas là."),
    ("fr", Category.QUALITY, "defective", "On a ouvert avec votre four, le soir même il a lâché."),
    ("es", Category.REFUND, "refund_pending", "¿Dónde está mi depósito? Entregué las llaves en mayo."),
    ("es", Category.DELIVERY, "late", "El mueble debía llegar el lunes a las 9 y llegó a las 18:30, con la tienda cerrada."),
    ("es", Category.QUALITY, "damaged", "Ayer me trajeron la vitrina, que costó 1.250,00 €, con un cristal roto."),
    ("es", Category.BILLING, "double_charge", "La caja llegó abollada, pero me da igual. Lo que no: me cobraron dos veces el envío."),
    ("es", Category.BILLING, "wrong_amount", "El contrato dice 31.400 y me facturaron 38.900."),
    ("es", Category.SERVICE, "no_answer", "Ya van tres correos y nadie contesta."),
    ("es", Category.ACCOUNT, "wrong_data", "Desde la boda mi apellido sigue saliendo el antiguo en las cartas."),
    ("pt", Category.REFUND, "refund_pending", "Cadê meu dinheiro? O passeio foi cancelado em julho."),
    ("pt", Category.DELIVERY, "late", "A estante chegou com duas semanas de atraso."),
    ("pt", Category.QUALITY, "damaged", "Ontem entregaram o espelho, que custou R$ 1.289,00, com o canto trincado."),
    ("pt", Category.SERVICE, "no_answer", "Erro na conta acontece. Mas mandei cinco e-mails e ninguém responde."),
    ("pt", Category.SERVICE, "missed_visit", "Marcaram o encanador para as 8h e não veio ninguém."),
    ("vi", Category.REFUND, "refund_pending", "Tiền của tôi đâu? Tôi trả hàng ba tuần rồi."),
    ("vi", Category.DELIVERY, "not_delivered", "Chừng nào mới chở cái tủ lạnh của tui tới?"),
    ("vi", Category.BILLING, "double_charge", "Vợ tôi vô ngân hàng mới biết bị trừ tiền hai lần."),
    ("vi", Category.QUALITY, "damaged", "Hôm qua shop giao cái gương giá 2.150.000đ, góc bị nứt."),
    ("vi", Category.OUTAGE, "outage", "Bốn ngày không một giọt nước."),
    ("vi", Category.ACCOUNT, "blocked", "khoa tai khoan cua toi ba hom nay roi"),
    ("vi", Category.DELIVERY, "late", "Đặt bánh 8h mà 11 giờ mới tới, khách về hết."),
    ("ja", Category.REFUND, "refund_pending", "返品した鍋の返金がまだです。"),
    ("ja", Category.DELIVERY, "late", "注文した椅子が三日遅れで届きました。"),
    ("ja", Category.SERVICE, "missed_visit", "点検の日、朝から待ちましたがどなたもお見えになりませんでした。"),
    ("ja", Category.BILLING, "wrong_amount", "していないトリートメントが3,300円ついていました。"),
    ("ja", Category.SERVICE, "no_answer", "宛名の間違いは結構です。問題はメールに一度もご返信がないことです。"),
]  # fmt: skip

#: (language, kind that the words do not name, mail)
NOT_TOLD = [
    ("en", "staff", "I never missed a payment, never rang up shouting."),
    ("de", "blocked", "Der Spielplatz ist fertig und abgesperrt."),
    ("fr", "defective", "La mairie a planté des cerisiers devant chez moi."),
    ("fr", "wrong_item", "Vous avez laissé le lave-linge dans le hall au lieu de le monter."),
    ("en", "staff", "Your help line was pleasant, the girl even laughed with me. I'm not laughing now."),
    ("de", "wrong_item", "Mein Klavier steht in einer Halle statt in meinem Wohnzimmer."),
    ("fr", "defective", "Il a fait du bon travail, la chasse d'eau ne fuit plus."),
    ("en", "not_delivered", "I never got the written confirmation and the portal still says active."),
    ("en", "missed_visit", "The engineer was late, then he was snotty. Now I have no hot water."),
    ("en", "not_as_booked", "It has been dusk in my bedroom since March because of your scaffold."),
    ("en", "staff", "The waiter said it was extra and the bill had seven dollars more."),
    ("en", "late", "The engineer was late and the invoice was late: I can live with that."),
    ("de", "not_as_booked", "Der Zähler weist laut Foto 2.094 aus, abgerechnet sind 1.812."),
    ("de", "refund_pending", "Ich möchte eine neue Tür, keine Gutschrift."),
    ("de", "poor_quality", "Dreimal alles eingegeben, dreimal Sitzung abgelaufen."),
    ("de", "not_delivered", "Das Geld ist nicht gekommen, neunter Tag."),
    ("fr", "defective", "Je vis seule, dans 38 m², avec une douche et une plante."),
    ("fr", "not_as_booked", "La fenêtre de la chambre de ma fille ne ferme pas."),
    ("fr", "missed_visit", "On l'a baptisée dimanche dans un body avec un lapin."),
    ("fr", "not_delivered", "La veste, je vous l'ai rendue ; les 89 € ne sont toujours pas là."),
    ("es", "not_delivered", "El dinero no ha llegado y la respuesta tampoco."),
    ("es", "damaged", "El domingo hay partido y queremos las camisetas."),
    ("es", "double_charge", "Se lo he dicho dos veces y sigo igual."),
    ("es", "wrong_item", "Miraban la pantalla en vez de mirar al enfermo."),
    ("es", "wrong_item", "La cremallera se rompió. ¿Hay otro modelo y pago la diferencia?"),
    ("es", "missed_visit", "El técnico le contestó mal a mi señora."),
    ("es", "not_delivered", "He perdido dos bodas por culpa de ustedes."),
    ("pt", "poor_quality", "Desta vez abro-lhe a porta com muito gosto, em agosto."),
    ("pt", "double_charge", "Limpámos o filtro duas vezes."),
    ("pt", "not_delivered", "O código não chegou e o reembolso também não."),
    ("vi", "damaged", "Tôi dắt vợ vô phòng thì bé khóc."),
    ("vi", "staff", "Lại rớt mạng, đang thi online."),
    ("vi", "defective", "Anh trả lời tôi đi."),
    ("vi", "unwanted_charge", "Anh shipper nói chuyện dễ thương."),
    ("vi", "long_wait", "Xin cho biết ngày giao bù."),
    ("ja", "not_as_booked", "子どもの部屋にいると工事の騒音がひどいです。"),
    ("ja", "unwanted_charge", "勝手に名義を変えないでください。"),
    ("ja", "incomplete", "生ものが一つ入っています。"),
    ("ja", "not_delivered", "返事が届きません。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "category", "kind", "mail"), TOLD)
def test_the_trouble_told_is_spoken_of(language: str, category: Category, kind: str, mail: str) -> None:
    kinds = [(problem.kind, problem.confidence) for problem in find_troubles(mail, language=language)]
    assert choose_kind(kinds, category) == kind, kinds


@pytest.mark.parametrize(("language", "kind", "mail"), NOT_TOLD)
def test_words_that_say_something_else_tell_no_trouble(language: str, kind: str, mail: str) -> None:
    assert kind not in [problem.kind for problem in find_troubles(mail, language=language)]


@pytest.mark.parametrize(
    ("language", "mail", "thing"),
    [
        ("vi", "Tôi điên lên rồi, dám làm vậy với khách.", None),
        ("vi", "Khoản vay của tôi, phòng kế toán nói không rõ.", None),
        ("vi", "Xóa sạch ảnh của tui.", None),
        ("vi", "Cúp điện từ sáng.", "power"),
        ("vi", "may giat cua toi hu roi", "washing_machine"),
        ("ja", "従業員6名の弁当屋です。", None),
        ("ja", "メールアドレスの変更を届け出ました。", None),
    ],
)
def test_a_thing_is_the_word_with_its_tones(language: str, mail: str, thing: str | None) -> None:
    assert next((found for found, _ in find_things(mail, language=language)), None) == thing


@pytest.mark.parametrize(
    ("mail", "marked"),
    [("Hàng của tôi đâu rồi?", True), ("hang cua toi dau roi", False), ("", False), ("123 !!!", False)],
)
def test_a_text_typed_without_tones_is_known(mail: str, marked: bool) -> None:
    assert has_marks(mail) is marked


@pytest.mark.parametrize(
    ("mail", "number"),
    [
        ("El contrato dice 21.500 y me cobran más.", None),
        ("Hàng về kho 24 ngày mà 2.450.000 vẫn chưa về.", None),
        ("Hóa đơn số 20.481 bị sai.", "20.481"),
    ],
)
def test_a_sum_is_no_number_of_an_order(mail: str, number: str | None) -> None:
    assert next((found.value for found in find_references(mail)), None) == number


@pytest.mark.parametrize(
    ("category", "mail", "speaks"),
    [
        (Category.DELIVERY, "APAGARAM AS FOTOS DO MEU CASAMENTO. TODAS.", False),
        (Category.DELIVERY, "A encomenda veio aberta.", True),
        (Category.OUTAGE, "毎週金曜の夜八時に階段を降りてくるよな。", False),
        (Category.OUTAGE, "Llevamos ocho días sin agua.", True),
        (Category.ACCOUNT, "đm làm ăn gì kỳ vậy", False),
        (Category.BILLING, "Warum 44 Euro für ein Papier?", True),
        (Category.OTHER, "whatever", True),
        (Category.STAFF, "Der Kranz kam erst am Nachmittag.", False),
        (Category.STAFF, "Your driver was short with my mother.", True),
    ],
)
def test_a_category_that_no_word_speaks_for_is_not_spoken_of(category: Category, mail: str, speaks: bool) -> None:
    assert speaks_of(category, mail) is speaks


@pytest.mark.parametrize(
    ("language", "first", "mail"),
    [
        ("es", "refund_pending", "La caja llegó rota. Todo eso ya me da igual. El reembolso no ha llegado."),
        ("pt", "staff", "A encomenda não chegou, mas nada disso é o motivo. A funcionária gritou com a minha mãe."),
        ("vi", "outage", "Thợ hẹn thứ ba không đến. Mấy chuyện đó tính sau, cái cần ngay là mạng: mất mạng chín ngày."),
        ("ja", "no_answer", "請求の金額が違うのはもういい。メールに返信がありません。"),
    ],
)
def test_what_is_set_aside_comes_before_the_grievance(language: str, first: str, mail: str) -> None:
    assert find_troubles(mail, language=language)[0].kind == first
