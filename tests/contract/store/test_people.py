"""People, sessions and tokens, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.adapters.passwords import Passwords
from mailbot.errors import RefusedError, UsageError
from mailbot.model.person import Agent, Role
from mailbot.store.database import Database
from mailbot.store.people import IDLE, LONGEST, People

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
ANN = Agent(id="", email="Ann@Example.com", name="Ann Lee", role=Role.AGENT)


async def test_a_person_is_found_by_address_in_any_case(db: Database) -> None:
    people = People(db)
    ann = await people.add(ANN, "hash", NOW)
    assert await people.by_email("ANN@example.COM ") == ann
    assert await people.password_hash(ann.id) == "hash"
    assert await people.by_email("bob@example.com") is None
    with pytest.raises(UsageError, match="already somebody"):
        await people.add(ANN, None, NOW)


async def test_a_session_lives_while_it_is_used(db: Database) -> None:
    people = People(db)
    ann = await people.add(ANN, "hash", NOW)
    token = await people.start_session(ann.id, NOW)
    session = await people.session(token, NOW + timedelta(hours=11))
    assert session is not None
    assert session.agent == ann
    assert await people.session(token, NOW + timedelta(hours=22)) is not None
    assert await people.session(token, NOW + timedelta(hours=22) + IDLE + timedelta(seconds=1)) is None
    assert await people.session("guess", NOW) is None


async def test_a_session_ends_at_last(db: Database) -> None:
    people = People(db)
    token = await people.start_session((await people.add(ANN, None, NOW)).id, NOW)
    moment = NOW
    while moment < NOW + LONGEST:
        assert await people.session(token, moment) is not None
        moment += timedelta(hours=10)
    assert await people.session(token, NOW + LONGEST + timedelta(minutes=1)) is None


@pytest.mark.parametrize("change", [{"password_hash": "new"}, {"role": "manager"}, {"active": False}])
async def test_what_changes_a_persons_rights_ends_their_sessions(db: Database, change: dict[str, object]) -> None:
    people = People(db)
    ann = await people.add(ANN, "hash", NOW)
    token = await people.start_session(ann.id, NOW)
    await people.change(ann.id, **change)
    assert await people.session(token, NOW) is None
    with pytest.raises(RefusedError):
        await people.change("nobody", active=False)


async def test_logging_out_ends_the_session(db: Database) -> None:
    people = People(db)
    token = await people.start_session((await people.add(ANN, None, NOW)).id, NOW)
    await people.end_session(token)
    assert await people.session(token, NOW) is None


async def test_tokens_expire(db: Database) -> None:
    people = People(db)
    ann = await people.add(ANN, None, NOW)
    token = await people.add_token(ann.id, "reports", NOW, NOW + timedelta(days=1))
    assert await people.token_bearer(token, NOW) == ann
    assert await people.token_bearer(token, NOW + timedelta(days=2)) is None
    assert await people.token_bearer("mb_guess", NOW) is None


def test_passwords() -> None:
    passwords = Passwords()
    kept = passwords.hash("correct horse battery")
    assert passwords.matches("correct horse battery", kept)
    assert not passwords.matches("correct horse", kept)
    assert not passwords.matches("nobody logs in with this", None)
    assert not passwords.matches("x", "not a hash")
    with pytest.raises(UsageError, match="too short"):
        passwords.hash("short")
