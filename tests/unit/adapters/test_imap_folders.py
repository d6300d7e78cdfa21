"""Which folder is Sent: the server's word first, one known name next, a question otherwise."""

from __future__ import annotations

import pytest

from mailbot.adapters.imap_folders import FolderRole, Listing, choose_folder
from mailbot.errors import ConfigurationError


def listing(*names: str, flagged: str = "", flag: bytes = b"\\Sent", delimiter: bytes = b"/") -> Listing:
    return [((flag,) if name == flagged else (), delimiter, name) for name in names]


@pytest.mark.parametrize(
    ("names", "delimiter", "chosen"),
    [
        (("INBOX", "Sent"), b"/", "Sent"),
        (("INBOX", "INBOX.Sent"), b".", "INBOX.Sent"),
        (("INBOX", "Gesendete Elemente"), b"/", "Gesendete Elemente"),
        (("INBOX", "Elementos enviados"), b"/", "Elementos enviados"),
        (("INBOX", "Itens Enviados"), b"/", "Itens Enviados"),
        (("INBOX", "ÉLÉMENTS ENVOYÉS"), b"/", "ÉLÉMENTS ENVOYÉS"),
        (("INBOX", "Thư đã gửi"), b"/", "Thư đã gửi"),
        (("INBOX", "送信済みアイテム"), b"/", "送信済みアイテム"),
    ],
)
def test_one_known_name_is_enough(names: tuple[str, ...], delimiter: bytes, chosen: str) -> None:
    assert choose_folder(FolderRole.SENT, listing(*names, delimiter=delimiter)) == chosen


def test_the_servers_flag_goes_before_any_name() -> None:
    folders = listing("INBOX", "Sent", "Archive/Out", flagged="Archive/Out", flag=b"\\SENT")
    assert choose_folder(FolderRole.SENT, folders) == "Archive/Out"


def test_the_operators_word_goes_before_the_server() -> None:
    folders = listing("INBOX", "Sent", "Out", flagged="Sent")
    assert choose_folder(FolderRole.SENT, folders, "Out") == "Out"
    with pytest.raises(ConfigurationError, match="no folder 'Outt'"):
        choose_folder(FolderRole.SENT, folders, "Outt")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("INBOX", "Stuff"), "No folder looks like drafts"),
        (("Drafts", "Entwürfe"), "More than one folder could be drafts"),
    ],
)
def test_nothing_is_guessed(names: tuple[str, ...], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        choose_folder(FolderRole.DRAFTS, listing(*names))
    assert "setting 'drafts'" in caught.value.hint and names[-1] in caught.value.hint


def test_a_mailbox_of_many_folders_is_shown_in_part() -> None:
    with pytest.raises(ConfigurationError) as caught:
        choose_folder(FolderRole.SENT, listing(*(f"Project {number}" for number in range(40))))
    assert "and 28 more" in caught.value.hint
