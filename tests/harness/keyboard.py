"""Real keys and a real mouse, by the X server's test extension: what a person does."""

from __future__ import annotations

from tests.harness.session import Session
from tests.harness.waiting import until


class Keyboard:
    def __init__(self, session: Session) -> None:
        self._session = session

    def press(self, *keys: str) -> None:
        """Keys by X name, with modifiers: "Return", "ctrl+d", "shift+Tab"."""
        self._session.run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Key by key into whatever has the keyboard."""
        self._session.run("xdotool", "type", "--clearmodifiers", "--delay", "4", "--", text, within=30)

    def click(self, x: int, y: int) -> None:
        self._session.run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def activate(self, pid: int) -> None:
        """Bring the main window of a program to the front, as a click in a task bar does."""
        found = self._session.run(
            "xdotool", "search", "--all", "--onlyvisible", "--pid", str(pid), "--name", "."
        ).split()
        assert found, f"process {pid} shows no window"
        self._session.run("xdotool", "windowactivate", "--sync", found[0])
        # The window manager calls it active before the program has taken the keyboard.
        until(
            lambda: self._session.run("xdotool", "getwindowfocus", "getwindowpid").strip() == str(pid),
            what=f"process {pid} has the keyboard",
        )
