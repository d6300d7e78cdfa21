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


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "We are on transfer DV-4410, the $212 that have not reached you, and we keep you informed."),
        ("es", "Estamos con la devolución DV-4410, los 212 € que no te han llegado, y te tendremos al corriente."),
        ("pt", "Estamos cuidando da DV-4410, os R$ 640 que não entraram na sua conta, e vamos manter você informada."),
        ("fr", "Nous traitons le virement DV-4410, les 212 € qui ne sont pas arrivés, et vous tenons au courant."),
        ("de", "Wir kümmern uns um DV-4410, die 212 €, die nicht angekommen sind, und halten Sie auf dem Laufenden."),
    ],
)
def test_a_sum_that_has_not_come_is_none_that_we_give(language: str, reply: str) -> None:
    assert "unauthorised-promise" not in broken(language, "holding", reply, order_ref="DV-4410")
    assert "unauthorised-promise" in broken("en", "holding", "We refund you $212 for DV-4410.", order_ref="DV-4410")


def test_a_fault_said_twice_in_a_sentence_is_one_whatever_its_frame() -> None:
    said = "While he is at it he will pop in a large canvas with our compliments, and anything you print before Christmas is on the house."
    assert "unauthorised-promise" in broken("en", LISTEN, said)


@pytest.mark.parametrize("reply", ["一日に三度も時刻が変われば当然です。", "お待たせした一日の分をお返しします。"])
def test_a_day_long_is_no_first_of_the_month(reply: str) -> None:
    facts = ("返金日: 2026-05-21", "担当: 村瀬")
    assert "unauthorised-promise" not in broken("ja", "nine-step", reply, facts=facts)


def test_who_is_only_blamed_is_not_said_to_mend() -> None:
    facts = ("cause: Mina (digital)", "fix: Larkfield Studio")
    told = "The guide AP-3 crashes at the tower. It's Larkfield Studio that built the thing, we only sell it. "
    case = {"facts": facts, "order_ref": "AP-3", "problem": "guide AP-3 crashes"}
    assert "missing-step" in broken("en", "right-owner", told + "Somebody will mend it.", **case)
    assert "missing-step" not in broken(
        "en", "right-owner", told + "Mina finds out why, and Larkfield Studio mends it.", **case
    )


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "The credit is on your account on 19 May, as soon as possible of course, but no later."),
        ("fr", "Les 210 francs seront là le 19 mai, dès que possible bien sûr, mais en aucun cas plus tard."),
        ("es", "El abono estará el 19 de mayo, cuanto antes claro, pero en ningún caso más tarde."),
        ("pt", "O valor está na conta a 19 de maio, assim que possível, mas em caso algum mais tarde."),
        ("de", "Das Geld ist am 19. Mai da, so bald wie möglich natürlich, auf keinen Fall später."),
        ("vi", "Tiền về ngày 19/5, càng sớm càng tốt, nhưng không muộn hơn."),
    ],
)
def test_soon_before_a_limit_is_no_vague_term(language: str, reply: str) -> None:
    assert not {"vague-terms", "interrupting"} & broken(language, LISTEN, reply, facts=("refund_date: 2026-05-19",))


def test_a_plea_to_wait_is_no_word_of_ours() -> None:
    reply = "Nuala packs a fresh box now. It comes on the 16th. I'd ask you to hang tight until then."
    found = broken("en", "action-cause-terms", reply, facts=("replacement: 2026-09-16", "owner: Nuala"))
    assert {"patience-plea", "no-follow-up"} <= found
    assert "vague-terms" not in found


@pytest.mark.parametrize(
    ("language", "playbook", "reply"),
    [
        ("de", LISTEN, "Weil uns die Sache peinlich ist, drucken wir neu."),
        ("vi", LISTEN, "Mẫu vé của suất diễn cũ chưa được xóa."),
        ("ja", "tone-boundary", "係の者を罵るようなお言葉は承服いたしかねます。"),
        ("ja", LISTEN, "暗証番号は私どもで覚えておきます。"),
    ],
)
def test_words_of_ours_that_also_insult(language: str, playbook: str, reply: str) -> None:
    assert "war-of-words" not in broken(language, playbook, reply)


def test_a_feeling_with_a_weekday_is_no_solution() -> None:
    reply = "Con lo que pasó el sábado, cualquiera estaría furiosa. El TK-9914 se canceló sin aviso. ¿Le llegó un correo? Le pido disculpas. Gastón le guarda dos plateas para el 16 de mayo."
    case = {
        "facts": ("entradas: 2026-05-16", "boletería: Gastón"),
        "order_ref": "TK-9914",
        "problem": "TK-9914 cancelada",
    }
    assert "step-order" not in broken("es", "nine-step", reply, **case)


@pytest.mark.parametrize(
    ("language", "rule", "reply"),
    [
        ("en", "blaming-the-customer", "Remembering the code would have settled it."),
        ("en", "passing-the-buck", "Your bank has some explaining to do."),
        ("de", "passing-the-buck", "Das war das Bier der Spedition."),
        ("es", "excuse", "Hay que ponerse en nuestros zapatos: llegan cuatrocientas y somos tres."),
        ("fr", "blaming-the-customer", "Un petit coup de fil la veille aurait évité tout cela."),
        ("pt", "passing-the-buck", "O seu banco, esse sim, deve explicações."),
        ("vi", "blaming-the-customer", "Ghi vậy thì thợ nào mà tìm cho ra."),
        ("ja", "blaming-the-customer", "暗証番号を覚えておいていただければ済んだ話かと存じます。"),
    ],
)
def test_a_fault_in_a_turn_of_phrase(language: str, rule: str, reply: str) -> None:
    assert rule in broken(language, "right-owner", reply)


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", "A call from us would have saved you the trip."),
        ("en", "We owe you an explanation."),
        ("de", "Ein Anruf von uns hätte Ihnen den Weg erspart."),
        ("es", "Una llamada nuestra le habría ahorrado el viaje."),
        ("fr", "Un appel de notre part aurait évité ce déplacement."),
        ("pt", "Devemos-lhe uma explicação."),
        ("vi", "Giá mà bên em gọi sớm thì chị đỡ một chuyến."),
        ("ja", "弊社が確かめていれば防げたことです。"),
    ],
)
def test_the_same_turn_of_phrase_about_ourselves_is_none(language: str, reply: str) -> None:
    assert not {"blaming-the-customer", "passing-the-buck", "excuse"} & broken(language, "right-owner", reply)
