"""From rows to the shapes that go out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carrier.api import schemas
from carrier.numbering import capabilities
from carrier.store import tables
from carrier.store.file_tables import StoredFile
from carrier.store.thread_tables import ThreadFlags
from carrier.voicemail.languages import Language

_FATES = {fate.value: fate for fate in schemas.CallFate}


def me(account: tables.Account, *, cursor: int) -> schemas.Me:
    return schemas.Me(
        email=account.email, name=account.name, plan=schemas.Plan(account.plan), event_cursor=cursor
    )


def device(row: tables.Device, *, current: str | None) -> schemas.Device:
    return schemas.Device(
        device_id=UUID(row.id),
        name=row.name,
        platform=row.platform,
        signed_in_at=row.signed_in_at,
        last_seen_at=row.last_seen_at,
        current=row.id == current,
    )


def number(row: tables.Number) -> schemas.Number:
    return schemas.Number(
        id=UUID(row.id),
        e164=row.e164,
        name=row.name,
        country=row.country,
        colour=row.colour,
        position=row.position,
        capabilities=[schemas.Capability(each) for each in capabilities(row.country)],
        status=schemas.NumberStatus(row.status),
        refuses_hidden=row.refuses_hidden,
        voicemail=schemas.VoicemailSettings(
            on=row.voicemail_on,
            answer_after_seconds=row.answer_after_seconds,
            off_says=schemas.OffSays(row.voicemail_off_says),
            language=Language(row.voicemail_language),
        ),
    )


def message(row: tables.Message) -> schemas.Message:
    return schemas.Message(
        id=UUID(row.id),
        number_id=UUID(row.number_id),
        peer=row.peer,
        direction=schemas.Direction(row.direction),
        text=row.text,
        created_at=row.created_at,
        status=schemas.MessageStatus(row.status),
        failure=row.failure,
        segments=row.segments,
        sequence=row.sequence,
        read=row.read,
        files=[attachment(file) for file in row.files],
        group_id=UUID(row.group_id) if row.group_id else None,
        deletion_id=UUID(row.deletion_id) if row.deletion_id else None,
    )


def attachment(row: StoredFile) -> schemas.Attachment:
    return schemas.Attachment(
        id=UUID(row.id),
        name=row.name,
        type=row.type,
        size=row.size,
        width=row.width,
        height=row.height,
        seconds=row.seconds,
        expires_at=row.expires_at,
    )


def scheduled(row: tables.ScheduledMessage) -> schemas.ScheduledMessage:
    return schemas.ScheduledMessage(
        id=UUID(row.id),
        number_id=UUID(row.number_id),
        peer=row.peer,
        text=row.text,
        when=schemas.When(wall=row.wall, zone=row.zone, second=row.second),
        due_at=row.due_at,
        state=schemas.ScheduledState(row.state),
        reason=row.reason,
        settled_at=row.settled_at,
        late_seconds=row.late_seconds,
        created_at=row.created_at,
        revision=row.revision,
        group_id=UUID(row.group_id) if row.group_id else None,
        file=attachment(row.file) if row.file is not None else None,
    )


def thread_flags(row: ThreadFlags) -> schemas.ThreadFlags:
    return schemas.ThreadFlags(
        number_id=UUID(row.number_id),
        peer=row.peer,
        muted=row.muted,
        pinned=row.pinned,
        marked_unread=row.marked_unread,
    )


def call(row: tables.Call) -> schemas.Call:
    return schemas.Call(
        id=UUID(row.id),
        number_id=UUID(row.number_id),
        peer=row.peer,
        direction=schemas.Direction(row.direction),
        outcome=schemas.CallOutcome(row.outcome),
        reason=row.reason,
        started_at=row.started_at,
        duration_seconds=row.duration_seconds,
        answered_by=UUID(row.answered_by) if row.answered_by else None,
        declined_by=UUID(row.declined_by) if row.declined_by else None,
        seen=row.seen,
        sequence=row.sequence,
    )


def active_call(row: tables.ActiveCall) -> schemas.ActiveCall:
    return schemas.ActiveCall(
        id=UUID(row.call_id),
        number_id=UUID(row.number_id),
        peer=row.peer,
        direction=schemas.Direction(row.direction),
        device_id=UUID(row.device_id),
        answered_at=row.answered_at,
    )


def call_report(row: tables.Call, devices: Iterable[tables.CallDevice]) -> schemas.CallReport:
    return schemas.CallReport(
        call_id=UUID(row.id),
        waited_seconds=row.waited_seconds,
        to_voicemail=row.to_voicemail,
        devices=[
            schemas.CallDevice(
                device_id=UUID(each.device_id),
                name=each.name,
                fate=_FATES.get(each.fate, schemas.CallFate.technical),
                rang_after=each.rang_after,
            )
            for each in devices
        ],
    )


def voicemail(row: tables.Voicemail) -> schemas.Voicemail:
    return schemas.Voicemail(
        id=UUID(row.id),
        number_id=UUID(row.number_id),
        peer=row.peer,
        received_at=row.received_at,
        duration_seconds=row.duration_seconds,
        heard=row.heard,
        call_id=UUID(row.call_id) if row.call_id else None,
    )


def blocked(row: tables.BlockedNumber) -> schemas.BlockedNumber:
    return schemas.BlockedNumber(address=row.address, blocked_at=row.blocked_at)


def contact(row: tables.Contact) -> schemas.Contact:
    return schemas.Contact(
        id=UUID(row.id),
        name=row.name,
        phones=[schemas.ContactPhone(**phone) for phone in row.phones],
        assigned_number=UUID(row.assigned_number) if row.assigned_number else None,
    )
