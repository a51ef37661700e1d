"""Calls and voicemails that a request names by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.problems import not_found
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import Caller
from carrier.store.tables import Call, Voicemail

T = TypeVar("T", Call, Voicemail)


def named(session: Session, table: type[T], caller: Caller, ids: Sequence[UUID]) -> list[T]:
    """In their order, the account held. Ids that name none of its own say nothing, unless all do."""
    lock_account(session, caller.account_id)
    rows = session.scalars(
        select(table)
        .where(table.account_id == caller.account_id, table.id.in_([str(each) for each in ids]))
        .order_by(table.sequence)
    ).all()
    if not rows:
        raise not_found()
    return list(rows)
