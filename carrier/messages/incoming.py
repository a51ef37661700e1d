"""A text that comes in is written down for delivery, whatever network it comes from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from carrier.signals import WORK
from carrier.store.database import announce
from carrier.store.sms_tables import IncomingText


def keep_incoming(
    session: Session, *, origin: str, sender: str, recipient: str, text: str, due_at: datetime
) -> None:
    """Delivery hears of it with the commit. A known `origin` is left alone, from another process too."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        insert(IncomingText)
        .values(origin=origin, sender=sender, recipient=recipient, text=text, due_at=due_at, done=False)
        .on_conflict_do_nothing()
    )
    announce(session, WORK)
