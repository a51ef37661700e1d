"""How the engine's program is started: by this Python, or by the packaged program itself."""

from __future__ import annotations

import sys

LIST_DEVICES = "--list-devices"


def engine_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--voice-engine"]
    return [sys.executable, "-m", "desktop.voice"]
