"""The answering process: commands in, events out, and one thread that owns pjsua2."""

from __future__ import annotations

import gc
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

from carrier.answering.endpoint import Endpoint, account_config, tell
from carrier.answering.frames import BadFrame, pack, read_commands
from carrier.answering.visits import DoorAccount, Visits
from carrier.answering.wire import AnyCommand, AnyEvent, Begin, Expect, Forget, Ping, Pong, Ready, Shutdown

logger = logging.getLogger(__name__)

_GOOD_BYE_WITHIN = 1.0
_STUCK_AFTER = 4.0
_COLLECT_EVERY = 5.0


class Answerer:
    """Lives on one thread, from `run` to its end."""

    def __init__(self, inbox: queue.SimpleQueue[AnyCommand], publish: Callable[[AnyEvent], None]) -> None:
        self._inbox = inbox
        self._publish = publish
        self._endpoint = Endpoint()
        self._visits = Visits(publish)
        self._account = DoorAccount(self._visits.invited)
        self._account.create(account_config(self._endpoint.transport_id, self._endpoint.port), True)
        self.nudge = self._endpoint.nudge
        self._collected_at = time.monotonic()

    def run(self) -> None:
        """Until `Shutdown`, or until the carrier is gone."""
        gc.collect()
        gc.freeze()  # what was imported is never garbage: collecting stays short
        self._publish(Ready(self._endpoint.port))
        while self._obey():
            self._turn()
        self._leave()

    def _turn(self) -> None:
        try:
            self._endpoint.poll(in_call=self._visits.calls > 0)
            self._visits.tick()
        except Exception as error:  # the calls go on
            tell("turn", error)
            error.__traceback__ = None
        now = time.monotonic()
        if now - self._collected_at >= _COLLECT_EVERY:
            self._collected_at = now
            gc.collect()

    def _obey(self) -> bool:
        """All that waits in the inbox. False when it is time to leave."""
        while True:
            try:
                command = self._inbox.get_nowait()
            except queue.Empty:
                return True
            match command:
                case Begin():
                    self._visits.begin(command)
                case Expect():
                    self._visits.expect(command)
                case Forget(visit_id=visit_id):
                    self._visits.forget(visit_id)
                case Ping(token=token):
                    self._publish(Pong(token))
                case Shutdown():
                    return False

    def _leave(self) -> None:
        self._visits.end_all()
        deadline = time.monotonic() + _GOOD_BYE_WITHIN
        while self._visits.calls and time.monotonic() < deadline:
            self._turn()
        self._endpoint.stop_clock()
        self._visits.drop()
        self._account.shutdown()
        del self._account
        gc.collect()
        self._endpoint.destroy()


class Writer(threading.Thread):
    """Writes events, so that a carrier that does not read can't stop a call."""

    def __init__(self, pipe: BinaryIO) -> None:
        super().__init__(name="events", daemon=True)
        self._pipe = pipe
        self._waiting: queue.SimpleQueue[AnyEvent | None] = queue.SimpleQueue()

    def publish(self, event: AnyEvent) -> None:
        self._waiting.put(event)

    def run(self) -> None:
        while (event := self._waiting.get()) is not None:
            try:
                self._pipe.write(pack(event))
                self._pipe.flush()
            except (OSError, ValueError):
                return

    def finish(self) -> None:
        self._waiting.put(None)
        self.join(timeout=0.5)


def _read(pipe: BinaryIO, inbox: queue.SimpleQueue[AnyCommand], nudge: Callable[[], None]) -> None:
    try:
        for command in read_commands(pipe):
            inbox.put(command)
            nudge()
    except BadFrame as error:
        logger.error("the commands end: %s", error)
    except (OSError, ValueError):
        pass
    inbox.put(Shutdown())  # the carrier is gone, or has closed the pipe
    nudge()
    time.sleep(_STUCK_AFTER)
    os._exit(3)  # the owner thread is stuck in native code


def main() -> None:
    """Run on this process's standard streams."""
    gc.disable()  # an object of pjsua2 freed on another thread aborts the process: collected by hand
    sys.setswitchinterval(0.0005)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    events = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:
        os.dup2(
            nowhere.fileno(), 1
        )  # what native code prints must not reach the frames, nor the carrier's log
    writer = Writer(events)
    writer.start()
    inbox: queue.SimpleQueue[AnyCommand] = queue.SimpleQueue()
    answerer = Answerer(inbox, writer.publish)
    reading = threading.Thread(
        target=_read, args=(sys.stdin.buffer, inbox, answerer.nudge), name="commands", daemon=True
    )
    reading.start()
    answerer.run()
    writer.finish()
    sys.stderr.flush()
    os._exit(0)  # leave before the interpreter frees native objects in an order of its own
