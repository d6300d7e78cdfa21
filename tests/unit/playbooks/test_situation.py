"""Insults with a claim, bait, wrong doors and known causes: what the choice of a playbook is told beside the heat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.heat import Band, Flag, Heat, Kind, Reading
from mailbot.model.incident import Department, Incident, IncidentText
from mailbot.model.playbook import PlaybookId
from mailbot.model.turn import Turn
from mailbot.triage.choice import Situation, choose
from mailbot.triage.facts import extract
from mailbot.triage.situation import Known, given_by, see
from tests.unit.playbooks.drafted import shipped

AT = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)

#: language -> a mail that insults a person and claims something.
INSULTS = {
    "en": "Order 5531 arrived broken and I want my money back. Your agent is an idiot, by the way.",
    "es": "El pedido 5531 llegó roto y quiero que me devuelvan el dinero. Su agente es un imbécil.",
    "fr": "La commande 5531 est arrivée cassée, remboursez-moi. Votre conseiller est un crétin.",
    "pt": "O pedido 5531 chegou quebrado e quero meu dinheiro de volta. Sua atendente é uma idiota.",
    "de": "Die Bestellung 5531 kam kaputt an, ich will mein Geld zurück. Ihr Mitarbeiter ist ein Vollidiot.",
    "vi": "Đơn 5531 giao tới bị vỡ, tôi muốn hoàn tiền. Nhân viên của các người ngu quá.",
    "ja": "注文5531が割れて届きました。返金してください。あの担当者は本当に無能です。",
}
#: The same claim; the firm, the thing or the wait is scolded, nobody's person.
NO_INSULTS = {
    "en": "Order 5531 arrived broken and I want my money back. Your service is a joke and this is stupid.",
    "es": "El pedido 5531 llegó roto y quiero que me devuelvan el dinero. Su servicio es una vergüenza.",
    "fr": "La commande 5531 est arrivée cassée, remboursez-moi. Votre service est lamentable.",
    "pt": "O pedido 5531 chegou quebrado e quero meu dinheiro de volta. O serviço é uma piada.",
    "de": "Die Bestellung 5531 kam kaputt an, ich will mein Geld zurück. Der Service ist ein Witz.",
    "vi": "Đơn 5531 giao tới bị vỡ, tôi muốn hoàn tiền. Dịch vụ quá tệ.",
    "ja": "注文5531が割れて届きました。返金してください。対応がひどすぎます。",
}
BAIT = {
    "en": "Who on earth picked that logo? Go on then, answer me that if you can.",
    "es": "¿A quién se le ocurrió ese logotipo? A ver si saben leer y me contestan.",
    "fr": "Qui a dessiné votre logo, un enfant ? Je parie que personne n'osera répondre.",
    "pt": "Quem desenhou esse logo, uma criança? Duvido que alguém responda.",
    "de": "Wer hat sich denn dieses Logo ausgedacht? Wetten, Sie trauen sich nicht zu antworten.",
    "vi": "Ai chọn cái logo đó vậy? Thách ai trả lời được đấy.",
    "ja": "あのロゴは誰が選んだのですか。答えられるものなら答えてみてください。",
}
DOORS = {
    "en": "I am not sure if you are the right department. The installer told me to contact you.",
    "es": "No sé si son ustedes el departamento indicado. El instalador dice que es cosa suya.",
    "fr": "Je ne sais pas si c'est bien le bon service. Le syndic m'a dit de vous écrire, on me renvoie.",
    "pt": "Não sei se é o setor certo. A loja disse que a responsabilidade é de vocês.",
    "de": "Ich weiß nicht, ob Sie dafür zuständig sind. Der Vermieter sagt, das sei Ihre Sache.",
    "vi": "Tôi không biết có đúng bộ phận không. Cửa hàng bảo tôi liên hệ bên này.",
    "ja": "こちらの窓口でよろしいでしょうか。販売店からそちらに聞いてくださいと言われ、たらい回しです。",
}
LANGUAGES = tuple(INSULTS)


def reading(language: str, *flags: Flag, kind: Kind = Kind.COMPLAINT, heat: float = 0.3) -> Reading:
    return Reading(language=language, kind=kind, heat=Heat(value=heat, band=Band.LOW), flags=frozenset(flags))


def seen(text: str, language: str, known: Known | None = None, *, at: datetime = AT, **about: Kind) -> Situation:
    facts = extract([Turn(text=text, at=at)], language=language, zone=ZoneInfo("UTC"))
    return see(text, reading(language, **about), facts, known or Known(), at=at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_insult_with_a_claim_gets_the_boundary(language: str) -> None:
    situation = seen(INSULTS[language], language)
    chosen = choose(situation, language=language)
    assert chosen.playbook == PlaybookId.TONE_BOUNDARY
    assert situation.evidence and situation.evidence[0] in chosen.reasons


@pytest.mark.parametrize("language", LANGUAGES)
def test_scolding_the_firm_is_no_insult_to_a_person(language: str) -> None:
    assert not seen(NO_INSULTS[language], language).person_insulted


@pytest.mark.parametrize("language", LANGUAGES)
def test_bait_without_a_claim_gets_the_steady_answer(language: str) -> None:
    for kind in (Kind.COMPLAINT, Kind.QUESTION, Kind.OTHER):
        assert choose(seen(BAIT[language], language, kind=kind)).playbook == PlaybookId.STEADY_ANSWER


@pytest.mark.parametrize("language", LANGUAGES)
def test_bait_beside_a_claim_is_answered_as_a_claim(language: str) -> None:
    assert not seen(f"{BAIT[language]} {NO_INSULTS[language]}", language).provocation


def test_a_threat_of_substance_is_no_bait() -> None:
    facts = extract([Turn(text=BAIT["en"], at=AT)], language="en", zone=ZoneInfo("UTC"))
    for flag in (Flag.LEGAL_THREAT, Flag.SELF_HARM, Flag.VULNERABLE):
        assert not see(BAIT["en"], reading("en", flag), facts, Known(), at=AT).provocation


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_writer_at_the_wrong_door_is_gone_along_with(language: str) -> None:
    assert choose(seen(DOORS[language], language)).playbook == PlaybookId.RIGHT_OWNER


VOLTMARK = Department(
    name="Voltmark Electricians", words=("fuse box", "cableado"), address="desk@voltmark.example", finder="Anders"
)


def test_the_houses_routing_names_the_owner() -> None:
    situation = seen("Since Monday the fuse box in the cellar hums.", "en", Known(departments=(VOLTMARK,)))
    chosen = choose(situation)
    given = given_by(situation, shipped().phrases["en"], AT)
    assert chosen.playbook == PlaybookId.RIGHT_OWNER
    assert "“fuse box” belongs to Voltmark Electricians (desk@voltmark.example)" in chosen.reasons
    assert given == {"fixer": "Voltmark Electricians", "finder": "Anders"}


CUT = Incident(
    id="1",
    name="Fibre cut in Ashford",
    words=("internet", "broadband"),
    region=("Ashford",),
    problems=("outage",),
    begun_at=AT - timedelta(hours=3),
    until=AT + timedelta(hours=6),
    texts={
        "en": IncidentText(
            action="A crew is splicing the cable at this moment.",
            cause="A digger cut the fibre under Mill Lane at 5:30.",
            terms="The line will be up again {until}.",
        )
    },
)
OUT = "My internet has been down since this morning. I live in Ashford."


def test_a_known_cause_is_answered_with_cause_and_time() -> None:
    situation = seen(OUT, "en", Known(incidents=(CUT,)))
    chosen, given = choose(situation), given_by(situation, shipped().phrases["en"], AT)
    assert chosen.playbook == PlaybookId.ACTION_CAUSE_TERMS
    assert "known cause: Fibre cut in Ashford, since 2026-03-09 05:30 UTC" in chosen.reasons
    assert given["cause"] == "A digger cut the fibre under Mill Lane at 5:30."
    assert given["terms"] == "The line will be up again by 14:30 today."


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("My internet has been down since this morning. I live in Dover.", AT),  # another place
        ("My parcel never came to Ashford.", AT),  # another matter
        (OUT, AT - timedelta(days=2)),  # before it began
    ],
)
def test_another_place_matter_or_day_is_another_cause(text: str, at: datetime) -> None:
    assert seen(text, "en", Known(incidents=(CUT,)), at=at).incident is None


def test_a_time_that_has_passed_is_promised_to_nobody() -> None:
    situation = seen(OUT, "en", Known(incidents=(CUT,)))
    assert "terms" not in given_by(situation, shipped().phrases["en"], AT + timedelta(days=1))
