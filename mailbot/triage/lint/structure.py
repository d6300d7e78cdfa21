"""Rules about the steps of a playbook: what is there, in which order, and when the next word comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mailbot.triage.lint.facts import days_in
from mailbot.triage.lint.frames import sensed
from mailbot.triage.lint.moments import Moment, resolve
from mailbot.triage.lint.reading import Hit, Reply, once

LISTEN = "listen-recap-apologise-resolve"
ACTION = "action-cause-terms"
NINE = "nine-step"
#: Sentences that a story may take between the order's name and the invitation to correct it.
_STORY = 4
_CLOSING = frozenset({ACTION, LISTEN, NINE})
_RECAPPING = frozenset({LISTEN, NINE, "callback-invitation"})


def whole(reply: Reply, index: int) -> Hit:
    start, end = reply.sentences[index]
    return Hit(start=start, end=end, sentence=index)


def absent(reply: Reply) -> Hit:
    """Return the place for something that is missing: the end of the reply."""
    return Hit(start=len(reply.text), end=len(reply.text), sentence=max(0, len(reply.sentences) - 1))


def _last(reply: Reply) -> int:
    return len(reply.sentences) - 1


# -- what a sentence is ------------------------------------------------------------------------------------------------


def is_resolution(reply: Reply, index: int) -> bool:
    """Tell whether a sentence says what we do: one of our people, or an act of ours with a time or a sum."""
    if index in questions(reply) or (index in reply.where("past") and not reply.names_in(index)):
        return False
    if reply.names_in(index):
        return True
    if index in reply.where("feeling") and index not in reply.where("contact") and not reply.sums_in(index):
        return False  # "after what you went through on Saturday anyone would be furious"
    acts = index in reply.where("promise") or index in reply.where("contact")
    return acts and bool(reply.moments_in(index) or reply.sums_in(index))


@once
def recap_sentences(reply: Reply) -> tuple[int, ...]:
    """Return the sentences that restate the problem.

    They name the order, or, where none does, share content words with the problem; the solution is no recap.
    """
    named = tuple(i for i in sorted(reply.reference_at) if not _is_named_solution(reply, i))
    if named:
        return named
    return tuple(i for i in range(len(reply.sentences)) if _restates(reply, i))


def _is_named_solution(reply: Reply, index: int) -> bool:
    """Tell whether a sentence that names the order says what we do about it."""
    if index_invites(reply, index):
        return False
    if reply.names_in(index) or index in reply.where("thanks"):
        return True
    if _invites_after(reply, index):
        return False
    acts = index in reply.where("promise") and index not in reply.where("past")
    return acts and (
        any(found.value != reply.case.stated_loss or _is_due(reply, found.value) for found in reply.sums_in(index))
        or any(is_held(moment, reply) for moment in reply.moments_in(index) if moment.day)
    )


def _invites_after(reply: Reply, index: int) -> bool:
    """Tell whether we ask to be corrected soon after a sentence and before the apology: it was told, not given."""
    apology = min((i for i in reply.where("apology") if i > index), default=len(reply.sentences))
    return any(index < i <= min(index + _STORY, apology) for i in reply.where("correction"))


def is_held(moment: Moment, reply: Reply) -> bool:
    """Tell whether the facts hold the day of a moment."""
    if moment.month is None:
        return moment.day in {day for _, day in reply.known.days}
    return (moment.month, moment.day) in reply.known.days or (moment.day, moment.month) in reply.known.days


def lies_ahead(month: int, day: int, today: tuple[int, int]) -> bool:
    """Tell whether a day without a year lies after today (month, day), within half a year."""
    return 0 < (month * 31 + day - today[0] * 31 - today[1]) % 372 < 186


def _is_due(reply: Reply, value: float) -> bool:
    """Tell whether we give a sum; one that the customer only lost is part of the story."""
    return value == reply.case.amends_offered


def _restates(reply: Reply, index: int) -> bool:
    shared = reply.sentence_stems[index] & reply.problem_stems
    start, end = reply.sentences[index]
    if any(start <= told[0] < end for told in reply.retold):
        return True
    if index == 0 and len(reply.sentence(0)) < 30:
        return False  # the greeting
    if is_resolution(reply, index) and not index_invites(reply, index):
        return len(shared) >= 4 and not reply.names_in(index)
    if index in reply.where("contact") and reply.moments_in(index) and not index_invites(reply, index):
        return False
    enough = 3 if reply.words.marked else 2  # syllables say less than words
    return len(shared) >= enough or (len(shared) >= enough - 1 and bool(reply.moments_in(index)))


def index_invites(reply: Reply, index: int) -> bool:
    """Tell whether a sentence asks to be corrected."""
    return index in reply.where("correction")


@once
def questions(reply: Reply) -> tuple[int, ...]:
    """Return the sentences that ask something."""
    return tuple(i for i, (start, end) in enumerate(reply.sentences) if _asks(reply, i, reply.text[start:end]))


def _asks(reply: Reply, index: int, sentence: str) -> bool:
    return "?" in sentence or "？" in sentence or index in reply.where("question")


@once
def tainted(reply: Reply) -> frozenset[int]:
    """Return the sentences that break a rule of wording: they are no step of the playbook."""
    rules = (
        "war-of-words",
        "blaming-the-customer",
        "interrupting",
        "faultless",
        "patience-plea",
        "had-to",
        "passing-the-buck",
        "excuse",
    )
    hooks = reply.where("emotional-hook") if reply.case.playbook == "steady-answer" else frozenset()
    found = {index for rule in rules for index in reply.where(rule)} | hooks
    asked = {
        index for index in reply.where("reproach") if "?" in reply.sentence(index) or index in reply.where("question")
    }
    return frozenset(found | asked | set(sensed(reply)))


# -- rules -------------------------------------------------------------------------------------------------------------


def no_recap(reply: Reply) -> Iterator[Hit]:
    """The problem is restated with what identifies it; in the four steps the customer may correct us."""
    if reply.case.playbook not in _RECAPPING or not reply.sentences:
        return
    recaps = recap_sentences(reply)
    if not recaps:
        if not (reply.case.playbook == "callback-invitation" and _tells_something(reply)):
            yield absent(reply)
    elif reply.case.playbook == LISTEN and not _invites(reply, recaps):
        yield whole(reply, recaps[0])


def _tells_something(reply: Reply) -> bool:
    """Tell whether an invitation to talk says anything of what happened, in whatever words."""
    told = (
        reply.where("past")
        | reply.where("feeling")
        | frozenset(i for i, shared in enumerate(reply.sentence_stems) if shared & reply.problem_stems)
    )
    receipt = reply.where("received") - reply.reference_at
    return bool(told - receipt - reply.where("thanks") - reply.where("apology"))


def _invites(reply: Reply, recaps: tuple[int, ...]) -> bool:
    if reply.where("correction"):
        return True
    near = {index + step for index in recaps for step in (0, 1)}
    return any(index in near for index in questions(reply)) or _turns_to_the_customer(reply, recaps)


def _turns_to_the_customer(reply: Reply, recaps: tuple[int, ...]) -> bool:
    """Tell whether a sentence between recap and apology speaks to the customer and tells nothing: it invites.

    Nobody has one set of words for "shout if that is not how it was".
    """
    apology = min((i for i in reply.where("apology") if i > recaps[0]), default=0)
    between = frozenset(range(recaps[0] + 1, apology)) & reply.where("you")
    told = reply.where("past") | reply.where("feeling") | reply.where("promise") | reply.where("contact")
    plain = between - told - tainted(reply) - frozenset(recaps)
    return any(not (reply.moments_in(i) or reply.sums_in(i) or reply.names_in(i)) for i in plain)


def no_follow_up(reply: Reply) -> Iterator[Hit]:
    """A closing reply says when we check back."""
    if reply.case.playbook in _CLOSING and reply.sentences and not _follow_ups(reply) and not _vague_follow_up(reply):
        yield absent(reply)


@once
def _follow_ups(reply: Reply) -> tuple[int, ...]:
    """Return sentences in which we name a time at which we write, ring or check."""
    found = [i for i in _contacts(reply) if _timed_contact(reply, i)]
    if found:
        return tuple(found)
    days = {day for fact in reply.known.of("follow-up") for _, day in days_in(fact.value)}
    checks = reply.where("check") | reply.where("contact") | _named_last(reply)
    dated = tuple(i for i in checks if days & {moment.day for moment in reply.moments_in(i)})
    plain = (i for i in sorted(reply.where("check")) if not reply.sums_in(i))
    return dated or tuple(i for i in plain if _points_on(reply.moments_in(i)))


def _points_on(found: tuple[Moment, ...]) -> bool:
    """Tell whether a time follows a day that was named before ("jeudi 11 juin …, le lendemain")."""
    plain = [not one.dated and one.minutes is None and one.span is None for one in found]
    return any(one.day and any(plain[number:]) for number, one in enumerate(found))


def _named_last(reply: Reply) -> frozenset[int]:
    """Return the last dated sentence, if nothing else is due on the day that the case holds for the follow-up.

    "You have me back on the 15th": whatever the verb, that day is for nothing else.
    """
    others = {day for fact in reply.known.facts if fact.meaning != "follow-up" for _, day in days_in(fact.value)}
    dated = [i for i in range(len(reply.sentences)) if any(moment.day for moment in reply.moments_in(i))]
    if not dated or dated[-1] in questions(reply):
        return frozenset()
    return frozenset(dated[-1:]) if {m.day for m in reply.moments_in(dated[-1]) if m.day} - others else frozenset()


@once
def _contacts(reply: Reply) -> tuple[int, ...]:
    """Return the sentences in which we get in touch again, except questions and what lies in the past."""
    recaps = set(recap_sentences(reply)) if reply.case.playbook != ACTION else set()
    regret = frozenset(i for i in reply.where("apology") if not reply.moments_in(i))  # "je vous en demande pardon"
    # "I'd ask you to hang tight": asked of the customer, and no word of ours.
    said = reply.where("contact") - reply.where("thanks") - regret - _reproaching(reply) - reply.where("patience-plea")
    return tuple(sorted(i for i in said if i not in recaps or is_resolution(reply, i)))


def _reproaching(reply: Reply) -> frozenset[int]:
    """Return the sentences whose frame is a reproach ("had you written a word with it …"): no word of ours is announced."""
    return frozenset(index for index, (rule, _) in sensed(reply).items() if rule == "blaming-the-customer")


def _timed_contact(reply: Reply, index: int) -> bool:
    """Tell whether the contact of a sentence has a time near it, not one that belongs to another act."""
    if not reply.moments_in(index):
        return False
    return all(not _vague_at(reply, hit) for hit in reply.hits("vague-terms") if hit.sentence == index)


def _vague_follow_up(reply: Reply) -> bool:
    """Tell whether a follow-up is named without a time: `vague-terms` says so."""
    touch = reply.where("contact") | reply.where("check")  # a vague solution is no vague follow-up
    return any(not _timed_contact(reply, i) for i in _contacts(reply)) or any(
        hit.sentence in touch and _vague_at(reply, hit) for hit in reply.hits("vague-terms")
    )


def vague_terms(reply: Reply) -> Iterator[Hit]:
    """A next step without a time."""
    hits = [hit for hit in reply.hits("vague-terms") if _vague_at(reply, hit)]
    if hits and not (reply.case.playbook == "holding" and _keeps_posted(reply, hits)):
        yield hits[0]
        return
    if reply.case.playbook in _CLOSING and not _follow_ups(reply):
        yield from (whole(reply, i) for i in _contacts(reply)[:1] if not _timed_contact(reply, i))
    if reply.case.playbook == "holding" and not next_words(reply):
        yield absent(reply)
    if reply.case.playbook == "callback-invitation":
        yield from _untimed_call(reply)


def _keeps_posted(reply: Reply, hits: list[Hit]) -> bool:
    """Tell whether a holding note with a time for the next word only adds that we keep the customer informed."""
    vague = {hit.sentence for hit in hits}
    return bool(set(next_words(reply)) - vague) and all(
        reply.words.patterns("dealing") and i in reply.where("dealing") | reply.where("contact") for i in vague
    )


def _untimed_call(reply: Reply) -> Iterator[Hit]:
    """A call announced without an hour, where none is asked for either ("at some convenient hour")."""
    calls = _contacts(reply)
    told = frozenset(recap_sentences(reply))
    timed = any(reply.moments_in(i) for i in range(len(reply.sentences)) if i in calls or i not in told)
    if calls and not timed and not questions(reply) and any(days_in(fact.value) for fact in reply.known.of("callback")):
        yield whole(reply, calls[0])


def _vague_at(reply: Reply, hit: Hit) -> bool:
    """Tell whether nothing near a vague word gives it a limit ("as soon as possible, at the latest by …")."""
    if hit.sentence in questions(reply) and "？" not in reply.text:
        return False
    ours = reply.where("contact") | reply.where("promise")
    if reply.case.playbook == "steady-answer" and hit.sentence not in ours:
        return False  # how things stand, and no step of ours
    if any(said.sentence == hit.sentence and said.end <= hit.start for said in reply.hits("reported")):
        return False  # "they told you soon": what was said once
    if hit.sentence in _accusing(reply):  # "perhaps one day you will …", "once it left the house": no step of ours
        return False
    if hit.sentence in reply.where("other-time") or _is_thanked_for(reply, hit):
        return False
    if hit.sentence in reply.where("past") and hit.sentence not in ours and not reply.names_in(hit.sentence):
        return False
    start, end = reply.clause(hit.start)
    if _qualifies(reply, hit, start, end):
        return False
    near = [
        moment
        for moment in reply.moments_in(hit.sentence)
        # A length of time before the vague word ("dead for a week, soon …") is how long it has lasted.
        if moment.start >= hit.end or (start <= moment.start < min(end, hit.start) and moment.span is None)
    ]
    return not any(moment.start - hit.end <= 60 for moment in near)


def _is_thanked_for(reply: Reply, hit: Hit) -> bool:
    """Tell whether we thank for what was done so soon ("obrigado por ter enviado logo a foto")."""
    start, _ = reply.clause(hit.start)
    return any(start <= said.start < hit.start for said in reply.hits("thanks"))


@once
def _accusing(reply: Reply) -> frozenset[int]:
    """Return the sentences that judge, boast or flirt: they announce nothing."""
    rules = ("war-of-words", "passing-the-buck", "blaming-the-customer", "faultless")
    hooks = reply.where("emotional-hook") if reply.case.playbook == "steady-answer" else frozenset()
    return hooks.union(*(reply.where(rule) for rule in rules))


def _qualifies(reply: Reply, hit: Hit, start: int, end: int) -> bool:
    """Tell whether a vague clause only colours a day and hour named before it ("on 7 May at 9, as early as he can")."""
    acts = (*reply.hits("contact"), *reply.hits("promise"))
    if any(start <= act.start < end for act in acts):
        return False
    before = [moment for moment in reply.moments_in(hit.sentence) if moment.start < start]
    # "On 19 May, as soon as we can of course, but no later."
    limited = any(said.sentence == hit.sentence and said.end >= hit.end for said in reply.hits("limit"))
    return any(moment.dated for moment in before) and (limited or any(one.minutes is not None for one in before))


def next_words(reply: Reply) -> tuple[int, ...]:
    """Return the sentences of a holding note that carry a time at which we write next."""
    timed = [
        i for i in range(len(reply.sentences)) if any(not dates_a_thing(reply, one) for one in reply.moments_in(i))
    ]
    spoken = [i for i in timed if i in reply.where("contact")]
    ahead = [i for i in timed if i not in reply.where("past") or reply.names_in(i)]
    return tuple(spoken or [i for i in ahead if i > 0 or len(reply.sentences) == 1])


def dates_a_thing(reply: Reply, moment: Moment) -> bool:
    """Tell whether a day says which thing is meant ("the charges of 1 June", "lo de esta mañana")."""
    start = reply.sentences[reply.sentence_at(moment.start)][0]
    return any(start <= hit.start <= moment.start <= hit.end + 1 for hit in reply.hits("dated-of"))


def late_holding(reply: Reply) -> Iterator[Hit]:
    """The next word of a holding note comes within the policy's limit."""
    now = reply.known.now
    if reply.case.playbook != "holding" or now is None:
        return
    due = [(moment, i) for i in next_words(reply) if (moment := resolve(_promised(reply, i), now)) is not None]
    if due and min(due)[0] > now + timedelta(hours=reply.known.limit_hours, minutes=1):
        yield whole(reply, min(due)[1])


def _promised(reply: Reply, index: int) -> tuple[Moment, ...]:
    contacts = [hit.start for hit in reply.hits("contact") if hit.sentence == index]
    found = reply.moments_in(index)
    past = [hit.end for hit in reply.hits("past") if hit.sentence == index]
    if past and contacts and min(contacts) > min(past):
        return tuple(moment for moment in found if moment.start >= min(past)) or found
    return found
