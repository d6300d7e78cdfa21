"""Runs spoken-menu documents: says, gathers keys, dials and bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from escalation.simulator.legs import Leg, Subscription
from escalation.simulator.markup import Malformed, Verb, read_document
from escalation.simulator.personas import Answers

if TYPE_CHECKING:
    from escalation.simulator.exchange import Exchange

_LETTERS_PER_SECOND = 14.0
_MACHINE_LISTENS_SECONDS = 60.0
END: Literal["end"] = "end"

#: What a verb leads to: the next verb, another document, or the end.
Then = tuple[Verb, ...] | Literal["end"] | None


class MenuRunner:
    """Walks documents for one exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._net = exchange

    async def converse(self, leg: Leg) -> None:
        """Fetch the leg's document and run it to the end, and again whenever the REST interface replaces it."""
        extra = {"AnsweredBy": leg.answered_by} if leg.answered_by and not leg.async_amd else {}
        verbs = self._parse(leg, leg.document, leg.url) if leg.document else await self.fetch(leg, leg.url, extra)
        while verbs != END and not leg.gone.fired:
            verbs = await self._run(leg, verbs)

    async def fetch(self, leg: Leg, url: str, extra: dict[str, str] | None = None) -> Then:
        """Ask the program for a document; the fallback gets a second chance, then the call ends."""
        if leg.gone.fired:
            return END
        reply = await self._net.post.deliver(
            url, leg.fields() | (extra or {}), wrong_signature=self._net.weather.wrong_signature
        )
        if not 200 <= reply.status < 300:
            self._net.complain(leg, 11200 if reply.status else 11205, f"HTTP retrieval failure, status {reply.status}")
            if not leg.fallback or url == leg.fallback:
                return END
            return await self.fetch(leg, leg.fallback, {"ErrorCode": "11200", "ErrorUrl": url})
        return self._parse(leg, reply.text, url)

    def _parse(self, leg: Leg, text: str, base: str) -> Then:
        leg.url = base or leg.url  # relative addresses are read against the last document's
        try:
            return read_document(text)
        except Malformed as error:
            self._net.complain(leg, error.code, str(error))
            return END

    async def _run(self, leg: Leg, verbs: Then) -> Then:
        for verb in verbs or ():
            if not isinstance(verb, Verb):
                return END
            then = await self._one(leg, verb)
            if leg.moved.fired:
                return await self._replaced(leg)
            if then is not None or leg.gone.fired:
                return then or END
        return END

    async def _replaced(self, leg: Leg) -> Then:
        leg.moved.fired = False
        return self._parse(leg, leg.document, leg.url) if leg.document else await self.fetch(leg, leg.url)

    async def _one(self, leg: Leg, verb: Verb) -> Then:
        run = {
            "Say": self._say, "Play": self._pause, "Pause": self._pause, "Gather": self._gather, "Dial": self._dial,
            "Redirect": self._redirect, "Record": self._record, "Hangup": self._hang_up, "Reject": self._hang_up,
        }[verb.name]  # fmt: skip
        return await run(leg, verb)

    # -- verbs ----------------------------------------------------------------------------------------------------------

    async def _say(self, leg: Leg, verb: Verb) -> Then:
        self._net.log(leg, f"hears: {verb.text}")
        await self._net.clock.wait(len(verb.text) / _LETTERS_PER_SECOND, leg.gone, leg.moved)
        return None

    async def _pause(self, leg: Leg, verb: Verb) -> Then:
        await self._net.clock.wait(verb.number("length", 1), leg.gone, leg.moved)
        return None

    async def _hang_up(self, leg: Leg, verb: Verb) -> Then:
        return END

    async def _redirect(self, leg: Leg, verb: Verb) -> Then:
        return await self.fetch(leg, urljoin(leg.url, verb.text))

    async def _record(self, leg: Leg, verb: Verb) -> Then:
        await self._net.clock.wait(min(verb.number("maxLength", 3600), leg.persona.talk), leg.gone)
        return await self.fetch(leg, urljoin(leg.url, verb.get("action")), {"RecordingUrl": "simulated:recording"})

    async def _gather(self, leg: Leg, verb: Verb) -> Then:
        key = leg.next_key() if leg.persona.answers is Answers.HUMAN else ""
        await self._listen(leg, verb, bool(key))
        if leg.gone.fired or leg.moved.fired:
            return None
        if not key and not verb.yes("actionOnEmptyResult"):
            return None
        self._net.log(leg, f"presses {key}" if key else "presses nothing")
        fields = {"Digits": key, "FinishedOnKey": "", "msg": "Gather End"}
        return await self.fetch(leg, urljoin(leg.url, verb.get("action") or leg.url), fields)

    async def _listen(self, leg: Leg, verb: Verb, presses: bool) -> None:
        """Speak what is inside the menu; whoever presses a key interrupts it."""
        spoken = [child for child in verb.children if child.name == "Say"]
        for say in spoken:
            self._net.log(leg, f"hears: {say.text}")
        seconds = sum(len(say.text) for say in spoken) / _LETTERS_PER_SECOND
        wait = leg.persona.think if presses else seconds + verb.number("timeout", 5)
        await self._net.clock.wait(wait, leg.gone, leg.moved)

    # -- dialling -------------------------------------------------------------------------------------------------------

    async def _dial(self, leg: Leg, verb: Verb) -> Then:
        number = next((child for child in verb.children if child.name == "Number"), None)
        child = self._child(leg, verb, number or Verb(name="Number", attributes={}, text=verb.text))
        if child.from_ not in self._net.numbers:
            self._net.complain(leg, 13214, f"Invalid callerId {child.from_}")
            self._net.finish(child, "failed")
        bridged = await self._connect(leg, child, verb, number) if not child.over else False
        action = verb.get("action")
        if leg.gone.fired or not action:
            return END if leg.gone.fired else None
        return await self.fetch(leg, urljoin(leg.url, action), self._outcome(child, bridged))

    def _child(self, leg: Leg, verb: Verb, number: Verb) -> Leg:
        url = number.get("statusCallback")
        events = frozenset((number.get("statusCallbackEvent") or "completed").split())
        return self._net.create(
            to=number.text,
            from_=verb.get("callerId") or leg.from_,
            direction="outbound-dial",
            parent=leg.sid,
            ring_seconds=verb.number("timeout", 30),
            limit_seconds=verb.number("timeLimit", 14_400),
            machine_detection=bool(number.get("machineDetection")),
            amd_callback=urljoin(leg.url, number.get("amdStatusCallback")) if number.get("amdStatusCallback") else "",
            subscription=Subscription(url=urljoin(leg.url, url) if url else "", events=events),
            url=leg.url,
        )

    async def _connect(self, leg: Leg, child: Leg, verb: Verb, number: Verb | None) -> bool:
        if any(child.to.startswith(prefix) for prefix in self._net.closed_regions):
            self._net.complain(leg, 13227, f"No geographic permission for {child.to}")
            self._net.finish(child, "failed")
            return False
        if not await self._net.ring(child, leg.gone):
            return False
        if number is not None and number.get("url"):
            await self._whisper(child, urljoin(leg.url, number.get("url")))
        if child.gone.fired or leg.gone.fired:
            self._net.finish(child, "completed")
            return False
        self._net.log(child, f"is connected with {leg.persona.name or leg.to}")
        if verb.get("record", "do-not-record") != "do-not-record":
            self._net.log(child, "RECORDING STARTS")
        await self._talk(leg, child, verb)
        return True

    async def _whisper(self, child: Leg, url: str) -> None:
        verbs = await self.fetch(child, url)
        if verbs != END and any(verb.name == "Dial" for verb in verbs or ()):
            self._net.complain(child, 13220, "Dial is not allowed in the document of a Number.")
            child.gone.fire()
            return
        for verb in verbs or ():
            if isinstance(verb, Verb):
                await self._one(child, verb)

    async def _talk(self, leg: Leg, child: Leg, verb: Verb) -> None:
        machine = child.persona.answers is Answers.VOICEMAIL
        if machine:
            self._net.log(leg, f"hears the greeting of a machine, {child.persona.greeting:.0f} seconds")
        length = child.persona.greeting + _MACHINE_LISTENS_SECONDS if machine else child.persona.talk
        star = leg.persona.star_after if verb.yes("hangupOnStar") else None
        wait = min(length, child.limit_seconds, star if star is not None else length)
        came = await self._net.clock.wait(wait, leg.gone, child.gone, child.moved)
        if came is child.moved:
            self._net.clock.spawn(self._alone(child))
            return
        if came is None and star is not None and wait == star:
            self._net.log(leg, "presses *")
        self._net.finish(child, "completed")

    async def _alone(self, child: Leg) -> None:
        """A leg that was given a document of its own (a message for a machine) leaves the bridge and runs it."""
        verbs = await self._replaced(child)
        while verbs != END and not child.gone.fired:
            verbs = await self._run(child, verbs)
        self._net.finish(child, "completed")

    def _outcome(self, child: Leg, bridged: bool) -> dict[str, str]:
        fields = {"DialCallStatus": child.status, "DialCallSid": child.sid, "DialBridged": str(bridged).lower()}
        if child.over:
            return fields | ({"DialCallDuration": str(child.seconds())} if child.started else {})
        return fields | {"DialCallStatus": "completed"}  # left the bridge: no length is known


def with_document(leg: Leg, document: str, url: str) -> None:
    """Give a running leg another document."""
    leg.document, leg.url = document, url or leg.url
    leg.moved.fire()
