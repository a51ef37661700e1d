"""Every shortcut of the window in one place; a screen's own keys stand in the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key, and what it does in words."""

    keys: str
    words: Words


DIALLER = Shortcut("Ctrl+D", lambda: _("Dial a number"))
SEARCH = Shortcut("Ctrl+K", lambda: _("Search"))
FIND = Shortcut("Ctrl+F", lambda: _("Search in this conversation"))
NEW_MESSAGE = Shortcut("Ctrl+N", lambda: _("New message"))
SETTINGS = Shortcut("Ctrl+,", lambda: _("Settings"))
EMOJI = Shortcut("Ctrl+.", lambda: _("Emoji"))
QUIT = Shortcut("Ctrl+Q", lambda: _("Quit"))
CALLS = Shortcut("Alt+1", lambda: _("Calls"))
MESSAGES = Shortcut("Alt+2", lambda: _("Messages"))
VOICEMAIL = Shortcut("Alt+3", lambda: _("Voicemail"))
PEOPLE = Shortcut("Alt+4", lambda: _("People"))
NEXT_NUMBER = Shortcut("Ctrl+Tab", lambda: _("Next number"))
NUMBER_BEFORE = Shortcut("Ctrl+Shift+Tab", lambda: _("Number before"))
DO_NOT_DISTURB = Shortcut("Ctrl+Shift+N", lambda: _("Do not disturb"))
ANSWER = Shortcut("Ctrl+Shift+A", lambda: _("Answer"))
DECLINE = Shortcut("Ctrl+Shift+D", lambda: _("Decline"))
MUTE = Shortcut("Ctrl+Shift+M", lambda: _("Mute"))
HANG_UP = Shortcut("Ctrl+Shift+E", lambda: _("Hang up"))
HOLD = Shortcut("Ctrl+Shift+H", lambda: _("Hold"))
KEYPAD = Shortcut("Ctrl+Shift+K", lambda: _("Keypad"))
TRANSFER = Shortcut("Ctrl+Shift+T", lambda: _("Transfer"))


def number_shortcut(index: int) -> Shortcut:
    """Ctrl+1 for all numbers, Ctrl+2 to Ctrl+6 for mine."""
    return Shortcut(f"Ctrl+{index + 1}", lambda: _("Go to number {place}").format(place=index))


def add_action(owner: QWidget, shortcut: Shortcut, do: Callable[[], object]) -> QAction:
    action = QAction(shortcut.words(), owner)
    action.setShortcut(QKeySequence(shortcut.keys))
    action.triggered.connect(lambda: do())
    owner.addAction(action)
    return action
