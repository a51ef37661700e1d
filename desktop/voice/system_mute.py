"""Whether the sound system itself has muted the microphone we use, and undoing it.

PulseAudio and PipeWire tell it (Linux, `pactl`): they give zeros from a muted source. Windows and macOS give
zeros too, and tell it to nobody without more libraries: there it stays unknown.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

_PATIENCE = 2.0
_LONGEST_ANSWER = 1024 * 1024
_WHEN_UNMUTED = "70%"


class SystemMute:
    """Never waits: a thread asks. Used by the sound thread."""

    def __init__(self) -> None:
        self.is_muted: bool | None = None
        """As it was found last; None while nothing is known."""
        self._thread: threading.Thread | None = None

    def forget(self) -> None:
        self.is_muted = None

    def look(self) -> None:
        self._begin(self._look)

    def undo(self) -> None:
        self._begin(self._undo)

    def _begin(self, work: Callable[[], None]) -> None:
        if sys.platform == "linux" and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=work, name="system mute", daemon=True)
            self._thread.start()

    def _look(self) -> None:
        ours = _ours()
        self.is_muted = None if ours is None else any(_is_muted(kind) for kind in ours)

    def _undo(self) -> None:
        ours = _ours()
        for kind, found in zip(("source-output", "source"), ours or (), strict=False):
            if found.get("mute") is True:
                _pactl(f"set-{kind}-mute", str(found["index"]), "0")
            if _is_muted({**found, "mute": False}):
                _pactl(f"set-{kind}-volume", str(found["index"]), _WHEN_UNMUTED)
        self._look()


def _ours() -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Our stream from a microphone, and that microphone."""
    streams, sources = _listed("source-outputs"), _listed("sources")
    for stream in streams:
        properties = stream.get("properties")
        if isinstance(properties, dict) and properties.get("application.process.id") == str(os.getpid()):
            for source in sources:
                if source.get("index") == stream.get("source"):
                    return stream, source
    return None


def _is_muted(found: dict[str, Any]) -> bool:
    volume = found.get("volume")
    channels = volume.values() if isinstance(volume, dict) else ()
    values = [channel.get("value") for channel in channels if isinstance(channel, dict)]
    return found.get("mute") is True or (bool(values) and all(value == 0 for value in values))


def _listed(what: str) -> list[dict[str, Any]]:
    try:
        answer = json.loads(_pactl("--format=json", "list", what)[:_LONGEST_ANSWER] or "[]")
    except ValueError:
        return []
    return [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []


def _pactl(*words: str) -> bytes:
    try:
        return subprocess.run(
            ["pactl", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        log.info("pactl: %s", type(error).__name__)
        return b""
