"""An attachment's bytes are found again by the path that parsing noted."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from mailbot.errors import UnreadableMail
from mailbot.mail.extract import attachment_bytes
from mailbot.mail.parse import parse


def mail() -> bytes:
    tree = EmailMessage()
    tree["From"], tree["Subject"] = "a@b.example", "Photos"
    tree.set_content("See the photos.")
    tree.add_alternative("<p>See the photos.</p>", subtype="html")
    tree.add_attachment(b"\x89PNG one", maintype="image", subtype="png", filename="one.png")
    tree.add_attachment("näher", subtype="csv", filename="two.csv")
    return tree.as_bytes()


def test_each_attachment_is_found_by_its_path() -> None:
    raw = mail()
    found = {one.filename: attachment_bytes(raw, one.part) for one in parse(raw).attachments}
    assert found["one.png"] == b"\x89PNG one"
    assert found["two.csv"].decode().strip() == "näher"


def test_a_mail_that_is_one_part_is_its_own_part() -> None:
    raw = b"From: a@b.example\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n"
    assert attachment_bytes(raw, "1") == b"%PDF-"


@pytest.mark.parametrize("part", ["", "0", "9", "1.1.1.1", "-1", "a", "2.", "1e3", "9" * 50])
def test_paths_that_lead_nowhere_are_refused(part: str) -> None:
    with pytest.raises(UnreadableMail, match="has no part"):
        attachment_bytes(mail(), part)
