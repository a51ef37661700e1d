"""The demonstration's carrier must not outlive a window that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import subprocess, sys, time
child = subprocess.Popen(
    [sys.executable, "-m", "carrier", "serve", "--data", sys.argv[1], "--while-stdin"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=[int(sys.argv[2])],
)
child.stdout.readline()
print("ready", flush=True)
time.sleep(600)
"""


def test_a_carrier_of_a_killed_parent_stops(tmp_path: Path) -> None:
    # The carrier inherits `held`: its other end reads to the end when the carrier is gone, and not before.
    watched, held = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "data"), str(held)],
        stdout=subprocess.PIPE,
        pass_fds=(held,),
        cwd=ROOT,
    ) as parent:
        os.close(held)
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.send_signal(signal.SIGKILL)
    with os.fdopen(watched, "rb") as end:
        assert end.read() == b""
