"""The SIP edge's `Directory`, over the database."""

from __future__ import annotations

import asyncio

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from carrier.account.blocking import is_blocked
from carrier.api import schemas
from carrier.clock import Clock
from carrier.numbering import Kind, read_destination
from carrier.sessions.devices import lock_account
from carrier.sessions.staying import last_seen
from carrier.sip.directory import (
    ActiveCall,
    Allowed,
    Called,
    CallEntry,
    Forbidden,
    SipDevice,
    Then,
    Unanswered,
)
from carrier.sip.fates import NOT_REGISTERED
from carrier.store import shapes
from carrier.store.active_calls import forget_all_active, replace_active
from carrier.store.database import Database
from carrier.store.events import append_event
from carrier.store.owned import next_call_sequence, numbers_of, why_unusable
from carrier.store.tables import Account, Call, CallDevice, Device, Number


class StoredDirectory:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def device(self, device_id: str) -> SipDevice | None:
        return await asyncio.to_thread(self._device, device_id)

    async def seen(self, device_id: str) -> bool:
        return await asyncio.to_thread(self._seen, device_id)

    async def may_call(self, device: SipDevice, wanted_number: str, called: str) -> Allowed | Forbidden:
        return await asyncio.to_thread(self._may_call, device, wanted_number, called)

    async def find_number(self, e164: str, *, caller: str | None = None) -> Called | None:
        return await asyncio.to_thread(self._find_number, e164, caller)

    async def find_own(self, account_id: str, number_id: str) -> Called | None:
        return await asyncio.to_thread(self._find_own, account_id, number_id)

    async def keep_call(self, entry: CallEntry) -> None:
        await asyncio.to_thread(self._keep_call, entry)

    async def keep_active(self, account_id: str, calls: tuple[ActiveCall, ...]) -> None:
        await asyncio.to_thread(self._keep_active, account_id, calls)

    async def forget_active(self) -> None:
        await asyncio.to_thread(self._forget_active)

    def _keep_active(self, account_id: str, calls: tuple[ActiveCall, ...]) -> None:
        with self._database.write() as session:
            replace_active(session, account_id, calls, self._clock())

    def _forget_active(self) -> None:
        with self._database.write() as session:
            forget_all_active(session, self._clock())

    def _device(self, device_id: str) -> SipDevice | None:
        with self._database.read() as session:
            row = session.get(Device, device_id)
        if row is None or row.ended_at is not None or row.sip_secret is None:
            return None
        return SipDevice(row.id, row.account_id, row.sip_secret)

    def _seen(self, device_id: str) -> bool:
        with self._database.write() as session:
            return last_seen(session, device_id, self._clock())

    def _may_call(self, device: SipDevice, wanted_number: str, called: str) -> Allowed | Forbidden:
        with self._database.read() as session:
            signed_in = session.get(Device, device.device_id)
            numbers = numbers_of(session, device.account_id)
            account = session.get_one(Account, device.account_id)
        if signed_in is None or signed_in.ended_at is not None:
            return Forbidden(403, "session-ended")
        if wanted_number:
            numbers = [number for number in numbers if number.e164 == wanted_number]
        if not numbers:  # somebody else's number as caller id, or none at all
            return Forbidden(403, "not-verified")
        number = next((each for each in numbers if why_unusable(each) is None), numbers[0])
        if word := why_unusable(number):
            return Forbidden(403, word)
        destination = read_destination(called, country=number.country)
        match destination.kind:
            case Kind.ORDINARY if destination.abroad and account.credit_cents <= 0:
                return Forbidden(403, "no-credit")
            case Kind.ORDINARY | Kind.SHORT:
                return Allowed(number.e164, destination.address, number.id)
            case Kind.PREMIUM_RATE:
                return Forbidden(403, "premium-rate")
            case Kind.EMERGENCY:
                return Forbidden(403, "emergency-not-supported")
            case Kind.WRONG:
                return Forbidden(404, "wrong-number")

    def _find_number(self, e164: str, caller: str | None) -> Called | None:
        with self._database.read() as session:
            number = session.scalars(select(Number).where(Number.e164 == e164)).one_or_none()
            if number is None:
                return None
            unwanted = caller is not None and (
                is_blocked(session, number.account_id, caller) if caller else number.refuses_hidden
            )
        word = why_unusable(number) or ("blocked" if unwanted else None)
        if word == "not-verified":  # the caller is told no more than that nobody can be reached there
            word = "unreachable"
        return _called(number, word or "")

    def _find_own(self, account_id: str, number_id: str) -> Called | None:
        with self._database.read() as session:
            number = session.get(Number, number_id)
        if number is None or number.account_id != account_id:
            return None
        return _called(number, why_unusable(number) or "")

    def _keep_call(self, entry: CallEntry) -> None:
        """Written once: an entry that is there already stays as it is."""
        with self._database.write() as session:
            lock_account(session, entry.account_id)
            if session.get(Call, (entry.account_id, entry.call_id)) is not None:
                return
            row = Call(
                account_id=entry.account_id,
                id=entry.call_id,
                number_id=entry.number_id,
                peer=entry.peer[:32],
                direction=entry.direction,
                outcome=entry.outcome,
                reason=entry.reason,
                started_at=entry.started_at,
                duration_seconds=entry.duration_seconds,
                answered_by=entry.answered_by,
                seen=entry.outcome != schemas.CallOutcome.missed,
                sequence=next_call_sequence(session, entry.account_id),
                waited_seconds=entry.waited_seconds,
                to_voicemail=entry.to_voicemail,
                declined_by=next((each.device_id for each in entry.devices if each.fate == "declined"), None),
            )
            session.add(row)
            session.flush()
            devices = _with_those_not_there(session, entry)
            session.add_all(devices)
            append_event(session, entry.account_id, schemas.CallChanged(call=shapes.call(row)), self._clock())


def _called(number: Number, word: str) -> Called:
    then = Then.VOICEMAIL if number.voicemail_on else Then(number.voicemail_off_says)
    unanswered = Unanswered(then, number.answer_after_seconds, number.voicemail_language)
    return Called(number.account_id, number.id, number.e164, word, unanswered)


def _with_those_not_there(session: Session, entry: CallEntry) -> list[CallDevice]:
    """What became of the call on each of the account's devices that were signed in when it came."""
    if entry.direction != schemas.Direction.incoming or entry.outcome == schemas.CallOutcome.blocked:
        return []
    fates = {each.device_id: each for each in entry.devices}
    signed_in = session.scalars(
        select(Device).where(
            Device.account_id == entry.account_id,
            Device.signed_in_at <= entry.started_at,
            or_(Device.ended_at.is_(None), Device.ended_at > entry.started_at),
        )
    )
    return [
        CallDevice(
            account_id=entry.account_id,
            call_id=entry.call_id,
            device_id=device.id,
            name=device.name,
            fate=fates[device.id].fate if device.id in fates else NOT_REGISTERED,
            rang_after=fates[device.id].rang_after if device.id in fates else None,
        )
        for device in signed_in
    ]
