"""Rules about money, goods and dates: what the reply gives against what the case holds."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.triage.lint.moments import Moment
from mailbot.triage.lint.reading import Hit, Reply, once
from mailbot.triage.lint.structure import dates_a_thing, is_held, is_resolution, lies_ahead, recap_sentences
from mailbot.triage.lint.sums import Sum
from mailbot.triage.lint.text import fold, stems

#: Playbooks that promise no result: what they date is how things stand, or have come to stand.
_NO_RESULT = frozenset({"steady-answer", "callback-invitation", "follow-up"})
#: Characters between a sum and what it is paid in ("1,000円のクーポン", "a $25 voucher").
_BESIDE = 6


def low_amends(reply: Reply) -> Iterator[Hit]:
    """The amends cover the stated loss."""
    offered, loss = reply.case.amends_offered, reply.case.stated_loss
    if offered is not None and loss is not None and offered + loss > 0 and offered < loss:
        yield _at_sum(reply, offered)


def over_amends(reply: Reply) -> Iterator[Hit]:
    """Amends above the cap need a manager's approval."""
    offered, cap = reply.case.amends_offered, reply.case.amends_cap
    if offered is not None and cap is not None and offered > cap and not reply.known.approved:
        yield _at_sum(reply, offered)


def _at_sum(reply: Reply, value: float) -> Hit:
    found = next((s for s in reply.sums if abs(s.value - value) < 0.005), None)
    if found is None:
        return Hit(start=len(reply.text), end=len(reply.text), sentence=max(0, len(reply.sentences) - 1))
    return Hit(start=found.start, end=found.end, sentence=reply.sentence_at(found.start))


def unauthorised_promise(reply: Reply) -> Iterator[Hit]:
    """A sum, a share, goods or a dated result that the case does not hold."""
    counted = [*_sums(reply), *_dates(reply)]
    told = {hit.sentence for hit in counted}  # what the facts contradict needs no wording besides
    hits = [*counted, *(hit for hit in _goods(reply) if hit.sentence not in told)]
    seen: set[int] = set()
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.sentence not in seen:
            seen.add(hit.sentence)
            yield hit


def _goods(reply: Reply) -> Iterator[Hit]:
    """Extras by their wording ("free", "half price"), unless the facts name the same thing."""
    told = fold(reply.case.problem or "")  # German writes "Hochzeitsblumen" in one word
    held = stems(reply.known.folded) | reply.problem_stems
    for hit in reply.hits("unauthorised-promise"):
        if _is_offered(reply, hit) or hit.sentence in reply.where("agreed") | _settled(reply) | _no_offer(reply):
            continue
        words = stems(fold(reply.text[hit.start : hit.end]))
        if not words & held and not any(word in told for word in words):
            yield hit
    if not reply.known.sums and not _holds_gift(reply):
        yield from (
            hit
            for hit in reply.hits("gift")
            if hit.sentence in reply.where("promise") and hit.sentence not in reply.where("past")
        )


@once
def _no_offer(reply: Reply) -> frozenset[int]:
    """Return the sentences that give nothing: thanks for what was written, and what the customer told us."""
    told = frozenset(i for i in recap_sentences(reply) if not is_resolution(reply, i)) & reply.where("past")
    blamed = reply.where("blaming-the-customer") | reply.where("passing-the-buck")
    return (reply.where("thanks") | told | blamed) - frozenset(i for i in reply.where("promise") if reply.sums_in(i))


def _settled(reply: Reply) -> frozenset[int]:
    """Return the sentences in which a follow-up tells what has been done."""
    return reply.reference_at | reply.where("past") if reply.case.playbook == "follow-up" else frozenset()


def _is_offered(reply: Reply, hit: Hit) -> bool:
    """Tell whether a sum of the case stands right before: the voucher over it is how it is paid."""
    offered = reply.case.amends_offered
    paid = [found for found in reply.sums_in(hit.sentence) if offered is not None and found.value == offered]
    if any(hit.start - found.end <= _BESIDE and found.start <= hit.end for found in paid):
        return True
    covered = offered is not None and offered >= (reply.case.stated_loss or 0)
    whole = any(hit.start <= full.start < hit.end for full in reply.hits("in-full"))  # "9,800円を全額お返し"
    return bool(paid) and covered and whole


def _holds_gift(reply: Reply) -> bool:
    """Tell whether the facts or the problem speak of money at all."""
    told = fold(f"{reply.known.folded} {reply.case.problem or ''}", marks=reply.words.marked)
    return any(pattern.occurs(told) for pattern in reply.words.patterns("gift"))


def _sums(reply: Reply) -> Iterator[Hit]:
    for found in reply.sums:
        index = reply.sentence_at(found.start)
        allowed = reply.known.percents if found.percent else reply.known.sums
        if any(abs(found.value - value) < 0.01 for value in allowed):
            continue
        if index in reply.where("promise") and index not in reply.where("past") and not _is_missed(reply, found):
            yield Hit(start=found.start, end=found.end, sentence=index)


def _is_missed(reply: Reply, found: Sum) -> bool:
    """Tell whether a sum is the one that the case is about ("your transfer DV-4410, the €212 that have not come")."""
    start, end = reply.sentences[reply.sentence_at(found.start)]
    return any(
        start <= hit.start and 0 <= hit.start - found.end <= _BESIDE for hit in reply.hits("not-come") if hit.end <= end
    )


def _dates(reply: Reply) -> Iterator[Hit]:
    """A day on which something of ours is due, and that no fact names."""
    if not reply.known.days or reply.case.playbook in _NO_RESULT:
        return
    recaps = recap_sentences(reply)
    for moment in reply.moments:
        index = reply.sentence_at(moment.start)
        if moment.day is None or is_held(moment, reply) or index in recaps or _is_contact(reply, moment):
            continue
        if _is_told(reply, moment):
            continue
        ours = bool(reply.names_in(index)) or any(found.value in reply.known.sums for found in reply.sums_in(index))
        if ours or (index in reply.where("promise") and index not in reply.where("past")):
            yield Hit(start=moment.start, end=moment.end, sentence=index)


def _is_told(reply: Reply, moment: Moment) -> bool:
    """Tell whether a day belongs to what happened: "the charges of 1 June", a day of the complaint, a day gone by."""
    if dates_a_thing(reply, moment):
        return True
    now, month, day = reply.known.now, moment.month, moment.day
    if now is not None and month is not None and day is not None and lies_ahead(now.month, now.day, (month, day)):
        return True
    return any((told.day, told.month or month) == (day, month) for told in reply.problem_moments)


def _is_contact(reply: Reply, moment: Moment) -> bool:
    """Tell whether the day belongs to our next word and not to a result."""
    start, end = reply.clause(moment.start)
    return any(start <= hit.start < end for hit in reply.hits("contact"))
