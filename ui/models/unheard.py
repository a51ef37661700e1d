"""Why the others do not hear me, in words, and the one thing to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from desktop.domain.sound import Sound, Unheard
from ui.i18n import _
from ui.models.plain import isolated

_LONGEST_NAME = 60


class Mend(Enum):
    UNMUTE = "unmute"
    UNMUTE_SYSTEM = "unmute-system"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class UnheardView:
    words: str
    brief: str
    """For a bar."""
    button: str
    mend: Mend


def unheard_view(sound: Sound, *, muted: bool) -> UnheardView | None:
    """For a call that is talked on; None while one is heard, or muted and silent."""
    microphone = device_name(sound.microphone)
    if sound.problem in ("no-microphone", "no-devices"):
        return UnheardView(
            _("They cannot hear you: no microphone was found. Plug one in; it is used at once."),
            _("They cannot hear you"),
            _("Choose microphone"),
            Mend.CHOOSE,
        )
    match sound.unheard:
        case Unheard.NO:
            return None
        case Unheard.MUTED_HERE:
            if not muted:
                return None
            return UnheardView(
                _("You are muted. They cannot hear you."), _("You are muted"), _("Unmute"), Mend.UNMUTE
            )
        case Unheard.MUTED_BY_SYSTEM:
            return UnheardView(
                _("They cannot hear you: this computer has muted {name}.").format(name=microphone),
                _("Muted by this computer"),
                _("Unmute"),
                Mend.UNMUTE_SYSTEM,
            )
        case Unheard.SILENT:
            return UnheardView(
                _(
                    "They cannot hear you: no sound comes from {name}. It may be switched off, or the "
                    "system's settings keep it from this program."
                ).format(name=microphone),
                _("They cannot hear you"),
                _("Choose microphone"),
                Mend.CHOOSE,
            )
        case _:
            assert_never(sound.unheard)


def device_name(name: str) -> str:
    """A device as a sentence names it; what the system calls its default has a name that says nothing."""
    if not name or name.casefold() in ("default", "pulse", "pipewire", "sysdefault"):
        return _("the system's own device")
    return isolated(name[:_LONGEST_NAME])
