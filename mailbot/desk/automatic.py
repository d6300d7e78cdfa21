"""Mails that no person approved: follow-up questions and notices, marked as automatic (RFC 3834)."""

from __future__ import annotations

from datetime import datetime

from mailbot.desk.bench import Bench
from mailbot.mail.answer import answer
from mailbot.model.outgoing import MailKind, NewMail
from mailbot.ports import Tx


class Automatic(Bench):
    """Puts automatic mails into the outbox."""

    async def queue_automatic(
        self,
        tx: Tx,
        conversation_id: str,
        *,
        subject: str,
        text: str,
        language: str,
        now: datetime,
        kind: MailKind = MailKind.FOLLOW_UP,
        unsubscribe: str | None = None,
    ) -> str:
        """Queue a mail to the customer in the caller's transaction and return the outbox row's id.

        It threads below the case's last mail, so that the customer sees what it is about.
        """
        conversation = await self._records.conversations.lock(tx, conversation_id)
        case = await self._case(tx, conversation)
        identity = self._identity(conversation.mailbox)
        message = answer(
            identity=identity,
            message_id=f"<{self._new_id().lower()}.{conversation.reference.lower()}@{identity.domain}>",
            to=(conversation.customer_email,),
            subject=subject,
            text=text,
            language=language,
            answered=case.messages[-1] if case.messages else None,
            date=now,
            names={conversation.customer_email: conversation.customer_name},
            automatic=True,
            unsubscribe=unsubscribe,
        )
        return await self._records.outbox.put(
            tx,
            NewMail(
                conversation_id=conversation.id,
                mailbox=conversation.mailbox,
                message=message,
                payload=self._compose(message),
                due_at=now,
                kind=kind,
            ),
            now,
        )
