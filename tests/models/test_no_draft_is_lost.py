"""Over all orders of switching, typing, receiving, sending, signing out and crashing: no draft is lost, none
stands in another thread, and none is left of what was sent.

The cache is a real one. A crash drops everything that runs and opens the file anew.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.api.carrier import CarrierApi
from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.messages import Message, MessageId, MessageStatus, ThreadKey
from desktop.domain.numbers import E164, Address, Capability, Number, NumberId
from desktop.domain.outbox import SendMessage
from desktop.domain.session import Account, DeviceId, Plan, SignedIn, SignedOut
from desktop.later import Later
from desktop.services import arrivals
from desktop.services.messages import Messages
from desktop.services.outbox import Outbox
from desktop.services.present import Present, SignedInParts
from desktop.services.ways import Ways
from desktop.storage import numbers, outbox
from desktop.storage.database import Database, erase_files
from desktop.store import Store
from ui.models.composer import ComposerModel

KEY = "0f" * 32
ALL = frozenset(Capability)
ONE, TWO = NumberId("one"), NumberId("two")
MINE = (
    Number(ONE, E164("+33756123401"), "One", "FR", 0, 0, ALL),
    Number(TWO, E164("+33756123402"), "Two", "FR", 1, 1, ALL),
)
THREADS = (
    ThreadKey(ONE, Address("+33612345678")),
    ThreadKey(TWO, Address("+33612345678")),
    ThreadKey(ONE, Address("+33698765432")),
)
threads = st.sampled_from(THREADS)
RARE = ("leave", "receive", "crash", "crash after a while", "end", "sign out", "refused")


class Program:
    """One run of the program over one cache file, from its start to its end or its crash."""

    def __init__(self, path: Path) -> None:
        self.store = Store()
        self.present = Present(self.store)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.cache = Database(path, KEY)
        self.messages = Messages(self.present)

    async def begin(self) -> None:
        await self.cache.open()
        out = Outbox(cache=self.cache, api=cast(CarrierApi, None), tell=self.store.apply)  # it never runs
        nowhere = cast(Any, None)  # nothing leaves
        ways = Ways(self.cache, nowhere, out, nowhere, nowhere)
        self.present.parts = SignedInParts(DeviceId("d"), self.cache, Later(lambda: ways))
        await self.cache.write(lambda db: numbers.store(db, MINE))
        account = Account("anna@example.org", "Anna", Plan.PREMIUM)
        self.store.apply(e.SessionChanged(SignedIn(account, DeviceId("d"))))
        self.store.apply(e.NumbersChanged(MINE))
        self.composer = ComposerModel(self.store, self.messages, self.start)

    def start(self, work: Coroutine[Any, Any, Any]) -> object:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def settle(self) -> None:
        while self.tasks:
            await asyncio.gather(*self.tasks)

    async def crash(self) -> None:
        """What the disk has is what stays."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.composer._pause.stop()
        self.composer._unsubscribe()
        await self.cache.close()

    async def drafts(self) -> dict[ThreadKey, str]:
        found = {thread: await self.messages.load_draft(thread) for thread in THREADS}
        return {thread: text for thread, text in found.items() if text}

    async def waiting(self) -> list[tuple[ThreadKey, str]]:
        intents = await self.cache.read(lambda db: outbox.waiting_of(db, SendMessage))
        return [(i.act.thread, i.act.text) for i in intents if isinstance(i.act, SendMessage)]


class Writing(RuleBasedStateMachine):
    """Each piece that is typed bears a number and the thread that it is meant for: «2.17»."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="drafts"))
        self.path = self.folder / "cache.db"
        self.serial = itertools.count(1)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        if hasattr(self, "program"):
            self.time_enough()
            self.run(self.program.crash())
        self.loop.close()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        self.program = Program(self.path)
        self.run(self.program.begin())
        self.forgotten()

    def forgotten(self) -> None:
        self.home: dict[str, ThreadKey] = {}
        """Each piece, and the thread it belongs to now."""
        self.firm: set[str] = set()
        """Pieces that a pause, a switch or an end has kept, and time was given to."""
        self.loose: set[str] = set()
        """Kept or sent, with no time given yet: they come through a crash or not, but never twice."""
        self.typed: set[str] = set()

    @property
    def composer(self) -> ComposerModel:
        return self.program.composer

    # --- what happens -------------------------------------------------------------------------------------
    @rule(thread=threads, hurries=st.booleans(), pieces=st.integers(0, 2))
    def switch(self, thread: ThreadKey, hurries: bool, pieces: int) -> None:
        """And write at once: before the draft there has been read, where somebody hurries."""
        self.put_down()
        self.do(lambda: self.composer.open(thread))
        if not hurries:
            self.run(self.program.settle())
        for _ in range(pieces):
            self.type()

    @rule(what=st.sampled_from(RARE), thread=threads)
    def something_else(self, what: str, thread: ThreadKey) -> None:
        match what:
            case "leave":
                self.leave()
            case "receive":
                self.receive(thread)
            case "crash":
                self.crash(settled=False)
            case "crash after a while":
                self.crash(settled=True)
            case "end":
                self.end_and_begin_again()
            case "sign out":
                self.sign_out()
            case "refused" if self.composer.can_send:
                self.send_what_is_refused()
            case _:
                pass

    def leave(self) -> None:
        self.put_down()
        self.do(lambda: self.composer.open(None))

    @rule()
    def type(self) -> None:
        key = self.composer.key
        if key is None:
            return
        piece = f"<{THREADS.index(key)}.{next(self.serial)}>"
        self.home[piece] = key
        self.typed.add(piece)
        self.do(lambda: self.composer.edit(self.composer.text + piece))

    @rule()
    def pause(self) -> None:
        if not self.composer._loading:
            self.put_down()
        self.do(self.composer.keep)

    @rule()
    def send(self) -> None:
        """Whether there is anything hangs on how quick the disk was, so it is no condition of the walk."""
        if self.composer.can_send:
            self.put_down()
            self.do(self.composer.send)

    def send_what_is_refused(self) -> None:
        """It comes back as a draft."""
        self.put_down()
        program = self.program
        no_messages = tuple(replace(number, capabilities=frozenset()) for number in MINE)

        async def inside() -> None:
            self.composer.send()
            program.store.apply(e.NumbersChanged(no_messages))
            await program.settle()
            program.store.apply(e.NumbersChanged(MINE))

        self.run(inside())

    def receive(self, thread: ThreadKey) -> None:
        at = datetime.now(UTC)
        serial, status = next(self.serial), MessageStatus.RECEIVED
        came = Message(MessageId(str(uuid4())), thread, Direction.INCOMING, "hello", at, status, serial)

        async def arrive() -> None:
            told = await self.program.cache.write(lambda db: arrivals.commit_message(db, came))
            for event in told.events:
                self.program.store.apply(event)

        self.run(arrive())

    @rule()
    def time_enough(self) -> None:
        self.run(self.program.settle())
        self.firm |= self.loose
        self.loose.clear()
        missing = self.firm - set(self.everywhere())
        assert not missing, "what was kept is lost"

    def crash(self, settled: bool) -> None:
        if settled:
            self.time_enough()
        self.run(self.program.crash())
        self.program = Program(self.path)
        self.run(self.program.begin())
        kept = set(self.everywhere())
        assert not self.firm - kept, "what was kept did not come through"
        self.loose.clear()
        self.typed.clear()
        self.home = {piece: home for piece, home in self.home.items() if piece in kept}

    def end_and_begin_again(self) -> None:
        self.put_down()
        self.do(self.composer.close)
        self.crash(settled=True)

    def sign_out(self) -> None:
        """Everything of the account is erased; the next one to sign in finds nothing of it."""
        program = self.program
        self.do(lambda: program.store.apply(e.SessionChanged(SignedOut())))
        assert program.composer.key is None
        assert program.composer.text == ""
        self.run(program.settle())
        self.run(program.crash())
        erase_files(self.path)
        self.program = Program(self.path)
        self.run(self.program.begin())
        self.forgotten()

    # --- what must hold -----------------------------------------------------------------------------------
    def do(self, act: Any) -> None:
        async def inside() -> None:
            act()

        self.run(inside())

    def put_down(self) -> None:
        self.loose |= self.typed
        self.typed.clear()

    def everywhere(self) -> list[str]:
        """Every piece in drafts and in messages that wait; fails where one stands in a wrong place."""
        found: list[str] = []
        kept = self.run(self.program.drafts())
        for thread, text in (*kept.items(), *self.run(self.program.waiting())):
            pieces = [piece + ">" for piece in text.split(">")[:-1]]
            assert "".join(pieces) == text
            for piece in pieces:
                assert self.home[piece] == thread, f"{piece} stands in another thread"
            found += pieces
        assert len(found) == len(set(found)), "something stands twice"
        return found

    @invariant()
    def the_field_shows_its_own_thread(self) -> None:
        if hasattr(self, "program"):
            for piece in self.composer.text.split(">")[:-1]:
                assert self.home[piece + ">"] == self.composer.key


_ALL_CHECKS = list(HealthCheck)


class TestNoDraftIsLost(Writing.TestCase):  # type: ignore[valid-type,misc]
    settings = settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=_ALL_CHECKS
    )


@pytest.mark.long
class TestNoDraftIsLostInALongTime(Writing.TestCase):  # type: ignore[valid-type,misc]
    settings = settings(
        max_examples=600, stateful_step_count=60, deadline=None, suppress_health_check=_ALL_CHECKS
    )
