"""Somebody who calls into the simulated network: a Line, and a pair of ears."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from carrier.network.ear import Ear, open_ear
from carrier.network.port import CannotNow, Ending, Line, OutsideCall
from carrier.network.rtp import Packet
from carrier.network.simulated import Pace, SimulatedNetwork
from carrier.sip.sdp import Audio

MINE = "+33755512301"
QUICK = Pace(machine_answers=0.01, person_answers=0.02, calls_back=0.02, silence=0.5, longest_talk=20.0)


class Caller:
    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.rang = False
        self.answered: asyncio.Future[Audio] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Queue[Packet] = asyncio.Queue()
        ear.on_sound = self.heard.put_nowait

    def ring(self, early: Audio | None = None) -> None:
        self.rang = True

    def answer(self, audio: Audio) -> None:
        self.ear.accept(audio)
        self.answered.set_result(audio)

    def end(self, ending: Ending) -> None:
        if not self.ended.done():
            self.ended.set_result(ending)

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(488)

    async def hear(self) -> Packet:
        return await asyncio.wait_for(self.heard.get(), 5)


class Exchange:
    """The carrier as the network sees it: calls to it wait in a queue and are answered."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[OutsideCall] = asyncio.Queue()

    async def deliver(self, call: OutsideCall, caller: Line) -> Line:
        await self.calls.put(call)
        ear = await open_ear("127.0.0.1")
        caller.answer(ear.answer(call.audio))
        return Hearer(ear)


class Hearer:
    def __init__(self, ear: Ear) -> None:
        self.ear = ear

    def ring(self, early: Audio | None = None) -> None: ...

    def answer(self, audio: Audio) -> None: ...

    def end(self, ending: Ending) -> None:
        self.ear.close()

    async def renegotiate(self, audio: Audio) -> Audio:
        raise CannotNow(488)


@contextlib.asynccontextmanager
async def network(pace: Pace = QUICK) -> AsyncIterator[tuple[SimulatedNetwork, Exchange]]:
    simulated, exchange = SimulatedNetwork(pace=pace), Exchange()
    await simulated.start(exchange)
    try:
        yield simulated, exchange
    finally:
        await simulated.stop()


@contextlib.asynccontextmanager
async def call(
    simulated: SimulatedNetwork, number: str, *, secure: bool = False
) -> AsyncIterator[tuple[Caller, Line]]:
    ear = await open_ear("127.0.0.1")
    caller = Caller(ear)
    line = await simulated.place(OutsideCall("id", MINE, number, ear.offer(secure=secure)), caller)
    try:
        yield caller, line
    finally:
        line.end(Ending(200, "remote-hung-up"))
        ear.close()
