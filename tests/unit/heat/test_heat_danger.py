"""Danger: both looks' probability of violence and self-harm, what it lifts, and that calm words around a threat do not hide it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.adapters.heat_training import second_look
from mailbot.adapters.lexicons import load_lexicons
from mailbot.bootstrap.judge import load_judge
from mailbot.model.heat import Band, Category, Flag, Kind, Reading
from mailbot.model.policy import HeatPolicy, Policy
from mailbot.triage.distress import dangerous_sentences
from mailbot.triage.model import FLAGS, KINDS, OUTPUTS, ModelReading, look_twice, predict
from mailbot.triage.model_second import DANGERS, SecondLook, dangers
from mailbot.triage.scoring import read
from mailbot.triage.sight import look

LEXICONS = load_lexicons()
POLICY = HeatPolicy()
VIOLENCE = OUTPUTS.index("flag:violence_threat")
JUDGE = load_judge(Policy())


def calm(felt: dict[Flag, float] | None) -> ModelReading:
    return ModelReading(
        heat=0.05,
        high=0.1,
        kinds=dict(zip(KINDS, (0.1, 0.7, 0.1, 0.1, 0.0), strict=True)),
        categories={category: 1 / len(Category) for category in Category},
        flags=dict.fromkeys(FLAGS, 0.05),
        confidence=0.9,
        dangers=felt,
    )


def read_with(text: str, violence: float, self_harm: float = 0.0) -> Reading:
    felt = {Flag.VIOLENCE_THREAT: violence, Flag.SELF_HARM: self_harm}
    return read(text, language="en", lexicons=LEXICONS, policy=POLICY, model=calm(felt))


def test_a_danger_without_telling_words_is_a_call_and_says_so() -> None:
    reading = read_with("Tell him to bring a friend next time.", POLICY.danger_call)
    assert (reading.heat.band, reading.kind) == (Band.HIGH, Kind.COMPLAINT)
    assert reading.heat.value >= POLICY.floor and not reading.flags
    [entry] = [signal for signal in reading.heat.signals if signal.name == "felt_danger"]
    assert entry.evidence is None and not entry.quote
    assert sum(signal.weight for signal in reading.heat.signals) == pytest.approx(reading.heat.value)


def test_a_sure_danger_carries_its_flag_without_evidence() -> None:
    reading = read_with("You will not see me again, nobody will.", 0.0, POLICY.danger_sure)
    assert reading.flags == {Flag.SELF_HARM} and reading.flag_evidence == () and reading.urgent


def test_veiled_words_of_violence_are_a_figure_of_speech_where_both_looks_see_no_danger() -> None:
    text = "I know where he lives."
    assert read_with(text, POLICY.danger_words / 2).heat.band is Band.NONE
    assert read_with(text, POLICY.danger_words).heat.band is Band.HIGH
    unheard = read(text, language="en", lexicons=LEXICONS, policy=POLICY, model=replace(calm(None), flags=_half()))
    assert unheard.heat.band is Band.HIGH


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'll break his legs."),
        ("de", "Dann schlage ich ihm die Zähne aus."),
        ("es", "Le voy a partir la cara."),
        ("fr", "Je vais lui casser la gueule."),
        ("pt", "Vou quebrar a cara dele."),
        ("vi", "Tao sẽ đốt cửa hàng của mày."),
        ("ja", "店に火をつけてやる。"),
    ],
)
def test_plain_words_of_violence_always_stand(language: str, text: str) -> None:
    none = {Flag.VIOLENCE_THREAT: 0.0, Flag.SELF_HARM: 0.0}
    reading = read(text, language=language, lexicons=LEXICONS, policy=POLICY, model=calm(none))
    assert Flag.VIOLENCE_THREAT in reading.flags and reading.heat.band is Band.HIGH


def _half() -> dict[Flag, float]:
    return dict.fromkeys(FLAGS, 0.25)


def test_plain_words_of_self_harm_always_stand() -> None:
    text = "Some nights I don't see the point in being here."
    reading = read_with(text, 0.0, 0.0)
    assert reading.urgent and Flag.SELF_HARM in reading.flags and reading.heat.band is Band.HIGH


def test_veiled_words_stand_unless_both_looks_find_next_to_nothing() -> None:
    text = "I want to end it, the contract I mean."
    assert Flag.SELF_HARM in read_with(text, 0.0, POLICY.danger_words).flags
    assert Flag.SELF_HARM not in read_with(text, 0.0, POLICY.danger_words / 2).flags
    unheard = read(text, language="en", lexicons=LEXICONS, policy=POLICY, model=calm(None))
    assert unheard.urgent and Flag.SELF_HARM in unheard.flags


def test_the_likelier_either_look_finds_it_the_likelier_it_is() -> None:
    second = SecondLook(trust=np.zeros(len(OUTPUTS), np.float32), danger=np.array([[4, 1, 1], [4, 1, 1]], np.float32))
    low, first, both = (
        dangers(second, np.full(2, raw, np.float32), np.full(2, said, np.float32))
        for raw, said in ((0.0, 0.01), (0.5, 0.01), (0.5, 0.9))
    )
    assert (low < first).all() and (first < both).all() and ((both < 1) & (low > 0)).all()


def test_the_line_of_a_danger_is_fitted_to_both_looks() -> None:
    rng = np.random.default_rng(7)
    wanted = (rng.random((400, len(OUTPUTS))) < 0.2).astype(float)
    raw = (0.5 * wanted + 0.2 * rng.normal(size=wanted.shape)).clip(0, 1)
    said = (0.6 * wanted + 0.2 * rng.random(wanted.shape)).clip(0.01, 0.99).astype(np.float32)
    fitted = second_look(raw, said, wanted)
    places = [OUTPUTS.index(f"flag:{flag}") for flag in DANGERS]
    found = dangers(fitted, raw[:, places].astype(np.float32), said[:, places])
    assert ((found > 0.5) == (wanted[:, places] > 0.5)).mean() > 0.97
    assert found.mean() == pytest.approx(wanted[:, places].mean(), abs=0.03)


def test_a_sentence_of_danger_counts_as_if_it_stood_alone() -> None:
    model = shipped_heat_model()
    first = predict(model, "Thank you.", language="en")
    calm_words, threat = np.full((2, len(OUTPUTS)), 0.01, np.float32)
    threat[VIOLENCE] = 0.9
    alone = look_twice(model, first, calm_words).dangers
    apart = look_twice(model, first, calm_words, apart=[threat]).dangers
    assert alone and apart and apart[Flag.VIOLENCE_THREAT] > 2 * alone[Flag.VIOLENCE_THREAT]
    assert apart[Flag.SELF_HARM] == pytest.approx(alone[Flag.SELF_HARM])


def test_sentences_with_words_of_danger_are_found() -> None:
    text = "The van was late. Next time I'll break his legs. Have a nice day."
    assert dangerous_sentences(look(text, language="en", lexicons=LEXICONS)) == ["Next time I'll break his legs."]


@pytest.mark.parametrize("times", [1, 12])
def test_praise_around_a_threat_does_not_hide_it(times: int) -> None:
    praise = "Thank you so much, your colleagues were wonderful and the cake was lovely! " * times
    text = f"{praise}If your driver comes back I will break his legs. {praise}"
    [reading] = JUDGE.read_many([text], ["en"])
    assert reading.heat.band is Band.HIGH


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I don't want to live any more."),
        ("de", "Ich will nicht mehr leben."),
        ("es", "No quiero seguir viviendo."),
        ("fr", "Je n'ai plus envie de vivre."),
        ("pt", "Não quero mais viver."),
        ("vi", "Tôi không muốn sống nữa."),
        ("ja", "もう死にたいです。"),
    ],
)
def test_plain_talk_of_self_harm_stands_in_every_language(language: str, text: str) -> None:
    none = {Flag.VIOLENCE_THREAT: 0.0, Flag.SELF_HARM: 0.0}
    reading = read(text, language=language, lexicons=LEXICONS, policy=POLICY, model=calm(none))
    assert Flag.SELF_HARM in reading.flags and reading.heat.band is Band.HIGH


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm ready to go ahead with the order, please send the invoice."),
        ("en", "I won't be here on Friday, could the driver leave it with the neighbour?"),
        ("de", "Im Treppenhaus ist kein Licht, können Sie jemanden schicken?"),
        ("de", "Wenn ich dann weg bin, legen Sie das Paket bitte in die Garage."),
        ("es", "A las seis tengo que levantarme, así que prefiero la entrega por la tarde."),
        ("es", "La casa en que vivo tiene dos portales, el paquete va al segundo."),
        ("fr", "Je ne serai plus là vendredi pour ouvrir, pouvez-vous passer lundi ?"),
        ("pt", "Só queria dormir até às oito, mas as obras começam às seis."),
        ("vi", "Cho tôi đi đổi hàng vào thứ bảy được không?"),
        ("ja", "契約は今季でおしまいにします。お世話になりました。"),
        ("ja", "最後に担当の方のお名前を書いておきます。佐藤様です。"),
    ],
)
def test_everyday_words_that_may_hint_at_self_harm_are_no_call_where_both_looks_find_none(
    language: str, text: str
) -> None:
    reading = JUDGE.read(text, language, explain=False)
    assert Flag.SELF_HARM not in reading.flags and reading.heat.band is not Band.HIGH
