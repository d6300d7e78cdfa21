"""Harmless replies that look like a broken rule: what the reading of a whole reply tells apart, in other wordings."""

from __future__ import annotations

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.triage.lint import LintCase, check

LISTEN = "listen-recap-apologise-resolve"


def broken(language: str, playbook: str, reply: str, **case: object) -> set[str]:
    return {
        one.rule for one in check(LintCase(language=language, playbook=playbook, reply=reply, **case), load_lexicon())
    }


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "Is the pump running again? Answer with YES or NO."),
        ("es", "¿Funciona ya la bomba? Responda SÍ o NO."),
        ("fr", "La pompe marche-t-elle ? Répondez OUI ou NON."),
        ("pt", "A bomba já funciona? Responda SIM ou NÃO."),
        ("de", "Läuft die Pumpe wieder? Antworten Sie mit JA oder NEIN."),
    ],
)
def test_two_words_to_choose_from_are_no_shouting(language: str, reply: str) -> None:
    assert "war-of-words" not in broken(language, "follow-up", reply)
    assert "war-of-words" in broken("en", "follow-up", "Answer me NOW OR NEVER.")


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("es", "Estamos con lo de esta mañana. Blas le escribe a las 10."),
        ("es", "Miramos el recibo de esta tarde. Blas le llama a las 10:15."),
        ("en", "We are on the outage of this afternoon. Leo rings you at 10."),
        ("fr", "Nous traitons la panne du 22 septembre. Luc vous écrit à 10 h."),
        ("de", "Wir kümmern uns um die Störung vom 25. September. Ina schreibt Ihnen um 10 Uhr."),
    ],
)
def test_a_day_that_says_which_thing_is_no_next_word(language: str, reply: str) -> None:
    facts = ("now: 2026-09-21 08:50", "holding_limit_hours: 2", "owner: Blas, Leo, Luc, Ina")
    assert "late-holding" not in broken(language, "holding", reply, facts=facts)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("pt", "Obrigado por ter avisado logo. O Rui liga a 5 de maio às 10h."),
        ("en", "Thank you for writing back so soon. Leo rings on 5 May at 10."),
        ("es", "Gracias por contestar pronto. Blas le llama el 5 de mayo a las 10."),
        ("en", "Leo rings on 5 May at 10. If another hour suits you better, tell me a time later on."),
        ("fr", "Luc passe le 5 mai à 10 h. Un message vous prévient quand il sera en route."),
    ],
)
def test_the_customers_own_haste_is_no_vague_term(language: str, reply: str) -> None:
    assert "vague-terms" not in broken(language, "tone-boundary", reply)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "You should have put the flowers into water."),
        ("fr", "Vous auriez dû mettre les fleurs dans l'eau."),
        ("pt", "Devia ter posto as flores em água."),
        ("es", "Debería haber puesto las flores en agua."),
        ("de", "Sie hätten die Blumen ins Wasser stellen müssen."),
    ],
)
def test_goods_that_a_reproach_names_are_not_given(language: str, reply: str) -> None:
    found = broken(language, LISTEN, reply)
    assert "unauthorised-promise" not in found
    assert "blaming-the-customer" in found


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("ja", "早瀬が代金9,800円を三月十三日に全額お返しします。"),
        ("ja", "早瀬がチケット代9,800円を全額返金いたします。"),
        ("ja", "参加費9,800円は早瀬が三月十三日に全額お返しします。"),
        ("ja", "お支払いの9,800円を三月十三日に全額返金します。"),
        ("ja", "早瀬より送料込みで9,800円を全額返金いたします。"),
    ],
)
def test_a_sum_of_the_case_that_stands_behind_a_word_is_read(language: str, reply: str) -> None:
    case = {
        "facts": ("返金: 9800 JPY", "期日: 2026-03-13", "担当: 早瀬"),
        "stated_loss": 9800.0,
        "amends_offered": 9800.0,
    }
    assert "unauthorised-promise" not in broken(language, LISTEN, reply, **case)


def test_a_small_word_is_not_the_name_that_is_written_alike() -> None:
    told = "Houve quem achasse graça. A D. Graça entrega-lhe os novos a 29 de maio."
    case = {
        "facts": ("responsável: D. Graça", "novos: 2026-05-29"),
        "order_ref": "EN-1",
        "problem": "cortinados EN-1 curtos",
    }
    reply = f"Agradeço a carta. Os cortinados EN-1 ficaram curtos, é isso? {told.split('. ')[0]}. Peço desculpa. {told.split('. ', 1)[1]}"
    assert "step-order" not in broken("pt", LISTEN, reply, **case)


@pytest.mark.parametrize(
    "reply", ["Bestellt hatten Sie für uns 160.", "Gewünscht hatten Sie größere.", "Gebucht hatten Sie früh."]
)
def test_a_reply_with_any_umlaut_is_written_with_them(reply: str) -> None:
    assert "blaming-the-customer" not in broken("de", LISTEN, reply)
    assert "blaming-the-customer" in broken("de", LISTEN, "Das hätten Sie früher sagen müssen.")


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "The meter reading is right and your sums are wrong."),
        ("de", "Unsere Abrechnung stimmt, Ihre Rechnung stimmt nicht."),
        ("fr", "Notre relevé est exact, votre calcul est faux."),
        ("fr", "Nos dossiers sont exacts, vos chiffres ne le sont pas."),
        ("es", "Los registros muestran que usted no llamó."),
        ("ja", "当社の記録は正しく、お客様の入力が誤っておりました。"),
        ("ja", "弊社の手続きに間違いはございません。"),
        ("vi", "Đồng hồ thì đúng, chị tính nhầm."),
    ],
)
def test_a_defence_that_finds_the_customer_wrong_stays_one(language: str, reply: str) -> None:
    assert "faultless" in broken(language, LISTEN, reply)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "You missed the deadline, so nothing can be done."),
        ("es", "Usted no quiso abrir la puerta."),
        ("fr", "Vous n'avez jamais répondu à nos messages."),
        ("fr", "Si vous aviez lu la notice, rien ne serait arrivé."),
        ("pt", "O senhor devia ter avisado antes."),
        ("ja", "ご確認いただければ防げたはずです。"),
        ("de", "Sie hätten das früher sagen müssen."),
    ],
)
def test_a_reproach_stays_one(language: str, reply: str) -> None:
    assert "blaming-the-customer" in broken(language, LISTEN, reply)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("vi", "Tôi đã ghi lại câu hỏi của chị về máy pha cà phê. Tôi trả lời trước 10 giờ, được không ạ?"),
        ("pt", "Anotei as suas perguntas sobre a máquina de café. Respondo até às 10h, está bem?"),
        ("es", "He anotado sus preguntas sobre la máquina de café. Le respondo a las 10, ¿le parece bien?"),
        ("fr", "J'ai noté vos questions sur la machine à café. Je vous réponds à 10 h, cela vous convient-il ?"),
    ],
)
def test_a_coffee_machine_is_no_invitation(language: str, reply: str) -> None:
    assert "emotional-hook" not in broken(language, "steady-answer", reply)


def test_a_name_in_the_greeting_is_no_day() -> None:
    reply = (
        "Kính gửi chị Mai,\nCảm ơn chị đã viết. Theo tôi hiểu, đơn 70412 chưa đạt chất lượng; chỗ nào chưa đúng, mong chị "
        "chỉnh giúp. Tôi xin lỗi chị. Tôi đang xử lý và sẽ viết cho chị trước 10 giờ ngày 30/11."
    )
    case = {"problem": "đơn 70412 chưa đạt chất lượng", "facts": ("order: 70412", "now: 2026-11-30 08:50")}
    assert "step-order" not in broken("vi", LISTEN, reply, **case)


RECAP = "届いた品がご注文と違っていたため、3月20日までの修理とご説明をご希望の"


def test_the_problem_in_the_cases_own_words_is_no_reproach_of_ours() -> None:
    said = f"このたびのメールで伺った、{RECAP}件でございます。漏れがございましたら、どうぞお教えください。"
    found = broken("ja", LISTEN, said, problem=RECAP)
    assert not {"blaming-the-customer", "no-recap"} & found
    assert "blaming-the-customer" in broken("ja", LISTEN, said, problem="届いた品が別の物だった")
    # What is said beside it counts.
    assert "blaming-the-customer" in broken("ja", LISTEN, said + "お客様の確認不足かと存じます。", problem=RECAP)
    # A few words are said by chance.
    assert "blaming-the-customer" in broken("ja", LISTEN, "お客様の確認不足かと存じます。", problem="確認不足")
