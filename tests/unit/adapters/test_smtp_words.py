"""What we read out of a server's words, and what we put on the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.sent_folder import message_id_of
from mailbot.adapters.smtp import check_envelope, dot_stuffed, one_line, queue_id
from mailbot.errors import Refused


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("2.0.0 Ok: queued as 4XyZ12345", "4XyZ12345"),  # Postfix
        ("OK id=1rABcd-0001Xy-2Z", "1rABcd-0001Xy-2Z"),  # Exim
        ("2.6.0 <r1@example.test> [InternalId=77, Hostname=X.PROD.OUTLOOK.COM] Queued mail for delivery", None),
        ("2.0.0 OK  1700000000 a1-20020a1709sm12345 - gsmtp", "a1-20020a1709sm12345 - gsmtp"),  # Google
        ("Ok 0102018b-1111-2222", None),
        ("thanks", None),
    ],
)
def test_queue_ids(reply: str, name: str | None) -> None:
    assert queue_id(reply) == name


@given(st.binary(max_size=400))
def test_no_text_can_end_the_mail_early(body: bytes) -> None:
    stuffed = dot_stuffed(body)
    assert stuffed.endswith(b"\r\n") and b"\r\n.\r\n" not in b"\r\n" + stuffed
    assert b"\n" not in stuffed.replace(b"\r\n", b"")


@given(st.text())
def test_a_servers_words_are_one_printable_line(words: str) -> None:
    shown = one_line(words)
    assert len(shown) <= 500 and shown.isprintable()


@given(st.text(alphabet="ab@.<>\r\n\t \x00", min_size=1, max_size=12))
def test_no_envelope_address_holds_a_second_command(address: str) -> None:
    try:
        check_envelope("", (address,))
    except Refused:
        return
    assert not set(address) & set("<>\r\n\t \x00") and "@" in address


def test_the_message_id_of_a_mail_of_ours() -> None:
    assert message_id_of(b"Subject: x\r\nMessage-ID:\r\n <a@b>\r\n\r\nMessage-ID: <c@d>\r\n") == "<a@b>"
    with pytest.raises(Refused, match="no Message-ID"):
        message_id_of(b"Subject: x\r\n\r\nMessage-ID: <c@d>\r\n")
