"""What the program and its voice engine say to each other: msgspec frames over the engine's pipes.

A frame is a 4-byte big-endian length and a MessagePack document of at most `LONGEST_FRAME` bytes. Commands go
to the engine's standard input, events come from its standard output; its standard error is its log.
Nothing here imports pjsua2: both sides of the pipe may.
"""

from __future__ import annotations

from desktop.voice.wire.commands import (
    Answer,
    AnyCommand,
    Command,
    Decline,
    Dial,
    HangUp,
    MeasureLevels,
    Mute,
    NetworkChanged,
    Ping,
    PlayFile,
    ProcessSound,
    Register,
    SendTones,
    Shutdown,
    StopPlaying,
    TestRing,
    Unregister,
    UseDevices,
)
from desktop.voice.wire.events import (
    AnyEvent,
    CommandFailed,
    Confirmed,
    Device,
    Devices,
    Ended,
    EngineEvent,
    Incoming,
    Levels,
    MediaStats,
    Muted,
    Playing,
    Pong,
    Processing,
    Ready,
    RegistrationState,
    Ringing,
    TonesSent,
)

LONGEST_FRAME = 256 * 1024

__all__ = [
    "LONGEST_FRAME",
    "Answer",
    "AnyCommand",
    "AnyEvent",
    "Command",
    "CommandFailed",
    "Confirmed",
    "Decline",
    "Device",
    "Devices",
    "Dial",
    "Ended",
    "EngineEvent",
    "HangUp",
    "Incoming",
    "Levels",
    "MeasureLevels",
    "MediaStats",
    "Mute",
    "Muted",
    "NetworkChanged",
    "Ping",
    "PlayFile",
    "Playing",
    "Pong",
    "ProcessSound",
    "Processing",
    "Ready",
    "Register",
    "RegistrationState",
    "Ringing",
    "SendTones",
    "Shutdown",
    "StopPlaying",
    "TestRing",
    "TonesSent",
    "Unregister",
    "UseDevices",
]
