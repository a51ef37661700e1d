"""A recording that is played: a voicemail, from any second of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.domain.recording import Recording
from desktop.voice import recording, streams
from desktop.voice.lineup import Lineup
from desktop.voice.wire import AnyEvent, CommandFailed, Playing


class Player:
    """One recording at a time. Used on the sound thread only."""

    def __init__(self, lineup: Lineup, *, publish: Callable[[AnyEvent], None]) -> None:
        self._lineup = lineup
        self._publish = publish
        self._now: tuple[str, streams.Playback] | None = None
        self._sent: tuple[str, bytearray] = "", bytearray()

    @property
    def is_playing(self) -> bool:
        return self._now is not None

    def play(self, path: str, play_id: str, from_second: float) -> None:
        self.end(told=True)
        try:
            sound = recording.load(Path(path))
        except recording.Unplayable as error:
            self._publish(CommandFailed("PlayFile", str(error), play_id))
            return
        self._begin(sound, play_id, from_second)

    def play_recording(self, sound: Recording, play_id: str) -> None:
        """One that is held in memory."""
        self.end(told=True)
        self._begin(sound, play_id, 0.0)

    def play_sent(self, play_id: str, rate: int, samples: bytes, *, more: bool) -> None:
        """One that comes in pieces, and is played once the last is here."""
        if self._sent[0] != play_id:
            self._sent = play_id, bytearray()
        sent = self._sent[1]
        sent += samples
        if not recording.fits(rate, len(sent)):
            self._sent = "", bytearray()
            self._publish(CommandFailed("PlaySound", "not-a-recording", play_id))
        elif not more:
            self._sent = "", bytearray()
            self.play_recording(Recording(rate, bytes(sent)), play_id)

    def _begin(self, sound: Recording, play_id: str, from_second: float) -> None:
        start = int(max(0.0, min(from_second, sound.seconds)) * sound.rate) * 2
        playback = self._lineup.first(
            self._lineup.choice.speakers,
            lambda device: streams.Playback(device, sound.samples, sound.rate, start=start),
            output=True,
        )
        if playback is None:
            self._publish(CommandFailed("PlayFile", "no-speaker", play_id))
        else:
            self._now = play_id, playback

    def stop(self, play_id: str) -> None:
        if self._now is not None and self._now[0] == play_id:
            self.end(told=True)

    def watch(self) -> None:
        """Say where it is, or that it is over."""
        if self._now is not None:
            play_id, playback = self._now
            if playback.has_ended:
                self.end(told=True)
            else:
                self._publish(Playing(play_id, round(playback.second, 2), False))

    def end(self, *, told: bool) -> None:
        if self._now is not None:
            play_id, playback = self._now
            self._now = None
            second = playback.second
            playback.close()
            if told:
                self._publish(Playing(play_id, round(second, 2), True))
