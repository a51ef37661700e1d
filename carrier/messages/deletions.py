"""Messages, and whole threads, are deleted and taken back (MSG-1).

A deletion is marked, not carried out: for a week it can be undone as a whole, and every device hears of both.
Whatever is still to be delivered is delivered: deleting is about what is shown.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.file_tables import StoredFile
from carrier.store.owned import own_number
from carrier.store.tables import Message
from carrier.store.thread_tables import Deletion

KEPT = timedelta(days=7)


class Deletions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def delete(self, caller: Caller, deletion_id: UUID, wanted: schemas.DeletionWanted) -> None:
        """Again is as good as once, undone too. What another deletion took stays with that one."""
        account_id = caller.account_id
        with self._database.write() as session:
            lock_account(session, account_id)
            own_number(session, account_id, wanted.number_id)
            if session.get(Deletion, (account_id, str(deletion_id))) is not None:
                return
            now = self._clock()
            session.add(
                Deletion(
                    account_id=account_id,
                    id=str(deletion_id),
                    number_id=str(wanted.number_id),
                    peer=wanted.peer,
                    made_at=now,
                )
            )
            named = Message.id.in_([str(each) for each in wanted.message_ids])
            meant = named if wanted.up_to is None else or_(named, Message.sequence <= wanted.up_to)
            session.execute(
                update(Message)
                .where(
                    Message.account_id == account_id,
                    Message.number_id == str(wanted.number_id),
                    Message.peer == wanted.peer,
                    Message.deletion_id.is_(None),
                    meant,
                )
                .values(deletion_id=str(deletion_id))
                .execution_options(synchronize_session=False)
            )
            event = schemas.MessagesDeleted(
                deletion_id=deletion_id,
                number_id=wanted.number_id,
                peer=wanted.peer,
                message_ids=wanted.message_ids,
                up_to=wanted.up_to,
            )
            append_event(session, account_id, event, now)

    def undo(self, caller: Caller, deletion_id: UUID) -> None:
        """Again is as good as once."""
        account_id = caller.account_id
        with self._database.write() as session:
            lock_account(session, account_id)
            row = session.get(Deletion, (account_id, str(deletion_id)))
            if row is None:
                raise not_found()
            if row.undone:
                return
            row.undone = True
            session.execute(
                update(Message)
                .where(Message.account_id == account_id, Message.deletion_id == str(deletion_id))
                .values(deletion_id=None)
                .execution_options(synchronize_session=False)
            )
            event = schemas.MessagesRestored(
                deletion_id=deletion_id, number_id=UUID(row.number_id), peer=row.peer
            )
            append_event(session, account_id, event, self._clock())


def drop_old_deletions(session: Session, now: datetime) -> None:
    """What came is dropped. What was sent keeps its row without its words and bytes: a device that was away
    may still ask what became of it, and "it never arrived" would send it a second time."""
    old = session.execute(select(Deletion.account_id, Deletion.id).where(Deletion.made_at < now - KEPT)).all()
    for account_id, deletion_id in old:  # one by one, each by its index: no statement reads all messages
        gone = and_(Message.account_id == account_id, Message.deletion_id == deletion_id)
        came = and_(gone, Message.direction == schemas.Direction.incoming)
        owned = StoredFile.account_id == account_id
        files_that_came = and_(owned, StoredFile.message_id.in_(select(Message.id).where(came)))
        files = and_(owned, StoredFile.message_id.in_(select(Message.id).where(gone)))
        this = and_(Deletion.account_id == account_id, Deletion.id == deletion_id)
        for change in (
            delete(StoredFile).where(files_that_came),
            delete(Message).where(came),
            update(StoredFile).where(files).values(blob=None, name="file"),  # the link says that it ended
            update(Message).where(gone).values(text=""),
            delete(Deletion).where(this),
        ):
            session.execute(change, execution_options={"synchronize_session": False})
