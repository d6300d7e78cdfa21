"""The learnt judge of promises: what it learns from, what it weighs, what it refuses and rescues."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.adapters.promise_learning import Example, examples, labelled, learn
from mailbot.adapters.promise_weights import load_promise_judge, save_promise_judge, shipped_promise_judge
from mailbot.errors import ConfigurationError
from mailbot.model.policy import HoursPolicy
from mailbot.triage.promise_judge import PromiseJudge, chance, reasons
from mailbot.triage.promises import promises_in
from scheduler.calendar import calendar_of

LEXICON = load_lexicon()
BERLIN = calendar_of(HoursPolicy(zone="Europe/Berlin"))
#: A Friday, 08:40 in Berlin.
SAID = datetime(2026, 10, 23, 8, 40, tzinfo=BERLIN.zone)


def days(text: str, language: str, *, judged: bool = True) -> list[str]:
    lexicon = LEXICON if judged else replace(LEXICON, promises=None)
    found = promises_in(text, language=language, made_at=SAID, lexicon=lexicon, calendar=BERLIN)
    return [f"{one.due_at:%m-%d}" for one in found]


def test_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    save_promise_judge(PromiseJudge(weights={"#future": 1.27, "en:will": 0.5, "none": 0.0}, shift=0.25), tmp_path / "p")
    again = load_promise_judge(tmp_path / "p.npz")
    assert again.weights == pytest.approx({"#future": 1.27, "en:will": 0.5})
    assert again.shift == 0.25


def test_damaged_weights_are_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "promise.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ConfigurationError, match="judge of promises"):
        load_promise_judge(tmp_path / "promise.npz")


def test_an_unknown_feature_changes_nothing_and_reasons_are_the_heaviest() -> None:
    judge = PromiseJudge(weights={"a": 1.0, "b": -2.0, "c": 0.5}, shift=0.0)
    assert chance(judge, ["x"]) == 0.5
    assert chance(judge, ["a", "b"]) < 0.5 < chance(judge, ["a"])
    assert reasons(judge, ["a", "b", "c", "x"], most=2) == (("b", -2.0), ("a", 1.0))


def test_the_signs_of_the_rules_weigh_as_they_are_meant() -> None:
    weights = shipped_promise_judge().weights
    assert all(weights[one] < 0 for one in ("#others", "#guess", "#none", "#declined", "#hanging", "#past"))
    assert all(weights[one] > 0 for one in ("#future", "#ours", "#people", "#asks-time", "#present"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In your shoes I'd wait until Tuesday before buying another one."),
        ("en", "Caller states she'll ring her solicitor Monday if not happy."),
        ("vi", "Con trai chị trả sách tới thứ Năm 5/11 là được."),
    ],
)
def test_what_the_rules_take_for_a_promise_is_refused(language: str, text: str) -> None:
    assert days(text, language, judged=False) != []
    assert days(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("en", "Conor is down to call out to you Wednesday with the new valve.", "10-28"),
        ("en", "Your seats in row F are being held and the e-tickets go out to you later today.", "10-23"),
        ("en", "Action: AK to phone cust Tue re missing eggs.", "10-27"),
    ],
)
def test_a_promise_that_the_rules_refuse_is_taken(language: str, text: str, due: str) -> None:
    assert days(text, language, judged=False) == []
    assert days(text, language) == [due]


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("fr", "La commission statue lundi et je vous transmets sa décision mardi.", "10-27"),
        ("vi", "Thứ Hai hội đồng họp, thứ Ba em chuyển kết luận cho thầy.", "10-27"),
        ("en", "You'll get the signed contract back from us by 5 p.m. Monday.", "10-26"),
        ("en", "Sit tight over the weekend; on Monday there'll be a technician of ours at your door.", "10-26"),
        ("es", "Entre el lunes y el martes te lo estamos cambiando nosotros.", "10-27"),
        ("de", "Kundin Gutschrift über 40 Euro bis Di zugesagt, ist einverstanden.", "10-27"),
        ("de", "Zwei Wochen, dann hat Ihre Tochter die neu bewertete Klausur zurück.", "11-06"),
    ],
)
def test_the_day_is_the_one_that_is_promised(language: str, text: str, due: str) -> None:
    assert days(text, language) == [due]


def test_a_mail_that_tells_how_long_the_customer_suffered_promises_only_what_it_says() -> None:
    text = (
        "You have been washing up by hand for more than a week with four children in the house. "
        "Our fitter Conor will be with you on Wednesday between nine and eleven."
    )
    assert days(text, "en") == ["10-28"]


def test_what_is_learnt_from_is_read_with_its_label(tmp_path: Path) -> None:
    measured, corpus = tmp_path / "measured", tmp_path / "corpus"
    measured.mkdir()
    corpus.mkdir()
    (measured / "promises_x.txt").write_text(
        "# Written on Friday, 2026-10-23, 08:40 in Berlin.\nen|10-26|Thanks for today. I'll ring you on Monday.\n"
    )
    (measured / "promises_eleventh_unread.txt").write_text("en|10-26|Kept back.\n")
    (corpus / "en.tsv").write_text("-\tThe sale ends on Sunday.\n+\tWe come on Sunday.\n")
    found = [part for one in labelled(measured, corpus) for part in examples(one, LEXICON)]
    assert sorted(one.promises for one in found) in ([False, True, True], [False, False, True, True])


def test_what_is_shown_is_learnt() -> None:
    shown = [Example(features=frozenset({"a", "b"}), promises=True, weight=1.0)] * 3
    shown += [Example(features=frozenset({"b", "c"}), promises=False, weight=1.0)] * 3
    judge = learn(shown)
    assert chance(judge, {"a", "b"}) > 0.6 > 0.4 > chance(judge, {"b", "c"})
