"""The optional writer, wired; nothing is loaded where `[llm]` is absent."""

from __future__ import annotations

from mailbot.bootstrap.judges import Judges
from mailbot.config import Settings
from mailbot.delivery.writing import Writing
from mailbot.errors import ConfigurationError
from mailbot.model.draft import DraftText, Finding
from mailbot.model.playbook import Playbook
from mailbot.ports import Clock
from mailbot.ports.writing import Writer
from mailbot.secret import read_secret
from mailbot.store.database import Database
from mailbot.store.writings import WritingRows


def wired_writing(settings: Settings, db: Database, judges: Judges, clock: Clock, *, holder: str) -> Writing | None:
    """Return the use case, or None where no language model is configured.

    Raises:
        ConfigurationError: `[llm]` is there but the extra is not installed, or its key cannot be read.
    """
    chosen = settings.llm
    if chosen is None:
        return None

    def lint(mailbox: str, text: DraftText) -> tuple[Finding, ...]:
        return judges[mailbox].lint(text, text.facts)

    def playbook_of(mailbox: str, playbook: str) -> Playbook | None:
        return judges[mailbox].playbooks.items.get(playbook)

    return Writing(
        rows=WritingRows(db),
        writer=_writer(settings),
        lint=lint,
        playbook_of=playbook_of,
        clock=clock,
        holder=holder,
        budget=chosen.drafts_per_day,
        seconds=chosen.timeout_seconds,
    )


def _writer(settings: Settings) -> Writer:
    chosen = settings.llm
    assert chosen is not None
    try:
        from mailbot.adapters.llm_writer import LlmWriter
    except ImportError as error:
        raise ConfigurationError(
            "[llm] needs the extra `llm`.", hint="pip install 'mailbot[llm]', or take the table out."
        ) from error
    key = (
        read_secret(chosen.api_key, chosen.api_key_file, "llm.api_key")
        if (chosen.api_key or chosen.api_key_file)
        else ""
    )
    return LlmWriter(chosen.base_url, chosen.model, api_key=key, seconds=chosen.timeout_seconds)
