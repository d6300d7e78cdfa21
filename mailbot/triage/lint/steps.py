"""Rules about the steps of a playbook: all there, and in their order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from mailbot.triage.lint.facts import Fact
from mailbot.triage.lint.reading import Hit, Reply
from mailbot.triage.lint.structure import (
    ACTION,
    LISTEN,
    NINE,
    absent,
    index_invites,
    is_resolution,
    lies_ahead,
    next_words,
    questions,
    recap_sentences,
    tainted,
    whole,
)
from mailbot.triage.lint.text import fold, stems

#: Characters up to which a sentence of apology says nothing else.
_BARE_APOLOGY = 60
#: Characters from which a line is a sentence and no greeting.
_SENTENCE = 24
#: Characters below which the first line is a greeting.
_GREETING = 30


def missing_step(reply: Reply) -> Iterator[Hit]:
    """A step that no other rule names is absent."""
    checks = _NEEDS.get(reply.case.playbook, ())
    if reply.sentences and any(not present(reply) for present in checks):
        yield absent(reply)


def _feeling(reply: Reply) -> bool:
    if reply.where("feeling"):
        return True
    recaps = recap_sentences(reply)
    before = range(recaps[0]) if recaps else range(0)
    greeting = {0} if len(reply.sentence(0)) < _GREETING else set()
    sorry = frozenset(i for i in reply.where("apology") if len(reply.sentence(i)) < _BARE_APOLOGY)
    neutral = reply.where("thanks") | sorry | reply.where("opener") | tainted(reply) | greeting
    return any(i not in neutral for i in before)


def _apology(reply: Reply) -> bool:
    return bool(reply.where("apology") or reply.where("conditional-apology"))


def _real_question(reply: Reply) -> bool:
    """Tell whether we ask something that is neither a reproach nor rhetorical ("can you not …?")."""
    return any(i not in tainted(reply) and i not in reply.where("negated") for i in questions(reply))


def _clarifying(reply: Reply) -> bool:
    asked = [i for i in questions(reply) if i not in tainted(reply)]
    return any(not (index_invites(reply, i) and i in reply.reference_at) for i in asked)


def _owners_named(reply: Reply) -> bool:
    """Tell whether who finds the cause and who mends it are named, each where the case holds them."""
    held = [reply.known.of("fixer"), reply.known.of("finder")]
    if held[0] and not held[1]:
        held[1] = reply.known.of("cause")  # "cause: Mina (digital)" beside "fix: …" is who finds it
    return all(_is_named(reply, facts) for facts in held if facts)


def _is_named(reply: Reply, facts: tuple[Fact, ...]) -> bool:
    """Tell whether a sentence names one of these people or teams, and some sentence names one without blame."""
    problem = fold(reply.case.problem or "", marks=True)
    everyone = frozenset(name for fact in facts for name in fact.names if name not in problem)
    if not everyone:
        return _shares(reply, facts[0].value)
    said = [i for i in range(len(reply.sentences)) if reply.names_in(i, everyone)]
    # Who is only blamed ("it is their handiwork") is not yet said to find or mend anything; then it takes another name.
    plain = frozenset(range(len(reply.sentences))) - tainted(reply)
    return bool(said) and any(reply.names_in(i, everyone | reply.known.names()) for i in plain)


def _shares(reply: Reply, value: str) -> bool:
    wanted = stems(fold(value)) - reply.problem_stems
    return not wanted or bool(wanted & frozenset().union(*reply.sentence_stems))


def _dealing(reply: Reply) -> bool:
    # That a note has arrived is not yet that somebody works on it.
    arrived = reply.hits("received")
    if any(all(hit.end <= a.start or a.end <= hit.start for a in arrived) for hit in reply.hits("dealing")):
        return True
    # Whatever we do with it: a sentence of ours, or of one of our people, about the very thing.
    people = frozenset(i for i in range(len(reply.sentences)) if reply.names_in(i)) - reply.where("received")
    return bool(
        ((reply.where("ours") & reply.reference_at) | (people & reply.reference_at) | (people - reply.where("contact")))
        - reply.where("thanks")
        - reply.where("opener")
        - reply.where("apology")
    )


def _boundary(reply: Reply) -> bool:
    return bool(_boundaries(reply))


def _boundaries(reply: Reply) -> frozenset[int]:
    """Return the sentences about the tone: by their words, or because they stand first and speak of nothing else."""
    named = reply.where("boundary") - tainted(reply)
    if named:
        return named
    for index in range(len(reply.sentences)):
        about = reply.reference_at | reply.where("contact") | reply.where("apology") | reply.where("thanks")
        if index in about or reply.moments_in(index) or _is_about_the_thing(reply, index):
            break
        acts = bool(reply.names_in(index)) and index in reply.where("action") | reply.where("promise")
        if len(reply.sentence(index)) >= _SENTENCE and index not in tainted(reply) and not acts:
            return frozenset({index})
    return frozenset()


def _is_about_the_thing(reply: Reply, index: int) -> bool:
    """Tell whether a sentence speaks of the problem; where the order is named later, a shared word or two is none.

    The case's problem names the insult too ("engineer threatened").
    """
    shared = reply.sentence_stems[index] & reply.problem_stems
    return len(shared) > (2 if min(reply.reference_at, default=-1) > index else 0)


def _asks_anything(reply: Reply) -> bool:
    return bool(questions(reply))


#: Playbook -> what must be there and has no rule of its own.
_NEEDS = {
    LISTEN: (_apology,),
    NINE: (_feeling, _clarifying, _apology),
    "steady-answer": (_real_question,),
    "right-owner": (_owners_named,),
    "holding": (_dealing,),
    "tone-boundary": (_boundary,),
    "follow-up": (_asks_anything,),
}


def step_order(reply: Reply) -> Iterator[Hit]:
    """The playbook's own steps stand in its order."""
    steps = _ORDER.get(reply.case.playbook)
    if steps is None:
        return
    places = [place for step in steps if (place := step(reply)) is not None]
    for before, after in itertools.pairwise(places):
        if after < before:
            yield whole(reply, after)
            return


def _untainted(reply: Reply, indices: frozenset[int] | tuple[int, ...]) -> int | None:
    return min((i for i in indices if i not in tainted(reply)), default=None)


def _thanks_at(reply: Reply) -> int | None:
    return _untainted(reply, reply.where("thanks"))


def _recap_at(reply: Reply) -> int | None:
    return min(recap_sentences(reply), default=None)


def _apology_at(reply: Reply) -> int | None:
    """Return the apology; of several, which is another rule's matter, the one that stands in its place."""
    recap = min(recap_sentences(reply), default=0)
    said = frozenset(i for i in reply.where("apology") if i not in tainted(reply))
    later = said & frozenset(range(recap, len(reply.sentences)))
    if len(said) > 1:
        solution = _solution_at(reply)
        later &= frozenset(range(solution)) if solution is not None else later
        return min(later, default=None)
    return min(later, default=min(said, default=None))


def _solution_at(reply: Reply) -> int | None:
    recap = recap_sentences(reply)
    return _untainted(reply, tuple(i for i in _letter(reply) if i not in recap and _solves(reply, i)))


def _letter(reply: Reply) -> range:
    """Return the sentences behind the greeting: in "Kính gửi chị Mai," the name is no "tomorrow"."""
    return range(1 if len(reply.sentence(0)) < _GREETING else 0, len(reply.sentences))


def _solves(reply: Reply, index: int) -> bool:
    return is_resolution(reply, index) and (
        bool(reply.moments_in(index) or reply.sums_in(index)) or bool(reply.names_in(index))
    )


def _question_at(reply: Reply) -> int | None:
    return _untainted(reply, tuple(i for i in questions(reply) if not index_invites(reply, i)))


def _cause_at(reply: Reply) -> int | None:
    """Return the sentence that tells the cause which the case holds."""
    causes = [stems(fold(fact.value)) for fact in reply.known.of("cause")]
    wanted = causes[0] if causes else frozenset()
    best = max(range(len(reply.sentences)), key=lambda i: len(reply.sentence_stems[i] & wanted), default=None)
    if best is None or len(reply.sentence_stems[best] & wanted) < 2:
        # "We apologise for it, because …" is the apology and not the step.
        return min(reply.where("cause") - reply.where("apology"), default=None)
    return best


def _action_at(reply: Reply) -> int | None:
    ours = {i for i in range(len(reply.sentences)) if reply.names_in(i)}
    acts = reply.where("action") | ours
    first = min(acts | reply.reference_at, default=None)
    # A sentence that gives the terms and only names the order is no action, where one stands later.
    return min(acts, default=first) if first not in acts and first == _terms_at(reply) else first


def _terms(reply: Reply) -> tuple[int, ...]:
    """Return the sentences that name a day which the case holds and which lies ahead."""
    now = reply.known.now
    days = {day for month, day in reply.known.days if now is None or lies_ahead(month, day, (now.month, now.day))}
    return tuple(i for i in range(len(reply.sentences)) if days & {m.day for m in reply.moments_in(i) if m.day})


def _terms_at(reply: Reply) -> int | None:
    return min(_terms(reply), default=None)


def _later_terms_at(reply: Reply) -> int | None:
    """Return the terms; an action that says its day at once ("books you in for the 18th") still has them later."""
    acts = _action_at(reply)
    return min((i for i in _terms(reply) if i != acts), default=None)


def _boundary_at(reply: Reply) -> int | None:
    return _untainted(reply, _boundaries(reply))


def _dealing_at(reply: Reply) -> int | None:
    return reply.first("dealing")


def _next_word_at(reply: Reply) -> int | None:
    return min(next_words(reply), default=None)


def _thing_at(reply: Reply) -> int | None:
    return min(reply.reference_at, default=None)


def _call_at(reply: Reply) -> int | None:
    return min(reply.where("contact") - frozenset(recap_sentences(reply)), default=None)


_ORDER = {
    LISTEN: (_thanks_at, _recap_at, _apology_at, _solution_at),
    NINE: (_recap_at, _apology_at, _solution_at),
    ACTION: (_action_at, _cause_at, _later_terms_at),
    "tone-boundary": (_boundary_at, _thing_at),
    "holding": (_dealing_at, _next_word_at),
    "callback-invitation": (_recap_at, _call_at),
}
