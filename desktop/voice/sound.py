"""The room the sound is in.

Which devices are open, for a call, for ringing, for a recording, for the level meter.

PortAudio may take a tenth of a second to open a device, and must be started anew to see a new one. So it
has a thread of its own: no call waits for a device, and one that vanishes ends nothing. When no device
works the calls go on with silence, and a device is looked for every second.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

import sounddevice as sd

from desktop.voice import devices, streams
from desktop.voice.attention import Attention
from desktop.voice.booth import Booth
from desktop.voice.devices import Listed
from desktop.voice.hearing import Look
from desktop.voice.levels import dbfs
from desktop.voice.lineup import Lineup
from desktop.voice.lookout import Lookout
from desktop.voice.player import Player
from desktop.voice.processing import Processor
from desktop.voice.ring import Ring
from desktop.voice.ringer import Bell, Ringer, Tone
from desktop.voice.wire import (
    AnyEvent,
    Devices,
    Levels,
    PlaySound,
    ProcessSound,
    RingsOn,
    UseDevices,
    UseRinging,
)

log = logging.getLogger(__name__)

MICROPHONE_TARGET = 0.01
SPEAKER_TARGET = 0.01
_LEVELS_INTERVAL = 0.1
_WATCH_INTERVAL = 0.5
_SEARCH_INTERVAL = 1.0
_QUIET_AFTER = 1.0
"""The engine has registered by then; what takes long need not wait for the first call."""


class SoundRoom(threading.Thread):
    """Its public methods may be called from any thread, and return at once."""

    def __init__(self, *, publish: Callable[[AnyEvent], None], rings_changed: Callable[[], None]) -> None:
        """`rings_changed` is called on the sound thread when `microphone` or `speaker` is another ring."""
        super().__init__(name="sound", daemon=True)
        self._publish = publish
        self._rings_changed = rings_changed
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lineup = Lineup()
        self._ringer = Ringer(self._lineup)
        self._player = Player(self._lineup, publish=publish)
        self.processor = Processor(publish)
        self._attention = Attention(publish)
        self._booth = Booth(self.processor, self._player, publish=publish)
        self.microphone = Ring(streams.RATES[0], target=MICROPHONE_TARGET)
        self.speaker = Ring(streams.RATES[0], target=SPEAKER_TARGET)
        self._input: streams.Stream | None = None
        self._output: streams.Stream | None = None
        self._in_call = False
        self._measuring = False
        self._began = time.monotonic()
        self._looked_at = 0.0
        self._searched_at = 0.0
        self._told: Devices | None = None
        self._rings_on: tuple[str, ...] | None = None
        self._lookout = Lookout()
        self._acted_on: frozenset[str] = frozenset()

    # --- asked from other threads -------------------------------------------------------------------------
    def use(self, choice: UseDevices) -> None:
        self._asked.put(lambda: self._use(choice))

    def open_for_call(self) -> None:
        self._asked.put(lambda: self._set_in_call(True))

    def close_after_call(self) -> None:
        self._asked.put(lambda: self._set_in_call(False))

    def use_ringing(self, rules: UseRinging) -> None:
        self._asked.put(lambda: self._use_ringing(rules))

    def ring(self, heard: Tone | Bell | None) -> None:
        self._asked.put(lambda: self._ringer.sound(heard))

    def try_ring(self, ringtone: str) -> None:
        """Once on the ring devices; an empty name is that of a number without its own."""
        self._asked.put(lambda: self._try_ring(ringtone))

    def process(self, wish: ProcessSound) -> None:
        self._asked.put(lambda: self.processor.use(wish))

    def attend(self, muted: bool | None) -> None:
        """From now on notice whether the others hear us, muted or not; None for no call that is talked on."""
        self._asked.put(lambda: self._attention.attend(muted))

    def unmute(self) -> None:
        self._asked.put(self._attention.unmute)

    def measure_levels(self, on: bool) -> None:
        self._asked.put(lambda: self._measure(on))

    def play(self, asked: PlaySound) -> None:
        self._asked.put(lambda: self._player.play(asked))

    def rehearse(self, seconds: float) -> None:
        self._asked.put(lambda: self._rehearse(seconds))

    def play_rehearsal(self, play_id: str) -> None:
        self._asked.put(lambda: self._booth.rehearsal.play(play_id))

    def end_rehearsal(self) -> None:
        self._asked.put(self._forget_rehearsal)

    def record(self, record_id: str, seconds: float) -> None:
        self._asked.put(lambda: self._record(record_id, seconds))

    def stop_recording(self, record_id: str) -> None:
        self._asked.put(lambda: self._stop_recording(record_id))

    def stop_playing(self, play_id: str) -> None:
        self._asked.put(lambda: self._player.stop(play_id))

    def stop(self) -> None:
        self._asked.put(None)
        self.join(timeout=2)

    # --- the thread ---------------------------------------------------------------------------------------
    def run(self) -> None:
        self._attempt(self._look)
        while True:
            try:
                often = _LEVELS_INTERVAL if self._measuring or self._player.is_playing else 0.0
                pause = self._booth.pause or often or self._attention.pause or _WATCH_INTERVAL
                asked = self._asked.get(timeout=pause)
            except queue.Empty:
                pass
            else:
                if asked is None:
                    self._attempt(self._close_all)
                    return
                self._attempt(asked)
            self._attempt(self._watch)

    def _attempt(self, act: Callable[[], None]) -> None:
        """The sound system may fail in any call; the room goes on."""
        try:
            act()
        except Exception as error:  # this thread must outlive every surprise
            log.warning("sound: %s", type(error).__name__)

    def _use(self, choice: UseDevices) -> None:
        self._lineup.choice = choice
        self._reopen()

    def _use_ringing(self, rules: UseRinging) -> None:
        other_devices = rules.devices != self._lineup.ringing.devices
        self._lineup.ringing = rules
        if other_devices:
            self._reopen()

    def _try_ring(self, ringtone: str) -> None:
        rules = self._lineup.ringing
        if not self._in_call and self._idle and self._lineup.is_stale:
            self._look()
        self._ringer.try_out(Bell(ringtone or rules.ringtone, rules.volume, once=True))

    def _set_in_call(self, on: bool) -> None:
        if on and not self._in_call:
            self._watch_booth()  # what was said until now
            self._booth.make_way()
            self.microphone.clear()
            self.speaker.clear()
        if self._in_call and not on:
            for end, ring in (("microphone", self.microphone), ("speaker", self.speaker)):
                log.info("%s: %d gaps, %.2f s shed", end, ring.underruns, ring.shed_seconds)
        self._in_call = on
        self._open_wanted()

    def _measure(self, on: bool) -> None:
        self._measuring = on
        if on and not self._in_call:
            self._reopen()
        self._open_wanted()

    def _record(self, record_id: str, seconds: float) -> None:
        self._booth.record(record_id, seconds, in_call=self._in_call)
        self._open_wanted()

    def _stop_recording(self, record_id: str) -> None:
        self._watch_booth()
        self._booth.recorder.stop(record_id)
        self._open_wanted()

    def _rehearse(self, seconds: float) -> None:
        self._booth.rehearse(seconds, in_call=self._in_call)
        self._open_wanted()

    def _forget_rehearsal(self) -> None:
        self._booth.rehearsal.forget()
        self._open_wanted()

    # --- devices ------------------------------------------------------------------------------------------
    @property
    def _idle(self) -> bool:
        return not (self._input or self._output or self._ringer.is_sounding or self._player.is_sounding)

    def _look(self) -> None:
        """Read the list of devices, a fresh one when nothing is open."""
        self._lineup.read(anew=self._idle)
        self._tell_devices()

    def _reopen(self) -> None:
        """Close what is open, look again, and open it again."""
        self._close_streams()
        self._ringer.close()
        if not self._player.is_sounding:
            self._lineup.read(anew=self._idle)
        self._ringer.start()
        self._open_wanted()

    def _open_wanted(self) -> None:
        want_output = self._in_call
        want_input = self._in_call or self._measuring or self._booth.is_on
        if not want_input and self._input is not None:
            self._input.close()
            self._input = None
        if not want_output and self._output is not None:
            self._output.close()
            self._output = None
        missing = (want_input and self._input is None) or (want_output and self._output is None)
        if missing and self._idle and self._lineup.is_stale:
            self._lineup.read(anew=True)
        if want_input and self._input is None:
            self._open_input()
        if want_output and self._output is None:
            self._open_output()
        self._tell_devices()

    def _open_input(self) -> None:
        self._attention.renew()

        def open_one(device: Listed) -> streams.Stream:
            ring, stream = self._at_some_rate(device, self.microphone, MICROPHONE_TARGET, streams.microphone)
            if ring is not self.microphone:
                self.microphone = ring
                self._rings_changed()
            return stream

        self._input = self._lineup.first(self._lineup.choice.microphones, open_one, output=False)

    def _open_output(self) -> None:
        def open_one(device: Listed) -> streams.Stream:
            ring, stream = self._at_some_rate(device, self.speaker, SPEAKER_TARGET, streams.speaker)
            if ring is not self.speaker:
                self.speaker = ring
                self._rings_changed()
            return stream

        self._output = self._lineup.first(self._lineup.choice.speakers, open_one, output=True)

    def _at_some_rate(
        self, device: Listed, ring: Ring, target: float, opened: Callable[[Listed, Ring], streams.Stream]
    ) -> tuple[Ring, streams.Stream]:
        """The conference bridge converts: a ring, and a port, of the rate that the device takes."""
        for rate in dict.fromkeys((*streams.RATES, device.default_rate)):
            wanted = ring if ring.rate == rate else Ring(rate, target=target)
            try:
                return wanted, opened(device, wanted)
            except sd.PortAudioError:
                continue
        raise sd.PortAudioError("no rate fits")

    def _watch(self) -> None:
        """Look after what is open: levels, ends, devices that went away."""
        now = time.monotonic()
        self._player.watch()
        if self._player.is_playing and not self._in_call:
            names = self._lookout.names() if self._player.lasts else None
            self._player.stay_heard(names, is_idle=lambda: self._idle)
        self._ringer.watch()
        self._tell_ringing()
        if self._measuring and now - self._looked_at >= _LEVELS_INTERVAL * 0.9:
            self._looked_at = now
            heard = dbfs(self.speaker.latest) if self._output else dbfs(b"")
            self._publish(Levels(dbfs(self.microphone.latest), heard))
        self._look_after_processor()
        self._attention.watch(self._look_at_sound())
        self._watch_booth()
        self._lookout.rest()
        gone = [one for one in (self._input, self._output) if one is not None and not one.is_alive]
        lacking = (self._in_call or self._measuring) and self._input is None
        lacking = lacking or (self._in_call and self._output is None)
        if (self._in_call or self._booth.is_on) and not gone and not lacking and self._other_devices():
            log.info("sound: the devices changed")
            self._reopen()
        elif not self._in_call and self._ringer.rings and self._ringer_came_back():
            log.info("sound: a ring device came back")
            self._reopen()
        elif gone or ((lacking or self._ringer.is_dumb) and now - self._searched_at >= _SEARCH_INTERVAL):
            self._searched_at = now
            log.info("sound: %d streams ended, looking for devices", len(gone))
            self._reopen()

    def _tell_ringing(self) -> None:
        sounds = self._ringer.sounds_on if self._ringer.rings else None
        if sounds != self._rings_on:
            self._rings_on = sounds
            if sounds is not None:
                self._publish(RingsOn(sounds))

    def _watch_booth(self) -> None:
        device = self._input.device.device.name if self._input else ""
        if self._booth.listen(self.microphone if self._input else None, device):
            self._open_wanted()

    def _look_at_sound(self) -> Look:
        heard = self.speaker.latest if self._output else b""
        return Look(self.microphone.latest if self._input else b"", self.processor.latest, heard)

    def _look_after_processor(self) -> None:
        if not self.processor.is_loaded:
            quiet = self._idle and time.monotonic() - self._began >= _QUIET_AFTER
            if self._in_call or quiet:
                self.processor.load()
        elif self._input is not None and self._output is not None:
            held = self.speaker.depth + self.microphone.depth
            self.processor.set_delay(held + self._input.latency + self._output.latency)

    def _other_devices(self) -> bool:
        """Whether others should be in use: a preferred one came, or one in use has gone.

        A stream whose PulseAudio device was removed may go on calling, with old sound or none.
        """
        names = self._lookout.names()
        if names is None or names == self._acted_on:
            return False
        choice = self._lineup.choice
        ends = ((choice.microphones, self._input), (choice.speakers, self._output))
        if not any(_should_change(preferred, stream, names) for preferred, stream in ends):
            return False
        self._acted_on = names  # once: a device that is listed may still not open
        return True

    def _ringer_came_back(self) -> bool:
        """Whether a ring device that does not sound is there again, which PortAudio does not know yet."""
        names = self._lookout.names()
        if names is None:
            return False
        self._ringer.keep_only(names)
        if names == self._acted_on or not self._ringer.lacks & names:
            return False
        self._acted_on = names
        return True

    def _tell_devices(self) -> None:
        choice = self._lineup.choice
        microphone = self._lineup.first_name(choice.microphones, output=False)
        loudspeaker = self._lineup.first_name(choice.speakers, output=True)
        if self._input is not None:
            microphone = self._input.device.device.name
        if self._output is not None:
            loudspeaker = self._output.device.device.name
        if self._in_call:
            microphone = microphone if self._input else ""
            loudspeaker = loudspeaker if self._output else ""
        problem = ""
        if not microphone or not loudspeaker:
            problem = "no-speaker" if microphone else ("no-microphone" if loudspeaker else "no-devices")
        told = Devices(
            devices=tuple(one.device for one in self._lineup.there),
            microphone=microphone,
            speaker=loudspeaker,
            ringers=self._lineup.ringers,
            problem=problem,
        )
        if told != self._told:
            self._told = told
            self._publish(told)

    def _close_streams(self) -> None:
        for one in (self._input, self._output):
            if one is not None:
                one.close()
        self._input = self._output = None

    def _close_all(self) -> None:
        self._lookout.stop()
        self._player.end(told=False)
        self._ringer.close()
        self._close_streams()


def _should_change(preferred: tuple[str, ...], stream: streams.Stream | None, names: frozenset[str]) -> bool:
    """Whether the device has gone, or a better one came."""
    if stream is None:
        return False
    used = stream.device.device.name
    wanted = tuple(devices.stable_name(name) for name in preferred)
    better = wanted[: wanted.index(used)] if used in wanted else wanted
    return used not in names or not names.isdisjoint(better)
