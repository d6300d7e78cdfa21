"""Complaints of trades and goods that no list of ours names: what happened is told by the sentence around them."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.model.heat import Category, Kind
from mailbot.model.policy import ReplyPolicy
from mailbot.model.turn import Turn
from mailbot.triage.draft_check import checked
from mailbot.triage.facts import extract
from mailbot.triage.problem import choose_kind
from mailbot.triage.recap import kind_of_trouble
from mailbot.triage.trouble import find_troubles
from tests.unit.playbooks.drafted import LANGUAGES, NOW, case_of, written

ZONE = ZoneInfo("Europe/Paris")
#: (language, category, kind to speak of, mail)
TOLD = [
    ("en", Category.SERVICE, "missed_visit", "The farrier was due at eight and he never turned up. Two horses stood in for nothing."),
    ("en", Category.REFUND, "missed_visit", "Your piano tuner never came. I'd like my £60 back by Friday."),
    ("en", Category.DELIVERY, "wrong_item", "I ordered forty tulip bulbs, got forty onions."),
    ("en", Category.DELIVERY, "incomplete", "The loom came with three pedals missing."),
    ("en", Category.DELIVERY, "incomplete", "The greenhouse was delivered without its door."),
    ("en", Category.DELIVERY, "late", "The cake was supposed to be here at noon. It came at four, after the guests had gone."),
    ("en", Category.QUALITY, "poor_quality", "The oysters were warm when we opened the crate."),
    ("en", Category.SERVICE, "poor_quality", "The passport office refused the photos you took."),
    ("en", Category.BILLING, "penalty", "I got a £25 fine for bringing the canoe back late, and I brought it back at ten."),
    ("en", Category.STAFF, "staff", "He called my daughter thick and shut the door on her."),
    ("de", Category.SERVICE, "missed_visit", "Am Montag sollte Ihr Schornsteinfeger um acht kommen. Er kam nicht."),
    ("de", Category.DELIVERY, "wrong_item", "Vierzig Tulpenzwiebeln bestellt, vierzig Steckzwiebeln bekommen."),
    ("de", Category.DELIVERY, "incomplete", "Das Gewächshaus kam ohne die Tür."),
    ("de", Category.BILLING, "double_charge", "Die 64 Euro wurden am 3. und am 5. abgebucht."),
    ("de", Category.QUALITY, "poor_quality", "Die Fische kamen aufgetaut an."),
    ("de", Category.BILLING, "penalty", "Schon wieder ein Strafzettel für das Leihboot."),
    ("de", Category.STAFF, "staff", "Der Fahrer nannte meinen Sohn vor allen Kindern einen Idioten."),
    ("fr", Category.SERVICE, "missed_visit", "Votre ramoneur devait passer lundi à 8 heures. Il n'est pas venu."),
    ("fr", Category.DELIVERY, "wrong_item", "Commandé quarante bulbes de tulipes, reçu quarante oignons."),
    ("fr", Category.DELIVERY, "incomplete", "La serre est arrivée sans la porte."),
    ("fr", Category.BILLING, "double_charge", "Vous avez prélevé 64 € le 3, puis à nouveau 64 € le 5."),
    ("fr", Category.QUALITY, "poor_quality", "Les huîtres sont arrivées tièdes."),
    ("fr", Category.BILLING, "penalty", "Encore une amende de 25 € pour un canoë rendu à l'heure."),
    ("fr", Category.STAFF, "staff", "Il l'a traitée d'idiote devant tous les élèves."),
    ("es", Category.SERVICE, "missed_visit", "El lunes a las ocho tenía que pasar el deshollinador. No apareció ni avisó."),
    ("es", Category.DELIVERY, "incomplete", "El invernadero vino sin la puerta."),
    ("es", Category.DELIVERY, "late", "La tarta tenía que estar a las doce. Llegó a las cuatro, cuando ya no había nadie."),
    ("es", Category.BILLING, "double_charge", "Me cobraron $64.000 el 3 y otra vez el 5."),
    ("es", Category.QUALITY, "poor_quality", "El pescado llegó descongelado."),
    ("es", Category.BILLING, "penalty", "Otra multa de 25 € por una canoa devuelta a su hora."),
    ("pt", Category.SERVICE, "missed_visit", "Na segunda às 8h devia vir o limpa-chaminés. Não apareceu nem ligou."),
    ("pt", Category.DELIVERY, "incomplete", "A estufa chegou sem a porta."),
    ("pt", Category.DELIVERY, "late", "O bolo devia estar cá ao meio-dia. Chegou às quatro."),
    ("pt", Category.QUALITY, "poor_quality", "O peixe chegou descongelado."),
    ("pt", Category.BILLING, "penalty", "Mais uma multa por uma canoa devolvida na hora."),
    ("vi", Category.SERVICE, "missed_visit", "Thợ bên chị hẹn 8 giờ sáng thứ hai tới thông ống khói nhưng không đến."),
    ("vi", Category.QUALITY, "poor_quality", "Thùng cá giao tới đã rã đông."),
    ("vi", Category.BILLING, "penalty", "Lại bị phạt vì trả thuyền muộn trong khi tôi trả đúng giờ."),
    ("es", Category.DELIVERY, "wrong_item", "Los marcos llegaron en negro y los pedí en roble."),
    ("vi", Category.DELIVERY, "not_delivered", "Hẹn một tháng trả album mà nay ba tháng chưa có."),
    ("ja", Category.SERVICE, "missed_visit", "月曜八時に煙突掃除の方が来てくださるはずでしたが、来ませんでした。"),
    ("ja", Category.DELIVERY, "incomplete", "温室のガラスが三枚足りず、建てられません。"),
    ("ja", Category.QUALITY, "poor_quality", "カニが溶けて届きました。"),
    ("ja", Category.BILLING, "penalty", "時間どおりに返したのに罰金とはどういうことですか。"),
]  # fmt: skip

#: (language, kind that the words do not name, mail)
NOT_TOLD = [
    ("en", "penalty", "Delivery was fine, a fine day even. The lamp flickers."),
    ("en", "long_wait", "I can wait for the pedals until the end of the month."),
    ("en", "refund_pending", "Please send me the £60 back by Friday, the tuner did no work."),
    ("en", "no_answer", "If nobody answers by Friday I go to the council."),
    ("en", "wrong_item", "I ordered a lamp and got a confirmation within minutes."),
    ("en", "missed_visit", "I ordered a printer, it never came."),
    ("de", "refund_pending", "Ich will meine 60 Euro zurück."),
    ("de", "missed_visit", "Am Montag sollte der Koffer geliefert werden. Er kam nicht."),
    ("de", "wrong_item", "Bestellt, aber bis heute nichts bekommen."),
    ("de", "incomplete", "Der Monteur kam ohne Vorwarnung."),
    ("fr", "refund_pending", "Je ne veux pas d'avoir, je veux être remboursé de la moitié."),
    ("en", "refund_pending", "I do not want a voucher, I want a refund."),
    ("de", "refund_pending", "Gutscheine will ich nicht, ich will eine Erstattung."),
    ("fr", "no_answer", "Sans réponse d'ici vendredi, je saisis la mairie."),
    ("fr", "refund_pending", "Je souhaite être remboursée avant vendredi."),
    ("es", "no_answer", "Sin respuesta mañana, voy a consumo."),
    ("pt", "not_delivered", "O técnico não apareceu nem telefonou."),
    ("ja", "no_answer", "金曜までに返事がなければ相談に行きます。"),
]


@pytest.mark.parametrize(("language", "category", "kind", "mail"), TOLD)
def test_the_sentence_tells_the_trouble_of_any_trade(language: str, category: Category, kind: str, mail: str) -> None:
    kinds = [(problem.kind, problem.confidence) for problem in find_troubles(mail, language=language)]
    assert choose_kind(kinds, category) == kind, kinds


@pytest.mark.parametrize(("language", "kind", "mail"), NOT_TOLD)
def test_a_sentence_of_something_else_tells_no_such_trouble(language: str, kind: str, mail: str) -> None:
    assert kind not in {problem.kind for problem in find_troubles(mail, language=language)}


def spoken(language: str, category: Category, mail: str, kind: Kind = Kind.COMPLAINT) -> str:
    facts = extract([Turn(text=mail, at=NOW)], language=language, zone=ZONE)
    return kind_of_trouble(facts, replace(case_of("other"), category=category, kind=kind, mail_text=mail))


@pytest.mark.parametrize(
    ("language", "category", "kind", "mail"),
    [
        # What came is not told as still to come, whatever day it was promised for.
        ("en", Category.DELIVERY, "late", "The wreath was supposed to be there on Monday at 11. It came at three."),
        ("fr", Category.DELIVERY, "delivery", "La couronne était prévue lundi. On l'a livrée au mauvais cimetière."),
        # Money asked for is not money overdue.
        ("en", Category.REFUND, "refund_asked", "The reading was nonsense. I want my £40 back."),
        ("de", Category.REFUND, "refund_asked", "Die Lesung war ein Witz. Ich will mein Geld zurück."),
        # Nobody is accused of rudeness where no person is spoken of.
        ("de", Category.STAFF, "late", "Der Kranz kam erst, als alle schon beim Kaffee saßen."),
        (
            "de",
            Category.STAFF,
            "left_damage",
            "Ihr Lehrling hat die Pfeife verbogen. Vertrag OG-55. Herr Pfarrer lacht.",
        ),
        # A hire has no order of wares.
        ("en", Category.QUALITY, "poor_quality", "We hired robes (contract CR-19). Not what one expects in a church."),
    ],
)
def test_a_letter_says_nothing_that_the_mail_does_not(language: str, category: Category, kind: str, mail: str) -> None:
    assert spoken(language, category, mail) == kind


def test_a_trouble_told_plainly_is_one_also_where_the_mail_ends_in_a_question() -> None:
    asked = "The last three boxes came warm and the milk was sour. What do you propose?"
    assert spoken("en", Category.QUALITY, asked, Kind.QUESTION) == "poor_quality"
    supposed = "Do you deliver to Orkney, and if a box arrives damaged, how do I return it?"
    assert spoken("en", Category.DELIVERY, supposed, Kind.QUESTION) == "inquiry"
    assert spoken("en", Category.OTHER, "Do you ring bells on Sundays?", Kind.QUESTION) == "inquiry"


STAFF = {
    "en": ("Your clerk was curt with me.", "The clerk shouted at me.", "The driver called my son stupid in front of the whole bus.", "your son"),
    "de": ("Die Dame war unfreundlich.", "Er hat mich angeschrien.", "Der Fahrer nannte meine Tochter vor allen Kindern dumm.", "hre Tochter"),
    "fr": ("Elle a été impolie.", "Il m'a hurlé dessus, grossier.", "Il a traité mon fils d'abruti devant tout le car.", "votre fils"),
    "es": ("La empleada fue maleducada.", "Me gritó la cajera.", 'El chofer le dijo "burro" a mi hijo delante de todos.', "u hijo"),
    "pt": ("Foi um atendimento grosseiro.", "A moça gritou comigo, me insultou.", "Chamou o meu filho de burro na frente de todos.", "seu filho"),
    "vi": ("Thái độ nhân viên kém lắm.", "Nhân viên quát tôi giữa quầy.", "Tài xế mắng con trai tôi là đồ ngu trước cả xe.", "con trai"),
    "ja": ("受付の態度がひどかったです。", "店員に怒鳴られました。", "運転手が皆の前で息子を「ばか」と呼びました。", "ご子息"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_unkindness_humiliation_and_harm_to_a_child_are_three_sentences(language: str) -> None:
    *mails, child = STAFF[language]
    recaps = []
    for mail in mails:
        facts = extract([Turn(text=mail, at=NOW)], language=language, zone=ZONE)
        case = replace(case_of("staff"), mail_text=mail)
        draft = written("listen-recap-apologise-resolve", "staff", language, case=case, facts=facts)
        recaps.append(next(fact.value for fact in draft.facts if fact.slot == "recap"))
    assert len(set(recaps)) == 3
    assert [child in recap for recap in recaps] == [False, False, True]


@pytest.mark.parametrize(
    ("language", "mail", "says", "never"),
    [
        ("en", "Your sweep left. The carpet is ruined and the vase is broken.", "came to harm", "reached you damaged"),
        ("de", "Nach Ihrem Maler ist der Teppich ruiniert.", "Schaden genommen", "kam beschädigt"),
        ("es", "Su pintor se fue y la alfombra quedó arruinada.", "sufrió un daño", "mal estado"),
        ("fr", "Votre peintre est parti, le tapis est fichu.", "abîmé par notre fait", "avez reçu"),
        ("pt", "O vosso pintor saiu e o tapete ficou arruinado.", "sofreu um dano", "chegou"),
        ("vi", "Thợ sơn về rồi, tấm thảm nhà tôi hỏng.", "tổn hại", "đến tay"),
        ("ja", "塗装の方が帰ったあと、絨毯が台無しです。", "損ねた", "届いた"),
    ],
)
def test_harm_to_what_was_theirs_is_no_order_that_arrived_broken(
    language: str, mail: str, says: str, never: str
) -> None:
    recap = recap_of(language, mail, Category.QUALITY)
    assert says in recap
    assert never not in recap


@pytest.mark.parametrize(
    ("language", "mail", "says"),
    [
        ("en", "I asked for my data and received somebody else's file.", "somebody else's papers"),
        ("de", "Statt meiner Daten kam die Akte eines anderen Kunden.", "Unterlagen eines anderen"),
        ("fr", "J'ai reçu le dossier d'un autre client.", "quelqu'un d'autre"),
        ("es", "Me mandaron el expediente de otra persona.", "otra persona"),
        ("pt", "Recebi o processo de outra pessoa.", "outra pessoa"),
        ("vi", "Tôi lại nhận được hồ sơ của người khác.", "của người khác"),
        ("ja", "別の方の書類が届きました。", "別の方の書類"),
    ],
)
def test_papers_of_somebody_else_are_told_as_such(language: str, mail: str, says: str) -> None:
    assert says in recap_of(language, mail, Category.ACCOUNT)


@pytest.mark.parametrize(
    ("language", "mail", "says"),
    [
        ("en", "The dress is too small. We need it right by Saturday or the €180 back.", "put right by Saturday 14 March or the money back (€180)"),
        ("de", "Das Kleid ist zu klein. Bis Samstag muss es passen, sonst will ich die 180 Euro zurück.", "bis zum 14. März eine Lösung oder die Rückzahlung von 180 €"),
        ("fr", "La robe est trop petite. Il nous la faut avant samedi, sinon je veux mes 180 €.", "une solution d'ici au 14 mars ou le remboursement de 180 €"),
        ("es", "El vestido es chico. Lo necesitamos antes del sábado o que me devuelvan los 180 €.", "una solución antes del 14 de marzo o el reembolso de 180 €"),
    ],
)  # fmt: skip
def test_money_as_the_second_best_is_told_as_such(language: str, mail: str, says: str) -> None:
    assert says in recap_of(language, mail, Category.QUALITY)


@pytest.mark.parametrize(
    ("language", "mail"),
    [
        ("en", "You spelt my mother's name wrong on the headstone."),
        ("de", "Der Name meiner Mutter ist auf dem Grabstein falsch geschrieben."),
        ("ja", "墓石の母の名前が間違っています。"),
    ],
)
def test_a_name_wrong_on_what_we_made_is_no_wrong_data(language: str, mail: str) -> None:
    assert "wrong_data" not in {problem.kind for problem in find_troubles(mail, language=language)}


def recap_of(language: str, mail: str, category: Category) -> str:
    facts = extract([Turn(text=mail, at=NOW)], language=language, zone=ZONE)
    case = replace(case_of("other"), category=category, mail_text=mail)
    draft = written("listen-recap-apologise-resolve", "other", language, case=case, facts=facts)
    assert checked(draft, ReplyPolicy(), load_lexicon()).findings == ()
    return next(fact.value for fact in draft.facts if fact.slot == "recap")


@pytest.mark.parametrize(
    ("language", "mail", "says"),
    [
        ("en", "The loom (order LM-2207) came with two pedals missing. Second, you charged me £189 on the 26th and then again on the 28th.", ("charged twice", "something missing")),
        ("de", "Am Webstuhl (Bestellung LM-2207) fehlen zwei Pedale. Und die 189 Euro wurden am 26. und am 28. abgebucht.", ("doppelt abgebucht", "unvollständig")),
        ("es", "Al telar (pedido LM-2207) le faltan dos pedales. Además me cobraron 189 € el 26 y otra vez el 28.", ("dos veces", "faltaba algo")),
        ("fr", "Le métier (commande LM-2207) est arrivé sans deux pédales. Et vous m'avez débité 189 € le 26, puis encore 189 € le 28.", ("deux fois", "manquait quelque chose")),
        ("pt", "O tear (encomenda LM-2207) veio sem dois pedais. E debitaram-me 189 € no dia 26 e outra vez no dia 28.", ("duas vezes", "faltava algo")),
        ("vi", "Khung cửi (đơn LM-2207) giao thiếu hai bàn đạp. Thẻ của tôi lại bị trừ 1.890.000đ ngày 26 rồi trừ lần nữa ngày 28.", ("hai lần", "không đủ món")),
        ("ja", "織機（注文番号LM-2207）の部品が二枚足りません。また、18,900円が26日と28日に二重に引き落とされています。", ("二重に", "不足")),
    ],
)  # fmt: skip
def test_two_troubles_are_both_told(language: str, mail: str, says: tuple[str, str]) -> None:
    for category in (Category.BILLING, Category.DELIVERY):
        recap = recap_of(language, mail, category)
        assert all(one in recap for one in says), recap


@pytest.mark.parametrize(
    ("language", "mail", "says"),
    [
        ("en", "The driver shouted at my son. I want a written apology.", "an apology in writing"),
        ("de", "Der Fahrer hat mich angeschrien. Ich erwarte eine schriftliche Entschuldigung.", "schriftliche Entschuldigung"),
        ("fr", "Le chauffeur m'a hurlé dessus, grossier. J'exige des excuses écrites.", "des excuses écrites"),
        ("es", "El chofer me gritó. Exijo una disculpa por escrito.", "una disculpa por escrito"),
        ("pt", "O motorista me gritou. Exijo um pedido de desculpas por escrito.", "pede desculpas por escrito"),
        ("vi", "Tài xế quát tôi. Tôi yêu cầu xin lỗi bằng văn bản.", "lời xin lỗi bằng văn bản"),
        ("ja", "運転手に怒鳴られました。書面での謝罪を求めます。", "書面での謝罪"),
        ("en", "Another £60 fine though the scooter stood in the box. Please waive the fine.", "it withdrawn"),
        ("de", "Schon wieder ein Strafzettel. Bitte stornieren Sie die Strafe.", "die Rücknahme"),
        ("en", "The loom came with two pedals missing. When do I get the pedals?", "what is missing"),
    ],
)  # fmt: skip
def test_a_wish_is_said_as_it_belongs_to_its_trouble(language: str, mail: str, says: str) -> None:
    assert says in recap_of(language, mail, Category.SERVICE)


@pytest.mark.parametrize(
    ("language", "mail", "says"),
    [
        ("pt", "Paguei 95 € adiantados e quero o valor de volta até 18 de dezembro.", "pede o reembolso de 95 €"),
        ("es", "Pagué 95 € por adelantado y quiero que me devuelvan el dinero.", "pide el reembolso de 95 €"),
        ("en", "I have no use for it, or for you. I want my £95 back.", "the money back (£95)"),
        ("fr", "Je ne sais pas où est le colis. Je veux être remboursée de 95 €.", "souhaitez le remboursement"),
    ],
)
def test_money_alone_is_no_second_best(language: str, mail: str, says: str) -> None:
    assert says in recap_of(language, mail, Category.QUALITY)
