"""Which case a mail joins: ids in order, participants, changed subjects, the token."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.mail.parse import parse
from mailbot.mail.references import Candidate, How, bare_subject, lookup_ids, match, token_of
from mailbot.model.message import InboundMessage, Verdict


def reply(
    sender: str = "ann@example.org",
    subject: str = "Re: Kettle leaks",
    *,
    irt: str = "<b@desk>",
    refs: str = "<a@desk> <b@desk>",
) -> InboundMessage:
    return parse(
        f"From: {sender}\r\nSubject: {subject}\r\nMessage-ID: <new@x>\r\nIn-Reply-To: {irt}\r\nReferences: {refs}\r\n\r\nhi".encode()
    )


def case(**changes: object) -> Candidate:
    start = Candidate(conversation_id="c1", participants=frozenset({"ann@example.org"}), subject="Kettle leaks",
                      message_ids=frozenset({"<a@desk>", "<b@desk>"}), token="MB-7K3QX9")  # fmt: skip
    return replace(start, **changes)  # type: ignore[arg-type]


def test_ids_are_looked_up_best_first() -> None:
    assert lookup_ids(reply(irt="<b@desk>", refs="<a@desk> <x@desk> <b@desk> <new@x>")) == (
        "<b@desk>",
        "<x@desk>",
        "<a@desk>",
    )


def test_a_participant_joins_by_in_reply_to() -> None:
    found = match(reply(), [case()])
    assert (found.conversation_id, found.how, found.split_offered) == ("c1", How.IN_REPLY_TO, False)


def test_a_lost_middle_is_bridged_by_references() -> None:
    found = match(reply(irt="<lost@desk>", refs="<a@desk> <lost@desk>"), [case()])
    assert (found.conversation_id, found.how) == ("c1", How.REFERENCES)


def test_the_case_named_by_in_reply_to_beats_one_named_by_references() -> None:
    other = case(conversation_id="c2", message_ids=frozenset({"<z@desk>"}))
    assert match(reply(irt="<z@desk>"), [case(), other]).conversation_id == "c2"


def test_many_who_answer_one_newsletter_never_merge() -> None:
    newsletter = case(participants=frozenset({"ann@example.org"}))
    found = match(reply("bob@example.org"), [newsletter])
    assert found.conversation_id is None
    assert found.refused_id == "c1" and "take part" in found.refused


def test_forged_references_and_forged_senders_show_no_history() -> None:
    assert match(reply("mallory@evil.example"), [case()]).conversation_id is None
    forged = replace(reply(), authentication=Verdict.FAILED)
    assert match(forged, [case()]).conversation_id is None


@pytest.mark.parametrize(
    ("subject", "split"),
    [
        ("AW: RE: kettle leaks", False),
        ("Kettle leaks - now the lid too", False),
        ("Invoice 4711 wrong", True),
        ("", False),
        ("回复: Kettle leaks", False),
    ],
)
def test_a_changed_subject_offers_a_split(subject: str, split: bool) -> None:
    found = match(reply(subject=subject), [case()])
    assert found.conversation_id == "c1" and found.split_offered is split


def test_the_token_is_the_last_resort_and_guarded_too() -> None:
    lost = reply(subject="Kettle leaks [mb-7k3qx9]", irt="<gone@x>", refs="")
    assert match(lost, [case(message_ids=frozenset())]).how is How.TOKEN
    assert (
        match(
            reply("bob@example.org", "MB-7K3QX9", irt="<gone@x>", refs=""), [case(message_ids=frozenset())]
        ).conversation_id
        is None
    )
    assert token_of("xMB-7K3QX9") is None and token_of("MB-7K3Q") is None and token_of("[MB-7k3qx9]") == "MB-7K3QX9"


def test_subjects_without_their_prefixes() -> None:
    assert bare_subject("AW: Re[2]: [EXT] Fwd:  Kettle   leaks [MB-7K3QX9]") == "kettle leaks"
    assert bare_subject("Trả lời: Chuyển tiếp: đơn hàng") == "đơn hàng"


def test_a_delivery_report_joins_the_mail_that_bounced() -> None:
    from tests.unit.mail.test_mail_gate import DSN

    found = match(parse(DSN), [case(message_ids=frozenset({"<ours.1@desk.example>"}))])
    assert found.conversation_id == "c1"
