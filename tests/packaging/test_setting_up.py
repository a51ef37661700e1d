"""The set-up as a person without rights, or with everything in place, meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt is Linux")
def test_who_may_not_install_packages_is_told_the_exact_command() -> None:
    code = (ROOT / "packaging" / "debian.py").read_text(encoding="utf-8")
    answer = subprocess.run(
        ["/usr/bin/python3", "-c", code + '\nprint("done:", install(["libexample1", "libexample2"], print))'],
        user="nobody",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert "sudo apt-get update && sudo apt-get install" in answer.stdout
    assert "libexample1 libexample2" in answer.stdout
    assert answer.stdout.rstrip().endswith("done: False")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="dpkg is Linux")
def test_packages_that_are_not_there_are_named() -> None:
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        import debian
    finally:
        sys.path.pop(0)
    assert debian.missing(["no-such-package-anywhere"]) == ["no-such-package-anywhere"]
    assert debian.missing(["dpkg"]) == []


def test_an_unknown_word_prints_the_commands_and_fails() -> None:
    answer = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "bootstrap.py"), "dance"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "bootstrap.py demo" in answer.stdout


def test_without_a_screen_the_demo_says_how_to_get_one() -> None:
    without = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    if not (ROOT / ".venv" / "fiveline-setup").exists() or not sys.platform.startswith("linux"):
        pytest.skip("needs a finished set-up on Linux")
    bootstrap = [sys.executable, str(ROOT / "packaging" / "bootstrap.py")]
    subprocess.run([*bootstrap, "setup"], check=True, capture_output=True, env=without)
    answer = subprocess.run([*bootstrap, "demo"], capture_output=True, text=True, check=False, env=without)
    assert answer.returncode == 1
    assert "There is no screen here" in answer.stdout, answer.stdout
    assert "[1/3]" not in answer.stdout, "set-up that was done before began again"
