"""The devices of an account: three places, and how one ends (ACC-4 to ACC-6)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.sessions.tokens import new_sip_secret
from carrier.settings import DEVICES_AT_ONCE
from carrier.signals import ENDED
from carrier.store.database import announce
from carrier.store.events import append_event
from carrier.store.tables import Account, Device, Ticket


def lock_account(session: Session, account_id: str) -> Account:
    """The account's row, held to the end of the transaction: sign-ins of one account queue here."""
    return session.get_one(Account, account_id, with_for_update=True, populate_existing=True)


def active_devices(session: Session, account_id: str) -> list[Device]:
    return list(
        session.scalars(
            select(Device)
            .where(Device.account_id == account_id, Device.slot.is_not(None))
            .order_by(Device.signed_in_at, Device.id)
        )
    )


def add_device(
    session: Session,
    account_id: str,
    *,
    name: str,
    platform: str,
    now: datetime,
    key: str | None = None,
    key_digest: str | None = None,
) -> Device | None:
    """A new signed-in device, or None where all places are taken. Call with the account locked."""
    taken = {device.slot for device in active_devices(session, account_id)}
    free = [slot for slot in range(DEVICES_AT_ONCE) if slot not in taken]
    if not free:
        return None
    device = Device(
        id=str(uuid4()),
        account_id=account_id,
        slot=free[0],
        name=name,
        platform=platform,
        signed_in_at=now,
        last_seen_at=now,
        sip_secret=new_sip_secret(),
        sign_in_key=key,
        sign_in_digest=key_digest,
        sip_told=False,
    )
    session.add(device)
    append_event(session, account_id, schemas.DevicesChanged(), now)
    session.flush()
    return device


def end_device(session: Session, device: Device, *, reason: str, now: datetime) -> None:
    """Sign `device` out: its SIP secret is gone at once, its stream and the SIP edge hear of it."""
    if device.ended_at is not None:
        return
    device.slot = None
    device.ended_at = now
    device.ended_reason = reason
    device.sip_secret = None
    device.sip_told = False
    device.sign_in_key = None
    device.sign_in_digest = None
    session.flush()
    append_event(session, device.account_id, schemas.DevicesChanged(), now)
    announce(session, ENDED)


def end_all_devices(session: Session, account_id: str, *, reason: str, now: datetime) -> int:
    """Also the tickets: whoever has one proved an old password, and might take a place with it later."""
    session.execute(delete(Ticket).where(Ticket.account_id == account_id))
    devices = active_devices(session, account_id)
    for device in devices:
        end_device(session, device, reason=reason, now=now)
    return len(devices)
