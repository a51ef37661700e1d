"""The engine process: commands in, events out, and one thread that owns pjsua2."""

from __future__ import annotations

import gc
import logging
import os
import queue
import ssl
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, assert_never

from desktop.voice import memory
from desktop.voice.calls import Calls
from desktop.voice.endpoint import Endpoint, tell
from desktop.voice.frames import BadFrame, pack, read_commands
from desktop.voice.line import Line
from desktop.voice.mixer import Mixer
from desktop.voice.pace import WITHIN
from desktop.voice.relay import LinkDown, LinkUp
from desktop.voice.sound import SoundRoom
from desktop.voice.wire import (
    Answer,
    AnyCommand,
    AnyEvent,
    CommandFailed,
    Decline,
    Dial,
    EndRehearsal,
    HangUp,
    Hold,
    Join,
    MeasureLevels,
    Mute,
    NetworkChanged,
    Ping,
    PlayRehearsal,
    PlaySound,
    Pong,
    ProcessSound,
    Ready,
    Record,
    Register,
    RegistrationState,
    Rehearse,
    SendTones,
    Shutdown,
    Split,
    StopPlaying,
    StopRecording,
    TestRing,
    Transfer,
    TransferTo,
    UnmuteMicrophone,
    Unregister,
    UseDevices,
    UseRinging,
)

log = logging.getLogger(__name__)

GOODBYE_TIMEOUT = 2.0
ORPHAN_TIMEOUT = 1.0
_COLLECT_INTERVAL = 5.0
_MOST_WAITING_EVENTS = 2_000


@dataclass(frozen=True, slots=True)
class InputEnded:
    """The program that started us is gone."""


@dataclass(frozen=True, slots=True)
class RingsChanged:
    """A sound device of another rate is in use."""


Item = AnyCommand | LinkUp | LinkDown | RingsChanged | InputEnded


class Engine:
    """Lives on one thread, from `run` to its end."""

    def __init__(self, *, inbox: queue.SimpleQueue[Item], publish: Callable[[AnyEvent], None]) -> None:
        self._inbox = inbox
        self._publish = publish
        self._endpoint = Endpoint()
        memory.check()
        self._sound = SoundRoom(publish=publish, rings_changed=lambda: inbox.put(RingsChanged()))
        self._mixer = Mixer(self._sound)
        self._calls = Calls(publish=publish, sound=self._sound, mix=self._mixer.mix)
        self._line: Line | None = None
        self._collected_at = time.monotonic()
        self._orphaned = False

    def nudge(self) -> None:
        """Something was put into the inbox: look now, not when the poll returns by itself. Any thread."""
        line = self._line
        if line is not None:
            line.nudge()

    def run(self) -> None:
        """Until `Shutdown`, or until the program that started us is gone."""
        gc.collect()
        gc.freeze()  # what was imported is never garbage: collecting stays short
        self._sound.start()
        self._publish(Ready(pid=os.getpid(), pjsip=self._endpoint.version))
        while self._obey():
            try:
                self._turn()
            except Exception as error:  # the calls go on
                tell("turn", error)
                error.__traceback__ = None
        self._leave()

    def _turn(self) -> None:
        self._endpoint.poll(in_call=self._calls.live > 0)
        self._calls.tick()
        if self._line is not None:
            self._line.tick()
            self._calls.move(self._line.account)
        now = time.monotonic()
        if now - self._collected_at >= _COLLECT_INTERVAL and not self._calls.live:
            self._collected_at = now
            gc.collect()

    def _turn_until(self, fact: Callable[[], bool], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not fact() and time.monotonic() < deadline:
            self._turn()

    def _obey(self) -> bool:
        """All that waits in the inbox. False when it is time to leave."""
        while True:
            try:
                item = self._inbox.get_nowait()
            except queue.Empty:
                return True
            if isinstance(item, Shutdown | InputEnded):
                self._orphaned = isinstance(item, InputEnded)
                return False
            try:
                self._do(item)
            except Exception as error:  # one bad command must not end the calls
                tell(type(item).__name__, error)
                error.__traceback__ = None
                if not isinstance(item, LinkUp | LinkDown | RingsChanged):
                    self._publish(CommandFailed(type(item).__name__, "failed", getattr(item, "call_id", "")))

    def _do(self, item: AnyCommand | LinkUp | LinkDown | RingsChanged) -> None:
        match item:
            case Register():
                self._register(item)
            case Unregister():
                self._unregister(GOODBYE_TIMEOUT)
                self._publish(RegistrationState("none"))
            case NetworkChanged():
                if self._line is not None:
                    self._line.relay.reconnect()
            case Dial(call_id=call_id, to=to, number=number):
                self._turn_until(self._calls.may_dial, WITHIN)
                line = self._line
                ready = line is not None and line.is_up
                account = line.account if line is not None and ready else None
                domain = line.asked.domain if line is not None else ""
                self._calls.dial(account, domain, call_id=call_id, to=to, number=number)
            case Answer(call_id=call_id):
                self._calls.answer(call_id)
            case Decline(call_id=call_id):
                self._calls.decline(call_id)
            case HangUp(call_id=call_id):
                self._calls.hang_up(call_id)
            case Mute(call_id=call_id, muted=muted):
                self._calls.mute(call_id, muted)
            case Hold(call_id=call_id, on=on):
                self._calls.hold(call_id, on)
            case Join(call_id=call_id, other_id=other_id):
                self._calls.join(call_id, other_id)
            case Split(call_id=call_id):
                self._calls.split(call_id)
            case Transfer(call_id=call_id, to=to):
                self._calls.transfers.to_number(call_id, to, self._line.asked.domain if self._line else "")
            case TransferTo(call_id=call_id, other_id=other_id):
                self._calls.transfers.to_call(call_id, other_id)
            case SendTones(call_id=call_id, digits=digits):
                self._calls.send_tones(call_id, digits)
            case UseDevices():
                self._sound.use(item)
            case ProcessSound():
                self._sound.process(item)
            case UnmuteMicrophone():
                self._sound.unmute()
            case MeasureLevels(on=on):
                self._sound.measure_levels(on)
            case UseRinging():
                self._sound.use_ringing(item)
                self._calls.use_ringing(item)
            case TestRing(ringtone=ringtone):
                self._sound.try_ring(ringtone)
            case PlaySound():
                self._sound.play(item)
            case Rehearse(seconds=seconds):
                self._sound.rehearse(seconds)
            case PlayRehearsal(play_id=play_id):
                self._sound.play_rehearsal(play_id)
            case EndRehearsal():
                self._sound.end_rehearsal()
            case Record(record_id=record_id, seconds=seconds):
                self._sound.record(record_id, seconds)
            case StopRecording(record_id=record_id):
                self._sound.stop_recording(record_id)
            case StopPlaying(play_id=play_id):
                self._sound.stop_playing(play_id)
            case Ping(token=token):
                self._publish(Pong(token))
            case LinkUp(relay=relay, local_address=local_address):
                if self._line is not None and self._line.relay is relay:
                    self._line.link_up(local_address)
            case LinkDown(relay=relay, why=why):
                if self._line is not None and self._line.relay is relay:
                    self._line.link_down(why)
            case RingsChanged():
                self._mixer.expect_other_devices()
                self._calls.reconnect_sound()
            case Shutdown():
                raise AssertionError("ends the loop")
            case _:
                assert_never(item)

    # --- registration -------------------------------------------------------------------------------------
    def _register(self, asked: Register) -> None:
        if self._line is not None and self._line.asked == asked:
            self._line.renew()
            return
        self._unregister(GOODBYE_TIMEOUT)
        self._endpoint.prefer(asked.codecs)
        self._publish(RegistrationState("registering"))
        try:
            self._line = Line(
                asked,
                transport_id=self._endpoint.transport_id,
                publish=self._publish,
                tell=self._inbox.put,
                on_invite=self._calls.invited,
            )
        except (OSError, ssl.SSLError) as error:
            tell("relay", error)
            self._publish(RegistrationState("unreachable", reason="certificate-unreadable"))

    def _unregister(self, timeout: float) -> None:
        """End the calls, take the registration back, and wait for both to be confirmed."""
        self._calls.hang_up_all()
        self._turn_until(lambda: not self._calls.live, timeout / 2)
        if self._line is None:
            return
        line, self._line = self._line, None
        line.unregister()
        self._turn_until(lambda: line.is_off, timeout)
        line.close()
        gc.collect()

    def _leave(self) -> None:
        self._unregister(ORPHAN_TIMEOUT if self._orphaned else GOODBYE_TIMEOUT)
        self._sound.stop()
        self._mixer.mix(())
        self._endpoint.stop_clock()
        self._mixer.drop()
        del self._calls
        gc.collect()
        self._endpoint.destroy()


class Writer(threading.Thread):
    """Writes events, so that a program that does not read can't stop a call."""

    def __init__(self, pipe: BinaryIO) -> None:
        super().__init__(name="events", daemon=True)
        self._pipe = pipe
        self._waiting: queue.Queue[AnyEvent | None] = queue.Queue(_MOST_WAITING_EVENTS)

    def publish(self, event: AnyEvent) -> None:
        try:
            self._waiting.put_nowait(event)
        except queue.Full:
            log.error("nobody reads the events: %s is lost", type(event).__name__)

    def run(self) -> None:
        while (event := self._waiting.get()) is not None:
            try:
                self._pipe.write(pack(event))
                self._pipe.flush()
            except (OSError, ValueError):
                return

    def finish(self) -> None:
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            return
        self.join(timeout=0.5)


def _read(pipe: BinaryIO, inbox: queue.SimpleQueue[Item], nudge: Callable[[], None]) -> None:
    try:
        for command in read_commands(pipe):
            inbox.put(command)
            nudge()
    except BadFrame as error:
        log.error("the commands end: %s", error)
    except (OSError, ValueError):
        pass
    inbox.put(InputEnded())
    time.sleep(GOODBYE_TIMEOUT + ORPHAN_TIMEOUT)
    os._exit(3)  # the owner thread is stuck in native code


def main() -> int:
    """Run the engine on this process's standard streams."""
    gc.disable()  # an object of pjsua2 freed on another thread aborts the process: collected by hand
    sys.setswitchinterval(0.0005)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # native code that prints must not reach the frames
    writer = Writer(events)
    writer.start()
    inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
    engine = Engine(inbox=inbox, publish=writer.publish)
    reading = threading.Thread(
        target=_read, args=(sys.stdin.buffer, inbox, engine.nudge), name="commands", daemon=True
    )
    reading.start()
    engine.run()
    writer.finish()
    sys.stderr.flush()
    os._exit(0)  # leave before the interpreter frees native objects in an order of its own
