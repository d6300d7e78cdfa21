"""The main job on real servers: a mild complaint becomes a sent reply, a furious one a completed call."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Persona
from tests.acceptance.office import MILD, Office
from tests.acceptance.program import until
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.process import free_port

pytestmark = [pytest.mark.dovecot, pytest.mark.postfix, pytest.mark.timeout(400)]

FURIOUS = """This is the FIFTH time I write and nobody does ANYTHING!!! You promised a technician on Monday, then on
Wednesday, and today I waited at home all day for NOTHING. Order 66120. You liars. If nobody rings me TODAY on
+44 20 7183 8751 I go to the press and to my lawyer tomorrow!!!

Dan Fury
"""


@pytest.fixture
def office(dovecot: Dovecot, postfix: Postfix, tmp_path: Path) -> Iterator[Office]:
    made = Office(dovecot, postfix, tmp_path)
    yield made
    made.program.kill()


def test_a_mild_complaint_becomes_a_sent_reply(office: Office) -> None:
    program = office.program
    program.start()
    asked = office.write("Where is my lamp", MILD)
    (case,) = until("a draft", lambda: [one for one in program.queue() if one.draft_id])
    assert case.language == "en"
    assert case.band != "high"
    assert "LP-20417" in program.done("queue", "show", case.reference)
    assert office.letters() == []
    program.done("queue", "approve", case.reference)
    (reply,) = until("the reply", office.letters)
    assert reply["In-Reply-To"] == asked
    assert asked in str(reply["References"])
    assert str(reply["Subject"]).startswith("Re: ")
    assert reply["Auto-Submitted"] is None
    assert "LP-20417" in str(reply.get_body(("plain",)))
    until("the copy in Sent", lambda: office.sent() == [str(reply["Message-ID"])])
    assert program.queue() == []
    assert program.stop() == 0
    assert len(office.letters()) == 1


def test_killed_between_record_and_send_nothing_is_lost_and_nothing_doubled(office: Office) -> None:
    program = office.program
    program.start()
    office.write("Where is my lamp", MILD)
    program.kill()
    program.start()
    (case,) = until("a draft", lambda: [one for one in program.queue() if one.draft_id])
    program.kill()
    program.done("queue", "approve", case.reference)
    for _ in range(3):
        program.start()
        program.kill()
    program.start()
    (reply,) = until("the reply", office.letters)
    until("the copy in Sent", lambda: office.sent() == [str(reply["Message-ID"])])
    program.kill()
    program.start()
    office.write("Another thing", "And the lamp shade of order LP-20418 is torn, by the way.\n\nMaureen Whitlock\n")
    until("the next mail's case", lambda: len(program.queue("all")) + len(program.queue()) >= 2)
    assert len(office.letters()) == 1
    assert len(office.sent()) == 1


def test_a_furious_complaint_becomes_a_call_and_a_follow_up(dovecot: Dovecot, postfix: Postfix, tmp_path: Path) -> None:
    port = free_port()
    with Telephones(f"http://127.0.0.1:{port}") as telephones:
        office = Office(dovecot, postfix, tmp_path, telephones.settings(port))
        program = office.program
        try:
            program.start()
            office.write("Fifth time", FURIOUS)
            (case,) = until("a callback", lambda: program.queue("calls"))
            assert case.band == "high"
            with httpx.Client(base_url=program.console, follow_redirects=True, timeout=60) as browser:
                _log_in(browser)
                callback = re.findall(r"/calls/(\w{26})", browser.get("/calls").text)[0]
                _post(browser, f"/calls/{callback}/number", number="+442071838751")
                _post(browser, f"/calls/{callback}/act", act="ring")
                until("the end of the call", lambda: "wrap-up due" in browser.get(f"/calls/{callback}").text)
                _post(
                    browser,
                    f"/calls/{callback}/wrap-up",
                    disposition="resolved",
                    notes="Heard out; a new one on Friday.",
                )
            assert telephones.rang("+442071838751") == 1
            (question,) = until("the follow-up", office.letters)
            assert question["Auto-Submitted"] == "auto-replied"
            assert program.stop() == 0
        finally:
            program.kill()


def _log_in(browser: httpx.Client) -> None:
    answer = browser.post("/login", data={"email": "noah@desk.example", "password": "noah-is-a-manager"})
    assert "/logout" in answer.text


def _post(browser: httpx.Client, path: str, **fields: str) -> None:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/calls").text)
    assert found
    answer = browser.post(path, data={"csrf": found[1], **fields})
    assert answer.status_code == 200, answer.text


class Telephones:
    """The simulated telephone network in a thread of its own."""

    def __init__(self, public: str) -> None:
        self._public, self._ready, self._loop = public, threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()), daemon=True)

    def __enter__(self) -> Telephones:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(60)

    async def _run(self) -> None:
        self._end = asyncio.Event()
        self._network = Network(clock=SimClock(datetime.now(UTC), speed=30.0), forward=self._public)
        self._network.people(
            {
                "+442071838750": Persona(name="Noah", keys=("1", "1")),
                "+442071838751": Persona(name="Dan Fury", talk=20.0),
            }
        )
        async with serve(self._network.app()) as self._base:
            self._ready.set()
            await self._end.wait()
        await self._network.close()

    def settings(self, port: int) -> str:
        """Return the tables of mailbot.toml that use this network."""
        caller = next(iter(self._network.numbers))
        return f"""
[console]
port = {port}
public_url = "{self._public}"
insecure_cookies = true
[twilio]
account_sid = "{self._network.account}"
auth_token = "{self._network.token}"
caller_id = "{caller}"
base_url = "{self._base}"
armed = true
"""

    def rang(self, number: str) -> int:
        """Tell how often a number was rung."""
        return sum(leg.to == number for leg in self._network.exchange.legs.values())
