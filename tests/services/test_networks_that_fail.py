"""What a person sees of a network that fails: within five seconds that nobody can reach them, and its end."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.carrier import ROOT, CarrierProcess
from tests.harness.country import Country, Place, a_country
from tests.harness.ferry import Ferry
from tests.harness.waiting import until

log = logging.getLogger(__name__)

READY, CUT = "Ready", "Can't be reached right now"
TRAY_READY, TRAY_CUT = "tray: reachable", "tray: unreachable"
SEEN_WITHIN = 5.0
ASLEEP = 20.0
BACK_WITHIN = 8.0
"""Ready again, with messages too; calls come after three (`tests/voice/networks`)."""

country = pytest.fixture(scope="module")(a_country)


class Onlooker:
    """The process, on a computer of its own where `localhost` is the carrier's place."""

    def __init__(self, place: Place, carriers: Place, carrier: CarrierProcess, folder: Path) -> None:
        hosts = folder / "hosts"
        hosts.write_text(f"{carriers.address} localhost\n", encoding="ascii")
        account = carrier.account("premium", numbers=5)
        words = [
            "ip",
            "netns",
            "exec",
            place.namespace,
            "sh",
            "-c",
            'mount --bind "$0" /etc/hosts && exec "$@"',
        ]
        words += [
            str(hosts),
            sys.executable,
            "-m",
            "tests.services.onlooker",
            "--carrier",
            carrier.url.replace("127.0.0.1", "localhost"),
        ]
        words += ["--ca", str(carrier.ca), "--profile", str(folder / "profile")]
        words += ["--keyring", str(folder / "keyring.json")]
        words += ["--email", account["email"], "--password", account["password"]]
        self.seen: list[tuple[str, float]] = []
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            start_new_session=True,
            env={**os.environ, "PULSE_SERVER": "unix:/nonexistent", "LANG": "C.UTF-8"},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            self.seen.append((told["word"], told["at"]))

    def sleep(self, asleep: bool) -> None:
        """The window's side and the engine stand still, as in a computer whose lid is shut."""
        os.killpg(self._process.pid, signal.SIGSTOP if asleep else signal.SIGCONT)

    def shows(self, word: str, *, since: float, within: float) -> float:
        """Seconds until it did."""

        def found() -> float | None:
            return next((at - since for shown, at in list(self.seen) if shown == word and at >= since), None)

        return until(found, what=f"it shows {word!r}", within=within)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            assert self._process.wait(20) == 0
        finally:
            self._process.kill()
            self._reader.join(5)
            self._log.close()
            if self._process.stdout is not None:
                self._process.stdout.close()


@pytest.fixture(scope="module")
def carriers(country: Country) -> Place:
    return country.place("carrier")


@pytest.fixture(scope="module")
def carrier(carriers: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CarrierProcess]:
    with carriers.inside():
        process = CarrierProcess(tmp_path_factory.mktemp("networks") / "carrier").start()
    ferry = Ferry(carriers, (int(process.url.rpartition(":")[2]), process.sip["tls"]))
    yield process
    ferry.close()
    process.close()


def test_that_nobody_can_reach_me_is_seen_within_five_seconds(
    country: Country, carriers: Place, carrier: CarrierProcess, tmp_path: Path
) -> None:
    place = country.place("desk")
    onlooker = Onlooker(place, carriers, carrier, tmp_path)
    onlooker.shows(READY, since=0.0, within=20.0)

    def start() -> None:
        with carriers.inside():
            carrier.start()

    ways: tuple[tuple[Callable[[], None], Callable[[], object]], ...] = (
        (place.pull, place.plug),
        (place.swallow, place.deliver),
        (carrier.kill, start),
    )
    for cut, mend in ways:
        began = time.monotonic()
        cut()
        seen = max(onlooker.shows(each, since=began, within=10.0) for each in (CUT, TRAY_CUT))
        mend()
        opened = time.monotonic()
        back = max(onlooker.shows(each, since=opened, within=20.0) for each in (READY, TRAY_READY))
        log.info("seen after %.2f s, ready after %.2f s", seen, back)
        assert seen <= SEEN_WITHIN
        assert back <= BACK_WITHIN
    onlooker.close()


@pytest.mark.long
def test_asleep_until_the_carrier_has_forgotten_it(
    country: Country, carriers: Place, carrier: CarrierProcess, tmp_path: Path
) -> None:
    place = country.place("laptop")
    onlooker = Onlooker(place, carriers, carrier, tmp_path)
    onlooker.shows(READY, since=0.0, within=20.0)
    onlooker.sleep(True)
    place.swallow()
    time.sleep(ASLEEP)
    place.move(place.address_of(7))  # it wakes up elsewhere; where it was, all is still swallowed
    onlooker.sleep(False)
    woken = time.monotonic()
    cut = onlooker.shows(CUT, since=woken, within=20.0)
    back = cut + onlooker.shows(READY, since=woken + cut, within=20.0)
    log.info("awake and ready after %.2f s", back)
    assert back <= BACK_WITHIN
    onlooker.close()
