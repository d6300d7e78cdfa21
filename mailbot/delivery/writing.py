"""Has drafts reworded by a language model: after the template's draft stands, and outside every transaction.

Nothing waits for a model. A draft is written by its playbook first and may be sent as it is; a later act, driven by
rows with a lease, asks the model, reads its answer with the same lint, has it mended once, and puts it in place only
of a draft that nobody has touched. A process that dies leaves a lease that ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mailbot.errors import TransientError
from mailbot.model.draft import DraftText, Finding
from mailbot.model.playbook import Playbook
from mailbot.model.sentence import say
from mailbot.ports import Clock
from mailbot.ports.writing import ClaimedWriting, Writer, WritingRows
from mailbot.triage.writer import Commission, commission, reworded, said

Lint = Callable[[str, DraftText], tuple[Finding, ...]]  # (mailbox, text) -> findings
PlaybookOf = Callable[[str, str], Playbook | None]  # (mailbox, playbook id) -> playbook


class Writing:
    """The use case."""

    def __init__(
        self,
        *,
        rows: WritingRows,
        writer: Writer,
        lint: Lint,
        playbook_of: PlaybookOf,
        clock: Clock,
        holder: str,
        budget: int,
        seconds: float,
    ) -> None:
        """Wire it; `seconds` is the limit of one question, `budget` counts drafts a day (UTC)."""
        self._rows, self._writer, self._lint, self._playbook_of = rows, writer, lint, playbook_of
        self._clock, self._holder, self._budget, self._seconds = clock, holder, budget, seconds

    async def write_due(self) -> int:
        """Reword one draft that waits; return how many were tried."""
        lease = 2 * self._seconds + 30.0
        claimed = await self._rows.claim(now=self._clock.now(), holder=self._holder, seconds=lease, budget=self._budget)
        if claimed is None:
            return 0
        text, outcome = await self._written(claimed)
        await self._rows.settle(claimed, text, outcome, self._clock.now())
        return 1

    async def _written(self, claimed: ClaimedWriting) -> tuple[DraftText | None, str]:
        playbook = self._playbook_of(claimed.mailbox, claimed.text.playbook)
        asked = commission(claimed.text, playbook, claimed.mail) if playbook else None
        if asked is None:
            return None, say("nothing_to_reword", "no step of it can be reworded")
        wrong: tuple[str, ...] = ()
        answer = ""
        for _ in range(2):  # the second time to mend what was wrong
            try:
                answer = await self._writer.write(asked.messages(wrong, answer), asked.schema)
            except TransientError:
                return None, say("model_silent", "the language model gave no answer")
            text, wrong = await asyncio.to_thread(self._read, claimed, asked, answer)
            if text is not None:
                return text, say("model_wrote", "a language model worded it, and the lint has no objection")
        return None, say("model_refused", "what the language model wrote was not fit to send")

    def _read(
        self, claimed: ClaimedWriting, asked: Commission, answer: str
    ) -> tuple[DraftText | None, tuple[str, ...]]:
        text, wrong = reworded(asked, claimed.text, answer)
        if text is None:
            return None, wrong
        findings = self._lint(claimed.mailbox, text)
        return (None, said(findings, text.body)) if findings else (text, ())
