"""The real window on a private desktop, signed in, for whoever measures it."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.harness.accessibility import AccessibilityBus
from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.session import Session
from tests.harness.waiting import until
from tests.journeys.person import sign_in


@dataclass(frozen=True, slots=True)
class Desk:
    session: Session
    carrier: CarrierProcess
    desktop: Desktop

    def moments(self, name: str) -> list[float]:
        """When `name` was seen, in seconds of the system's monotonic clock, from the program's log."""
        told = re.findall(rf"moment {name} ([0-9.]+)s", self.desktop.logs())
        return [float(second) for second in told]

    def next_moment(self, name: str, *, after: int, within: float = 10.0) -> float:
        """The moment that follows the first `after` of them."""
        moments = until(
            lambda: seen if len(seen := self.moments(name)) > after else None, what=name, within=within
        )
        return moments[after]

    def pss(self) -> float:
        """Proportional set size of the window and its engine together, in MB of 2^20 bytes."""
        process = psutil.Process(self.desktop.pid)
        return sum(_pss(each.pid) for each in (process, *process.children(recursive=True)))


@contextlib.contextmanager
def signed_in_desk() -> Iterator[Desk]:
    """Alex with five numbers, ready for calls; everything ends with the block."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ends:
        session = Session()
        ends.callback(session.close)
        session.open_keyring()
        bus = AccessibilityBus(session.accessibility_address)
        ends.callback(bus.close)
        carrier = CarrierProcess(Path(folder) / "carrier").start()
        ends.callback(carrier.close)
        desktop = Desktop(session, bus, Path(folder) / "desk", carrier=carrier)
        ends.callback(desktop.close)
        sign_in(desktop, carrier.account("premium", numbers=5))
        yield Desk(session, carrier, desktop)


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
