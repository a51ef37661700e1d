"""Made-up values for the tests of the cache."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import Intent, IntentId, MarkRead, SendMessage

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORK = NumberId("11111111-1111-4111-8111-111111111111")
HOME = NumberId("22222222-2222-4222-8222-222222222222")
MARIE = ThreadKey(WORK, Address("+33612345678"))
PAUL = ThreadKey(HOME, Address("+442079460123"))


def message(
    sequence: int,
    text: str = "Salut",
    *,
    thread: ThreadKey = MARIE,
    incoming: bool = True,
    read: bool = False,
    message_id: str = "",
) -> Message:
    return Message(
        id=MessageId(message_id or str(uuid4())),
        thread=thread,
        direction=Direction.INCOMING if incoming else Direction.OUTGOING,
        text=text,
        created_at=BEGAN + timedelta(minutes=sequence),
        status=MessageStatus.RECEIVED if incoming else MessageStatus.SENT,
        sequence=sequence,
        read=read or not incoming,
    )


def to_send(text: str = "Bonjour", *, thread: ThreadKey = MARIE) -> Intent:
    message_id = str(uuid4())
    return Intent(IntentId(message_id), SendMessage(MessageId(message_id), thread, text), BEGAN)


def to_mark_read(up_to: int, *, thread: ThreadKey = MARIE) -> Intent:
    return Intent(IntentId(str(uuid4())), MarkRead(thread, up_to), BEGAN)
