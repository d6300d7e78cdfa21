"""The mail of the torture: complaints mild and furious, bursts, answers, robots, doubled deliveries, storms; from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

from tests.torture.evidence import Written

MILD = (
    "my order LP-{n} was due last week and the lamp is not here. Could you tell me when it will come?",
    "the shade of the lamp I bought (order LP-{n}) came with a crack along the side. What can be done?",
    "I was charged twice for order LP-{n} this month. Please have a look at the second amount.",
    "the door bell that I ordered as LP-{n} is another colour than on your page. I would like to change it.",
)
FURIOUS = (
    "This is the FIFTH time I write about order {n} and nobody does ANYTHING!!! You promised a technician on Monday, "
    "then on Wednesday, and today I waited at home all day for NOTHING. You liars. If nobody rings me TODAY on {phone} "
    "I go to the press and to my lawyer tomorrow!!!"
)
AGAIN = ("One more thing about this:", "I forgot to say:", "And by the way,")
MORE = ("the box was open, too.", "I am at home in the evening only.", "the same happened to my neighbour.")


@dataclass
class Topic:
    """What one customer writes about."""

    number: int
    hot: bool
    phone: str
    mails: list[str] = field(default_factory=list)  # Message-IDs, theirs and ours, as they know them

    @property
    def customer(self) -> str:
        """Return the customer's address."""
        return f"customer{self.number}@home{self.number}.example"

    @property
    def name(self) -> str:
        """Return what the topic is called in the evidence."""
        return f"topic {self.number}"


@dataclass
class Stream:
    """Makes mails; remembers what was written."""

    dice: random.Random
    to: str
    phones: Sequence[str]
    written: list[Written] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    _order: int = 0

    def next(self) -> list[tuple[Written, bytes]]:
        """Return what the next customer sends: one mail or a burst, now and then a robot's note or a second copy."""
        roll = self.dice.random()
        if roll < 0.06:
            return [self._robot()]
        if roll < 0.28 and self.topics:
            return self._again(self.dice.choice(self.topics[-40:]))
        topic = self._topic()
        mails = [self._mail(topic, self._opening(topic))]
        while self.dice.random() < 0.3:
            mails.append(self._mail(topic, self._more()))
        return mails

    def answer(self, topic: Topic, ours: str) -> tuple[Written, bytes]:
        """Return the customer's answer to a mail of ours."""
        topic.mails.append(ours)
        return self._mail(topic, self._more())

    def _topic(self) -> Topic:
        number = len(self.topics) + 1
        hot = self.dice.random() < 0.2
        topic = Topic(number=number, hot=hot, phone=self.phones[number % len(self.phones)])
        self.topics.append(topic)
        return topic

    def _opening(self, topic: Topic) -> str:
        words = FURIOUS if topic.hot else "Hello,\n\n" + self.dice.choice(MILD)
        return words.format(n=20000 + topic.number, phone=topic.phone)

    def _more(self) -> str:
        return f"{self.dice.choice(AGAIN)} {self.dice.choice(MORE)}"

    def _again(self, topic: Topic) -> list[tuple[Written, bytes]]:
        return [self._mail(topic, self._more()) for _ in range(self.dice.choice((1, 1, 2, 3)))]

    def _mail(self, topic: Topic, text: str) -> tuple[Written, bytes]:
        self._order += 1
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = f"Customer {topic.number} <{topic.customer}>", self.to
        mail["Subject"] = f"{'Re: ' if topic.mails else ''}About order {20000 + topic.number}"
        message_id = f"<{self._order}.{topic.number}@home{topic.number}.example>"
        mail["Message-ID"] = message_id
        if topic.mails:
            mail["In-Reply-To"], mail["References"] = topic.mails[-1], " ".join(topic.mails[-8:])
        mail.set_content(f"{text}\n\nKind regards,\nCustomer {topic.number}\n")
        topic.mails.append(message_id)
        copies = 2 if self.dice.random() < 0.04 else 1
        return self._noted(Written(message_id=message_id, topic=topic.name, order=self._order, copies=copies), mail)

    def _robot(self) -> tuple[Written, bytes]:
        self._order += 1
        mail = EmailMessage(policy=SMTP)
        message_id = f"<{self._order}.robot@robots.example>"
        mail["From"], mail["To"], mail["Subject"] = "noreply@robots.example", self.to, "Out of office"
        mail["Message-ID"], mail["Auto-Submitted"] = message_id, "auto-replied"
        mail.set_content("I am away until Monday.\n")
        return self._noted(Written(message_id=message_id, topic="robots", order=self._order, automatic=True), mail)

    def _noted(self, written: Written, mail: EmailMessage) -> tuple[Written, bytes]:
        self.written.append(written)
        return written, mail.as_bytes()
