"""The carrier's operations for whoever is signed in, one method each. Raises `Refused` or `Unanswered`."""

from __future__ import annotations

from typing import assert_never

from desktop.api.greetings import GreetingOperations
from desktop.api.operations import decode, part
from desktop.api.stream import EventStream
from desktop.api.transport import LARGEST_SOUND
from desktop.api.wire.account import Me, Numbers, voicemail_body
from desktop.api.wire.blocking import BlockedNumbers
from desktop.api.wire.contacts import ContactBody, Contacts
from desktop.api.wire.files import WireUpload
from desktop.api.wire.history import ActiveCalls, CallPage, Voicemails, WireCallReport
from desktop.api.wire.later import ScheduledPage, WireScheduled, body_of
from desktop.api.wire.messages import ConversationPage, MessagePage, ThreadFlagsList, WireMessage
from desktop.api.wire.money import Balance, Tariff
from desktop.api.wire.sessions import Devices
from desktop.domain.active_calls import ActiveCall
from desktop.domain.call_report import CallReport
from desktop.domain.contacts import Contact, ContactId
from desktop.domain.errors import Refused
from desktop.domain.files import FileId, Upload
from desktop.domain.later import (
    CancelScheduled,
    ChangeScheduled,
    LaterAct,
    Schedule,
    Scheduled,
    SendScheduledNow,
)
from desktop.domain.messages import DeletionId, Message, MessageId, ThreadFlags, ThreadKey
from desktop.domain.numbers import Address, NumberId
from desktop.domain.outbox import ChangeNumber, ChangeThread, DeleteMessages, SendMessage
from desktop.domain.session import Device, DeviceId
from desktop.domain.voicemail import VoicemailId

PAGE = 200
WHOLE_FILE = 600.0
"""Seconds."""


class CarrierApi(GreetingOperations):
    # --- account ------------------------------------------------------------------------------------------
    async def me(self) -> Me:
        return decode(await self._get("/v1/me"), Me)

    async def numbers(self) -> Numbers:
        return decode(await self._get("/v1/numbers"), Numbers)

    async def change_number(self, change: ChangeNumber) -> None:
        wanted = {
            "name": change.name,
            "colour": change.colour,
            "position": change.position,
            "refuses_hidden": change.refuses_hidden,
            "voicemail": voicemail_body(change.voicemail),
        }
        body = {name: value for name, value in wanted.items() if value is not None}
        await self._ask("PATCH", f"/v1/numbers/{part(change.number_id)}", body)

    async def devices(self) -> tuple[Device, ...]:
        return tuple(d.to_domain() for d in decode(await self._get("/v1/sessions"), Devices).devices)

    async def rename_device(self, device_id: DeviceId, name: str) -> None:
        await self._ask("PATCH", f"/v1/sessions/{part(device_id)}", {"name": name})

    async def sign_out_device(self, device_id: DeviceId) -> None:
        await self._ask("DELETE", f"/v1/sessions/{part(device_id)}")

    # --- messages -----------------------------------------------------------------------------------------
    async def conversations(self, *, before: int | None, limit: int = 50) -> ConversationPage:
        return decode(await self._get("/v1/conversations", _page(before, limit)), ConversationPage)

    async def messages(
        self, *, before: int | None, limit: int = PAGE, thread: ThreadKey | None = None
    ) -> MessagePage:
        """Of all threads, or of one. Deleted ones that can still be taken back are among them."""
        page = {**_page(before, limit), "with_deleted": "true"}
        if thread is not None:
            page |= {"number_id": thread.number_id, "peer": thread.peer}
        return decode(await self._get("/v1/messages", page), MessagePage)

    async def find_message(self, message_id: MessageId) -> Message | None:
        """What became of it, None where it never arrived."""
        try:
            answer = await self._get(f"/v1/messages/{part(message_id)}")
        except Refused as refused:
            if refused.status == 404 and refused.word == "not-found":
                return None
            raise
        return decode(answer, WireMessage).to_domain()

    async def send_message(self, act: SendMessage) -> Message:
        body = {
            "id": act.message_id,
            "number_id": act.thread.number_id,
            "to": act.thread.peer,
            "text": act.text,
        }
        if act.file_id is not None:
            body["file_id"] = act.file_id
        if act.group is not None:
            body["group_id"] = act.group
        answer = await self._ask("POST", "/v1/messages", body, idempotency_key=act.message_id)
        return decode(answer, WireMessage).to_domain()

    async def mark_read(self, thread: ThreadKey, up_to: int) -> None:
        path = f"/v1/conversations/{part(thread.number_id)}/{part(thread.peer)}/read"
        await self._ask("PUT", path, {"up_to": up_to})

    async def scheduled_messages(self, *, after: str | None, limit: int = PAGE) -> ScheduledPage:
        params = {"limit": str(limit)} | ({} if after is None else {"after": after})
        return decode(await self._get("/v1/scheduled-messages", params), ScheduledPage)

    async def ask_later(self, act: LaterAct) -> Scheduled:
        """What the carrier made of it. Said twice, it is done once."""
        path = "/v1/scheduled-messages"
        one = f"{path}/{part(act.message_id)}"
        match act:
            case Schedule():
                answer = await self._ask("POST", path, body_of(act), idempotency_key=act.message_id)
            case ChangeScheduled():
                answer = await self._ask("PATCH", one, body_of(act))
            case SendScheduledNow():
                answer = await self._ask("POST", f"{one}/send")
            case CancelScheduled():
                answer = await self._ask("DELETE", one)
            case _:
                assert_never(act)
        return decode(answer, WireScheduled).to_domain()

    async def thread_flags(self) -> tuple[ThreadFlags, ...]:
        listed = decode(await self._get("/v1/thread-flags"), ThreadFlagsList)
        return tuple(each.to_domain() for each in listed.threads)

    async def change_thread(self, act: ChangeThread) -> None:
        wanted = {"muted": act.muted, "pinned": act.pinned, "marked_unread": act.marked_unread}
        body = {name: value for name, value in wanted.items() if value is not None}
        key = {"number_id": act.thread.number_id, "peer": act.thread.peer}
        await self._ask("PATCH", "/v1/thread-flags", {**key, **body})

    async def delete_messages(self, act: DeleteMessages) -> None:
        body = {
            "number_id": act.thread.number_id,
            "peer": act.thread.peer,
            "message_ids": act.message_ids,
            "up_to": act.up_to,
        }
        await self._ask("PUT", f"/v1/deletions/{part(act.deletion_id)}", body)

    async def undo_deletion(self, deletion_id: DeletionId) -> None:
        await self._ask("DELETE", f"/v1/deletions/{part(deletion_id)}")

    # --- files --------------------------------------------------------------------------------------------
    async def begin_file(self, upload: Upload) -> WireUpload:
        """Announce it, or ask how far it came: the same."""
        body = {
            "id": upload.id,
            "number_id": upload.thread.number_id,
            "name": upload.file.name,
            "size": upload.file.size,
            "sha256": upload.file.sha256,
        }
        return decode(await self._ask("POST", "/v1/files", body), WireUpload)

    async def append_file(self, file_id: FileId, offset: int, piece: bytes) -> WireUpload:
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        path = f"/v1/files/{part(file_id)}"
        return decode(await self._authorised("PATCH", path, headers=headers, body=piece), WireUpload)

    async def revoke_file(self, file_id: FileId) -> None:
        """Give up an upload. One that is gone already is as good as given up."""
        await self._settle("DELETE", f"/v1/files/{part(file_id)}")

    async def file_content(self, file_id: str, *, size: int) -> bytes:
        """All of it; more than was said is no answer."""
        return await self._authorised(
            "GET",
            f"/v1/files/{part(file_id)}/content",
            accept="application/octet-stream",
            largest=size,
            within=WHOLE_FILE,
        )

    # --- history ------------------------------------------------------------------------------------------
    async def calls(self, *, before: int | None, limit: int = PAGE) -> CallPage:
        return decode(await self._get("/v1/calls", _page(before, limit)), CallPage)

    async def active_calls(self) -> tuple[ActiveCall, ...]:
        return decode(await self._get("/v1/active-calls"), ActiveCalls).to_domain()

    async def call_report(self, call_id: str) -> CallReport:
        return decode(await self._get(f"/v1/calls/{part(call_id)}/report"), WireCallReport).to_domain()

    async def check_ring(self, check_id: str, number_id: NumberId) -> None:
        """Have this device called; `check_id` is the carrier's id of the call that comes."""
        body = {"id": check_id, "number_id": number_id}
        await self._ask("POST", "/v1/me/ring-check", body, idempotency_key=check_id)

    async def mark_calls_seen(self, number_id: NumberId, up_to: int) -> None:
        await self._ask("PUT", "/v1/calls/seen", {"number_id": number_id, "up_to": up_to})

    async def delete_calls(self, call_ids: tuple[str, ...]) -> None:
        """Calls that are gone already are as good as deleted."""
        named = "&".join(f"call_id={part(call_id)}" for call_id in call_ids)
        await self._settle("DELETE", f"/v1/calls?{named}")

    async def restore_calls(self, call_ids: tuple[str, ...]) -> None:
        await self._ask("PUT", "/v1/calls/restored", {"call_ids": call_ids})

    async def voicemails(self, *, before: int | None, limit: int = PAGE) -> Voicemails:
        return decode(await self._get("/v1/voicemails", _page(before, limit)), Voicemails)

    async def voicemail_audio(self, voicemail_id: VoicemailId) -> bytes:
        path = f"/v1/voicemails/{part(voicemail_id)}/audio"
        return await self._authorised("GET", path, accept="audio/flac", largest=LARGEST_SOUND)

    async def mark_heard(self, voicemail_id: VoicemailId, heard: bool) -> None:
        """One that is gone is as good as heard."""
        await self._settle("PUT" if heard else "DELETE", f"/v1/voicemails/{part(voicemail_id)}/heard")

    async def delete_voicemails(self, voicemail_ids: tuple[VoicemailId, ...]) -> None:
        """Those that are gone already are as good as deleted."""
        named = "&".join(f"voicemail_id={part(voicemail_id)}" for voicemail_id in voicemail_ids)
        await self._settle("DELETE", f"/v1/voicemails?{named}")

    async def restore_voicemails(self, voicemail_ids: tuple[VoicemailId, ...]) -> None:
        await self._ask("PUT", "/v1/voicemails/restored", {"voicemail_ids": voicemail_ids})

    # --- contacts -----------------------------------------------------------------------------------------
    async def contacts(self) -> Contacts:
        return decode(await self._get("/v1/contacts"), Contacts)

    async def save_contact(self, contact: Contact) -> None:
        await self._ask("PUT", f"/v1/contacts/{part(contact.id)}", ContactBody.of(contact))

    async def delete_contact(self, contact_id: ContactId) -> None:
        """A contact that is gone already is as good as deleted."""
        await self._settle("DELETE", f"/v1/contacts/{part(contact_id)}")

    # --- money --------------------------------------------------------------------------------------------
    async def balance(self) -> Balance:
        return decode(await self._get("/v1/balance"), Balance)

    async def tariff(self) -> Tariff:
        return decode(await self._get("/v1/tariff"), Tariff)

    # --- blocking -----------------------------------------------------------------------------------------
    async def blocked_numbers(self) -> BlockedNumbers:
        return decode(await self._get("/v1/blocked-numbers"), BlockedNumbers)

    async def block(self, address: Address) -> None:
        await self._ask("PUT", f"/v1/blocked-numbers/{part(address)}")

    async def unblock(self, address: Address) -> None:
        """One that is not blocked any more is as good as unblocked."""
        await self._settle("DELETE", f"/v1/blocked-numbers/{part(address)}")

    # --- events -------------------------------------------------------------------------------------------
    async def open_events(self, cursor: int) -> EventStream:
        """The stream of all that happened after `cursor`, to be closed by whoever asked."""
        path, last = "/v1/events", str(cursor)

        async def attempt(token: str) -> EventStream:
            headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": last}
            return EventStream(await self._transport.open_stream(path, headers=headers))

        return await self._renewing(attempt)


def _page(before: int | None, limit: int) -> dict[str, str]:
    return {"limit": str(limit)} if before is None else {"before": str(before), "limit": str(limit)}
