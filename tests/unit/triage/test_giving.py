"""What gives something for a loss, in seven languages; what does not."""

from __future__ import annotations

import pytest

from mailbot.triage.giving import WORDS, gives_amends

GIVEN = {
    "en": [
        "We have refunded 49 EUR to your card.",
        "The full amount has been credited to your account.",
        "You will receive a voucher for 20 EUR by Friday.",
        "I am sorry about the delay. We'll reimburse the taxi.",
        "Please accept this 15 % discount on your next order.",
        "Refunded 30 EUR, he was content.",
    ],
    "es": [
        "Le hemos reembolsado 49 EUR.",
        "Hoy mismo le abonaremos el importe en su cuenta.",
        "Recibirá un vale de 20 euros.",
        "Le hacemos un descuento del 15 %.",
    ],
    "fr": [
        "Nous vous avons remboursé 49 €.",
        "Vous recevrez un bon d'achat de 20 €.",
        "Le montant a été crédité sur votre compte.",
        "Nous vous accordons un geste commercial de 15 €.",
    ],
    "pt": [
        "Já reembolsámos 49 EUR no seu cartão.",
        "Vai receber um vale de 20 euros.",
        "O valor foi creditado na sua conta.",
        "Damos-lhe um desconto de 15 %.",
    ],
    "vi": [
        "Chúng tôi đã hoàn tiền 500.000 đồng vào thẻ của quý khách.",
        "Quý khách sẽ nhận được phiếu mua hàng 200.000 đồng.",
        "Chúng tôi xin tặng quý khách một bộ ấm chén.",
        "Công ty sẽ bồi thường toàn bộ chi phí.",
    ],
    "ja": [
        "本日、4,900円を返金いたしました。",
        "お詫びとして2,000円分の商品券をお送りします。",
        "修理は無償で承ります。",
        "次回ご利用いただける割引を進呈いたします。",
    ],
    "de": [
        "Wir haben Ihnen 49 EUR erstattet.",
        "Der Betrag wurde Ihrem Konto gutgeschrieben.",
        "Sie erhalten einen Gutschein über 20 EUR.",
        "Als Kulanz erlassen wir Ihnen die Versandkosten und schicken ein kleines Geschenk.",
    ],
}
NOTHING = {
    "en": [
        "You asked for a refund.",
        "We cannot refund opened goods.",
        "If the part is faulty we will refund it.",
        "Would a voucher suit you?",
        "The technician will come on Friday.",
        "We have your credit card on file.",
        'You wrote: "we have refunded you", but nothing came.',
        "We are still checking whether a refund is due.",
    ],
    "es": ["Usted pidió un reembolso.", "No podemos reembolsar el importe.", "¿Le serviría un vale de 20 euros?"],
    "fr": [
        "Vous demandez un remboursement.",
        "Nous ne pouvons pas vous rembourser.",
        "Si la pièce est défectueuse, nous vous rembourserons.",
    ],
    "pt": ["Pediu um reembolso.", "Não podemos reembolsar.", "Caso prefira, devolvemos o valor."],
    "vi": ["Quý khách yêu cầu hoàn tiền.", "Chúng tôi không thể hoàn tiền.", "Nếu hàng lỗi, chúng tôi sẽ hoàn tiền."],
    "ja": ["返金をご希望とのこと、承知いたしました。", "返金はいたしかねます。", "不良品の場合は返金いたします。"],
    "de": ["Sie bitten um Erstattung.", "Wir können das nicht erstatten.", "Wenn der Artikel defekt ist, erstatten wir ihn."],
}  # fmt: skip


def test_every_language_has_words() -> None:
    assert set(WORDS) == set(GIVEN) == set(NOTHING)


@pytest.mark.parametrize(("language", "text"), [(key, one) for key, texts in GIVEN.items() for one in texts])
def test_what_is_given_is_heard(language: str, text: str) -> None:
    assert gives_amends(text, language)
    assert gives_amends(text)


@pytest.mark.parametrize(("language", "text"), [(key, one) for key, texts in NOTHING.items() for one in texts])
def test_a_wish_a_refusal_and_a_condition_give_nothing(language: str, text: str) -> None:
    assert not gives_amends(text, language)
    assert not gives_amends(text)
