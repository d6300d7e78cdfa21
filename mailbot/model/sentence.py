"""A sentence that remembers what it says: a code and values, so that each person reads it in their own language.

It is a `str` in English, fit for logs, events and the command line as it stands; the store keeps its code and values
beside the text, and the console looks the code up in the reader's language.
"""

from __future__ import annotations

from typing import Any

from mailbot.errors import MailbotError

#: The keys under which a sentence is kept as data.
_KEYS = {"code", "values", "text"}

Value = str | int | float

#: What is data as it stands: most of what is kept, so it is told apart without a further call.
_PLAIN = frozenset({str, int, float, bool, type(None)})

#: The code of what was an error: its values hold message and hint as templates, and the values of both.
RAISED = "raised"


class Sentence(str):
    """English text with the code and the values it was made of."""

    __slots__ = ("code", "values")

    code: str
    values: dict[str, Value]  # a value may be a sentence itself

    def __new__(cls, text: str, code: str, values: dict[str, Value]) -> Sentence:
        """Return a sentence; `say` is the way to make one."""
        made = super().__new__(cls, text)
        made.code, made.values = code, values
        return made

    def __getnewargs__(self) -> tuple[str, str, dict[str, Value]]:  # type: ignore[override]
        """Let copies and pickles keep code and values."""
        return (str(self), self.code, self.values)


def say(code: str, english: str, /, **values: Value) -> Sentence:
    """Return a sentence by its code and its English form; `{name}` in it stands for a value.

    >>> say("call_hot", "heat {heat} is above the call threshold", heat="0.82")
    'heat 0.82 is above the call threshold'
    """
    return Sentence(english.format(**values) if values else english, code, values)


def as_data(value: Any) -> Any:
    """Return plain data with each sentence in it as `{"code", "values", "text"}`."""
    if isinstance(value, Sentence):
        return {"code": value.code, "values": as_data(value.values), "text": str(value)}
    if isinstance(value, dict):
        return {key: one if type(one) in _PLAIN else as_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [one if type(one) in _PLAIN else as_data(one) for one in value]
    return value


def revived(data: dict[str, Any]) -> Any:
    """Return the sentence that a mapping of plain data stands for, or the mapping; fit as a JSON object hook."""
    if data.keys() == _KEYS and isinstance(data["text"], str) and isinstance(data["values"], dict):
        return Sentence(data["text"], str(data["code"]), data["values"])
    return data


def raised(error: MailbotError) -> Sentence:
    """Return an error's sentence with its hint, kept so that it can be said in the reader's language later.

    Values that are neither text nor number are kept as text.
    """
    values = {name: one if isinstance(one, str | int | float) else str(one) for name, one in error.values.items()}
    said: dict[str, Value] = {"message": error.template, "hint": error.hint_template, **values}
    return Sentence(error.sentence(), RAISED, said)


def named(group: str, name: str) -> Sentence:
    """Return a name that is data ("call_state", "needs_human"): "needs human", or the console's word for it."""
    return Sentence(name.replace("_", " "), f"{group}.{name}", {})
