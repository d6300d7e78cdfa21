"""Call steps as TwiML, built by the official library, which escapes what it is given."""

from __future__ import annotations

from collections.abc import Callable

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from escalation.script import Ask, CallStep, Connect, Farewell, Say, speakable

#: Returns the URL of a step or of the customer leg's status callback.
StepUrl = Callable[[str], str]

_EVENTS = "initiated ringing answered completed"


def render(step: CallStep, url: StepUrl) -> str:
    """Return a step as a TwiML document."""
    if isinstance(step, Ask):
        return str(_ask(step, url))
    if isinstance(step, Connect):
        return str(_connect(step, url))
    return str(_farewell(step))


def spoken(message: Say) -> str:
    """Return a document that says one piece and hangs up."""
    return str(_farewell(Farewell(say=(message,))))


def _speak(parent: VoiceResponse | Gather, pieces: tuple[Say, ...]) -> None:
    for piece in pieces:
        parent.say(speakable(piece.text), voice=piece.voice, language=piece.locale)


def _ask(step: Ask, url: StepUrl) -> VoiceResponse:
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=step.seconds,
        finish_on_key="",
        action_on_empty_result=True,
        action=url(step.step),
        method="POST",
    )
    _speak(gather, step.say)
    response.append(gather)
    return response


def _connect(step: Connect, url: StepUrl) -> VoiceResponse:
    response = VoiceResponse()
    _speak(response, step.say)
    dial = Dial(
        action=url("done"),
        method="POST",
        caller_id=step.caller_id,
        timeout=step.ring_seconds,
        time_limit=step.limit_seconds,
        hangup_on_star=True,
        record="record-from-answer-dual" if step.record and step.notice else "do-not-record",
    )
    notice = {"url": url("notice"), "method": "POST"} if step.notice else {}
    dial.number(
        step.number, status_callback=url("customer") + "#rc=3&rp=5xx,ct,rt", status_callback_event=_EVENTS, **notice
    )
    response.append(dial)
    return response


def _farewell(step: Farewell) -> VoiceResponse:
    response = VoiceResponse()
    _speak(response, step.say)
    response.hangup()
    return response
