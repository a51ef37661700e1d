"""An edge on loopback: quick timers, a directory in memory, and the simulated network at a quick pace."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carrier.network.simulated import Pace, SimulatedNetwork
from carrier.sip.edge import SipEdge
from carrier.sip.transaction import Timers
from carrier.sip.transport import SipPorts
from tests.carrier.sip.certificates import server_context
from tests.carrier.sip.directory import MemoryDirectory

DOMAIN = "fiveline.test"
QUICK = Timers(t1=0.05, t2=0.2, t4=0.2)
QUICK_PACE = Pace(machine_answers=0.05, person_answers=0.1, calls_back=0.1, silence=1.0, longest_talk=30.0)


@dataclass(slots=True)
class Running:
    edge: SipEdge
    ports: SipPorts
    directory: MemoryDirectory
    network: SimulatedNetwork
    certificate: Path


@contextlib.asynccontextmanager
async def run_edge(
    certificate: Path, *, pace: Pace = QUICK_PACE, timers: Timers = QUICK, **options: Any
) -> AsyncIterator[Running]:
    directory = MemoryDirectory()
    network = SimulatedNetwork(pace=pace)
    options.setdefault("ring_seconds", 2.0)
    edge = SipEdge(
        directory,
        network,
        domain=DOMAIN,
        tls_context=server_context(certificate),
        tls_port=0,
        tcp_port=0,
        udp_port=0,
        timers=timers,
        **options,
    )
    ports = await edge.start()
    try:
        yield Running(edge, ports, directory, network, certificate)
    finally:
        await edge.stop()
