"""A file to several people, or for later: brought to the carrier once, then all that waits for it leaves."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from carrier.clock import utc_now
from desktop.api.carrier import CarrierApi
from desktop.domain.errors import Mendable
from desktop.domain.files import Enclosed
from desktop.domain.later import Scheduled, ScheduledState
from desktop.domain.messages import GroupId, Message, MessageFailure, MessageStatus
from desktop.domain.numbers import Address
from desktop.domain.wall_time import WallTime, wall_time
from desktop.services.picking import look_at, pasted
from tests.carrier.running import RunningCarrier, until
from tests.carrier.uploading import files_kept
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk
from tests.services.test_sending_files import _cut, fetch, link_in

CONTENT = bytes(range(256)) * 2000
PEOPLE = [Address(f"+3319900000{each}") for each in (6, 7, 8)]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "Rapport.pdf"
    path.write_bytes(CONTENT)
    return path


def later(ahead: timedelta = timedelta(hours=3)) -> WallTime:
    return wall_time(utc_now() + ahead, "Europe/Paris")


async def send(desk: Desk, people: list[Address], text: str, path: Path) -> GroupId:
    number, enclosed = desk.state.numbers[0].id, Enclosed(look_at(str(path)))
    return await desk.phone.groups.send(number, people, text, enclosed=enclosed)


async def put_off(desk: Desk, person: Address, path: Path) -> None:
    await desk.phone.later.schedule_files(desk.thread(person), [Enclosed(look_at(str(path)))], later())


def go_on(desk: Desk) -> None:
    """The pause after the cut is over."""
    desk.phone.messages._present.uploading.carrier_is_back()


async def answered(desk: Desk, count: int = 1) -> list[Scheduled]:
    """All that waits, once the carrier has it."""
    await desk.until(
        lambda: len(desk.state.scheduled) == count and not any(s.unanswered for s in desk.state.scheduled)
    )
    return list(desk.state.scheduled)


async def delivered(desk: Desk, person: Address) -> Message:
    thread = desk.thread(person)

    async def found() -> Message | None:
        shown = [m for m in await desk.messages(thread) if m.status is MessageStatus.DELIVERED]
        return shown[0] if shown else None

    message = await desk.until(found, "it was delivered")
    assert message is not None
    return message


async def test_each_of_a_group_gets_the_text_and_a_link_of_their_own(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    before = files_kept(carrier)
    number = desk.state.numbers[0].id
    group = await desk.phone.groups.send(
        number, PEOPLE, "The report", enclosed=Enclosed(look_at(str(report)))
    )
    shown = await desk.phone.groups.load(group)
    assert [(m.text, [f.name for f in m.files]) for m in shown] == [("The report", ["Rapport.pdf"])] * 3
    sent = [await delivered(desk, person) for person in PEOPLE]
    assert [m.text.splitlines()[0] for m in sent] == ["The report"] * 3
    links = {link_in(m) for m in sent}
    assert len(links) == 3
    assert [await fetch(link) for link in links] == [CONTENT] * 3
    assert files_kept(carrier) == before + 1
    assert desk.state.uploads == {}


async def test_while_it_is_on_its_way_what_is_written_to_one_of_them_leaves_first(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    with monkeypatch.context() as offline:
        offline.setattr(CarrierApi, "append_file", _cut)
        await send(desk, PEOPLE, "with a file", report)
        await desk.phone.messages.send(desk.thread(PEOPLE[0]), "without")
        assert (await delivered(desk, PEOPLE[0])).text == "without"
        assert desk.state.waiting == 3
    go_on(desk)
    assert (await delivered(desk, PEOPLE[1])).text.startswith("with a file\n")


async def test_one_for_later_waits_with_its_file_and_leaves_with_another_text(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    thread = desk.thread(PEOPLE[0])
    await desk.phone.later.schedule_files(thread, [Enclosed(look_at(str(report)))], later())
    (waiting,) = desk.state.scheduled
    assert waiting.file is not None
    assert (waiting.file.name, waiting.text, waiting.unanswered) == ("Rapport.pdf", "", True)
    assert not await desk.messages(thread)
    (waiting,) = await answered(desk)
    assert waiting.file is not None
    assert waiting.file.name == "Rapport.pdf"
    await desk.phone.later.change(waiting.id, text="Here it is")
    (changed,) = await answered(desk)
    assert (changed.text, changed.file) == ("Here it is", waiting.file)
    await desk.phone.later.change(waiting.id, text="")
    await answered(desk)
    await desk.phone.later.send_now(waiting.id)
    sent = await delivered(desk, PEOPLE[0])
    assert sent.text == link_in(sent)
    assert await fetch(link_in(sent)) == CONTENT


async def test_changed_before_the_carrier_has_it_the_file_still_goes_along(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    with monkeypatch.context() as offline:
        offline.setattr(CarrierApi, "append_file", _cut)
        await put_off(desk, PEOPLE[0], report)
        (waiting,) = desk.state.scheduled
        await desk.phone.later.change(waiting.id, text="second thoughts")
        await desk.phone.later.send_now(waiting.id)
        (shown,) = await desk.messages(desk.thread(PEOPLE[0]))
        assert [f.name for f in shown.files] == ["Rapport.pdf"]
        assert desk.state.scheduled == ()
    go_on(desk)
    sent = await delivered(desk, PEOPLE[0])
    assert sent.text.startswith("second thoughts\n")


@pytest.mark.parametrize("arrived", [False, True])
async def test_cancelled_nothing_of_it_stays_anywhere(
    carrier: RunningCarrier,
    make_desk: MakeDesk,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    arrived: bool,
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    before = files_kept(carrier)
    if not arrived:
        monkeypatch.setattr(CarrierApi, "append_file", _cut)
    await put_off(desk, PEOPLE[0], report)
    if arrived:
        await answered(desk)
        assert files_kept(carrier) == before + 1
    await desk.phone.later.cancel(desk.state.scheduled[0].id)
    await desk.until(lambda: not desk.state.uploads and not desk.state.scheduled)
    await asyncio.to_thread(until, lambda: files_kept(carrier) == before)


async def test_a_group_for_later_cancelled_for_one_leaves_for_the_others(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    picture = Enclosed(pasted("Picture.png", CONTENT), CONTENT)
    await desk.phone.groups.schedule(
        desk.phone.later, desk.state.numbers[0].id, PEOPLE, "", later(), enclosed=picture
    )
    waiting = await answered(desk, 3)
    assert [each.file.name for each in waiting if each.file] == ["Picture.png"] * 3
    await desk.phone.later.cancel(next(s.id for s in waiting if s.thread.peer == PEOPLE[0]))
    for each in await answered(desk, 2):
        await desk.phone.later.send_now(each.id)
    for person in PEOPLE[1:]:
        assert await fetch(link_in(await delivered(desk, person))) == CONTENT


async def test_another_device_sees_the_file_that_waits(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    person = carrier.person()
    desk, other = [await signed_in(carrier, make_desk, person) for _ in range(2)]
    await put_off(desk, PEOPLE[0], report)
    (waiting,) = await answered(other)
    assert waiting.file is not None
    assert waiting.file.name == "Rapport.pdf"


async def test_a_file_that_is_gone_is_said_at_each_of_them_and_goes_on_when_it_is_back(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    enclosed, away = Enclosed(look_at(str(report))), report.with_suffix(".away")
    report.rename(away)
    number = desk.state.numbers[0].id
    group = await desk.phone.groups.send(number, PEOPLE[:2], "hello", enclosed=enclosed)

    async def failed() -> tuple[Message, ...]:
        found = await desk.phone.groups.load(group)
        return found if all(m.failure is MessageFailure.FILE_GONE for m in found) else ()

    first, second = await desk.until(failed, "it is said") or ()
    await desk.phone.later.schedule_files(desk.thread(PEOPLE[2]), [enclosed], later())
    await desk.until(lambda: [s.state for s in desk.state.scheduled] == [ScheduledState.REFUSED])
    assert desk.state.scheduled[0].reason is MessageFailure.FILE_GONE
    away.rename(report)
    for message in (first, second):
        await desk.phone.messages.retry(message.id)
    for person in PEOPLE[:2]:
        assert await fetch(link_in(await delivered(desk, person))) == CONTENT
    await desk.phone.later.change(desk.state.scheduled[0].id, when=later())
    (waiting,) = await answered(desk)
    assert waiting.state is ScheduledState.WAITING


async def test_after_a_restart_it_goes_on(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    with monkeypatch.context() as offline:
        offline.setattr(CarrierApi, "append_file", _cut)
        await send(desk, PEOPLE[:2], "hello", report)
        await put_off(desk, PEOPLE[2], report)
        await desk.close()
    desk.events.clear()
    await desk.open()
    await desk.phone.sessions.resume()
    for each in PEOPLE[:2]:
        assert await fetch(link_in(await delivered(desk, each))) == CONTENT
    (waiting,) = await answered(desk)
    assert waiting.file is not None


async def test_a_deleted_conversation_takes_its_own_along_and_undo_brings_it_back(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person())
    threads = [desk.thread(person) for person in PEOPLE[:2]]
    with monkeypatch.context() as offline:
        offline.setattr(CarrierApi, "append_file", _cut)
        await send(desk, PEOPLE[:2], "hello", report)
        deletion = await desk.phone.threads.delete_threads(threads)
        assert not any([await desk.messages(thread) for thread in threads])
        await desk.until(lambda: not desk.state.uploads)
        await desk.phone.threads.undo(deletion)
    go_on(desk)
    for person in PEOPLE[:2]:
        assert await fetch(link_in(await delivered(desk, person))) == CONTENT


async def test_only_french_numbers_send_files(
    carrier: RunningCarrier, make_desk: MakeDesk, report: Path
) -> None:
    desk = await signed_in(carrier, make_desk, carrier.person(numbers=["+447400999902"]))
    number, enclosed = desk.state.numbers[0].id, Enclosed(look_at(str(report)))
    with pytest.raises(Mendable, match="cannot-send-files"):
        await desk.phone.groups.send(number, PEOPLE, "hello", enclosed=enclosed)
    with pytest.raises(Mendable, match="cannot-send-files"):
        await desk.phone.groups.schedule(
            desk.phone.later, number, PEOPLE, "hello", later(), enclosed=enclosed
        )
    with pytest.raises(Mendable, match="cannot-send-files"):
        await desk.phone.later.schedule_files(desk.thread(PEOPLE[0]), [enclosed], later())
    assert desk.state.scheduled == ()
