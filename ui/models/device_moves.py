"""Says during a call which device is used instead of one that went away, and when it is back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain import events as e
from desktop.domain.calls import Phase
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
        if not any(call.phase in (Phase.TALKING, Phase.HELD) for call in state.calls):
            self._before = None
            return
        before, self._before = self._before, state.sound
        if before is not None:
            words = _words(before, state.sound)
            if words:
                self.moved.emit(words)


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


def _is_gone(name: str, sound: Sound) -> bool:
    return all(device.name != name for device in sound.devices)


def _is_back(name: str, before: Sound, wished: tuple[str, ...]) -> bool:
    """It was not there, and is used since it is preferred."""
    return name in wished and _is_gone(name, before)
