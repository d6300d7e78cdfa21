"""The alarm that no mail can be fetched: once an outage, once its end, whatever the number of nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailbot.intake.lookout import Lookout
from mailbot.intake.outage import UNTOLD, Alarm
from mailbot.model.mailbox import MailboxHealth
from mailbot.store.database import Database
from mailbot.store.mailbox_health import MailboxHealthRows, outages
from mailbot.store.records import records
from tests.contract.store.house import HandClock

AFTER = timedelta(minutes=15)


@dataclass
class Listener:
    """A person at the other end; `deaf` while no server takes the alarm."""

    heard: list[tuple[Alarm, str]] = field(default_factory=list)
    deaf: bool = False

    async def __call__(self, alarm: Alarm, health: MailboxHealth) -> bool:
        if not self.deaf:
            self.heard.append((alarm, health.trouble))
        return not self.deaf


def node(db: Database, clock: HandClock, tell: Listener) -> Lookout:
    return Lookout(records=records(db), rows=MailboxHealthRows(), tell=tell, clock=clock, after=AFTER)


def seen(at: datetime | None, trouble: str = "") -> list[tuple[str, datetime | None, str]]:
    return [("support", at, trouble)]


async def test_an_outage_is_told_once_and_so_is_its_end(db: Database) -> None:
    clock, tell = HandClock(), Listener()
    watch = node(db, clock, tell)
    last = clock.now()
    for _ in range(40):
        await watch.look(seen(last, "The server does not answer."))
        clock.forward(minutes=1)
    assert tell.heard == [(Alarm.OUTAGE, "The server does not answer.")]
    assert [one.mailbox for one in await outages(db)] == ["support"]
    for _ in range(3):
        await watch.look(seen(clock.now()))
        clock.forward(minutes=1)
    assert [alarm for alarm, _ in tell.heard] == [Alarm.OUTAGE, Alarm.ALL_CLEAR]
    assert await outages(db) == []


async def test_a_mailbox_that_never_answered_is_an_outage_too(db: Database) -> None:
    clock, tell = HandClock(), Listener()
    watch = node(db, clock, tell)
    for _ in range(16):
        await watch.look(seen(None, "The server refused the login."))
        clock.forward(minutes=1)
    assert tell.heard == [(Alarm.OUTAGE, "The server refused the login.")]


async def test_two_nodes_tell_once_and_the_one_that_does_not_watch_can_tell(db: Database) -> None:
    clock, tell = HandClock(), Listener()
    watcher, other = node(db, clock, tell), node(db, clock, tell)
    await watcher.look(seen(clock.now()))
    for _ in range(30):  # the watcher has died: nobody writes any more
        clock.forward(minutes=1)
        await other.look([])
        await node(db, clock, tell).look([])
    assert [alarm for alarm, _ in tell.heard] == [Alarm.OUTAGE]


async def test_an_alarm_that_no_server_took_is_sent_again(db: Database) -> None:
    clock, tell = HandClock(), Listener(deaf=True)
    watch, last = node(db, clock, tell), clock.now()
    clock.forward(minutes=15)
    await watch.look(seen(last))
    tell.deaf = False
    await watch.look(seen(last))
    assert tell.heard == []  # not at once: whoever claimed it may still be at it
    clock.at += UNTOLD
    await watch.look(seen(last))
    await watch.look(seen(last))
    assert [alarm for alarm, _ in tell.heard] == [Alarm.OUTAGE]


async def test_an_end_to_come_is_told_each_day_until_it_is_averted(db: Database) -> None:
    clock, tell = HandClock(), Listener()
    ending = {"support": "The OAuth2 consent ends on 2026-03-06."}
    watch = node(db, clock, tell)
    for _ in range(2 * 24 * 4):
        await watch.look(seen(clock.now()), ending)
        clock.forward(minutes=15)
        watch = node(db, clock, tell)  # a restart does not tell it again
    assert tell.heard == [(Alarm.CONSENT, ending["support"])] * 2
    await watch.look(seen(clock.now()), {"support": ""})
    clock.forward(days=2)
    await watch.look(seen(clock.now()), {})
    assert len(tell.heard) == 2 and await outages(db) == []


async def test_a_warning_that_no_server_took_is_sent_again(db: Database) -> None:
    clock, tell = HandClock(), Listener(deaf=True)
    watch = node(db, clock, tell)
    await watch.look(seen(clock.now()), {"support": "ends"})
    tell.deaf = False
    await watch.look(seen(clock.now()), {"support": "ends"})
    assert tell.heard == []
    clock.at += UNTOLD
    await watch.look(seen(clock.now()), {"support": "ends"})
    assert tell.heard == [(Alarm.CONSENT, "ends")]
