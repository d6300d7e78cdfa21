"""Readings of the mails that were read lately: bounded, and forgotten when what they rest on changes."""

from __future__ import annotations

from collections.abc import Callable

from mailbot.model.heat import Reading

#: Readings kept, and characters of a mail above which its reading is not.
_MOST, _LONGEST = 512, 8000

#: What tells one asking from another: text, language, subject, explained, looked at twice.
Asked = tuple[str, str, str, bool, bool]


class Lately:
    """Remembers readings. Threads share it: at worst two of them read the same mail."""

    def __init__(self) -> None:
        self._held: tuple[tuple[object, ...], dict[Asked, Reading]] = ((), {})

    def reading(self, asked: Asked, grounds: tuple[object, ...], read: Callable[[], Reading]) -> Reading:
        """Return a reading, by `read` when it is not known.

        `grounds` are the very objects that a reading rests on; with another one all that was read before is forgotten.
        """
        known = self._resting_on(grounds)
        found = known.get(asked)
        if found is None:
            found = read()
            if len(known) >= _MOST:
                known.clear()
            if len(asked[0]) <= _LONGEST:
                known[asked] = found
        return found

    def _resting_on(self, grounds: tuple[object, ...]) -> dict[Asked, Reading]:
        held, known = self._held  # one tuple, so that no thread sees the readings of other grounds
        if len(held) != len(grounds) or any(mine is not theirs for mine, theirs in zip(held, grounds, strict=True)):
            known = {}
            self._held = (grounds, known)
        return known
