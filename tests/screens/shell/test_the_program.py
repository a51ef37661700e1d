"""The program as a process: it says its version, opens a window, is there once, and ends when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {
    **os.environ,
    "QT_QPA_PLATFORM": "offscreen",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
}


def fiveline(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ui.app", *words],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(file: Path, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not file.exists():
        assert time.monotonic() < deadline, f"no {file.name}"
        time.sleep(0.02)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A desktop whose carrier is not there."""
    program = fiveline("--profile", str(tmp_path), "--carrier", "https://127.0.0.1:9")
    wait_for(tmp_path / "instance.json")
    yield program
    if program.poll() is None:
        program.kill()
    program.communicate()


def test_it_says_its_version_without_a_window() -> None:
    said, _ = fiveline("--version").communicate(timeout=20)
    assert said.startswith("fiveline ")


def test_it_ends_politely_within_four_seconds(running: subprocess.Popen[str]) -> None:
    began = time.monotonic()
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=10)
    assert running.returncode == 0, said
    assert time.monotonic() - began < 5
    assert "Traceback" not in said
    assert "never awaited" not in said


def test_a_second_start_hands_its_link_over_and_goes(running: subprocess.Popen[str], tmp_path: Path) -> None:
    second = fiveline("--profile", str(tmp_path), "tel:+33199000001")
    second.communicate(timeout=20)
    assert second.returncode == 0
    assert running.poll() is None


def test_a_profile_that_cannot_be_made_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_text("in the way")
    program = fiveline("--profile", str(file / "profile"))
    said, _ = program.communicate(timeout=20)
    assert program.returncode == 1
    assert "Traceback" not in said
