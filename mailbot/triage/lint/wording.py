"""Rules that a wording alone decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mailbot.triage.lint.reading import Hit, Reply
from mailbot.triage.lint.text import fold, stems

Find = Callable[[Reply], Iterator[Hit]]

_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|\$\{[^{}\n]{0,60}\}|\{[A-Za-z_À-ÿ.]{2,40}\}|<<[^<>\n]{1,60}>>|<[A-Za-zÀ-ÿ_ ]{3,40}>|%[A-Za-z_]{3,40}%|__+[A-Za-z]*"
    r"|\[[^\[\]\n@]{1,60}\]|［[^\n［］]{1,40}］|【[^\n【】]{1,40}】|＜[^\n＜＞]{1,30}＞|(?<!\w)(?:TODO|TBD|FIXME|XXX+|xxx+|Lorem ipsum|N\.?N\.)(?!\w)"
    r"|[○〇●◯△]{2,}|(?<=[\s　])[○◯●](?=様|さま|月|日|時)|(?<![\w.])(?:\.{4,}|_{3,}|\?{3,})"
)
_STACKED = re.compile(r"[!！?？]*(?:!\s?!|！！|[?？][!！]|[!！][?？])[!！?？]*")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zß-öø-ÿ\u3040-\u9fff]{2,}(?!\w)")
_OPENING = frozenset("[{<%_［【＜")
#: Characters up to which a last line is a name and no sentence.
_SIGNATURE = 14


def worded(rule: str) -> Find:
    """Return a rule that fires where the lexicon's patterns of that name stand, once a sentence."""

    def find(reply: Reply) -> Iterator[Hit]:
        seen: set[int] = set()
        for hit in reply.hits(rule):
            if hit.sentence not in seen:
                seen.add(hit.sentence)
                yield hit

    return find


def leftover_placeholder(reply: Reply) -> Iterator[Hit]:
    """Blanks of a template that nobody filled in."""
    for match in _PLACEHOLDER.finditer(reply.text):
        inner = match.group().strip("[]")
        if match.group()[0] == "[" and not re.search(r"[^\W\d]", inner):
            continue
        yield Hit(start=match.start(), end=match.end(), sentence=reply.sentence_at(match.start()))


def war_of_words(reply: Reply) -> Iterator[Hit]:
    """Insult, sarcasm, threat by the lexicon; capitals and stacked exclamation marks by their look."""
    yield from worded("war-of-words")(reply)
    for match in _STACKED.finditer(reply.text):
        yield Hit(start=match.start(), end=match.end(), sentence=reply.sentence_at(match.start()))
    yield from _shouting(reply)


#: Two words in capitals that the customer chooses between ("YES or NO", "SÍ o NO", "JA oder NEIN").
_CHOICE = re.compile(
    r"(?<!\w)[^\W\d_a-zß-öø-ÿ\u3040-\u9fff]{2,5} [a-zà-ỹ]{1,5} [^\W\d_a-zß-öø-ÿ\u3040-\u9fff]{2,5}(?!\w)"
)


def _shouting(reply: Reply) -> Iterator[Hit]:
    """Two capital words in a row, or one that the language has only in small letters; names of the case aside."""
    choices = [match.span() for match in _CHOICE.finditer(reply.text)]
    loud = [
        match
        for match in _CAPITALS.finditer(reply.text)
        if _is_loud(match, reply) and not any(a <= match.start() < b for a, b in choices)
    ]
    run: list[re.Match[str]] = []
    for match in loud:
        if run and reply.text[run[-1].end() : match.start()].strip(" ,"):
            if _is_shout(run, reply):
                break
            run = []
        run.append(match)
    if run and _is_shout(run, reply):
        yield Hit(start=run[0].start(), end=run[-1].end(), sentence=reply.sentence_at(run[0].start()))


def _is_loud(match: re.Match[str], reply: Reply) -> bool:
    """Tell whether a word in capitals is neither a placeholder nor known to the case (IPCA, SLA, an order number)."""
    case, before = reply.case, reply.text[match.start() - 1 : match.start()]
    if not match.group().isupper() or before in _OPENING:
        return False
    if any(blank.start() <= match.start() < blank.end() for blank in _PLACEHOLDER.finditer(reply.text)):
        return False
    told = (case.problem or "", case.order_ref or "", case.customer_name or "", *case.facts)
    return not any(match.group() in text for text in told)


def _is_shout(run: list[re.Match[str]], reply: Reply) -> bool:
    if len(run) >= 2 and sum(len(match.group()) for match in run) >= 6:
        return True
    return any(match.group().lower() in reply.words.identity or len(match.group()) >= 8 for match in run)


def apology_first(reply: Reply) -> Iterator[Hit]:
    """In `action-cause-terms` no apology stands before the action and the terms."""
    apology = next(iter(_apologies(reply)), None)
    if apology is None:
        return
    terms = [i for i in range(len(reply.sentences)) if _is_terms(reply, i)]
    if terms and apology.sentence > min(terms):
        return
    if (
        terms
        and apology.sentence == min(terms)
        and apology.start > min(_time_starts(reply, apology.sentence), default=0)
    ):
        return
    if not terms and apology.sentence >= max(1, len(reply.sentences) - 2):
        return
    yield apology


def _time_starts(reply: Reply, index: int) -> Iterator[int]:
    yield from (moment.start for moment in reply.moments_in(index))
    yield from (found.start for found in reply.sums_in(index))


def _is_terms(reply: Reply, index: int) -> bool:
    """Tell whether a sentence says by when: a time of the future, not one of the past that the problem names."""
    held = any(
        (moment.month, moment.day) in reply.known.days or moment.day in {day for _, day in reply.known.days}
        for moment in reply.moments_in(index)
        if moment.day
    )
    if held:
        return True
    return bool(reply.moments_in(index)) and index not in reply.where("past") and index > 0


def _apologies(reply: Reply) -> list[Hit]:
    return sorted([*reply.hits("apology"), *reply.hits("conditional-apology")], key=lambda hit: hit.start)


def over_apologising(reply: Reply) -> Iterator[Hit]:
    """Two or more separate sentences of apology; one short courteous echo as the very last sentence is none."""
    sentences_seen: list[Hit] = []
    for hit in _apologies(reply):
        if not sentences_seen or hit.sentence != sentences_seen[-1].sentence:
            sentences_seen.append(hit)
    if len(sentences_seen) < 2:
        return
    last = sentences_seen[-1].sentence
    echo = last in reply.where("echo") and last == _last_said(reply) and last - sentences_seen[0].sentence > 1
    if len(sentences_seen) - echo >= 2:
        yield sentences_seen[1]


def _last_said(reply: Reply) -> int:
    """Return the last sentence that is more than a signature."""
    return max((i for i, (start, end) in enumerate(reply.sentences) if end - start > _SIGNATURE), default=0)


def excuse(reply: Reply) -> Iterator[Hit]:
    """Our circumstances as a reason for leniency; the customer's own, told in the recap, are none."""
    for hit in worded("excuse")(reply):
        theirs = hit.sentence in reply.reference_at or hit.sentence in reply.where("feeling") - reply.where("apology")
        if (not theirs and not _is_told(reply, hit)) or hit.sentence in reply.where("apology"):
            yield hit


def _is_told(reply: Reply, hit: Hit) -> bool:
    """Tell whether the case itself speaks of the circumstance: then it is what happened, and no plea by us."""
    words = stems(fold(reply.text[hit.start : hit.end]))
    told = reply.problem_stems | reply.known.stems
    return bool(words) and words <= told and hit.sentence not in reply.where("understanding")


def faultless(reply: Reply) -> Iterator[Hit]:
    """A defence of ours; words that only take us out, beside those that give the guilt to others, are the buck."""
    for hit in outright("faultless")(reply):
        start, end = reply.clause(hit.start)
        if not any(start <= other.start < end for other in reply.hits("passing-the-buck")):
            yield hit


def passing_the_buck(reply: Reply) -> Iterator[Hit]:
    """Guilt assigned to others, or us taken out; what the customer went through with others is the recap's matter."""
    told = reply.reference_at & reply.where("past") if reply.case.playbook in _RETOLD else frozenset()
    yield from (hit for hit in worded("passing-the-buck")(reply) if hit.sentence not in told - reply.where("outright"))


#: Playbooks whose recap tells in full what the customer went through.
_RETOLD = frozenset({"listen-recap-apologise-resolve", "nine-step"})


def patience_plea(reply: Reply) -> Iterator[Hit]:
    """A plea for patience; asking understanding for a circumstance of ours is the excuse, and nothing besides."""
    excused = {hit.sentence for hit in excuse(reply)}
    for hit in worded("patience-plea")(reply):
        if hit.sentence not in excused or hit.sentence not in reply.where("understanding"):
            yield hit


def emotional_hook(reply: Reply) -> Iterator[Hit]:
    """Feelings, flattery and flirting in a steady answer."""
    if reply.case.playbook == "steady-answer":
        yield from worded("emotional-hook")(reply)


def arguing_in_text(reply: Reply) -> Iterator[Hit]:
    """A defence, cause, "however" or hint at the customer's part in an invitation to talk."""
    if reply.case.playbook != "callback-invitation":
        return
    names = ("arguing-in-text", "excuse", "passing-the-buck", "had-to", "faultless", "blaming-the-customer")
    said = (hit for name in names for hit in reply.hits(name) if not reply.retells(hit.start, hit.end))
    hits = sorted(said, key=lambda hit: hit.start)
    # "If the hour is bad because of your visits, say which suits you", "late because the van broke down, you write".
    theirs = reply.where("other-time") | reply.where("quoting")
    yield from [hit for hit in hits if hit.sentence not in theirs and not _is_their_story(reply, hit)][:1]


#: Characters up to which a hit is a bare "because" and argues nothing by itself; in Japanese few words are.
_BARE_CAUSE, _BARE_CAUSE_JA = 12, 3


def _is_their_story(reply: Reply, hit: Hit) -> bool:
    """Tell whether a bare "because" introduces what the customer complains of ("again, because your file was lost")."""
    end = reply.sentences[hit.sentence][1]
    bare = _BARE_CAUSE_JA if reply.words.code == "ja" else _BARE_CAUSE
    if hit.end - hit.start > bare or hit.sentence in reply.where("outright"):
        return False
    told = reply.problem_stems - stems(fold(reply.case.order_ref or ""))
    return bool(stems(reply.folded[hit.end : end]) & told)


def outright(rule: str) -> Find:
    """In an invitation to talk a rule besides `arguing-in-text` needs a sentence that says so outright."""

    def find(reply: Reply) -> Iterator[Hit]:
        invited = reply.case.playbook == "callback-invitation"
        for hit in worded(rule)(reply):
            if not invited or hit.sentence in reply.where("outright"):
                yield hit

    return find


def outside_invitation(find: Find) -> Find:
    """Leave a rule to `arguing-in-text` in an invitation to talk (GUIDANCE, "Where one rule ends")."""

    def narrowed(reply: Reply) -> Iterator[Hit]:
        if reply.case.playbook != "callback-invitation":
            yield from find(reply)

    return narrowed
