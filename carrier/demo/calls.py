"""The call history of the demonstration, with every way a call can end."""

from __future__ import annotations

from dataclasses import dataclass

from carrier.demo import people as p
from carrier.network.people import BUSY, ECHO, NO_ANSWER, ROBIN, UNREACHABLE


@dataclass(frozen=True, slots=True)
class DemoCall:
    number: str
    peer: str
    days_ago: float
    direction: str
    outcome: str
    seconds: float = 0.0
    reason: str | None = None
    seen: bool = True


ALEX_CALLS = (
    DemoCall(p.LONDON, p.OLIVER.address, 0.31, "incoming", "missed", seen=False),
    DemoCall(p.PRIVATE, p.CAMILLE.address, 0.6, "outgoing", "answered", 754),
    DemoCall(p.PRIVATE, ECHO, 0.8, "outgoing", "answered", 21),
    DemoCall(p.BRUSSELS, p.JONAS.address, 0.9, "incoming", "missed", seen=False),
    DemoCall(p.BRUSSELS, "", 1.2, "incoming", "missed"),
    DemoCall(p.PRIVATE, BUSY, 1.3, "outgoing", "busy", reason="busy"),
    DemoCall(p.AGENCY, p.DANIEL.address, 1.6, "incoming", "answered", 1893),
    DemoCall(p.LONDON, p.PRIYA.address, 1.9, "incoming", "declined", reason="declined"),
    DemoCall(p.PRIVATE, NO_ANSWER, 2.1, "outgoing", "no-answer", reason="no-answer"),
    DemoCall(p.PRIVATE, UNREACHABLE, 2.2, "outgoing", "failed", reason="unreachable"),
    DemoCall(p.PRIVATE, p.MARIE_LYON, 2.8, "outgoing", "answered", 312),
    DemoCall(p.PRIVATE, p.GARAGE.address, 3.0, "incoming", "answered-elsewhere", reason="answered-elsewhere"),
    DemoCall(p.STOCKHOLM, p.ASTRID.address, 3.4, "outgoing", "answered", 1204),
    DemoCall(p.STOCKHOLM, p.ASTRID.address, 4.2, "incoming", "missed"),
    DemoCall(p.PRIVATE, p.LAYLA.address, 4.6, "outgoing", "cancelled", reason="cancelled"),
    DemoCall(p.PRIVATE, p.LAYLA.address, 4.7, "incoming", "answered", 95),
    DemoCall(p.LONDON, "+442079460911", 5.1, "incoming", "missed"),
    DemoCall(p.PRIVATE, p.GRACE.address, 5.2, "incoming", "missed"),
    DemoCall(p.PRIVATE, "+33199009", 5.9, "outgoing", "failed", reason="wrong-number"),
    DemoCall(p.AGENCY, p.SOFIA.address, 6.3, "outgoing", "answered", 2417),
    DemoCall(p.PRIVATE, ROBIN, 6.8, "incoming", "answered", 34),
    DemoCall(p.LONDON, p.OLIVER.address, 7.5, "outgoing", "answered", 1541),
    DemoCall(p.PRIVATE, p.HUGO.address, 8.0, "incoming", "answered", 488),
    DemoCall(p.STOCKHOLM, p.ASTRID.address, 8.4, "incoming", "missed"),
    DemoCall(p.AGENCY, p.DANIEL.address, 9.7, "outgoing", "no-answer", reason="no-answer"),
    DemoCall(p.BRUSSELS, "+32471000789", 10.2, "incoming", "answered", 143),
    DemoCall(p.PRIVATE, p.INES.address, 11.5, "outgoing", "answered", 66),
    DemoCall(p.PRIVATE, p.OMAR.address, 13.1, "incoming", "answered", 902),
    DemoCall(p.LONDON, p.GRACE.address, 14.4, "outgoing", "answered", 377),
    DemoCall(p.PRIVATE, p.NOUR.address, 16.9, "incoming", "missed"),
    DemoCall(p.LONDON, p.OLIVER.address, 18.2, "incoming", "answered", 2205),
    DemoCall(p.AGENCY, p.SOFIA.address, 21.0, "outgoing", "cancelled", reason="cancelled"),
    DemoCall(p.PRIVATE, p.CAMILLE.address, 24.6, "incoming", "answered", 1320),
    DemoCall(p.PRIVATE, p.GARAGE.address, 28.3, "outgoing", "answered", 187),
)

MARIE_CALLS = (
    DemoCall(p.MARIE_LYON, p.INES.address, 1.1, "incoming", "missed", seen=False),
    DemoCall(p.MARIE_LYON, p.PRIVATE, 2.8, "incoming", "answered", 312),
    DemoCall(p.MARIE_TEL_AVIV, p.LAYLA.address, 6.1, "outgoing", "answered", 540),
)
