"""The simulated network itself: against the published signature example and the official client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from escalation.simulator.clock import SimClock
from escalation.simulator.markup import Malformed, read_document
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Answers, Fault, Persona, Trouble
from escalation.simulator.post import NotLoopback, Post, sign

OURS, MANAGER, CUSTOMER = "+442079460000", "+442079460001", "+442079460018"
PUBLIC = "https://desk.example.com"


class Rewriting(AsyncTwilioHttpClient):
    """The official client, with the host of every product replaced by the simulated one."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = urlsplit(base)

    async def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        url = urlunsplit((self._base.scheme, self._base.netloc, parts.path, parts.query, ""))
        return await super().request(method, url, *args, **kwargs)


class Desk:
    """A program that answers webhooks from a table and checks every signature."""

    def __init__(self, token: str) -> None:
        self.answers: dict[str, str | Callable[[dict[str, str]], str]] = {}
        self.heard: list[tuple[str, dict[str, str]]] = []
        self.forged = 0
        self._validator = RequestValidator(token)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> Response:
        form = await request.form()
        url = PUBLIC + request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if not self._validator.validate(url, form, request.headers["x-twilio-signature"]):
            self.forged += 1
            return Response(status_code=403)
        fields = {name: str(value) for name, value in form.items()}
        self.heard.append((request.url.path, fields))
        answer = self.answers.get(request.url.path, "")
        text = answer(fields) if callable(answer) else answer
        return Response(text, media_type="application/xml", status_code=200 if text else 204)

    def of(self, path: str) -> list[dict[str, str]]:
        return [fields for where, fields in self.heard if where == path]


class World:
    """Desk, network and client together."""

    def __init__(self, desk: Desk, net: Network, client: Client) -> None:
        self.desk, self.net, self.client = desk, net, client

    async def call(self, **more: Any) -> Any:
        events = ["initiated", "ringing", "answered", "completed"]
        given = {
            "to": MANAGER, "from_": OURS, "url": f"{PUBLIC}/brief?a=1", "timeout": 20, "fallback_url": f"{PUBLIC}/fallback",
            "status_callback": f"{PUBLIC}/status", "status_callback_event": events,
        }  # fmt: skip
        return await self.client.calls.create_async(**(given | more))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    net = Network(clock=SimClock(datetime(2026, 3, 10, 12, 0, tzinfo=UTC)))
    desk = Desk(net.token)
    async with AsyncExitStack() as stack:
        net.post.forward_to(await stack.enter_async_context(serve(desk.app())))
        base = await stack.enter_async_context(serve(net.app()))
        http = await stack.enter_async_context(Rewriting(base))
        yield World(desk, net, Client(net.account, net.token, http_client=http))
        await net.close()


DIAL = (
    f'<Response><Dial callerId="{OURS}" timeout="25" timeLimit="1800" action="/done" hangupOnStar="true">'
    f'<Number statusCallback="/child" statusCallbackEvent="initiated ringing answered completed">{CUSTOMER}</Number>'
    "</Dial></Response>"
)
BRIEF = '<Response><Gather numDigits="1" timeout="6" actionOnEmptyResult="true" action="/menu"><Say>Press 1.</Say></Gather></Response>'
BYE = "<Response><Say>Bye.</Say><Hangup/></Response>"


def menu(fields: dict[str, str]) -> str:
    return DIAL if fields["Digits"] == "1" else BYE


def agent_first(world: World) -> None:
    world.desk.answers |= {"/brief": BRIEF, "/menu": menu, "/done": BYE}


def test_the_published_example_of_a_signature() -> None:
    """https://www.twilio.com/docs/usage/security: the account's token is 12345."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert sign("12345", url + "#rc=3&rp=5xx", fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("fields", [{}, {"Digits": ""}, {"a": "ü 猫", "B": "x&y", "A": "1"}])
def test_the_official_validator_accepts_what_we_sign(fields: dict[str, str]) -> None:
    url = "https://desk.example.com/voice/x?a=b%20c+d"
    assert RequestValidator("t").validate(url, fields, sign("t", url, fields))
    assert not RequestValidator("u").validate(url, fields, sign("t", url, fields))


async def test_agent_first_from_brief_to_goodbye(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(keys=("1",)), CUSTOMER: Persona(talk=95.0)})
    call = await world.call()
    assert (call.status, call.direction) == ("queued", "outbound-api")
    await world.net.clock.run()
    done = world.desk.of("/done")[0]
    assert (done["DialCallStatus"], done["DialCallDuration"], done["DialBridged"]) == ("completed", "95", "true")
    assert [item["CallStatus"] for item in world.desk.of("/status")] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [item["SequenceNumber"] for item in world.desk.of("/child")] == ["0", "1", "2", "3"]
    child = world.desk.of("/child")[-1]
    assert (child["ParentCallSid"], child["Direction"], child["CallDuration"], child["Duration"]) == (
        call.sid,
        "outbound-dial",
        "95",
        "2",
    )
    fetched = await world.client.calls(call.sid).fetch_async()
    assert fetched.status == "completed"
    assert int(fetched.duration) > 95
    legs = await world.client.calls.list_async(parent_call_sid=call.sid)
    assert [leg.to for leg in legs] == [CUSTOMER]
    assert world.desk.forged == 0


async def test_the_demo_s_clock_runs_by_itself(world: World) -> None:
    agent_first(world)
    world.net.clock._speed = 500.0  # a call of two minutes in a quarter of a second
    world.net.people({MANAGER: Persona(keys=("1",)), CUSTOMER: Persona(talk=95.0)})
    await world.call()
    await world.net.clock.finished()
    done = world.desk.of("/done")[0]
    assert (done["DialCallStatus"], done["DialBridged"]) == ("completed", "true")
    assert int(done["DialCallDuration"]) >= 95


async def test_a_silent_manager_is_heard_as_blank_digits(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(answers=Answers.VOICEMAIL)})
    await world.call()
    await world.net.clock.run()
    assert world.desk.of("/menu")[0]["Digits"] == ""


@pytest.mark.parametrize(
    ("persona", "status", "sip"),
    [
        (Persona(answers=Answers.BUSY), "busy", "486"),
        (Persona(answers=Answers.NO_ANSWER), "no-answer", "487"),
        (Persona(answers=Answers.FAILS, sip_code=404), "failed", "404"),
        (Persona(answer_after=60.0), "no-answer", "487"),
    ],
)
async def test_a_customer_who_is_not_reached(world: World, persona: Persona, status: str, sip: str) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(keys=("1",)), CUSTOMER: persona})
    await world.call()
    await world.net.clock.run()
    assert world.desk.of("/done")[0]["DialCallStatus"] == status
    assert world.desk.of("/child")[-1]["SipResponseCode"] == sip
    assert "DialCallDuration" not in world.desk.of("/done")[0]


async def test_the_manager_hangs_up_while_the_customer_rings(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(keys=("1",), hang_up_after=6.0), CUSTOMER: Persona(answer_after=20.0)})
    await world.call()
    await world.net.clock.run()
    assert world.desk.of("/done") == []
    assert world.desk.of("/child")[-1]["CallStatus"] == "canceled"


async def test_star_brings_the_manager_back(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(keys=("1",), star_after=12.0), CUSTOMER: Persona()})
    await world.call()
    await world.net.clock.run()
    assert world.desk.of("/done")[0]["DialCallDuration"] == "12"


async def test_a_running_call_can_be_cancelled_and_a_finished_one_cannot(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(answer_after=15.0)})
    call = await world.call()
    await world.net.clock.advance(5)
    await world.client.calls(call.sid).update_async(status="canceled")
    await world.net.clock.run()
    assert world.desk.of("/status")[-1]["CallStatus"] == "canceled"
    with pytest.raises(TwilioRestException) as caught:
        await world.client.calls(call.sid).update_async(status="completed")
    assert caught.value.code == 21220


async def test_a_message_for_a_machine_leaves_the_bridge(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(keys=("1",)), CUSTOMER: Persona(answers=Answers.VOICEMAIL)})
    call = await world.call()
    await world.net.clock.advance(25)
    (child,) = await world.client.calls.list_async(parent_call_sid=call.sid)
    await child.update_async(twiml="<Response><Say>We will try again.</Say></Response>")
    await world.net.clock.run()
    assert world.net.said("hears: We will try again.")
    assert "DialCallDuration" not in world.desk.of("/done")[0]


REFUSALS = [
    ({"to": "12345"}, 21211),
    ({"from_": "+442079469999"}, 21210),
    ({"to": "+15005550003"}, 21215),
    ({"status_callback_event": ["answered", "bogus"]}, 21626),
]


@pytest.mark.parametrize(("more", "code"), REFUSALS)
async def test_refusals_carry_the_provider_s_numbers(world: World, more: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await world.call(**more)
    assert caught.value.code == code
    assert world.net.exchange.legs == {}


async def test_wrong_credentials(world: World) -> None:
    world.client.auth_strategy = None
    world.client.password = "wrong"
    world.client.auth = (world.net.account, "wrong")
    with pytest.raises(TwilioRestException) as caught:
        await world.call()
    assert (caught.value.status, caught.value.code) == (401, 20003)


FAULTS = [
    (Fault(trouble=Trouble.ERROR, status=429, code=20429), 0),
    (Fault(trouble=Trouble.HTML, status=503), 0),
    (Fault(trouble=Trouble.DROP), 0),
    (Fault(trouble=Trouble.ACCEPT_THEN_DROP), 1),
]


@pytest.mark.parametrize(("fault", "legs"), FAULTS)
async def test_faults_are_used_up_one_by_one(world: World, fault: Fault, legs: int) -> None:
    world.net.weather.faults.append(fault)
    with pytest.raises((TwilioException, aiohttp.ClientError)):
        await world.call()
    assert len(world.net.exchange.legs) == legs
    await world.call()
    assert len(world.net.exchange.legs) == legs + 1


async def test_duplicates_disorder_and_losses_of_status_callbacks(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(keys=("1",)), CUSTOMER: Persona()})
    world.net.weather.duplicates = 2
    world.net.weather.shuffle_seed = 7
    world.net.weather.lost = frozenset({"ringing"})
    await world.call()
    await world.net.clock.run()
    statuses = [item["CallStatus"] for item in world.desk.of("/child")]
    assert "ringing" not in statuses
    assert len(statuses) == 9
    assert statuses != sorted(statuses, key=["initiated", "in-progress", "completed"].index)


async def test_wrong_signatures_reach_nobody(world: World) -> None:
    world.net.weather.wrong_signature = True
    world.net.people({MANAGER: Persona()})
    await world.call()
    await world.net.clock.run()
    assert world.desk.heard == []
    assert world.desk.forged > 3


async def test_the_fallback_gets_a_second_chance(world: World) -> None:
    world.desk.answers["/fallback"] = BYE
    world.desk.answers["/brief"] = lambda fields: "<Nonsense/>"
    world.net.people({MANAGER: Persona()})
    world.desk.answers.pop("/brief")
    call = await world.call(url=f"{PUBLIC}/brief")
    await world.net.clock.run()
    assert (await world.client.calls(call.sid).fetch_async()).status == "completed"


def test_it_never_leaves_loopback() -> None:
    async def attempt() -> None:
        await Post("t").deliver("https://api.twilio.com/", {})

    with pytest.raises(NotLoopback):
        asyncio.run(attempt())


MALFORMED = [
    ("<Response><Say>a", 12100),
    ("<Response><Shout/></Response>", 12200),
    ('<Response><Say colour="red">a</Say></Response>', 12200),
    ('<Response><Say voice="Polly.nobody">a</Say></Response>', 13511),
    ('<Response><Say voice="Google.vi-VN-Wavenet-A" language="ja-JP">a</Say></Response>', 13511),
    ('<Response><Say language="en">a</Say></Response>', 13512),
    (f"<Response><Say>{'あ' * 600}</Say></Response>", 13521),
    (f"<Response><Say>{'a' * 70_000}</Say></Response>", 11750),
    ("<Other/>", 12200),
]


@pytest.mark.parametrize(("document", "code"), MALFORMED)
def test_documents_are_read_strictly(document: str, code: int) -> None:
    with pytest.raises(Malformed) as caught:
        read_document(document)
    assert caught.value.code == code


async def test_what_the_doctor_asks_for(world: World) -> None:
    account = await world.client.api.v2010.accounts(world.net.account).fetch_async()
    assert account.status == "active"
    owned = await world.client.incoming_phone_numbers.list_async(phone_number=OURS)
    assert [item.phone_number for item in owned] == [OURS]
    world.net.exchange.closed_regions = frozenset({"+81"})
    for iso, open_ in (("GB", True), ("JP", False)):
        country = await world.client.voice.v1.dialing_permissions.countries(iso).fetch_async()
        assert country.low_risk_numbers_enabled is open_


async def test_the_page_says_that_it_is_simulated(world: World) -> None:
    agent_first(world)
    world.net.people({MANAGER: Persona(name="<b>Mona</b>", keys=("3",))})
    await world.call()
    await world.net.clock.run()
    from starlette.testclient import TestClient

    page = TestClient(world.net.app()).get("/").text
    assert page.count("SIMULATED") >= 3
    assert "&lt;b&gt;Mona" in page
    assert "presses 3" in page
