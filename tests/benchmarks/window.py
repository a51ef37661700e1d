"""The window in use: from a button to the wire, from the wire to the screen, and its beat in a flood."""

from __future__ import annotations

import asyncio
import base64
import concurrent.futures
import sys
import threading
import time
import uuid
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from carrier.sip.directory import SipDevice
from carrier.sip.transport import SipPorts
from tests.benchmarks.beats import Beat, late_beats
from tests.benchmarks.desk import Desk
from tests.benchmarks.figures import Figure, p95_of
from tests.carrier.sip import user_agent
from tests.harness.accessibility import ACCESSIBLE
from tests.harness.other_device import OtherDevice
from tests.harness.waiting import until
from tests.journeys.person import wait_until_ready

T = TypeVar("T")

# The engine takes no call without SRTP.
SECURE = user_agent.sdp(
    proto="RTP/SAVP",
    extra=f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{base64.b64encode(bytes(range(30))).decode()}\r\n",
)


def window_figures(desk: Desk, *, calls: int = 20, messages: int = 1000) -> list[Figure]:
    marie = next(a for a in desk.carrier.accounts if a["plan"] == "premium" and len(a["numbers"]) < 5)
    alex = desk.carrier.account("premium", numbers=5)
    beats = desk.desktop.folder / "beats"
    desk.desktop.quit()
    desk.desktop.program = [sys.executable, "-m", "tests.benchmarks.pulse", str(beats)]
    wait_until_ready(desk.desktop.start())
    with OtherDevice(desk.carrier, marie, "Bench") as device, _Telephone(desk, device) as telephone:
        out = [_press_call(desk, telephone, to=marie["numbers"][0]) for _ in range(calls)]
        rung = [_ring(desk, telephone, mine=marie["numbers"][0], to=alex["numbers"][0]) for _ in range(calls)]
        floods = []
        for sight in ("the list", "that thread"):
            began = time.monotonic()
            gaps = _flood(
                desk, device, of=marie["numbers"][0], to=alex["numbers"][0], messages=messages, word=sight
            )
            floods += _flood_figures(sight, messages, gaps, late_beats(beats, since=began))
            # What came last stands first.
            desk.desktop.window.keyboard.press("Home")
            desk.desktop.window.keyboard.press("Return")
    return [
        p95_of("Call pressed to INVITE at the other phone", out, "ms", bound=100),
        p95_of("INVITE sent to ringing on screen", rung, "ms", bound=150),
        *floods,
    ]


def _flood_figures(sight: str, messages: int, gaps: list[float], late: list[Beat]) -> list[Figure]:
    """The wait that a person sees, and how much of it is the window's own: the machine has other work too."""
    beats = late or [Beat(0, 0, 0, 0)]
    worst = max(beats, key=lambda beat: beat.late)
    said = f"{messages} messages, {sight} in sight:"
    return [
        Figure(f"{said} longest answer", max(gaps), "ms", bound=50, note="asked over the accessibility bus"),
        Figure(
            f"{said} longest beat", worst.late, "ms", bound=50,
            note=f"of it {worst.worked:.0f} ms own work, {worst.waited:.0f} ms without a processor",
        ),
        Figure(f"{said} most own work in a beat", max(beat.worked for beat in beats), "ms", bound=50),
    ]  # fmt: skip


class _Telephone:
    """Another telephone of the carrier, on a loop of its own, that notes when things came."""

    def __init__(self, desk: Desk, device: OtherDevice) -> None:
        self._desk = desk
        self._sip = device.sip
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._ends = AsyncExitStack()

    def __enter__(self) -> _Telephone:
        self._thread.start()
        user_agent.DOMAIN = self._sip["domain"]
        self._phone = self.do(self._open())
        return self

    def __exit__(self, *_error: object) -> None:
        self.do(self._ends.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> user_agent.UserAgent:
        ports = SipPorts(**self._desk.carrier.sip)
        device = SipDevice(self._sip["user"], "", self._sip["secret"])
        phone = await self._ends.enter_async_context(user_agent.user_agent(ports, device))
        await phone.register(expires=600)
        return phone

    def start(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.start(work).result(timeout=20)

    async def is_called(self) -> tuple[float, user_agent.Talk]:
        invite = await self._phone.expect("INVITE", seconds=15)
        came = time.monotonic()
        talk = user_agent.Talk(
            self._phone,
            call_id=invite.call_id,
            local=f"{invite.headers.get('to')};tag={uuid.uuid4().hex[:8]}",
            remote=invite.headers.get("from"),
            target=invite.headers.get("contact").strip("<>"),
            invite=invite,
        )
        return came, talk

    async def refuse(self, talk: user_agent.Talk) -> None:
        talk.answer(486)
        await self._phone.expect("ACK")

    async def call(self, number: str, mine: str) -> tuple[float, user_agent.Talk]:
        sent = time.monotonic()
        talk = self._phone.call(number, mine=mine, body=SECURE)
        await self._phone.expect(180)
        return sent, talk

    async def give_up(self, talk: user_agent.Talk) -> None:
        talk.send("CANCEL", seq=1, branch=talk.branch)
        await self._phone.expect(200)
        await self._phone.refused(talk, 487)


def _press_call(desk: Desk, telephone: _Telephone, *, to: str) -> float:
    window = desk.desktop.window
    window.keyboard.press("ctrl+d")
    field = window.field("Number to call")
    field.wait_until(lambda it: it.has_keyboard, what="has the keyboard")
    window.keyboard.press("ctrl+a")
    window.keyboard.type(to)
    window.button("Call").wait_until(lambda it: "enabled" in it.states, what="can be pressed")
    waiting = telephone.start(telephone.is_called())
    # By the key: a press over the accessibility bus is drawn for 100 ms before it counts.
    pressed = time.monotonic()
    window.keyboard.press("Return")
    came, talk = waiting.result(timeout=20)
    telephone.do(telephone.refuse(talk))
    window.wait_until_gone("Hang up")
    return (came - pressed) * 1000


def _ring(desk: Desk, telephone: _Telephone, *, mine: str, to: str) -> float:
    before = len(desk.moments("incoming-painted"))
    sent, talk = telephone.do(telephone.call(to, mine))
    painted = desk.next_moment("incoming-painted", after=before)
    telephone.do(telephone.give_up(talk))
    desk.desktop.window.wait_until_gone("Decline")
    return (painted - sent) * 1000


def _flood(desk: Desk, device: OtherDevice, *, of: str, to: str, messages: int, word: str) -> list[float]:
    """How long the window took to answer a question, asked all the time while the messages come."""
    window = desk.desktop.window
    bus = window.bus
    program = until(lambda: bus.program(desk.desktop.pid), what="the window is on the bus")
    with OtherDevice(desk.carrier, desk.carrier.account("premium", numbers=5), "Counter") as counter:
        texts = {f"flood, {word} {number}" for number in range(messages)}

        def send() -> None:
            for text in sorted(texts):
                device.send(text, of=of, to=to)

        sending = threading.Thread(target=send)
        gaps: list[float] = []
        sending.start()
        quiet_since = time.monotonic()
        while sending.is_alive() or time.monotonic() - quiet_since < 2:
            asked = time.monotonic()
            bus.read(program, ACCESSIBLE, "Name")
            gaps.append((time.monotonic() - asked) * 1000)
            if sending.is_alive():
                quiet_since = time.monotonic()
            time.sleep(0.005)
        assert counter.messages(f"flood, {word} {messages - 1}"), "the last message did not arrive"
    return gaps
