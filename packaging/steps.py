"""Runs one step of the set-up and shows how far it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable


def run(command: list[str], *, say: Callable[[str], None], progress: tuple[str, int] | None = None) -> bool:
    """Run `command`; its output is shown only when it fails.

    With `progress` = (how a line begins that counts, how many there will be at most) a counter moves along.
    """
    output: list[str] = []
    done = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            if progress and line.startswith(progress[0]):
                done += 1
                name = line[len(progress[0]) :].split("==")[0].split()[0]
                _show(f"      {done:3d} of at most {progress[1]}  {name}", say)
    _show("", say)
    if process.returncode != 0:
        say("".join(output[-40:]))
        say(f"This step failed: {' '.join(command)}")
    return process.returncode == 0


def _show(text: str, say: Callable[[str], None]) -> None:
    """Write over the same line on a terminal; elsewhere every tenth line is enough."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif text and text.split()[0].endswith("0"):
        say(text)
