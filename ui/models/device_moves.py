"""Says in a call, and while it rings, what is used instead of a device that went, and when it is back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import Call, Direction, Phase
from desktop.domain.sound import Sound
from desktop.domain.state import State
from desktop.store import Store
from ui.i18n import _
from ui.models.listening import listen
from ui.models.unheard import device_name


class DeviceMovesModel(QObject):
    moved = Signal(str)
    """A sentence or two."""

    def __init__(self, store: Store, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: Sound | None = None
        """As it was when a call that goes on was last looked at."""
        self._unsubscribe = listen(store, self._hear)

    def close(self) -> None:
        self._unsubscribe()

    def _hear(self, event: e.Event, state: State) -> None:
        talks = any(_uses_sound(call) for call in state.calls)
        rings = not talks and any(_rings(call) for call in state.calls)
        if not (talks or rings):
            self._before = None
            return
        before, self._before = self._before, state.sound
        words = (_words if talks else _ring_words)(before, state.sound) if before is not None else ""
        if words:
            self.moved.emit(words)


def _uses_sound(call: Call) -> bool:
    """It is talked on, or somebody is being called."""
    return call.is_live and (call.phase is not Phase.RINGING or call.direction is Direction.OUTGOING)


def _rings(call: Call) -> bool:
    return call.phase is Phase.RINGING and call.direction is Direction.INCOMING and not call.silenced


def _words(before: Sound, sound: Sound) -> str:
    old, new = before.microphone, sound.microphone
    if old and new and old == before.speaker != new and _is_gone(old, sound) and sound.speaker:
        return _("{old} is gone. You are now heard through {microphone} and hear through {speaker}.").format(
            old=device_name(old), microphone=device_name(new), speaker=device_name(sound.speaker)
        )
    said = (_microphone_words(before, sound), _speaker_words(before, sound))
    return " ".join(words for words in dict.fromkeys(said) if words)


def _microphone_words(before: Sound, sound: Sound) -> str:
    old, new = before.microphone, sound.microphone
    if old == new:
        return ""
    names = {"old": device_name(old), "new": device_name(new)}
    if not new:
        return _("{old} is gone. They cannot hear you until a microphone is plugged in.").format(**names)
    if old and _is_gone(old, sound):
        return _("{old} is gone. You are now heard through {new}.").format(**names)
    if old and _is_back(new, before, sound.choice.microphones):
        return _("{new} is back and in use again.").format(**names)
    return _("You are now heard through {new}.").format(**names)


def _speaker_words(before: Sound, sound: Sound) -> str:
    old, new = before.speaker, sound.speaker
    if old == new:
        return ""
    names = {"old": device_name(old), "new": device_name(new)}
    if not new:
        return _("{old} is gone. You hear nothing until a speaker is plugged in.").format(**names)
    if old and _is_gone(old, sound):
        return _("{old} is gone. You now hear through {new}.").format(**names)
    if old and _is_back(new, before, sound.choice.speakers):
        return _("{new} is back and in use again.").format(**names)
    return _("You now hear through {new}.").format(**names)


def _ring_words(before: Sound, sound: Sound) -> str:
    gone = [name for name in before.ringers if name not in sound.ringers and _is_gone(name, sound)]
    back = [name for name in sound.ringers if name not in before.ringers and _is_gone(name, before)]
    if gone and sound.ringers:
        return _("{old} is gone. It now rings on {new}.").format(
            old=_listed(gone), new=_listed(sound.ringers)
        )
    if gone:
        return _("{old} is gone. Nothing rings until a speaker is plugged in.").format(old=_listed(gone))
    return _("It now rings on {new}.").format(new=_listed(sound.ringers)) if back else ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(device_name(name) for name in names)


def _is_gone(name: str, sound: Sound) -> bool:
    return all(device.name != name for device in sound.devices)


def _is_back(name: str, before: Sound, wished: tuple[str, ...]) -> bool:
    """It was not there, and is used since it is preferred."""
    return name in wished and _is_gone(name, before)
