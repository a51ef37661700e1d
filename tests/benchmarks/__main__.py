"""All figures in one table, with the machine: `python3 packaging/bootstrap.py bench`.

Words choose parts: startup, memory, window, messages, voice, voicemail, rivals.
Nothing asserts; MISSED is for people to read.
"""

from __future__ import annotations

import sys
import time

from tests.benchmarks.desk import Desk, signed_in_desk
from tests.benchmarks.figures import Figure, machine, table
from tests.benchmarks.messages import message_figures
from tests.benchmarks.rivals import rival_figures
from tests.benchmarks.startup import startup_figures
from tests.benchmarks.voice import voice_figures
from tests.benchmarks.voicemail import voicemail_figures
from tests.benchmarks.window import window_figures
from tests.journeys.person import ECHO, dial, hang_up, talk

PARTS = ("startup", "memory", "window", "messages", "voice", "voicemail", "rivals")


def memory_figures(desk: Desk) -> list[Figure]:
    time.sleep(3)  # what start-up made and threw away
    idle = desk.pss()
    dial(desk.desktop.window, ECHO)
    talk(desk.desktop.window)
    talking = desk.pss()
    hang_up(desk.desktop.window)
    return [
        Figure("window and engine, idle, PSS", idle, "MB", bound=190),
        Figure("window and engine, in a call, PSS", talking, "MB", bound=190),
    ]


def main(words: list[str]) -> int:
    chosen = words or list(PARTS)
    if not set(chosen) <= set(PARTS):
        print(__doc__)
        return 2
    print(machine(), flush=True)
    figures: list[Figure] = []
    if {"startup", "memory", "window"} & set(chosen):
        with signed_in_desk() as desk:
            if "startup" in chosen:
                figures += startup_figures(desk)
            if "memory" in chosen:
                figures += memory_figures(desk)
            if "window" in chosen:
                figures += window_figures(desk)
    if "messages" in chosen:
        figures += message_figures()
    if "voice" in chosen:
        figures += voice_figures()
    if "voicemail" in chosen:
        figures += voicemail_figures()
    if "rivals" in chosen:
        figures += rival_figures()
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
