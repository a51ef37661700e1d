from __future__ import annotations

import signal
import socket
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from carrier.certificates import ensure_certificates
from tests.carrier.process import CarrierProcess
from tests.carrier.running import Signed


def sign_in(carrier: CarrierProcess, account: int = 0) -> Signed:
    who = carrier.ready["accounts"][account]
    body = {
        "email": who["email"],
        "password": who["password"],
        "device": {"name": "Laptop", "platform": "linux"},
    }
    response = carrier.http.post("/v1/sessions", json=body)
    assert response.status_code == 201, response.text
    return Signed(carrier.http, response.json())


def test_it_says_where_it_listens_and_who_lives_there_and_stops_when_asked(tmp_path: Path) -> None:
    with CarrierProcess(tmp_path / "data", "--demo") as carrier:
        ready = carrier.ready
        assert ready["http"].startswith("https://127.0.0.1:")
        assert set(ready["sip"]) == {"tls", "tcp", "udp"}
        assert [account["plan"] for account in ready["accounts"]] == ["premium", "premium", "starter"]
        assert len(ready["accounts"][0]["numbers"]) == 5
        device = sign_in(carrier)
        assert device.answer["sip"]["ports"] == ready["sip"]
        with device.events() as events:  # an open stream does not hold it up
            next(events)
            assert carrier.end() == 0
    with CarrierProcess(tmp_path / "data", "--demo") as carrier:  # and it goes on where it was
        assert Signed(carrier.http, device.answer).get("/v1/me")["name"] == "Alex Martin"
        carrier.process.send_signal(signal.SIGINT)
        assert carrier.wait() == 0


def test_the_certificate_holds_under_strict_checks_for_https_and_for_sip(tmp_path: Path) -> None:
    with CarrierProcess(tmp_path / "data") as carrier:
        assert "accounts" not in carrier.ready
        for port in (int(carrier.ready["http"].rpartition(":")[2]), carrier.ready["sip"]["tls"]):
            for name in ("localhost", "127.0.0.1", "fiveline.example"):
                with (
                    socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
                    carrier.tls().wrap_socket(plain, server_hostname=name) as secure,
                ):
                    assert secure.version() == "TLSv1.3"
        with pytest.raises(httpx.ConnectError):
            httpx.get(carrier.ready["http"], trust_env=False)


def test_keys_and_database_are_for_nobody_else(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with CarrierProcess(data):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for name in ("ca.key", "server.key", "carrier.sqlite3", "carrier.sqlite3-wal"):
        assert modes[name] == 0o600, name


def test_certificates_are_kept_until_the_name_changes(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path, "fiveline.example").certificate.read_bytes()
    assert ensure_certificates(tmp_path, "fiveline.example").certificate.read_bytes() == first
    assert ensure_certificates(tmp_path, "other.example").certificate.read_bytes() != first


def test_half_written_certificates_are_made_anew(tmp_path: Path) -> None:
    ensure_certificates(tmp_path, "fiveline.example")
    (tmp_path / "server.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    found = ensure_certificates(tmp_path, "fiveline.example")
    assert isinstance(found.server_context(), ssl.SSLContext)


def test_plain_http_needs_to_be_asked_for(tmp_path: Path) -> None:
    with CarrierProcess(tmp_path / "data", "--insecure-http") as carrier:
        assert carrier.ready["http"].startswith("http://127.0.0.1:")
        assert carrier.http.get("/v1/openapi.json").status_code == 200


@pytest.mark.parametrize("option", ["--http-port", "--sip-port", "--sip-tls-port"])
def test_a_port_that_is_taken_is_said_plainly(tmp_path: Path, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "carrier", "serve", "--data", str(tmp_path), option]
        ended = subprocess.run(
            [*command, str(taken.getsockname()[1])], capture_output=True, text=True, timeout=30, check=False
        )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "address already in use" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("count", [pytest.param(0, marks=pytest.mark.long), 2])
def test_as_many_processes_answer_as_are_wanted_and_they_end_with_it(tmp_path: Path, count: int) -> None:
    with CarrierProcess(tmp_path / "data", "--answering-processes", str(count)) as carrier:
        children = psutil.Process(carrier.process.pid).children()
        assert [child.cmdline()[2] for child in children] == count * ["carrier.answering"]
        assert carrier.end() == 0
    assert not any(child.is_running() for child in children)
