"""What a person sent from another mail program is read by the lint after the fact: nothing can be stopped, but learned."""

from __future__ import annotations

from mailbot.model.case import Case
from mailbot.model.draft import DraftText
from mailbot.model.event import Event
from mailbot.model.sentence import say
from mailbot.ports import Clock, Lint, Records, Tx

#: Adopted replies looked at in one round, the newest first.
_ROUND = 20
_ADOPTED, _READ = "reply_adopted", "adopted_reply_linted"


class Afterwards:
    """The use case; call `read_adopted` from time to time."""

    def __init__(self, *, records: Records, lint: Lint, clock: Clock) -> None:
        """Wire it."""
        self._records, self._lint, self._clock = records, lint, clock

    async def read_adopted(self) -> int:
        """Lint the adopted replies that nobody has linted; what breaks a rule asks a person to look. Return how many."""
        async with self._records.db.read() as tx:
            waiting = await self._waiting(tx)
        for event in waiting:
            await self._read(event)
        return len(waiting)

    async def _waiting(self, tx: Tx) -> list[Event]:
        adopted = await self._records.events.latest(tx, kind=_ADOPTED, limit=_ROUND)
        read = await self._records.events.latest(tx, kind=_READ, limit=5 * _ROUND)
        known = {one.data.get("message") for one in read}
        return [one for one in adopted if one.conversation_id and one.data.get("message") not in known]

    async def _read(self, adopted: Event) -> None:
        case_id, row = str(adopted.conversation_id), str(adopted.data["message"])
        async with self._records.db.read() as tx:
            conversation = await self._records.conversations.get(tx, case_id)
            messages = await self._records.messages.thread(tx, case_id)
            facts = await self._records.conversations.facts(tx, case_id)
        reply = next((one for one in messages if one.id == row), None)
        before = tuple(one for one in messages if reply and one.at <= reply.at and one.id != row)
        rules: list[str] = []
        if reply is not None:
            # Their own words follow no playbook: the rules of wording hold, those of a playbook's steps do not.
            text = DraftText(
                language=reply.language, playbook="", subject=reply.subject, body=reply.new_text, facts=facts
            )
            case = Case(conversation=conversation, messages=before, now=self._clock.now())
            rules = list(dict.fromkeys(one.rule for one in await self._lint(text, case)))
        await self._write(adopted, rules)

    async def _write(self, adopted: Event, rules: list[str]) -> None:
        now, row = self._clock.now(), adopted.data["message"]
        said = say("broke_rules", "Sent from another mail program, the reply breaks: {rules}.", rules=", ".join(rules))
        async with self._records.db.write() as tx:
            conversation = await self._records.conversations.lock(tx, str(adopted.conversation_id))
            if adopted.id not in {one.id for one in await self._waiting(tx)}:
                return  # another node has read it meanwhile
            if rules:
                await self._records.conversations.change(tx, conversation, attention=said)
            event = Event(
                kind=_READ,
                at=now,
                conversation_id=conversation.id,
                reasons=(said,) if rules else (),
                data={"message": row, "rules": rules},
            )
            await self._records.events.add(tx, event)
