"""Whether the phone can be reached, and if not, where the way is cut."""

from __future__ import annotations

from enum import Enum


class Carrier(Enum):
    """The way to the carrier's HTTP API and its event stream."""

    UNKNOWN = "unknown"
    CONNECTING = "connecting"
    UP = "up"
    AWAY = "away"
    CAPTIVE_PORTAL = "captive-portal"
    CERTIFICATE_REFUSED = "certificate-refused"


class Engine(Enum):
    """The voice engine process."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"  # it died and is being brought back
    BROKEN = "broken"  # it dies again and again; tried at longer intervals


class Registration(Enum):
    """The device's SIP registration (RFC 3261 section 10)."""

    NONE = "none"
    REGISTERING = "registering"
    REGISTERED = "registered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class Readiness(Enum):
    """The one word the window shows for all of the above."""

    SIGNED_OUT = "signed-out"
    CONNECTING = "connecting"
    READY = "ready"
    NO_CALLS = "no-calls"  # messages work, calls do not
    AWAY = "away"
