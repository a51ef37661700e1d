"""Staying signed in: access tokens checked, refresh tokens rotated, devices listed and signed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from carrier.api import schemas
from carrier.clock import Clock
from carrier.problems import Refusal, not_found
from carrier.sessions.devices import active_devices, end_device, lock_account
from carrier.sessions.signing_in import issue_tokens
from carrier.sessions.tokens import digest
from carrier.settings import Settings
from carrier.store import shapes
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.tables import AccessToken, Device, RefreshToken

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a device that is signed in."""

    account_id: str
    device_id: str


class Staying:
    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def caller(self, access_token: str) -> Caller:
        """Raises 401 `access-token-expired` (refresh, and ask again) or 401 `session-ended`.

        An unknown token is answered as an expired one, since expired ones are forgotten after a while: the
        refresh token then decides.
        """
        now = self._clock()
        with self._database.read() as session:
            found = session.execute(
                select(AccessToken.expires_at, Device)
                .join(Device, Device.id == AccessToken.device_id)
                .where(AccessToken.digest == digest(access_token))
            ).one_or_none()
        if found is None:
            raise Refusal(401, "access-token-expired")
        expires_at, device = found
        if device.ended_at is not None:
            raise self._ended(device)
        if expires_at <= now:
            raise Refusal(401, "access-token-expired")
        if device.last_seen_at < now - _SEEN_EVERY:
            with self._database.write() as session:
                last_seen(session, device.id, now)
        return Caller(device.account_id, device.id)

    def refresh(self, refresh_token: str) -> schemas.Tokens:
        """New tokens for this one, which is then used up.

        Presented again while its successor was never used, the answer is taken for lost and given again
        with a fresh successor; presented after that, somebody else holds a copy: the device is signed out.
        """
        with self._database.write() as session:
            outcome = self._rotate(session, digest(refresh_token))
        if isinstance(outcome, Refusal):
            raise outcome
        access, refresh = outcome
        return schemas.Tokens(
            access_token=access,
            access_token_expires_in=int(self._settings.access_token_life.total_seconds()),
            refresh_token=refresh,
        )

    def _rotate(self, session: Session, presented: str) -> Refusal | tuple[str, str]:
        now = self._clock()
        token = session.get(RefreshToken, presented)
        if token is None:
            return Refusal(401, "session-ended", reason="signed_out_elsewhere")
        device = session.get_one(Device, token.device_id)
        lock_account(session, device.account_id)
        session.refresh(device)
        session.refresh(token)
        if device.ended_at is not None:
            return self._ended(device)
        if token.used_at is not None:
            successors = session.scalars(
                select(RefreshToken).where(RefreshToken.parent_digest == presented)
            ).all()
        else:
            successors = []
        if token.replaced or any(successor.used_at for successor in successors):
            end_device(session, device, reason="token_reused", now=now)
            return self._ended(device)
        for successor in successors:
            successor.replaced = True
        token.used_at = now
        device.last_seen_at = now
        return issue_tokens(session, device, now=now, settings=self._settings, parent=presented)

    def devices(self, caller: Caller) -> schemas.Devices:
        with self._database.read() as session:
            rows = active_devices(session, caller.account_id)
        return schemas.Devices(devices=[shapes.device(row, current=caller.device_id) for row in rows])

    def rename(self, caller: Caller, device_id: UUID, name: str) -> schemas.Device:
        now = self._clock()
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            device = self._own_device(session, caller, device_id)
            if device.ended_at is not None:
                raise not_found()
            if device.name != name:
                device.name = name
                append_event(session, caller.account_id, schemas.DevicesChanged(), now)
            return shapes.device(device, current=caller.device_id)

    def sign_out(self, caller: Caller, device_id: UUID) -> None:
        """Sign a device of the account out; one that is out already stays so."""
        now = self._clock()
        with self._database.write() as session:
            lock_account(session, caller.account_id)
            device = self._own_device(session, caller, device_id)
            end_device(session, device, reason="signed_out_elsewhere", now=now)

    def end_of(self, device_id: str) -> str | None:
        """Why the device is signed out, None while it is not."""
        with self._database.read() as session:
            return session.scalar(select(Device.ended_reason).where(Device.id == device_id))

    def _own_device(self, session: Session, caller: Caller, device_id: UUID) -> Device:
        device = session.get(Device, str(device_id))
        if device is None or device.account_id != caller.account_id:
            raise not_found()
        return device

    def _ended(self, device: Device) -> Refusal:
        premium_ended = device.ended_reason == "premium_ended"
        return Refusal(
            401,
            "session-ended",
            reason=device.ended_reason,
            upgrade_url=self._settings.upgrade_url if premium_ended else None,
        )


def sessions_not_told(session: Session) -> list[str]:
    """Devices that ended and that the SIP edge has not dropped yet."""
    return list(
        session.scalars(select(Device.id).where(Device.ended_at.is_not(None), Device.sip_told.is_(False)))
    )


def mark_told(session: Session, device_id: str) -> None:
    session.execute(update(Device).where(Device.id == device_id).values(sip_told=True))


def last_seen(session: Session, device_id: str, now: datetime) -> bool:
    """False for a device that is signed out."""
    found = session.scalars(
        update(Device)
        .where(Device.id == device_id, Device.ended_at.is_(None))
        .values(last_seen_at=now)
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )
    return found.one_or_none() is not None
