"""What agents change in drafts before they send them: edits teach (which steps are rewritten again and again)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, kw_only=True, slots=True)
class SentDraft:
    """A draft as it was proposed, and as it left."""

    playbook: str
    language: str
    proposed: str
    sent: str
    id: str = ""  # of the row


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewrite:
    """A paragraph that an agent changed."""

    before: str  # "" for one that was added
    after: str  # "" for one that was taken out
    kept: float  # share of the characters that stayed, 0..1


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """What happened to one playbook's drafts in one language."""

    playbook: str
    language: str
    sent: int
    untouched: int
    kept: float  # mean share of the characters that stayed, 0..1
    rewrites: tuple[tuple[str, int], ...]  # paragraphs as proposed -> how often changed, most often first


def rewrites(draft: SentDraft) -> tuple[Rewrite, ...]:
    """Return the paragraphs that were changed, added or taken out, in order."""
    before, after = _paragraphs(draft.proposed), _paragraphs(draft.sent)
    found: list[Rewrite] = []
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            old, new = "\n".join(before[a:b]), "\n".join(after[c:d])
            found.append(Rewrite(before=old, after=new, kept=similarity(old, new)))
    return tuple(found)


def lessons(drafts: Iterable[SentDraft], most: int = 5) -> tuple[Lesson, ...]:
    """Return what each playbook's drafts went through, the most rewritten playbook first."""
    groups: dict[tuple[str, str], list[SentDraft]] = {}
    for draft in drafts:
        groups.setdefault((draft.playbook, draft.language), []).append(draft)
    found = [_lesson(playbook, language, group, most) for (playbook, language), group in groups.items()]
    return tuple(sorted(found, key=lambda one: (one.kept, -one.sent, one.playbook, one.language)))


def _lesson(playbook: str, language: str, group: list[SentDraft], most: int) -> Lesson:
    changed = Counter(one.before for draft in group for one in rewrites(draft) if one.before)
    kept = [similarity(draft.proposed, draft.sent) for draft in group]
    return Lesson(
        playbook=playbook,
        language=language,
        sent=len(group),
        untouched=sum(not rewrites(draft) for draft in group),
        kept=sum(kept) / len(kept),
        rewrites=tuple(changed.most_common(most)),
    )


def similarity(before: str, after: str) -> float:
    """Return the share of the characters that two texts have in common, 0..1."""
    return SequenceMatcher(a=before, b=after, autojunk=False).ratio() if before or after else 1.0


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
