"""The site's policy: weights, thresholds, hours and caps as frozen values.

Each section is a dataclass of its own; its numbers stand, commented, in `mailbot/policy.toml`, and a site's own
file overrides them one by one (`mailbot.config.load_policy`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

from mailbot.model.incident import Department


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxHours:
    """What is different at one mailbox, or the team behind it; None: as everywhere. Its zone stands with the mailbox."""

    opens: str | None = None
    closes: str | None = None
    days: tuple[int, ...] | None = None
    country: str | None = None
    subdivision: str | None = None
    closed_on: tuple[str, ...] | None = None
    half_days: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursPolicy:
    """Business hours of the desk."""

    zone: str = "UTC"  # IANA zone
    opens: str = "09:00"  # local wall time
    closes: str = "18:00"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    country: str = ""  # ISO 3166-1 alpha-2, for public holidays; "" for none
    subdivision: str = ""  # "BY", "CA", for regional holidays
    closed_on: tuple[str, ...] = ()  # own closing days, ISO dates
    half_days: tuple[str, ...] = ()  # days that end early: "12-24 12:00" each year, "2026-05-15 13:00" once
    mailboxes: dict[str, MailboxHours] = field(default_factory=dict, metadata={"each": MailboxHours})

    def of(self, mailbox: str) -> HoursPolicy:
        """Return the hours of one mailbox."""
        own = self.mailboxes.get(mailbox)
        if own is None:
            return self
        told = {one.name: getattr(own, one.name) for one in fields(own) if getattr(own, one.name) is not None}
        return replace(self, **told, mailboxes={})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyPolicy:
    """What a written reply may promise (GUIDANCE 2 `late-holding`, `low-amends`, `over-amends`; 3.6, 3.7)."""

    next_word_hours: float = 2.0  # business hours until our next word, at the latest
    round_minutes: int = 10  # promised times are rounded down to this
    follow_up_days: int = 2  # business days after our last word until we check back
    amends_cap: float = 50.0  # an agent may give this much without a manager
    amends_currency: str = "EUR"  # of the cap
    amends_share: float = 1.0  # of the stated loss that amends must cover at least
    signature: str = ""  # the team's name below the agent's, or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPolicy:
    """Who may be called, when, how often, and in which order."""

    armed: bool = False  # until an admin arms it, nothing is dialled: dry run
    kill_switch: bool = False  # stops every call by the provider at once
    regions: tuple[str, ...] = ()  # ISO 3166-1 alpha-2 that may be dialled
    default_region: str = ""  # for numbers written without a country code
    allow_toll_free: bool = False
    verified_senders_only: bool = True  # an unverified sender's call needs a click
    opens: str = "09:00"  # quiet hours end, the callee's wall time
    closes: str = "19:00"  # quiet hours begin
    days: tuple[int, ...] = (0, 1, 2, 3, 4)  # Monday is 0
    on_holidays: bool = False  # also on the public holidays of the callee's country
    wished_opens: str = "08:00"  # bounds for a time that the customer asked for
    wished_closes: str = "21:00"
    zone_span_hours: float = 3.0  # a number in zones further apart needs a person to say where the customer is
    attempts_per_callback: int = 3
    per_number_day: int = 2
    per_number_week: int = 7
    per_customer_week: int = 7
    per_country_day: int = 50
    per_hour: int = 20
    per_day: int = 100
    minutes_per_day: int = 600
    gap_minutes: int = 10  # between two attempts on one number
    manager_ring_seconds: int = 22  # short, to stay clear of the manager's voicemail
    customer_ring_seconds: int = 25
    talk_minutes: int = 30  # hard limit of a call
    brief_seconds: int = 20
    silences: int = 2  # unanswered briefs before the claim is released
    recording: bool = False  # only with an announcement to everybody
    recording_regions: tuple[str, ...] = ()  # regions that an admin has ticked
    lease_minutes: int = 5
    wrap_up_minutes: int = 10  # without a disposition until then a person is asked
    stale_seconds: int = 30  # beyond the ring time, before the provider is asked
    target_minutes: int = 60  # service level: first attempt on a hot case
    weight_heat: float = 50.0
    weight_age: float = 30.0
    weight_value: float = 15.0
    weight_repeat: float = 10.0
    weight_attempt: float = 6.0
    lift_after: float = 4.0  # service levels of waiting that lift a callback one lane
    cool_off_heat: float = 0.85  # after a call this hot the manager gets a pause
    cool_off_minutes: int = 10
    snooze_minutes: int = 15
    next_manager_minutes: int = 2
    busy_minutes: int = 10
    no_answer_minutes: int = 60
    per_second: float = 1.0  # calls asked of the provider in a second, over all nodes; a few at once after a pause
    breaker_minutes: int = 15  # calls stop this long after an account error
    digest_hours: tuple[int, ...] = (8, 12)  # the queue as a mail to managers, on their own wall


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpPolicy:
    """After the solution: when to ask, remind, close, and when a person must look (GUIDANCE 3.8, 3.9)."""

    after_reply_days: int = 3  # business days after a written solution
    after_call_days: int = 1  # the next business day after a call
    after_amends_days: int = 5  # a working week, so that amends have arrived
    reminders: bool = True  # ask once more when nobody answered
    reminder_days: int = 4  # business days after the question
    close_days: int = 5  # business days after the reminder: silence closes quietly
    card_days: int = 2  # business days until the hand-written card is due
    hold_hours: int = 4  # look again after this when another voice is speaking
    too_late_days: int = 10  # calendar days after which a person decides instead
    habitual_cases: int = 4  # complaints within a year that make a habitual complainer


@dataclass(frozen=True, kw_only=True, slots=True)
class PromisePolicy:
    """Promises as clocks: when their owner is warned, and what follows (GUIDANCE 3.6)."""

    warn_share: float = 0.3  # of the open time that is left when the owner is warned
    warn_least_minutes: int = 20  # but never later than this before the end
    warn_most_hours: float = 4.0  # and never earlier
    grace_minutes: int = 5  # our word may come this much after the promised minute
    confirm_hours: float = 12.0  # until a person is asked again whether a result came about
    too_late_hours: float = 24.0  # found out later than this, a person looks and the heat stays as it is


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintPolicy:
    """What outside rules demand of the handling of complaints."""

    clocks: tuple[str, ...] = ("house",)  # packs of templates/clocks that count here


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionPolicy:
    """How long we keep what is personal, in days since a solved or closed case came to rest; 0 keeps it (GDPR article 5)."""

    raw_mail_days: int = 0  # until the mails as they came go: bytes, HTML, attachments
    person_days: int = 0  # until names, addresses, numbers and every text of the case go; figures stay
    trail_days: int = 0  # until the trail goes: who did what, steps of calls, internal notes
    stray_days: int = 0  # days after arrival until mails that belong to no case go (quarantined, ignored)

    def __post_init__(self) -> None:
        """Refuse terms out of order: what is left of a case may not outlive what it stands for.

        Raises:
            ValueError: a term is negative, or shorter than the one before it.
        """
        if min(self.raw_mail_days, self.person_days, self.trail_days, self.stray_days) < 0:
            raise ValueError("days of retention are 0 or more")
        if self.trail_days and not 0 < self.person_days <= self.trail_days:
            raise ValueError("trail_days needs person_days, and may not be shorter")
        if self.person_days and self.raw_mail_days > self.person_days:
            raise ValueError("raw_mail_days may not be longer than person_days: the mails hold the person too")


@dataclass(frozen=True, kw_only=True, slots=True)
class BurstPolicy:
    """How long we listen before anything is drafted (GUIDANCE 3.1)."""

    quiet_seconds: float = 600.0  # silence after the last mail of a customer
    stretch: float = 1.5  # a customer who pauses this long between mails gets that many pauses of silence
    longest_seconds: float = 1800.0  # from the first unanswered mail of the burst until we look, at the latest
    urgent_seconds: float = 0.0  # danger to life or health is looked at after this


@dataclass(frozen=True, kw_only=True, slots=True)
class IntakePolicy:
    """How incoming mail is worked off."""

    attempts: int = 3  # readings or decisions that may fail before a person is asked
    retry_seconds: float = 30.0  # until a failed one is tried again; doubles
    lease_seconds: float = 120.0  # a worker that is silent for so long has lost the mail or case
    batch: int = 50  # mails recorded in one transaction while catching up
    thread_days: int = 180  # how far back a guarded match by subject and sender looks
    # Mail of one sender beyond these caps is filed and shown, and held until a person releases it; 0 sets none.
    sender_per_hour: int = 30
    sender_per_day: int = 100
    subject_per_hour: int = 12  # one sender and one kind of subject: counters, dates and prefixes do not count
    subject_per_day: int = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskPolicy:
    """What an agent's act at the desk means (GUIDANCE 3.3)."""

    undo_seconds: float = 30.0  # between approval and sending
    undo_hot_seconds: float = 180.0  # the same after a hot mail: cool off
    hot: float = 0.6  # heat from which a mail counts as hot here
    quote_customer: bool = True  # the customer's mail below our reply
    hold_on_new_mail: bool = True  # an approved reply that has not left waits when the customer writes again
    block: tuple[str, ...] = ("leftover-placeholder", "war-of-words")  # lint rules that nobody may send
    manager: tuple[str, ...] = ("over-amends", "unauthorised-promise")  # lint rules that a manager must agree to
    later_days: int = 60  # how far ahead a reply may be scheduled


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryPolicy:
    """How mail leaves."""

    first_retry_seconds: float = 300.0  # after a temporary refusal (Postfix: minimal_backoff_time)
    longest_retry_seconds: float = 4000.0  # the wait doubles up to this (Postfix: maximal_backoff_time)
    give_up_hours: float = 120.0  # five days, then it has failed (RFC 5321 section 4.5.4.1)
    jitter: float = 0.25  # share of the wait that is random
    lease_seconds: float = 900.0  # longer than the 600 s a server may think after the dot
    lookups: int = 5  # searches in Sent for a mail of unknown outcome before a person is asked
    lookup_seconds: float = 60.0  # until the next search; doubles
    burst: int = 10  # mails that may leave at once after a quiet time


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatWeights:
    """Points on the 0..1 scale that each signal adds at its full strength; fitted on the training mails."""

    self_harm: float = 0.215  # talk of self-harm
    violence_threat: float = 0.285  # a threat of violence
    danger: float = 0.08  # danger to life or health now
    legal_threat: float = 0.17  # lawyer, court, regulator or police announced
    public_threat: float = 0.11  # press, broadcast, social media or reviews announced
    broken_promise: float = 0.085  # our promise that was not kept
    promise_again: float = 0.02  # promises broken more than once
    repeat_contact: float = 0.08  # not their first attempt
    waiting: float = 0.02  # a wait that is named
    insult: float = 0.14  # people of ours insulted
    fury: float = 0.13  # anger named or sworn
    annoyed: float = 0.015  # displeasure in milder words
    sarcasm: float = 0.005  # cues of irony
    capitals: float = 0.2  # words in capitals
    stacked_marks: float = 0.07  # stacked exclamation and question marks
    rage_signs: float = 0.2  # pictures of rage
    churn: float = 0.1  # leaving
    deadline: float = 0.055  # a time set to us
    money: float = 0.04  # money at stake
    vulnerable: float = 0.085  # age, illness, disability, infants, hardship
    callback_requested: float = 0.06  # asks to be rung
    do_not_call: float = 0.03  # forbids calls
    polarity: float = 0.05  # negative polarity of English words (TextBlob)


@dataclass(frozen=True, kw_only=True, slots=True)
class BesideWeights(HeatWeights):
    """The same beside the model, which has seen much of it already; fitted on its left-out answers."""

    self_harm: float = 0.026
    violence_threat: float = 0.033
    danger: float = 0.012
    legal_threat: float = 0.013
    public_threat: float = 0.009
    broken_promise: float = 0.004
    promise_again: float = 0.005
    repeat_contact: float = 0.004
    waiting: float = 0.001
    insult: float = 0.016
    fury: float = 0.007
    annoyed: float = 0.001
    sarcasm: float = 0.003
    capitals: float = 0.025
    stacked_marks: float = 0.002
    rage_signs: float = 0.03
    churn: float = 0.01
    deadline: float = 0.004
    money: float = 0.002
    vulnerable: float = 0.008
    callback_requested: float = 0.006
    do_not_call: float = 0.0
    polarity: float = 0.003


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagDoubt:
    """The model's share of a flag below which words alone do not set it; -1: words alone always do."""

    legal_threat: float = 0.32  # fitted on left-out answers
    public_threat: float = 0.25  # fitted on left-out answers
    violence_threat: float = 0.03  # words alone nearly always do: nobody may be missed
    self_harm: float = -1.0  # never doubted
    insult: float = 0.2  # fitted on left-out answers
    churn: float = 0.2  # fitted on left-out answers
    repeat_contact: float = 0.26  # fitted on left-out answers
    broken_promise: float = 0.28  # fitted on left-out answers
    callback_requested: float = 0.26  # fitted on left-out answers
    do_not_call: float = 0.25  # fitted on left-out answers
    vulnerable: float = 0.25  # fitted on left-out answers


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagSure:
    """The model's share of a flag from which it is set although no cue was found."""

    legal_threat: float = 0.5  # fitted on left-out answers
    public_threat: float = 0.25  # fitted on left-out answers
    violence_threat: float = 0.3  # rather one too many: nobody may be missed
    self_harm: float = 0.3  # rather one too many: nobody may be missed
    insult: float = 0.3  # fitted on left-out answers
    churn: float = 0.28  # fitted on left-out answers
    repeat_contact: float = 0.46  # fitted on left-out answers
    broken_promise: float = 0.34  # fitted on left-out answers
    callback_requested: float = 0.34  # fitted on left-out answers
    do_not_call: float = 0.56  # fitted on left-out answers
    vulnerable: float = 0.42  # fitted on left-out answers


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatPolicy:
    """What makes a mail hot, and what that means (GUIDANCE 3.2, 3.4)."""

    high: float = 0.7  # heat from which a case must become a call
    floor: float = 0.72  # least heat of threats, self-harm and promises broken again and again
    calm_share: float = 0.12  # share of its heat that a mail keeps which is no complaint
    calm_most: float = 0.2  # and the most that it may keep
    least_complaint: float = 0.15  # a complaint is never cooler than this
    complaint_from: float = 0.55  # share of the kind "complaint" from which a mail is one
    base: float = 0.33  # heat of a complaint without any signal, read without the model
    alone: HeatWeights = field(default_factory=HeatWeights)  # weights without the model
    model_base: float = 0.0  # the same beside the model
    model_share: float = 1.0  # weight of the model's own heat
    beside: BesideWeights = field(default_factory=BesideWeights)  # weights beside the model
    model_high: float = 0.0  # points of the model's share of "must become a call"
    model_trust: float = 0.9  # weight of the model's kind and category against the words'
    doubtful: float = (
        0.9  # confidence of the model below which the student corrects heat and kind; 0: it is never asked
    )
    calm_kind: float = 0.3  # the model's share of "complaint" below which a threat is taken for a figure of speech
    calm_flag: float = 0.25  # unless the model's share of that threat is at least this
    calm_high: float = 0.4  # the model's share of "must become a call" below which a threat of law or publicity is none
    danger_words: float = (
        0.06  # probability below which veiled words of violence and of self-harm are a figure of speech
    )
    danger_call: float = 0.16  # from which a person must read the mail, whatever its words
    danger_sure: float = 0.3  # and from which the mail carries the flag
    doubt: FlagDoubt = field(default_factory=FlagDoubt)  # the model's veto on a flag found by words
    sure: FlagSure = field(default_factory=FlagSure)  # the model's own flags


@dataclass(frozen=True, kw_only=True, slots=True)
class CoursePolicy:
    """How the course of a case adds to the heat of its last words (GUIDANCE 3.2)."""

    broken_promise: float = 0.2  # points for a promised time that passed without our word
    broken_again: float = 0.72  # least heat once two promises were broken
    reopened: float = 0.2  # unhappy after our solution or our question
    unanswered: float = 0.05  # for each earlier mail that got no answer
    unanswered_most: float = 0.15
    waiting_day: float = 0.03  # for each day of our silence after a complaint
    waiting_most: float = 0.15
    carried: float = 0.6  # share of the heat before that a neutral mail keeps
    release: float = 0.55  # a case that was a call stays one until its heat falls below this


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutingPolicy:
    """Whose a matter is: departments and partners with the words that belong to them (GUIDANCE 3.5)."""

    departments: tuple[Department, ...] = ()  # a mail that names their things is answered with `right-owner`


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """All sections together."""

    hours: HoursPolicy = field(default_factory=HoursPolicy)
    reply: ReplyPolicy = field(default_factory=ReplyPolicy)
    routing: RoutingPolicy = field(default_factory=RoutingPolicy)
    calls: CallPolicy = field(default_factory=CallPolicy)
    follow_up: FollowUpPolicy = field(default_factory=FollowUpPolicy)
    promise: PromisePolicy = field(default_factory=PromisePolicy)
    complaint: ComplaintPolicy = field(default_factory=ComplaintPolicy)
    retention: RetentionPolicy = field(default_factory=RetentionPolicy)
    burst: BurstPolicy = field(default_factory=BurstPolicy)
    intake: IntakePolicy = field(default_factory=IntakePolicy)
    desk: DeskPolicy = field(default_factory=DeskPolicy)
    delivery: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    heat: HeatPolicy = field(default_factory=HeatPolicy)
    course: CoursePolicy = field(default_factory=CoursePolicy)

    @property
    def home(self) -> str:
        """Region of the house: where numbers without a prefix belong, else where the desk keeps its holidays; "" unknown."""
        return (self.calls.default_region or self.hours.country).upper()
