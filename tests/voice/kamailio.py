"""Debian's Kamailio as the carrier, with the configuration of `packaging/carrier`, on a free port."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import time
from pathlib import Path

from desktop.voice.wire import Register
from tests.carrier.sip.certificates import make_certificate
from tests.harness.carrier import ROOT
from tests.harness.processes import Process
from tests.voice.exchange import DOMAIN, secret_of

PACKAGED = ROOT / "packaging" / "carrier"
ALONE = {"PATH": "/usr/sbin:/usr/bin:/bin"}


class Kamailio:
    """Its people are written into its tables before it starts."""

    def __init__(self, folder: Path, numbers: dict[str, tuple[str, ...]]) -> None:
        """`numbers` are the devices of each number."""
        self._folder = folder
        self.ca = make_certificate(folder)
        devices = sorted({device for owners in numbers.values() for device in owners})
        owned = [(device, number) for number, owners in numbers.items() for device in owners]
        self._table("version", [])
        self._table("subscriber", [f"{device}:{DOMAIN}:{_ha1(device)}" for device in devices])
        self._table(
            "dbaliases",
            [f"{number}:{DOMAIN}:{device}:{DOMAIN}" for device, number in owned],
        )
        self._table("owns", [f"{device}\\:\\:{number}:0:0:1:0" for device, number in owned])
        (folder / "tls.cfg").write_text(
            "[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n"
            f"private_key = {self.ca}\ncertificate = {self.ca}\n",
            encoding="ascii",
        )
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.tls_port = int(probe.getsockname()[1])
        self._process: Process | None = None

    def _table(self, name: str, rows: list[str]) -> None:
        text = (PACKAGED / "tables" / name).read_text(encoding="ascii")
        rows = [f"{number}:{row}" for number, row in enumerate(rows, 1)]
        (self._folder / name).write_text(text + "".join(row + "\n" for row in rows), encoding="ascii")

    def start(self) -> Kamailio:
        words = ["kamailio", "-DD", "-E", "-f", str(PACKAGED / "kamailio.cfg"), "-m", "32", "-M", "8"]
        words += ["-w", str(self._folder), "-Y", str(self._folder), "-P", str(self._folder / "pid")]
        for name, value in (
            ("HOST", "127.0.0.1"),
            ("TLS_PORT", str(self.tls_port)),
            ("DOMAIN", f'"{DOMAIN}"'),
            ("DBURL", f'"text://{self._folder}"'),
            ("TLS_CONFIG", f'"{self._folder / "tls.cfg"}"'),
        ):
            words += ["-A", f"{name}={value}"]
        self._process = Process(words, env=ALONE, log=self._folder / "kamailio.log")
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.tls_port), timeout=1).close()
            except OSError:
                assert self._process.is_alive(), self.said()[-3000:]
                assert time.monotonic() < deadline, self.said()[-3000:]
                time.sleep(0.05)  # until it listens
            else:
                return self

    def said(self) -> str:
        return (self._folder / "kamailio.log").read_text(encoding="utf-8", errors="replace")

    def registration(self, device: str, **otherwise: str) -> Register:
        return Register(
            domain=DOMAIN,
            user=device,
            secret=otherwise.get("secret", secret_of(device)),
            host=DOMAIN,
            tls_port=self.tls_port,
            ca_file=str(self.ca),
        )

    def close(self) -> None:
        if self._process is not None:
            self._process.end()

    @staticmethod
    def is_installed() -> bool:
        try:
            done = subprocess.run(["kamailio", "-v"], capture_output=True, timeout=10, check=False)
        except OSError:
            return False
        return done.returncode == 0 and Path("/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so").exists()


def _ha1(device: str) -> str:
    """RFC 7616 section 3.4.2."""
    return hashlib.md5(f"{device}:{DOMAIN}:{secret_of(device)}".encode(), usedforsecurity=False).hexdigest()
