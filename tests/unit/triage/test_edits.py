"""What agents change in drafts, counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailbot.triage.edits import SentDraft, lessons, rewrites

PROPOSED = "Dear Ann,\n\nWe are sorry.\n\nThe lamp comes on Friday.\n"


def sent(text: str, playbook: str = "holding") -> SentDraft:
    return SentDraft(playbook=playbook, language="en", proposed=PROPOSED, sent=text)


def test_an_untouched_draft_teaches_nothing() -> None:
    assert rewrites(sent(PROPOSED)) == ()
    assert rewrites(sent(PROPOSED.replace("\n", "\r\n"))) == ()


def test_a_changed_paragraph_is_named() -> None:
    (one,) = rewrites(sent(PROPOSED.replace("We are sorry.", "I am sorry, truly.")))
    assert (one.before, one.after) == ("We are sorry.", "I am sorry, truly.")
    assert 0 < one.kept < 1


def test_added_and_removed_paragraphs() -> None:
    assert [one.before for one in rewrites(sent(PROPOSED + "\nAlma\n"))] == [""]
    assert [one.after for one in rewrites(sent("Dear Ann,\n\nThe lamp comes on Friday.\n"))] == [""]


def test_the_most_rewritten_playbook_comes_first() -> None:
    found = lessons(
        [sent(PROPOSED), sent("Something else.", "nine-step"), sent(PROPOSED.replace("sorry", "very sorry"))]
    )
    assert [one.playbook for one in found] == ["nine-step", "holding"]
    assert (found[1].sent, found[1].untouched) == (2, 1)
    assert found[1].rewrites == (("We are sorry.", 1),)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts(before: str, after: str) -> None:
    (one,) = lessons([SentDraft(playbook="p", language="en", proposed=before, sent=after)])
    assert 0 <= one.kept <= 1
