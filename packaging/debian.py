"""The Debian packages that Fiveline needs, by purpose, and how to get them in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

SayFunction = Callable[[str], None]

# What PySide6, PortAudio and the keyring look for on a bare Debian 12 or Ubuntu.
RUN = (
    "libgl1 libegl1 libglib2.0-0 libxkbcommon0 libdbus-1-3 libfontconfig1 libportaudio2 libxcb-cursor0 "
    "libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 "
    "libxcb-xkb1 fonts-inter fonts-noto-core fonts-noto-color-emoji libasound2-plugins "
    "libenchant-2-2 hunspell-en-us hunspell-fr-classical"
).split()

# Real peers for the tests: SIP phones, a sound server without a card, a screen without a screen, a keyring.
TEST = (
    "baresip sip-tester kamailio kamailio-tls-modules pulseaudio pulseaudio-utils xvfb xauth x11-utils "
    "linphone-cli iproute2 xdotool openbox at-spi2-core python3-pyatspi gir1.2-atspi-2.0 python3-gi "
    "gnome-keyring dbus dbus-x11 espeak-ng sox imagemagick postgresql"
).split()


def missing(packages: list[str]) -> list[str]:
    """Those of `packages` that dpkg does not know as installed; none where there is no dpkg."""
    if not sys.platform.startswith("linux") or shutil.which("dpkg-query") is None:
        return []
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status} ${binary:Package}\n", *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    present = {
        line.split()[1].split(":")[0] for line in answer.stdout.splitlines() if line.startswith("installed ")
    }
    return [package for package in packages if package not in present]


def install(packages: list[str], say: SayFunction) -> bool:
    """Install `packages` as root or through sudo. False, with the command said, where that may not be."""
    apt = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif shutil.which("sudo") and _sudo_is_allowed():
        prefix = ["sudo"]
    else:
        say("These Linux packages are missing, and only an administrator may install them:")
        say("    sudo apt-get update && sudo " + " ".join(apt))
        return False
    say(f"Installing {len(packages)} Linux packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    keep = ["env", "DEBIAN_FRONTEND=noninteractive"] if prefix else []

    def run(*words: str) -> int:
        command = [*prefix, *words]
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment).returncode

    # Held by an unattended upgrade, dpkg's lock comes free by itself.
    wait = ["-o", "DPkg::Lock::Timeout=300", "-q"]
    run("apt-get", *wait, "update")
    done = run(*keep, apt[0], *wait, *apt[1:]) == 0
    if not done:
        say("apt-get did not succeed. To see why, run:")
        say("    " + " ".join([*prefix, *apt]))
    return done


def _sudo_is_allowed() -> bool:
    if sys.stdin.isatty():
        return True  # it may ask for the password
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
