"""A file goes as a link, once and whole: over cuts, restarts, and whatever becomes of it meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import httpx
import pytest

from desktop.api.carrier import CarrierApi
from desktop.api.wire.files import WireUpload
from desktop.domain.errors import Mendable, Unanswered
from desktop.domain.events import UploadsChanged
from desktop.domain.files import LARGEST_FILE, FileId
from desktop.domain.messages import Attachment, Message, MessageFailure, MessageStatus, ThreadKey
from desktop.services.picking import look_at, shown_name
from desktop.voice import wire
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk

CONTENT = bytes(range(256)) * 2000
ECHO = "+33199000001"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "Rapport été.pdf"
    path.write_bytes(CONTENT)
    return path


async def only(desk: Desk, thread: ThreadKey, status: MessageStatus) -> Message:
    """The one outgoing message of the thread, once it has this status."""

    async def found() -> Message | None:
        mine = [m for m in await desk.messages(thread) if m.direction.value == "outgoing"]
        assert len(mine) == 1
        return mine[0] if mine[0].status is status else None

    message = await desk.until(found, status.value)
    assert message is not None
    return message


def link_in(message: Message) -> str:
    found = re.search(r"https?://\S+/f/\S+", message.text)
    assert found is not None, message.text
    return found[0]


async def fetch(link: str) -> bytes:
    async with httpx.AsyncClient(trust_env=False) as browser:
        return (await browser.get(f"{link}/download")).content


async def test_a_file_is_uploaded_with_progress_and_leaves_as_a_link(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    await desk.phone.files.send(thread, [await desk.phone.files.look_at(str(report))])
    (waiting,) = await desk.messages(thread)
    assert (waiting.status, waiting.text) == (MessageStatus.WAITING, "")
    assert [(f.name, f.type, f.size) for f in waiting.files] == [
        ("Rapport été.pdf", "application/pdf", len(CONTENT))
    ]
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    assert sent.id == waiting.id
    assert sent.files[0].id == waiting.files[0].id
    assert sent.files[0].expires_at is not None
    assert await fetch(link_in(sent)) == CONTENT
    seen = [p.sent for event in desk.told(UploadsChanged) for p in event.uploads.values()]
    assert len(CONTENT) in seen
    assert seen == sorted(seen)
    assert desk.state.uploads == {}
    found = await desk.phone.messages.load_thread(thread)
    assert found is not None
    assert await desk.phone.files.content(sent.files[0]) == CONTENT


async def test_what_is_written_meanwhile_does_not_wait_for_it(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread("+33199000006")
    monkeypatch.setattr(CarrierApi, "append_file", _cut)
    await desk.phone.files.send(thread, [look_at(str(report))])
    await desk.phone.messages.send(thread, "first")

    async def text_left() -> bool:
        return any(
            m.text == "first" and m.status is MessageStatus.DELIVERED for m in await desk.messages(thread)
        )

    await desk.until(text_left)
    shown = await desk.messages(thread)
    assert [m.files for m in shown if m.files] == [shown[-1].files]


async def _cut(self: CarrierApi, file_id: FileId, offset: int, piece: bytes) -> WireUpload:
    raise Unanswered("cut", reached=True)


async def test_after_a_cut_it_pauses_and_goes_on_by_itself_where_it_stopped(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    whole = CarrierApi.append_file
    offsets: list[int] = []

    async def cut_twice(self: CarrierApi, file_id: FileId, offset: int, piece: bytes) -> WireUpload:
        offsets.append(offset)
        there = await whole(self, file_id, offset, piece)
        if len(offsets) in (1, 3):
            raise Unanswered("the answer was lost", reached=True)
        return there

    monkeypatch.setattr(CarrierApi, "append_file", cut_twice)
    await desk.phone.files.send(thread, [look_at(str(report))])
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    assert await fetch(link_in(sent)) == CONTENT
    assert offsets == sorted(set(offsets))
    assert any(p.paused for event in desk.told(UploadsChanged) for p in event.uploads.values())


async def test_a_restart_goes_on_where_it_stopped_and_sends_one_message(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    whole = CarrierApi.append_file

    async def once(self: CarrierApi, file_id: FileId, offset: int, piece: bytes) -> WireUpload:
        if offset:
            raise Unanswered("cut", reached=True)
        return await whole(self, file_id, offset, piece)

    with monkeypatch.context() as cut:
        cut.setattr(CarrierApi, "append_file", once)
        await desk.phone.files.send(thread, [look_at(str(report))])
        await desk.until(lambda: any(p.sent and p.paused for p in desk.state.uploads.values()))
        await desk.close()
    offsets: list[int] = []

    async def counted(self: CarrierApi, file_id: FileId, offset: int, piece: bytes) -> WireUpload:
        offsets.append(offset)
        return await whole(self, file_id, offset, piece)

    monkeypatch.setattr(CarrierApi, "append_file", counted)
    desk.events.clear()
    await desk.open()
    await desk.phone.sessions.resume()
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    assert offsets[0] > 0
    assert await fetch(link_in(sent)) == CONTENT


@pytest.mark.parametrize(
    ("meanwhile", "failure"),
    [("gone", MessageFailure.FILE_GONE), ("changed", MessageFailure.FILE_CHANGED)],
)
async def test_a_file_that_is_gone_or_changed_is_said_and_not_sent(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, meanwhile: str, failure: MessageFailure
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    picked = look_at(str(report))
    if meanwhile == "gone":
        report.unlink()
    else:
        report.write_bytes(CONTENT[:-1] + b"!")
    await desk.phone.files.send(thread, [picked])
    failed = await only(desk, thread, MessageStatus.FAILED)
    assert failed.failure is failure
    assert desk.state.waiting == 0
    report.write_bytes(CONTENT)
    await desk.phone.messages.retry(failed.id)
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    assert await fetch(link_in(sent)) == CONTENT


async def test_an_upload_is_cancelled_and_leaves_nothing(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    monkeypatch.setattr(CarrierApi, "append_file", _cut)
    await desk.phone.files.send(thread, [look_at(str(report))])
    await desk.until(lambda: desk.state.uploads)
    (message,) = await desk.messages(thread)
    await desk.phone.files.cancel(message.id)
    assert await desk.messages(thread) == ()
    assert await desk.phone.messages.load_thread(thread) is None
    assert (desk.state.uploads, desk.state.waiting) == ({}, 0)
    await desk.phone.files.cancel(message.id)


@pytest.mark.parametrize(("size", "word"), [(0, "file-empty"), (LARGEST_FILE + 1, "file-too-large")])
async def test_a_file_that_has_become_another_is_not_read_to_be_shown(
    size: int,
    word: str,
    carrier: RunningCarrier,
    make_desk: MakeDesk,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    monkeypatch.setattr(CarrierApi, "append_file", _cut)
    await desk.phone.files.send(thread, [look_at(str(report))])
    (message,) = await desk.messages(thread)
    os.truncate(report, size)  # full of holes: it takes no room on the disk
    with pytest.raises(Mendable, match=word):
        await desk.phone.files.content(message.files[0])


async def test_a_deleted_thread_gives_its_uploads_up_and_undo_brings_them_back(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    with monkeypatch.context() as cut:
        cut.setattr(CarrierApi, "append_file", _cut)
        await desk.phone.files.send(thread, [look_at(str(report))])
        await desk.until(lambda: any(p.paused for p in desk.state.uploads.values()))
        deletion = await desk.phone.threads.delete_threads([thread])
    assert await desk.messages(thread) == ()
    await desk.until(lambda: not desk.state.uploads)
    assert desk.state.waiting == 0
    await desk.phone.threads.undo(deletion)
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    assert await fetch(link_in(sent)) == CONTENT


async def test_the_link_ends_with_its_message(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    await desk.phone.files.send(thread, [look_at(str(report))])
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    deletion = await desk.phone.threads.delete_messages(thread, [sent.id])

    async def status() -> int:
        async with httpx.AsyncClient(trust_env=False) as browser:
            return (await browser.get(link_in(sent))).status_code

    async def ended() -> bool:
        return await status() == 410

    await desk.until(ended)
    await desk.phone.threads.undo(deletion)

    async def back() -> bool:
        return await status() == 200

    await desk.until(back)
    assert [m.files for m in await desk.messages(thread) if m.id == sent.id] == [sent.files]


async def test_what_is_pasted_has_no_file_and_survives_a_restart(
    carrier: RunningCarrier, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(ECHO)
    with monkeypatch.context() as cut:
        cut.setattr(CarrierApi, "append_file", _cut)
        await desk.phone.files.paste(thread, "picture.png", CONTENT)
        await desk.until(lambda: any(p.paused for p in desk.state.uploads.values()))
        await desk.close()
    await desk.open()
    await desk.phone.sessions.resume()
    sent = await only(desk, thread, MessageStatus.DELIVERED)
    assert await fetch(link_in(sent)) == CONTENT


async def test_only_french_numbers_send_files(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await make_desk(carrier.ready.http).open()
    person = carrier.person(numbers=["+442079460789"])
    await desk.sign_in(person.email, PASSWORD)
    thread = desk.thread("+442079460123")
    assert desk.phone.files.why_not(thread) == "cannot-send-files"
    with pytest.raises(Mendable, match="cannot-send-files"):
        await desk.phone.files.send(thread, [look_at(str(report))])
    assert await desk.messages(thread) == ()


def test_what_can_not_be_sent_is_said_before(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with (tmp_path / "large").open("wb") as large:
        large.truncate(LARGEST_FILE + 1)
    for name, word in [
        ("", "folder"),
        ("empty", "empty"),
        ("large", "too-large"),
        ("none", "gone"),
        ("\x00", "unreadable"),
    ]:
        with pytest.raises(Mendable, match=f"file-{word}"):
            look_at(str(tmp_path / name) if name else str(tmp_path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(Mendable, match="file-unreadable"):
            look_at(str(tmp_path / "pipe"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202egnp.exe", "agnp.exe"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("line\nfeed.txt", "linefeed.txt"),
        ("\u200b", "file"),
        ("x" * 300 + ".png", "x" * 196 + ".png"),
    ],
)
def test_a_name_is_shown_as_it_will_be_read(name: str, shown: str) -> None:
    assert shown_name(name) == shown


async def test_a_picture_that_comes_is_kept_and_fetched_once(
    carrier: RunningCarrier, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread("+33199000006")
    await desk.phone.messages.send(thread, "Send me a picture")

    async def came() -> Message | None:
        return next((m for m in await desk.messages(thread) if m.files), None)

    message = await desk.until(came)
    assert message is not None
    (file,) = message.files
    assert (file.name, file.type, file.width, file.height) == ("hills.png", "image/png", 480, 320)
    body = await desk.phone.files.content(file)
    assert body.startswith(b"\x89PNG")
    monkeypatch.setattr(CarrierApi, "file_content", _cut)
    assert await desk.phone.files.content(file) == body
    await desk.phone.files.save(file, tmp_path / "saved.png")
    assert (tmp_path / "saved.png").read_bytes() == body
    with pytest.raises(Mendable, match="file-not-saved"):
        await desk.phone.files.save(file, tmp_path / "no folder" / "saved.png")
    await desk.again()
    await desk.phone.sessions.resume()
    assert [m.files for m in await desk.messages(thread) if m.files] == [(file,)]


async def test_what_comes_is_shown_and_played(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread("+33199000006")
    for wish in ("a picture please", "un son"):
        await desk.phone.messages.send(thread, wish)

    async def came() -> dict[str, Attachment]:
        files = [file for m in await desk.messages(thread) for file in m.files]
        return {file.family: file for file in files} if len(files) == 2 else {}

    files = await desk.until(came)
    shown = await desk.phone.files.picture(files["image"], edge=120)
    assert (shown.width, shown.height) == (120, 80)
    with pytest.raises(Mendable, match="file-not-shown"):
        await desk.phone.files.picture(files["audio"], edge=120)
    told: list[tuple[float, float]] = []
    playing = asyncio.ensure_future(
        desk.phone.files.play(files["audio"], from_second=0.5, told=lambda *where: told.append(where))
    )
    await desk.until(lambda: any(not each.more for each in desk.engine.told(wire.PlaySound)))
    asked = desk.engine.told(wire.PlaySound)
    assert (asked[-1].rate, sum(len(each.samples) for each in asked)) == (16_000, 32_000)
    desk.engine.tell(wire.Playing(asked[-1].play_id, 0.5, False), wire.Playing(asked[-1].play_id, 1.0, True))
    assert await playing
    assert told == [(0.5, 1.5), (1.0, 1.5)]
