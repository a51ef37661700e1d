"""Notices on a real session bus, with a server of notices and buttons that are pressed for real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from dbus_fast import Message, MessageType
from dbus_fast.aio.message_bus import MessageBus

from desktop.domain.notices import CLICKED, Kind, Notice, NoticeButton, Standing
from desktop.system.notices import LONGEST_REPLY, LONGEST_TEXT, LONGEST_TITLE, NoNotices, SystemNotices
from desktop.system.notices.freedesktop import NAME, PATH, FreedesktopNotices
from desktop.system.notices.native import NativeNotices
from tests.harness.notice_server import ALL, a_bus, serving

BUTTONS = (NoticeButton("answer", "Answer"), NoticeButton("decline", "Decline"))
CALL = Notice("call-1", Kind.CALL, "Marie Dupont", "to Work", BUTTONS)


class Heard:
    """What came back from the notices."""

    def __init__(self, notices: SystemNotices) -> None:
        self.notices = notices
        self.pressed: list[tuple[str, str]] = []
        self.replied: list[tuple[str, str]] = []
        self.standings: list[Standing] = []
        self._news = asyncio.Event()

    async def open(self) -> Heard:
        await self.notices.open(self._press, self._reply, self._stand)
        return self

    async def until(self, fact: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not fact():
                self._news.clear()
                try:
                    async with asyncio.timeout(0.02):
                        await self._news.wait()
                except TimeoutError:
                    pass

    def _press(self, key: str, word: str) -> None:
        self.pressed.append((key, word))
        self._news.set()

    def _reply(self, key: str, text: str) -> None:
        self.replied.append((key, text))
        self._news.set()

    def _stand(self, standing: Standing) -> None:
        self.standings.append(standing)
        self._news.set()


@pytest_asyncio.fixture
async def bus(tmp_path: Path) -> AsyncIterator[str]:
    async with a_bus(tmp_path) as address:
        yield address


@pytest_asyncio.fixture
async def heard(bus: str) -> AsyncIterator[Heard]:
    heard = Heard(FreedesktopNotices(bus))
    yield heard
    await heard.notices.close()


async def test_a_call_is_shown_with_its_buttons_and_one_is_pressed(bus: str, heard: Heard) -> None:
    async with serving(bus) as server:
        await heard.open()
        assert heard.standings == [Standing.FULL]
        await heard.notices.show(CALL)
        (shown,) = server.screen.now.values()
        assert (shown.title, shown.text) == ("Marie Dupont", "to Work")
        assert shown.buttons == {CLICKED: "", "answer": "Answer", "decline": "Decline"}
        assert shown.hints["urgency"] == 2
        assert shown.hints["category"] == "call.incoming"
        assert shown.timeout == 0, "it stays until the call ends"
        server.press(shown.number, "decline")
        await heard.until(lambda: heard.pressed)
        assert heard.pressed == [("call-1", "decline")]


async def test_a_button_that_is_pressed_at_once_counts(bus: str, heard: Heard) -> None:
    """The answer with the notice's number and the press arrive together."""
    async with serving(bus) as server:
        await heard.open()

        def press(what: str, value: dict[str, int]) -> None:
            if what == "shown":
                asyncio.get_running_loop().call_soon(server.press, value["number"], "answer")

        server.told = press
        await heard.notices.show(CALL)
        await heard.until(lambda: heard.pressed)
        assert heard.pressed == [("call-1", "answer")]


async def test_it_goes_when_the_call_ends(bus: str, heard: Heard) -> None:
    async with serving(bus) as server:
        await heard.open()
        await heard.notices.show(CALL)
        await heard.notices.withdraw("call-1")
        assert not server.screen.now
        await heard.notices.withdraw("call-1")  # twice does no harm


async def test_what_has_the_same_key_takes_its_place(bus: str, heard: Heard) -> None:
    async with serving(bus) as server:
        await heard.open()
        await heard.notices.show(CALL)
        await heard.notices.show(Notice("call-1", Kind.CALL, "Karim Benali", "to Work", BUTTONS))
        (shown,) = server.screen.now.values()
        assert shown.title == "Karim Benali"


HOSTILE = '<a href="https://evil.example">Your bank</a> & <img src="file:///etc/passwd">'


async def test_markup_of_strangers_is_text(bus: str, heard: Heard) -> None:
    async with serving(bus) as server:
        await heard.open()
        await heard.notices.show(Notice("m", Kind.MESSAGE, "Stranger", HOSTILE))
        (shown,) = server.screen.now.values()
        assert "<" not in shown.text
        assert shown.text.startswith("&lt;a href=")
        assert "&amp;" in shown.text


async def test_where_the_server_knows_no_markup_nothing_is_escaped(bus: str, heard: Heard) -> None:
    async with serving(bus, ("body", "actions")) as server:
        await heard.open()
        await heard.notices.show(Notice("m", Kind.MESSAGE, "Tom & Anna", "1 < 2"))
        (shown,) = server.screen.now.values()
        assert (shown.title, shown.text) == ("Tom & Anna", "1 < 2")


async def test_what_is_far_too_long_is_cut(bus: str, heard: Heard) -> None:
    async with serving(bus, ("body",)) as server:
        await heard.open()
        await heard.notices.show(Notice("m", Kind.MESSAGE, "n" * 100_000, "t" * 100_000))
        (shown,) = server.screen.now.values()
        assert (len(shown.title), len(shown.text)) == (LONGEST_TITLE, LONGEST_TEXT)


async def test_a_server_without_buttons_gets_none_and_it_is_said(bus: str, heard: Heard) -> None:
    async with serving(bus, ("body",)) as server:
        await heard.open()
        assert heard.standings == [Standing.NO_BUTTONS]
        await heard.notices.show(CALL)
        (shown,) = server.screen.now.values()
        assert not shown.buttons


async def test_without_a_server_it_is_said_and_one_that_comes_later_is_used(bus: str, heard: Heard) -> None:
    await heard.open()
    assert heard.standings == [Standing.NONE]
    await heard.notices.show(CALL)  # nobody sees it, nothing fails
    async with serving(bus) as server:
        await heard.until(lambda: heard.standings[-1] is Standing.FULL)
        await heard.notices.show(CALL)
        assert server.screen.now
    await heard.until(lambda: heard.standings[-1] is Standing.NONE)
    async with serving(bus) as server:
        await heard.until(lambda: heard.standings[-1] is Standing.FULL)
        await heard.notices.show(CALL)
        (shown,) = server.screen.now.values()
        server.press(shown.number, "answer")
        await heard.until(lambda: heard.pressed)


async def test_only_the_server_presses_buttons(bus: str, heard: Heard) -> None:
    """Any program on the bus can send the signal: none of them answers a call."""
    async with serving(bus) as server:
        await heard.open()
        await heard.notices.show(CALL)
        (shown,) = server.screen.now.values()
        stranger = await MessageBus(bus_address=bus).connect()
        await stranger.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=PATH,
                interface=NAME,
                member="ActionInvoked",
                signature="us",
                body=[shown.number, "answer"],
            )
        )
        server.press(shown.number, "decline")
        await heard.until(lambda: heard.pressed)
        assert heard.pressed == [("call-1", "decline")]
        stranger.disconnect()


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense", "tcp:host=127.0.0.1,port=1"])
async def test_without_a_session_bus_there_are_none_and_nothing_fails(address: str) -> None:
    heard = await Heard(FreedesktopNotices(address)).open()
    assert heard.standings == [Standing.NONE]
    await heard.notices.show(CALL)
    await heard.notices.withdraw("call-1")
    await heard.notices.close()


async def test_a_bus_that_ends_is_noticed_with_the_next_notice(tmp_path: Path) -> None:
    async with a_bus(tmp_path) as address, serving(address):
        heard = await Heard(FreedesktopNotices(address)).open()
        assert heard.standings == [Standing.FULL]
    await heard.notices.show(CALL)
    await heard.notices.show(CALL)
    assert heard.standings == [Standing.FULL, Standing.NONE]
    await heard.notices.close()


async def test_a_system_without_notices_says_so() -> None:
    heard = await Heard(NoNotices()).open()
    assert heard.standings == [Standing.NONE]
    await heard.notices.show(CALL)


async def test_the_library_of_other_systems_shows_presses_and_takes_back(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On macOS and Windows it does the same with their own services; here with the bus."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    async with serving(bus, ALL) as server:
        heard = await Heard(NativeNotices()).open()
        assert heard.standings == [Standing.FULL]
        await heard.notices.show(CALL)
        (shown,) = server.screen.now.values()
        answer = next(word for word, label in shown.buttons.items() if label == "Answer")
        server.press(shown.number, answer)
        await heard.until(lambda: heard.pressed)
        assert heard.pressed == [("call-1", "answer")]
        await heard.notices.show(CALL)
        await heard.notices.withdraw("call-1")
        assert not server.screen.now
        await heard.notices.close()


MESSAGE = Notice("thread-1", Kind.MESSAGE, "Marie Dupont", "Where are you?", reply="Reply")


async def test_an_answer_is_written_in_the_notice_itself(bus: str, heard: Heard) -> None:
    async with serving(bus) as server:
        await heard.open()
        await heard.notices.show(MESSAGE)
        (shown,) = server.screen.now.values()
        assert shown.buttons == {CLICKED: "", "inline-reply": "Reply"}
        server.reply(shown.number, "On my way \u202e" + "!" * 10_000)
        await heard.until(lambda: heard.replied)
        ((key, text),) = heard.replied
        assert key == "thread-1"
        assert text.startswith("On my way")
        assert len(text) == LONGEST_REPLY


async def test_a_server_without_the_field_shows_none_and_it_is_known(bus: str, heard: Heard) -> None:
    async with serving(bus, ("body", "actions")) as server:
        await heard.open()
        assert heard.standings == [Standing.NO_REPLIES]
        await heard.notices.show(MESSAGE)
        (shown,) = server.screen.now.values()
        assert shown.buttons == {CLICKED: ""}


async def test_an_answer_that_another_program_claims_is_not_believed(bus: str, heard: Heard) -> None:
    async with serving(bus) as server:
        await heard.open()
        await heard.notices.show(MESSAGE)
        (number,) = server.screen.now
        stranger = await MessageBus(bus_address=bus).connect()
        stranger.send(Message.new_signal(PATH, NAME, "NotificationReplied", "us", [number, "send money"]))
        await stranger.call(Message(destination="org.freedesktop.DBus", path="/", member="GetId"))
        stranger.disconnect()
        server.reply(number, "mine")
        await heard.until(lambda: heard.replied)
        assert heard.replied == [("thread-1", "mine")]
