"""Listening to one voicemail: where one is in it, how fast, and on which device (VM-2)."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable, Unanswered
from desktop.domain.playing import SPEEDS, Output, Waveform
from desktop.domain.state import State
from desktop.domain.voicemail import VoicemailId
from desktop.services.voicemails import Voicemails
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import Start, listen
from ui.words import sentence_for

log = logging.getLogger(__name__)

STEP = 5.0
"""Seconds that an arrow key goes."""
KEPT_EVERY = 3.0
"""Seconds of listening after which the place is written down, in case that nobody ever stops it."""
NEARLY_OVER = 0.25
"""Seconds: there, playing begins anew."""


class VoicemailPlayer(QObject):
    changed = Signal()
    """What is shown, whether it plays, how."""
    moved = Signal(float)
    """The second of the one that is shown."""
    sounding_changed = Signal()
    """Another one plays, or none."""
    saved = Signal(str)
    """A file's name."""
    failed = Signal(str)
    """A sentence, about what is not shown on the page."""

    def __init__(
        self, store: Store, voicemails: Voicemails, start: Start, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._voicemails, self._start = store, voicemails, start
        self.key: VoicemailId | None = None
        """The one that is shown."""
        self.sounding: VoicemailId | None = None
        """The one that plays, which may be another."""
        self.waveform: Waveform | None = None
        self.seconds = 0.0
        self.second = 0.0
        self.speed = 1.0
        self.skips_silence = False
        self.output = Output.SPEAKER
        self.loading = False
        self.problem = ""
        self._unanswered = False
        self._turn = 0
        """Of playing: what an earlier one still says does not count."""
        self._places: dict[VoicemailId, float] = {}
        self._written = 0.0
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    # --- what is shown ------------------------------------------------------------------------------------
    @property
    def is_playing(self) -> bool:
        """The one that is shown."""
        return self.key is not None and self.sounding == self.key

    @property
    def outputs(self) -> tuple[tuple[Output, str], ...]:
        """Each with the name of its device, empty where there is none."""
        sound = self._store.state.sound
        return (
            (Output.SPEAKER, sound.speaker),
            (Output.RINGER, ", ".join(sound.ringers[:1])),
        )

    def show(self, voicemail_id: VoicemailId | None, seconds: float = 0.0) -> None:
        """What plays goes on, whichever is shown."""
        if voicemail_id == self.key:
            return
        self.key, self.seconds, self.waveform = voicemail_id, seconds, None
        self.problem, self._unanswered = "", False
        self.second = self._places.get(voicemail_id, 0.0) if voicemail_id is not None else 0.0
        self.loading = voicemail_id is not None
        self.changed.emit()
        if voicemail_id is not None:
            self._start(self._look(voicemail_id))

    # --- what the person does -----------------------------------------------------------------------------
    def toggle(self) -> None:
        """Play the one that is shown, or pause it."""
        if self.is_playing:
            self.pause()
        elif self.key is not None:
            self._play(self.key, self.second)

    def pause(self) -> None:
        if self.sounding is not None:
            self._turn += 1
            paused, self.sounding = self.sounding, None
            self._start(self._voicemails.stop())
            self._keep_place(paused)
            self._told_of_sounding()

    def seek(self, second: float) -> None:
        """Go there; it plays on if it plays."""
        if self.key is None:
            return
        self._move(max(0.0, min(second, self.seconds)))
        if self.is_playing:
            self._play(self.key, self.second)
        else:
            self._keep_place(self.key)

    def step(self, seconds: float) -> None:
        self.seek(self.second + seconds)

    def set_speed(self, speed: float) -> None:
        if speed in SPEEDS and speed != self.speed:
            self.speed = speed
            self._anew()

    def faster(self, steps: int) -> None:
        """So many steps, backwards where it is negative."""
        place = SPEEDS.index(self.speed) + steps
        self.set_speed(SPEEDS[max(0, min(place, len(SPEEDS) - 1))])

    def skip_silence(self, on: bool) -> None:
        if on is not self.skips_silence:
            self.skips_silence = on
            self._anew()

    def play_on(self, output: Output) -> None:
        if output is not self.output:
            self.output = output
            self._anew()

    def retry(self) -> None:
        if self.key is not None:
            self.problem, self.loading = "", True
            self.changed.emit()
            self._start(self._look(self.key))

    def save(self, path: str) -> None:
        if self.key is not None:
            self._start(self._save(self.key, Path(path)))

    # --- inside -------------------------------------------------------------------------------------------
    def _anew(self) -> None:
        """Another way of playing: from where it is."""
        if self.sounding is not None:
            self._play(self.sounding, self._places.get(self.sounding, 0.0))
        self.changed.emit()

    def _play(self, voicemail_id: VoicemailId, second: float) -> None:
        if voicemail_id == self.key:
            self.problem = ""
            if self.seconds and second > self.seconds - NEARLY_OVER:
                second = 0.0
                self._move(second)
        self._places[voicemail_id] = self._written = second
        self._turn += 1
        self.sounding = voicemail_id
        self._told_of_sounding()
        self._start(self._sound(voicemail_id, second, self._turn))

    async def _sound(self, voicemail_id: VoicemailId, second: float, turn: int) -> None:
        heard = False

        def told(at: float) -> None:
            nonlocal heard
            if turn != self._turn:
                return
            self._places[voicemail_id] = at
            if voicemail_id == self.key:
                self._move(at)
            if abs(at - self._written) > KEPT_EVERY:
                self._keep_place(voicemail_id)
            if not heard:
                heard = True
                self._start(self._mark(voicemail_id))

        at_its_end = False
        try:
            at_its_end = await self._voicemails.play(
                voicemail_id,
                from_second=second,
                speed=self.speed,
                skip_silence=self.skips_silence,
                on=self.output,
                told=told,
            )
        except Exception as error:
            self._say(voicemail_id, error)
        if turn != self._turn:
            return
        self._turn += 1
        self.sounding = None
        if at_its_end:
            self._places[voicemail_id] = 0.0
            if voicemail_id == self.key:
                self._move(0.0)
        self._keep_place(voicemail_id)
        self._told_of_sounding()

    async def _look(self, voicemail_id: VoicemailId) -> None:
        """How it looks, and where one stopped listening; its sound is decoded, so that a press is heard."""
        try:
            place = await self._voicemails.place(voicemail_id)
            waveform = await self._voicemails.waveform(voicemail_id)
            if voicemail_id == self.key:
                self.waveform, self.seconds, self.loading = waveform, waveform.seconds, False
                if voicemail_id not in self._places:
                    self._places[voicemail_id] = place
                    self._move(min(place, waveform.seconds))
                self.changed.emit()
            await self._voicemails.sound(voicemail_id)
        except Exception as error:
            self._say(voicemail_id, error)

    async def _mark(self, voicemail_id: VoicemailId) -> None:
        try:
            await self._voicemails.mark_heard((voicemail_id,))
        except Exception as error:
            log.info("a voicemail could not be marked as heard: %s", type(error).__name__)

    async def _save(self, voicemail_id: VoicemailId, path: Path) -> None:
        try:
            await self._voicemails.save(voicemail_id, path)
        except Exception as error:
            self.failed.emit(why_not_played(error))
        else:
            self.saved.emit(path.name)

    def _say(self, voicemail_id: VoicemailId, error: Exception) -> None:
        log.info("voicemail %s is not played: %s", voicemail_id, type(error).__name__)
        if voicemail_id == self.key:
            self.loading, self.problem = False, why_not_played(error)
            self._unanswered = isinstance(error, Unanswered)
            self.changed.emit()

    def _move(self, second: float) -> None:
        self.second = second
        if self.key is not None:
            self._places[self.key] = second
        self.moved.emit(second)

    def _keep_place(self, voicemail_id: VoicemailId) -> None:
        second = self._places.get(voicemail_id, 0.0)
        self._written = second
        self._start(self._write(voicemail_id, second))

    async def _write(self, voicemail_id: VoicemailId, second: float) -> None:
        try:
            await self._voicemails.keep_place(voicemail_id, second)
        except Mendable as error:
            log.info("a place in a voicemail is not kept: %s", error.word)

    def _told_of_sounding(self) -> None:
        self.sounding_changed.emit()
        self.changed.emit()

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CarrierChanged(Carrier.UP) if self._unanswered and self.problem:
                self.retry()
            case e.VoicemailsChanged(_, gone) if gone:
                if self.sounding in gone:
                    self.pause()
                for voicemail_id in gone:
                    self._places.pop(voicemail_id, None)
            case e.SoundChanged():
                self.changed.emit()
            case _:
                pass


def why_not_played(error: Exception) -> str:
    match error:
        case Unanswered(captive_portal=False):
            return _("Not fetched yet: this computer is offline.")
        case Mendable(word="recording-broken"):
            return _("This recording is damaged and can't be played.")
        case _:
            return sentence_for(error)
