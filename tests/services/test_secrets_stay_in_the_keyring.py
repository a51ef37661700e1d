"""With a real Secret Service: fifty canaries, and none of them in any file that the program wrote."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import Mendable
from desktop.system.credentials import ALLOWED, KeyringCredentials, trustworthy_backend
from tests.harness.canaries import find
from tests.harness.carrier import ROOT, CarrierProcess

KEYRING = "gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
SHELL = f'printf "open sesame" | {KEYRING}; exec "$0" -m tests.services.secret_life'


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CarrierProcess]:
    process = CarrierProcess(tmp_path_factory.mktemp("canaries") / "carrier").start()
    yield process
    process.close()


def live(home: Path, told: dict[str, Any]) -> list[dict[str, Any]]:
    """One life of the program in a session of its own; all it writes lands below `home`."""
    for name in ("run", "tmp"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "TMPDIR": str(home / "tmp"),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", SHELL, sys.executable],
        input=json.dumps(told) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=env,
        timeout=60,
    )
    (home / "stderr.txt").write_text(done.stderr)
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert said, done.stderr[-3000:]
    return said


@pytest.mark.skipif(shutil.which("gnome-keyring-daemon") is None, reason="no Secret Service here")
def test_no_canary_is_found_in_any_file(carrier: CarrierProcess, tmp_path: Path) -> None:
    account, other = (a for a in carrier.accounts if a["plan"] == "premium")
    told: dict[str, Any] = {
        "profile": str(tmp_path / "profile"),
        "carrier": carrier.url,
        "ca": str(carrier.ca),
        "email": account["email"],
        "password": account["password"],
        "wrong_passwords": ["Canarybird1", "Canarybird2"],
        "to": other["numbers"][0],
        "texts": [f"canarytext{n:02d} sings" for n in range(20)],
        "drafts": [f"canarydraft{n:02d} hums" for n in range(10)],
        "names": [f"Canaryname{n:02d} Bird" for n in range(12)],
        "then": "die",
    }
    (first,) = live(tmp_path, told)
    assert not first["resumed"]
    assert first["backend"] == "keyring.backends.SecretService"
    kept = json.loads(first["kept"]["session"])
    words = [
        *(word.partition(" ")[0] for word in (*told["texts"], *told["drafts"], *told["names"])),
        *told["wrong_passwords"],
        account["password"],
        first["access_token"],
        kept["refresh_token"],
        kept["sip"]["secret"],
        first["kept"]["cache-key"],
        account["email"],
        other["numbers"][0].removeprefix("+"),
    ]
    assert len(words) >= 50
    assert find(words, tmp_path) == []  # killed with -9: its journal is still there

    again = {**told, "texts": [], "drafts": [], "names": [], "then": "sign out"}
    second, out = live(tmp_path, again)
    assert second["resumed"]
    assert out["kept"] == {"session": None, "cache-key": None}
    assert not [name for name in out["files"] if ".db" in name]
    secrets = json.loads(second["kept"]["session"])
    assert secrets["refresh_token"]
    assert find([*words, secrets["refresh_token"]], tmp_path) == []


async def test_a_keyring_in_plain_text_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is installed or configured does not matter: only what is on the list is taken."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(Mendable) as caught:
        trustworthy_backend()
    assert caught.value.word == "no-keyring"
    credentials = KeyringCredentials("Fiveline test")
    with pytest.raises(Mendable, match="no-keyring"):
        await credentials.check()
    with pytest.raises(Mendable, match="no-keyring"):
        await credentials.save("session", "canary")
    await credentials.close()
    assert not any(word in name for name in ALLOWED for word in ("alt", "null", "fail", "chainer", "file"))
