"""How the engine's program is started: by this Python, or by the packaged program itself."""

from __future__ import annotations

import sys

LIST_DEVICES = "--list-devices"


def engine_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--voice-engine"]
    return [sys.executable, "-m", "desktop.voice"]


def main() -> int:
    """The engine on this process's standard streams; or, when asked for, what lists the sound devices.

    That one needs nothing of pjsua2: it takes half the memory without it.
    """
    if LIST_DEVICES in sys.argv:
        from desktop.voice.listing import main as listing

        return listing()
    from desktop.voice.process import main as engine

    return engine()
