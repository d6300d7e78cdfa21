"""The spoken menu, pure: a step and a key in, what is said next and what it means out.

The manager hears the brief and presses 1 to connect, 2 for later, 3 to pass on, 9 to hear it again. Silence twice
lets the callback go: that is how a manager's voicemail is caught. Source: voice practice of agent-first callbacks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from escalation.callback import Choice, Disposition, Outcome, conclude
from escalation.dialling import Dial
from escalation.ports import StepResult, StepView
from escalation.script import CallTexts, Connect, Farewell, Say, brief_step, farewell, say, wrap_up_step
from mailbot.model.policy import CallPolicy

#: However often a manager presses 9, the call ends some day.
MAX_ROUNDS = 6

_TURN = re.compile(r"menu-([0-9]{1,3})")  # as we name them; anything else is no step of ours

_HINTS = {
    "1": Disposition.RESOLVED,
    "2": Disposition.FOLLOW_UP_AGREED,
    "3": Disposition.VOICEMAIL_LEFT,
    "4": Disposition.WRONG_NUMBER,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """The menu of one site: its texts, policy and caller ids."""

    texts: Mapping[str, CallTexts]
    policy: CallPolicy
    caller_id: str
    caller_ids: Mapping[str, str]  # region of the customer -> caller id

    def of(self, language: str) -> CallTexts:
        """Return a language's texts, or the English ones."""
        return self.texts.get(language) or self.texts["en"]

    def on_step(self, step: str, digits: str, view: StepView) -> StepResult:
        """Return what follows a step.

        Args:
            step: "brief", "menu-1", "menu-2", …, "done", "wrap-up", "notice" or "fallback".
            digits: the key that was pressed, "" for silence.
        """
        texts = self.of(view.script.language)
        if step == "brief":
            return self._brief(view, texts)
        if turn := _TURN.fullmatch(step):
            return self._key(int(turn[1]), digits, view, texts)
        if step == "done":
            return self._after_call(view, texts)
        if step == "wrap-up":
            return StepResult(reply=farewell("thanks", texts), hint=_HINTS.get(digits))
        if step == "notice":
            return StepResult(reply=Farewell(say=self.notice(view)))
        # "fallback": our last document could not be spoken, perhaps because its voice was withdrawn
        return StepResult(reply=Farewell(say=(replace(say(texts.manager["trouble"], texts), voice=texts.voices[-1]),)))

    def notice(self, view: StepView) -> tuple[Say, ...]:
        """Return the announcement to the customer where the call is recorded, else nothing."""
        customer = self.of(view.script.customer_language)
        return (say(customer.customer["notice"], customer),) if self.records(view.region) else ()

    def records(self, region: str) -> bool:
        """Tell whether calls to a region are recorded: switched on, and ticked by an admin for that region."""
        return self.policy.recording and region in self.policy.recording_regions

    def _brief(self, view: StepView, texts: CallTexts) -> StepResult:
        if not _open(view):
            return StepResult(reply=farewell("refused", texts))
        return StepResult(reply=brief_step(self._spoken(view), 1))

    def _spoken(self, view: StepView) -> tuple[Say, ...]:
        return tuple(say(text, self.of(language)) for language, text in view.script.brief)

    def _key(self, round_number: int, digits: str, view: StepView, texts: CallTexts) -> StepResult:
        if not _open(view):
            return StepResult(reply=farewell("refused", texts))
        if digits == "1":
            return self._accept(view, texts)
        if digits == "2":
            return StepResult(reply=farewell("snoozed", texts), choice=Choice.SNOOZE)
        if digits == "3":
            return StepResult(reply=farewell("passed", texts), choice=Choice.HAND_ON)
        over = round_number >= (MAX_ROUNDS if digits else self.policy.silences)
        if over:
            return StepResult(reply=farewell("silent", texts), choice=Choice.SILENT)
        return StepResult(reply=brief_step(self._spoken(view), round_number + 1))

    def _accept(self, view: StepView, texts: CallTexts) -> StepResult:
        if view.dial is None or view.dial.verdict is not Dial.DIAL:
            return StepResult(reply=farewell("refused", texts), choice=Choice.REFUSED)
        region = view.region
        recorded = self.records(region)
        connect = Connect(
            number=view.attempt.number,
            caller_id=self.caller_ids.get(region, self.caller_id),
            ring_seconds=self.policy.customer_ring_seconds,
            limit_seconds=self.policy.talk_minutes * 60,
            say=(say(texts.manager["connecting"], texts),),
            notice=recorded,
            record=recorded,
        )
        return StepResult(reply=connect, choice=Choice.ACCEPT)

    def _after_call(self, view: StepView, texts: CallTexts) -> StepResult:
        attempt = view.attempt
        met = attempt.customer_leg.spoke and attempt.bridged is not False
        if met or conclude(attempt) is Outcome.TALKED:
            return StepResult(reply=wrap_up_step(texts))
        return StepResult(reply=farewell("nobody", texts))


def _open(view: StepView) -> bool:
    """Tell whether the manager still has a choice: not made, not stopped, not ended."""
    attempt = view.attempt
    return attempt.choice is None and attempt.cancel_reason is None and attempt.ended_at is None
