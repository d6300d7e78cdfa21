"""Lines that a mail program broke flow again on the screen; those that a person ended stay."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.mail.wrapping import unwrapped

PARAGRAPH = (
    "Reservé con ustedes la habitación con vistas (reserva HB-5518) y nos dieron una que daba al patio de las basuras, "
    "y el aire acondicionado hizo ruido toda la noche. En recepción ni siquiera pidieron disculpas."
)


@pytest.mark.parametrize("width", [66, 72, 76, 78, 100])
def test_what_a_program_wrapped_is_one_paragraph_again(width: int) -> None:
    wrapped = "Buenas tardes:\n\n" + textwrap.fill(PARAGRAPH, width) + "\n\nLucía"
    assert wrapped.count("\n") > 4
    assert unwrapped(wrapped) == f"Buenas tardes:\n\n{PARAGRAPH}\n\nLucía"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sirs,\nthe lamp is broken.\nPlease help.\nM. Whitlock",
        "Items that were missing when the parcel came to us on Tuesday:\n- the oak base of the reading lamp LP-20417, which we need\n- the shade",
        "14 Harbour Street\nBrighton BN1 1AA\n\n> We are looking into it and shall come back to you before the end of the week\n> Customer Care",
        "I called on Monday, on Tuesday and on Wednesday, and nobody came.\nI want my money back.",
        "先月納入いただいたアルミ板材、寸法公差外が全体の三割です。ラインは丸二日停止しました。貴社の出荷検査は機能して\nいるのでしょうか。",
        "One line that no program would ever break, since it goes on and on until the writer had told all that there was to be told about it.\nYours",
    ],
)
def test_what_a_person_ended_stays(text: str) -> None:
    assert unwrapped(text) == text


@given(st.text(st.sampled_from("ab .\n\r\t>-日é"), max_size=400))
def test_every_other_character_keeps_its_place(text: str) -> None:
    shown = unwrapped(text)
    assert len(shown) == len(text)
    assert all(new == old or (old == "\n" and new == " ") for old, new in zip(text, shown, strict=True))
