"""What was read lately is not read again, unless something that it rests on has changed."""

from __future__ import annotations

import pytest

from mailbot.bootstrap.lately import Lately
from mailbot.model.heat import Reading
from mailbot.triage.scoring import automated


class Reader:
    """Counts what is read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Reading:
        self.times += 1
        return automated("en")


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_the_same_mail_is_read_once(reader: Reader) -> None:
    lately, grounds = Lately(), (object(),)
    first = lately.reading(("Hello", "en", "", True, True), grounds, reader)
    assert lately.reading(("Hello", "en", "", True, True), grounds, reader) is first
    assert reader.times == 1


@pytest.mark.parametrize(
    "other",
    [("Hello!", "en", "", True, True), ("Hello", "de", "", True, True), ("Hello", "en", "Re", True, True),
     ("Hello", "en", "", False, True), ("Hello", "en", "", True, False)],
)  # fmt: skip
def test_another_mail_or_another_way_of_reading_is_its_own(
    reader: Reader, other: tuple[str, str, str, bool, bool]
) -> None:
    lately, grounds = Lately(), (object(),)
    lately.reading(("Hello", "en", "", True, True), grounds, reader)
    lately.reading(other, grounds, reader)
    assert reader.times == 2


def test_new_words_or_weights_are_read_with(reader: Reader) -> None:
    lately, mail, words = Lately(), ("Hello", "en", "", True, True), {"en": 1}
    lately.reading(mail, (words,), reader)
    lately.reading(mail, (dict(words),), reader)  # equal is not enough: it is another object
    assert reader.times == 2


def test_it_keeps_a_bounded_number_of_mails_of_a_bounded_length(reader: Reader) -> None:
    lately, grounds = Lately(), (object(),)
    for number in range(2000):
        lately.reading((str(number), "en", "", True, True), grounds, reader)
    lately.reading(("0", "en", "", True, True), grounds, reader)
    assert reader.times == 2001
    for _ in range(2):
        lately.reading(("x" * 9000, "en", "", True, True), grounds, reader)
    assert reader.times == 2003
