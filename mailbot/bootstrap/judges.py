"""A judge for each mailbox, and the site's own words taken up while we work."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from mailbot.adapters.followup_texts import FollowUpTexts, load_followup_texts, words_for
from mailbot.adapters.lexicons import LANGUAGES, load_lexicon
from mailbot.adapters.templates import load_playbooks
from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.errors import MailbotError
from mailbot.model.case import Case
from mailbot.model.heat import Heat
from mailbot.model.policy import Policy
from mailbot.triage.promises import FoundPromise
from scheduler.answer import contentment
from scheduler.followup import Contentment

log = logging.getLogger(__name__)

#: Seconds between two looks at the site's folder.
_LOOK_EVERY = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What the words of one mailbox need to know of its desk."""

    team: str  # signs drafts below the agent's name
    zone: str  # IANA zone


class Judges(Mapping[str, Judge]):
    """One judge a mailbox, loaded when the first word is judged: a list on the command line need not wait for it.

    When the site's folder changes, its words are loaded anew beside the work and take over once they are valid.
    """

    def __init__(self, policy: Policy, desks: Mapping[str, Desk], templates_dir: Path | None) -> None:
        self._policy = policy
        self._desks = desks
        self._policies = {name: replace(policy, hours=policy.hours.of(name)) for name in desks}
        self._templates_dir = templates_dir
        self._stamp: Stamp = ()
        self._looked = time.monotonic()
        self._looking = threading.Lock()

    def __getitem__(self, mailbox: str) -> Judge:
        """Return a mailbox's judge.

        Raises:
            KeyError: no such mailbox is configured.
        """
        desk = self._desks[mailbox]
        self._look_now_and_then()
        return replace(self._loaded, policy=self._policies[mailbox], team=desk.team, zone=desk.zone)

    def __iter__(self) -> Iterator[str]:
        return iter(self._desks)

    def __len__(self) -> int:
        return len(self._desks)

    def zone_of(self, mailbox: str) -> str:
        """Return the zone of a mailbox's desk; of one that is no longer configured, UTC."""
        return self._desks[mailbox].zone if mailbox in self._desks else "UTC"

    def promised(
        self, mailbox: str, text: str, language: str, made_at: datetime, theirs: str | None = None
    ) -> tuple[FoundPromise, ...]:
        """Return the promises of a mail of ours; `theirs` is the customer's zone."""
        return self[mailbox].promised(text, language, made_at, theirs) if mailbox in self._desks else ()

    async def weigh(self, case: Case) -> Heat:
        """Weigh a case as it stands, away from the loop."""
        return await asyncio.to_thread(self[case.conversation.mailbox].weigh, case)

    def answer(self, text: str, language: str) -> Contentment:
        """Return what a customer says to our question whether a solution holds."""
        return contentment(text, words_for(self.common.follow_up_texts, language))

    def warm(self) -> None:
        """Load everything now: at start, so that a wrong text is told at once and the first mail does not wait.

        What is loaded stays for good. The search for garbage leaves it out from now on: walking through some two hundred
        thousand objects again and again took a few hundredths of all processor time, and the loop stood still meanwhile.
        """
        with _no_search_for_garbage():
            for language in self._loaded.lexicons:
                self._loaded.read("Where is my order?", language)
        gc.freeze()

    @property
    def common(self) -> Judge:
        """What all mailboxes share: a judge of no desk."""
        self._look_now_and_then()
        return self._loaded

    def refresh(self) -> bool:
        """Take up the site's folder if it changed, and tell whether; wrong words are told once, the earlier ones stay.

        Takes some hundred milliseconds when there is something new, so call it away from the loop.
        """
        with self._looking:
            loaded, stamp = self._loaded, stamp_of(self._templates_dir)
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            try:
                self.__dict__["_loaded"] = replace(loaded, **_site_words(self._templates_dir))
            except (MailbotError, OSError) as error:
                log.error("The site's own words changed and cannot be used; the earlier ones stay: %s", error)
                return False
            log.info("The site's own words changed and are used from now on.")
            return True

    def _look_now_and_then(self) -> None:
        if self._templates_dir is None or time.monotonic() - self._looked < _LOOK_EVERY:
            return
        self._looked = time.monotonic()
        threading.Thread(target=self.refresh, name="site words", daemon=True).start()

    @cached_property
    def _loaded(self) -> Judge:
        self._stamp = stamp_of(self._templates_dir)  # before the words: what changes meanwhile is loaded again
        return load_judge(self._policy, templates_dir=self._templates_dir)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Leave the search for garbage out while much is made that stays."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


_Part = TypeVar("_Part")


class SiteTexts(Mapping[str, _Part]):
    """One part of the follow-up's texts in each language, as the site's folder says now."""

    def __init__(self, judges: Judges, part: Callable[[FollowUpTexts], _Part]) -> None:
        """Read `part` of what the judges hold whenever it is asked for."""
        self._judges, self._part = judges, part

    def __getitem__(self, language: str) -> _Part:
        """Return it in a language.

        Raises:
            KeyError: we do not write that language.
        """
        return self._part(self._judges.common.follow_up_texts[language])

    def __iter__(self) -> Iterator[str]:
        return iter(self._judges.common.follow_up_texts)

    def __len__(self) -> int:
        return len(self._judges.common.follow_up_texts)


#: (path, nanoseconds of its last change, bytes) of each file.
Stamp = tuple[tuple[str, int, int], ...]


def stamp_of(folder: Path | None) -> Stamp:
    """Return what a folder's files look like from outside; hidden ones are not finished yet."""
    if folder is None or not folder.is_dir():
        return ()
    found = []
    for path in folder.rglob("*"):
        try:
            state = path.stat()
        except OSError:  # it went away meanwhile
            continue
        if path.is_file() and not path.name.startswith("."):
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))


def _site_words(folder: Path | None) -> dict[str, Any]:
    """Return what a site's folder may change of a judge, validated as at start."""
    return {
        # Past their memory of what lay there at start; a wrong folder leaves that as it is.
        "lexicons": {one: load_lexicon.__wrapped__(one, folder) for one in LANGUAGES},
        "playbooks": load_playbooks(folder, default_language="en"),
        "follow_up_texts": load_followup_texts.__wrapped__(folder),
    }
