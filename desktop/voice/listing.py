"""The process that reads the list of devices, each time that it is asked to: a line in, a line out."""

from __future__ import annotations

import json
import sys

from desktop.voice import devices


def main() -> int:
    """Until nobody can ask any more. PortAudio is started anew each time: only then does it look."""
    for _ in sys.stdin.buffer:
        devices.start_anew()
        sys.stdout.write(json.dumps([one.device.name for one in devices.listed()]) + "\n")
        sys.stdout.flush()
    return 0
