"""An edge on loopback: quick timers, a directory in memory, and the simulated network at a quick pace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from carrier.network.simulated import Pace, SimulatedNetwork
from carrier.sip.edge import SipEdge
from carrier.sip.transaction import Timers
from carrier.sip.transport import SipPorts
from tests.carrier.sip.certificates import make_certificate, server_context
from tests.carrier.sip.directory import MemoryDirectory

DOMAIN = "fiveline.test"
QUICK = Timers(t1=0.05, t2=0.2, t4=0.2)
QUICK_PACE = Pace(machine_answers=0.05, person_answers=0.1, calls_back=0.1, silence=1.0, longest_talk=3.0)


@dataclass(slots=True)
class Running:
    edge: SipEdge
    ports: SipPorts
    directory: MemoryDirectory
    network: SimulatedNetwork
    certificate: Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("edge"))


@pytest.fixture
async def running(certificate: Path) -> AsyncIterator[Running]:
    directory = MemoryDirectory()
    network = SimulatedNetwork(pace=QUICK_PACE)
    edge = SipEdge(
        directory,
        network,
        domain=DOMAIN,
        tls_context=server_context(certificate),
        tls_port=0,
        tcp_port=0,
        udp_port=0,
        timers=QUICK,
        ring_seconds=1.0,
    )
    ports = await edge.start()
    yield Running(edge, ports, directory, network, certificate)
    await edge.stop()
