"""An agent who lives in Thunderbird: our draft lies in Drafts, what they send from there is the answer, once."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from mailbot.store.tables import drafts, events, messages, promises
from tests.acceptance.office import MILD, Office
from tests.acceptance.program import until
from tests.acceptance.thunderbird import Thunderbird
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix

pytestmark = [pytest.mark.dovecot, pytest.mark.postfix, pytest.mark.timeout(400)]

#: Promises a moment, and apologises as the lint would not have it.
EDITED = """Dear Maureen,

thank you for writing about the oak lamp of order LP-20417. We are sorry if this upset you.

I will write to you tomorrow by 16:00 and tell you the day it comes.

Ann
"""


@pytest.fixture
def office(dovecot: Dovecot, postfix: Postfix, tmp_path: Path) -> Iterator[Office]:
    made = Office(dovecot, postfix, tmp_path, imap="mirror_drafts = true")
    yield made
    made.program.kill()


@pytest.fixture
def thunderbird(office: Office, dovecot: Dovecot, postfix: Postfix) -> Iterator[Thunderbird]:
    client = Thunderbird(dovecot, office.support, postfix.port)
    yield client
    client.close()


def told(office: Office, kind: str) -> list[Row[Any]]:
    return office.program.rows(select(events).where(events.c.kind == kind))


def test_what_thunderbird_sends_is_the_answer_once_whenever_the_program_is_killed(
    office: Office, thunderbird: Thunderbird
) -> None:
    program = office.program
    program.start()
    asked = office.write("Where is my lamp", MILD)
    ((uid, raw),) = until("our draft in Drafts", lambda: list(thunderbird.drafts().items()))
    ours = email.message_from_bytes(raw, policy=default)
    assert ours["In-Reply-To"] == asked and office.customer in str(ours["To"])
    until(
        "the copy noted",
        lambda: program.rows(select(drafts.c.id).where(drafts.c.mirror["state"].as_string() == "laid")),
    )
    program.kill()

    sent = thunderbird.send(uid, EDITED)
    program.start()
    until("the adoption", lambda: told(office, "reply_adopted"))
    program.kill()
    program.start()

    (read,) = until("the lint afterwards", lambda: told(office, "adopted_reply_linted"))
    assert "conditional-apology" in read.data["rules"]
    (clock,) = program.rows(select(promises))
    assert clock.state == "running" and "tomorrow" in clock.words
    until("our copy noted as gone", lambda: _mirror(office) == "gone")
    assert program.stop() == 0

    (draft,) = program.rows(select(drafts))
    assert draft.status == "retired"
    (answer,) = program.rows(select(messages).where(messages.c.direction == "out"))
    assert (answer.message_id, answer.source) == (sent, "other_client")
    assert len(told(office, "reply_adopted")) == len(told(office, "adopted_reply_linted")) == 1
    assert [str(one["Message-ID"]) for one in office.letters()] == [sent] == office.sent()
    assert thunderbird.drafts() == {}


@pytest.mark.slow  # each piece is a contract test too
def test_a_draft_that_a_person_saved_is_neither_overwritten_nor_deleted(
    office: Office, thunderbird: Thunderbird
) -> None:
    program = office.program
    program.start()
    office.write("Where is my lamp", MILD)
    (uid,) = until("our draft in Drafts", lambda: list(thunderbird.drafts()))
    (case,) = until("the copy noted", lambda: [one for one in program.queue() if _mirror(office) == "laid"])
    saved = thunderbird.save(uid, EDITED)

    program.done("queue", "edit", case.reference, stdin=EDITED.replace("if this upset you", "that it is late"))
    until("the case says so", lambda: told(office, "draft_edited_elsewhere"))
    assert list(thunderbird.drafts().values()) == [saved]
    program.kill()
    program.done("queue", "approve", case.reference)
    program.start()
    (reply,) = until("the reply from the desk", office.letters)
    until("the copy in Sent", lambda: office.sent() == [str(reply["Message-ID"])])
    assert program.stop() == 0
    assert list(thunderbird.drafts().values()) == [saved]
    assert len(told(office, "draft_edited_elsewhere")) == len(office.letters()) == 1


def _mirror(office: Office) -> str:
    (row,) = office.program.rows(select(drafts.c.mirror))
    return row.mirror["state"] if row.mirror else ""
