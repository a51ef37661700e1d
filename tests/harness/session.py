"""A whole desktop in a private corner: a screen, its window manager, the buses, a keyring and sound.

Nothing here needs systemd, a card, a real screen or an ordinary user: it runs as root in a bare container
with the packages of `packaging/debian.py`. Everything lives in one temporary folder and ends with `close`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.harness.processes import Process
from tests.harness.waiting import until
from tests.sound import SoundCard

SCREEN = "1440x1000x24"

# Nothing is started on demand: a test without a keyring must find none.
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
A11Y = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
A11Y_PROPERTIES = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.freedesktop.DBus.Properties")


class Session:
    """`env` is what a program needs to live in this desktop."""

    def __init__(self) -> None:
        # Short: a socket's path holds 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="fl-"))
        self._processes: list[Process] = []
        self.sound: SoundCard | None = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        self.home = self.folder / "home"
        runtime = self.folder / "run"
        for folder in (self.home, runtime):
            folder.mkdir(mode=0o700)
        self.env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_SESSION_TYPE": "x11",
            "LANG": "C.UTF-8",
            "NO_AT_BRIDGE": "0",
        }
        self.env["DISPLAY"] = self._open_screen()
        self._open_bus(runtime / "bus")
        self._run("openbox", "--sm-disable")
        self._open_accessibility()
        pulse = self.folder / "pulse"
        pulse.mkdir(mode=0o700)
        self.sound = SoundCard(pulse)

    # --- parts --------------------------------------------------------------------------------------------
    def _open_screen(self) -> str:
        # Xvfb itself looks for a free display and says which when it is ready: no race.
        reading, writing = os.pipe()
        try:
            self._start_process(
                ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
                pass_fds=(writing,),
            )
            os.close(writing)
            writing = -1
            with os.fdopen(reading, "rb") as told:
                number = told.readline().strip().decode()
        finally:
            if writing != -1:
                os.close(writing)
        assert number, f"Xvfb did not start: {self._processes[-1].said()}"
        return f":{number}"

    def _open_bus(self, socket: Path) -> None:
        config = self.folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=socket), encoding="utf-8")
        self._run("dbus-daemon", f"--config-file={config}", "--nofork")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
        until(socket.exists, what="the session bus is there")

    def _open_accessibility(self) -> None:
        self._run("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
        self.wait_for_name("org.a11y.Bus")
        with self.bus() as bus:
            # What a screen reader does when it starts: programs then open their bridge.
            enable = new_method_call(
                A11Y_PROPERTIES, "Set", "ssv", ("org.a11y.Status", "IsEnabled", ("b", True))
            )
            unwrap_msg(bus.send_and_get_reply(enable, timeout=10))
            (self.accessibility_address,) = unwrap_msg(
                bus.send_and_get_reply(new_method_call(A11Y, "GetAddress"), timeout=10)
            )

    def open_keyring(self) -> Process:
        """The Secret Service of GNOME, unlocked."""
        keyring = self._start_process(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=b"correct horse battery staple",
        )
        self.wait_for_name("org.freedesktop.secrets")
        return keyring

    def close_keyring(self, keyring: Process) -> None:
        keyring.end()
        self._processes.remove(keyring)

    # --- use ----------------------------------------------------------------------------------------------
    def bus(self) -> DBusConnection:
        return open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"])

    def wait_for_name(self, name: str) -> None:
        with self.bus() as bus:
            asking = new_method_call(BUS, "NameHasOwner", "s", (name,))
            until(
                lambda: unwrap_msg(bus.send_and_get_reply(asking, timeout=5))[0],
                what=f"{name} is on the session bus",
                within=15,
            )

    def run(self, *words: str, within: float = 10.0) -> str:
        """A short program in this desktop; what it printed."""
        done = subprocess.run(
            words, env=self.env, capture_output=True, text=True, timeout=within, check=False
        )
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
        return done.stdout

    def screenshot(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("import", "-silent", "-window", "root", str(path))
        return path

    def _run(self, *words: str) -> Process:
        return self._start_process(list(words))

    def _start_process(
        self, words: list[str], *, stdin: bytes | None = None, pass_fds: tuple[int, ...] = ()
    ) -> Process:
        log = self.folder / f"{Path(words[0]).name}.log"
        process = Process(words, env=self.env, log=log, stdin=stdin, pass_fds=pass_fds)
        self._processes.append(process)
        return process

    def close(self) -> None:
        if self.sound is not None:
            self.sound.close()
        for process in reversed(self._processes):
            process.end()
        self._processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
