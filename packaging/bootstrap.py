"""Sets Fiveline up from a fresh checkout and runs it, with nothing but Python 3.11 or 3.12.

    python3 packaging/bootstrap.py demo     set up, then open the window on an embedded carrier
    python3 packaging/bootstrap.py test     set up, then run every check and test
    python3 packaging/bootstrap.py setup    set up into .venv/ and stop
    python3 packaging/bootstrap.py bench    set up, then measure and print the table of figures
    python3 packaging/bootstrap.py long     set up, then run the long soak and fuzz tests

Words after the command are handed on (`test tests/domain -q`). Set-up that was done before is recognised in
well under two seconds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "packaging" / "requirements.lock"
TEST_LOCK = ROOT / "packaging" / "requirements-tests.lock"
STAMP = VENV / "fiveline-setup"
TEST_STAMP = VENV / "fiveline-setup-tests"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SUPPORTED = ((3, 11), (3, 12))

sys.path.insert(0, str(ROOT / "packaging"))
import debian  # noqa: E402
import steps  # noqa: E402


def say(text: str) -> None:
    print(text, flush=True)


def main(words: list[str]) -> int:
    command = words[0] if words else "help"
    if command not in ("demo", "test", "setup", "bench", "long"):
        say(__doc__ or "")
        return 0 if command in ("help", "-h", "--help") else 2
    if sys.version_info[:2] not in SUPPORTED:
        return go_on_with_another_python(words)
    began = time.monotonic()
    testing = command in ("test", "bench", "long")
    if not set_up([*debian.RUN, *(debian.TEST if testing else [])]):
        return 1
    if testing:
        set_up_for_tests()
    if command == "setup":
        say(f"Ready ({time.monotonic() - began:.1f} s). Next: python3 packaging/bootstrap.py demo")
        return 0
    return {"demo": demo, "test": test, "bench": bench, "long": long}[command](words[1:])


def go_on_with_another_python(words: list[str]) -> int:
    for major, minor in reversed(SUPPORTED):
        other = shutil.which(f"python{major}.{minor}")
        if other and _works(other):
            return subprocess.run([other, __file__, *words], check=False).returncode
    have = ".".join(str(part) for part in sys.version_info[:2])
    say(f"This is Python {have}. Fiveline needs Python 3.11 or 3.12 (there is no pjsua2 for others).")
    return 1


def _works(python: str) -> bool:
    # A pyenv shim exists for versions that are not chosen, and fails when it is run.
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


# --- set-up -----------------------------------------------------------------------------------------------
def set_up(packages: list[str]) -> bool:
    fingerprint = hashlib.sha256(
        b"\0".join([LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode()])
    ).hexdigest()
    wanted = debian.missing(packages)
    if not _has_ensurepip():
        wanted.append(f"python3.{sys.version_info.minor}-venv")
    if wanted and not debian.install(wanted, say):
        return False
    if not _stamped(STAMP, fingerprint):
        plan = (
            ("Making .venv", make_venv),
            ("Installing the locked Python packages", install_lock),
            ("Installing Fiveline itself", install_project),
        )
        for number, (title, step) in enumerate(plan, start=1):
            say(f"[{number}/{len(plan)}] {title}")
            if not step():
                return False
        STAMP.write_text(fingerprint, encoding="ascii")
    return compile_catalogues()


def set_up_for_tests() -> None:
    """What only tests need, 70 MB: without it those of the speech recognition are left out, and say so."""
    fingerprint = hashlib.sha256(TEST_LOCK.read_bytes()).hexdigest()
    if _stamped(TEST_STAMP, fingerprint):
        return
    say("Installing the speech model for the tests")
    if install_lock(TEST_LOCK):
        TEST_STAMP.write_text(fingerprint, encoding="ascii")
    else:
        say("It did not come: the tests that need it are left out.")


def _has_ensurepip() -> bool:
    if PYTHON.exists():
        return True
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def _stamped(stamp: Path, fingerprint: str) -> bool:
    try:
        return PYTHON.exists() and stamp.read_text(encoding="ascii") == fingerprint
    except OSError:
        return False


def make_venv() -> bool:
    """A new .venv, unless there is one of this very Python: then only what changed is installed."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        settings = ""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if f"version = {version}" in settings.splitlines() and PYTHON.exists():
        return True
    return steps.run([sys.executable, "-m", "venv", "--clear", str(VENV)], say=say)


def install_lock(lock: Path = LOCK) -> bool:
    total = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    return steps.run(
        [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "-r", str(lock)],
        say=say,
        progress=("Collecting ", total),
    )


def install_project() -> bool:
    install = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-e",
        str(ROOT),
    ]
    return steps.run(install, say=say)


def compile_catalogues() -> bool:
    """gettext .mo files are made, not kept; each is made anew only when its .po is newer."""
    stale = [
        po
        for po in (ROOT / "translations").glob("*/LC_MESSAGES/*.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    for po in stale:
        compile_one = [
            "compile",
            "-i",
            str(po),
            "-o",
            str(po.with_suffix(".mo")),
            "-l",
            po.parent.parent.name,
        ]
        if not steps.run([str(PYTHON), "-m", "babel.messages.frontend", *compile_one], say=say):
            return False
    return True


# --- commands ---------------------------------------------------------------------------------------------
def demo(words: list[str]) -> int:
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        say("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.")
        say("Without a screen: xvfb-run -a python3 packaging/bootstrap.py demo")
        return 1
    return subprocess.run([str(PYTHON), "-m", "ui.app", "demo", *words], cwd=ROOT, check=False).returncode


def test(words: list[str]) -> int:
    """Formatter, linter and types, then all tests; with words, pytest alone and with them."""
    failed: list[str] = []
    if not words:
        checks = {
            "format": ["ruff", "format", "--check", "."],
            "lint": ["ruff", "check", "."],
            "types": ["mypy"],
        }
        for name, check in checks.items():
            say(f"== {name}: {' '.join(check)}")
            if subprocess.run([str(PYTHON), "-m", *check], cwd=ROOT, check=False).returncode:
                failed.append(name)
    for name, chosen in _rounds().items() if not words else (("tests", words),):
        say(f"== {name}")
        if subprocess.run([str(PYTHON), "-m", "pytest", *chosen], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        say(f"Not good yet: {', '.join(failed)}")
    return 1 if failed else 0


def _rounds() -> dict[str, list[str]]:
    """Side by side those that bear it and mostly wait; one by one those with sound or a real window."""
    folders = sorted(path.parent.name for path in (ROOT / "tests").glob("*/__init__.py"))
    alone = ("journeys", "voice")
    beside = [f"tests/{name}" for name in folders if name not in alone]
    return {
        "tests side by side": ["-n", "4", "--dist", "loadfile", *beside],
        "tests one by one": [f"tests/{name}" for name in alone],
    }


def bench(words: list[str]) -> int:
    return subprocess.run([str(PYTHON), "-m", "tests.benchmarks", *words], cwd=ROOT, check=False).returncode


def long(words: list[str]) -> int:
    return subprocess.run(
        [str(PYTHON), "-m", "pytest", "--long", "-m", "long", *words], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
