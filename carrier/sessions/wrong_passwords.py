"""Several wrong passwords lock an e-mail, whether or not it is anybody's (ACC-9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from carrier.sessions.tokens import digest
from carrier.settings import Settings
from carrier.store.tables import WrongPasswords


def is_locked(session: Session, email: str, *, now: datetime, settings: Settings) -> bool:
    row = session.get(WrongPasswords, digest(email))
    return (
        row is not None and row.count >= settings.wrong_passwords and row.last_at + settings.lock_life > now
    )


def count_wrong_password(session: Session, email: str, *, now: datetime, settings: Settings) -> int:
    """How many in a row it is now. A count that is older than the lock's life begins anew."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    session.execute(
        delete(WrongPasswords).where(
            WrongPasswords.email_digest == digest(email),
            WrongPasswords.last_at <= now - settings.lock_life,
        )
    )
    return session.execute(
        insert(WrongPasswords)
        .values(email_digest=digest(email), count=1, last_at=now)
        .on_conflict_do_update(
            index_elements=[WrongPasswords.email_digest],
            set_={"count": WrongPasswords.count + 1, "last_at": now},
        )
        .returning(WrongPasswords.count)
    ).scalar_one()


def forget_wrong_passwords(session: Session, email: str) -> None:
    session.execute(delete(WrongPasswords).where(WrongPasswords.email_digest == digest(email)))
