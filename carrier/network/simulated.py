"""The telephone network of one computer: the people of `carrier.network.people`, with real sound.

Every number behaves as its name says. Numbers that nobody has are wrong numbers.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from carrier.network import people
from carrier.network.ear import ANY, SPOKEN, Ear, open_ear
from carrier.network.port import CannotNow, Ending, Exchange, Line, OutsideCall
from carrier.network.programs import echo, listen, tell_the_time
from carrier.sip.sdp import Audio

log = logging.getLogger(__name__)

_MOST_CALLS = 256
_REFUSED = {
    people.BUSY: Ending(486, "busy"),
    people.UNREACHABLE: Ending(480, "unreachable"),
}
_CALL_BACK_KEY = "5"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. Tests hand in a quicker one."""

    machine_answers: float = 0.5
    person_answers: float = 6.0
    """Two rings."""
    calls_back: float = 3.0
    silence: float = 60.0
    longest_talk: float = 120.0


class Conversation:
    """One call of one person: the line that the carrier speaks to."""

    def __init__(self, network: SimulatedNetwork, number: str, other: str) -> None:
        self._network = network
        self.number = number
        self.other = other
        self.back: Line | None = None
        """How the carrier is told. None once it is over."""
        self.ear: Ear | None = None
        self.task: asyncio.Task[None] | None = None
        self.keys = ""
        self.secure = True
        self._answered = asyncio.Event()

    # What the carrier says

    def ring(self, early: Audio | None = None) -> None:
        """Whom we call is ringing."""
        if early is not None and self.ear is not None:
            self.ear.accept(early)

    def answer(self, audio: Audio) -> None:
        if self.ear is not None:
            self.ear.accept(audio)
            self._answered.set()

    def end(self, ending: Ending) -> None:
        self.back = None
        if self.task is not None:
            self.task.cancel()

    async def renegotiate(self, audio: Audio) -> Audio:
        if self.ear is None or self.back is None:
            raise CannotNow(491)
        return self.ear.answer(audio, codecs=self._codecs)

    async def offer(self) -> Audio:
        if self.ear is None or self.back is None:
            raise CannotNow(491)
        return self.ear.offer(secure=self.secure)

    def settle(self, answer: Audio | None) -> None:
        if self.ear is not None and answer is not None:
            self.ear.accept(answer)

    # What the person does

    @property
    def _codecs(self) -> tuple[str, ...]:
        return ANY if self.number == people.ECHO else SPOKEN

    async def take(self, offer: Audio) -> None:
        """Rings, answers and talks, as the number does."""
        back, pace = self.back, self._network.pace
        assert back is not None
        if (refused := _REFUSED.get(self.number)) is not None:
            self.hang_up(refused)
            return
        if self.number not in people.NAMES:
            self.hang_up(Ending(404, "wrong-number"))
            return
        back.ring()
        if self.number == people.NO_ANSWER:
            await asyncio.Event().wait()
        await asyncio.sleep(pace.person_answers if self.number == people.ROBIN else pace.machine_answers)
        self.secure = bool(offer.cryptos)
        ear = await self._listen()
        try:
            answer = ear.answer(offer, codecs=self._codecs)
        except CannotNow as refused_sound:
            self.hang_up(Ending(refused_sound.status, "technical"))
            return
        back.answer(answer)
        await self._talk(ear)
        self.hang_up(Ending(200, "hung-up"))

    async def call(self, exchange: Exchange) -> None:
        """Calls one of the carrier's numbers, and talks if there is an answer."""
        ear = await self._listen()
        call = OutsideCall(str(uuid.uuid4()), self.number, self.other, ear.offer(secure=self.secure))
        # `self` is told what becomes of it; what is told back goes to `back`.
        self.back = await exchange.deliver(call, self)
        await self._answered.wait()
        await self._talk(ear)
        self.hang_up(Ending(200, "hung-up"))

    async def _listen(self) -> Ear:
        self.ear = await open_ear(self._network.host)
        self.ear.on_tone = self._key
        return self.ear

    async def _talk(self, ear: Ear) -> None:
        pace = self._network.pace
        match self.number:
            case people.ECHO:
                await echo(ear)
            case people.CLOCK:
                await tell_the_time(ear)
            case _:
                await listen(ear, silence=pace.silence, longest=pace.longest_talk)

    def _key(self, key: str) -> None:
        self.keys = (self.keys + key)[-32:]

    def hang_up(self, ending: Ending) -> None:
        back, self.back = self.back, None
        if back is not None:
            back.end(ending)

    @property
    def wants_call_back(self) -> bool:
        return self.number == people.ROBIN and _CALL_BACK_KEY in self.keys and bool(self.other)


class SimulatedNetwork:
    """A `TelephoneNetwork`."""

    def __init__(self, *, host: str = "127.0.0.1", pace: Pace | None = None) -> None:
        self.host = host
        self.pace = pace or Pace()
        self._exchange: Exchange | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._conversations: set[Conversation] = set()

    @property
    def is_quiet(self) -> bool:
        """Nobody talks, or is about to."""
        return not self._tasks

    async def start(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def place(self, call: OutsideCall, caller: Line) -> Conversation:
        conversation = Conversation(self, call.called, call.caller)
        conversation.back = caller
        if len(self._conversations) >= _MOST_CALLS:
            conversation.hang_up(Ending(486, "busy"))
        else:
            self._begin(conversation, lambda: conversation.take(call.audio))
        return conversation

    async def call(self, *, caller: str, called: str, secure: bool = True) -> None:
        """Somebody out there calls one of the carrier's numbers. Returns at once.

        Both are E.164; an empty `caller` hides the number.
        """
        exchange = self._exchange
        if exchange is None:
            raise RuntimeError("the network has not been started")
        conversation = Conversation(self, caller, called)
        conversation.secure = secure
        self._begin(conversation, lambda: conversation.call(exchange))

    async def stop(self) -> None:
        self._exchange = None  # nobody calls back any more
        for conversation in list(self._conversations):
            conversation.hang_up(Ending(200, "hung-up"))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, conversation: Conversation, work: Callable[[], Awaitable[None]]) -> None:
        self._conversations.add(conversation)
        conversation.task = self._spawn(self._run(conversation, work))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _run(self, conversation: Conversation, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except asyncio.CancelledError:
            pass  # the other side hung up
        except Exception:
            log.exception("a simulated person failed")
            conversation.hang_up(Ending(480, "technical"))
        finally:
            self._conversations.discard(conversation)
            if conversation.ear is not None:
                conversation.ear.close()
        if conversation.wants_call_back and self._exchange is not None:
            self._spawn(self._call_back(conversation))

    async def _call_back(self, conversation: Conversation) -> None:
        await asyncio.sleep(self.pace.calls_back)
        await self.call(caller=conversation.number, called=conversation.other, secure=conversation.secure)
