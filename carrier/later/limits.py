"""What may wait, and for how long. The desktop says these beforehand; a test compares."""

from __future__ import annotations

from datetime import timedelta

MOST_WAITING = 500
"""Messages of an account that wait."""
FURTHEST = timedelta(days=366)
"""How far ahead."""
GRACE = timedelta(minutes=2)
"""A time that passed so recently is now: whoever chose it was still reading."""
LATEST = timedelta(hours=3)
"""After an outage a message still leaves if it is late by no more than this."""
PUNCTUAL = timedelta(minutes=2)
"""Later than this is told as late."""
SETTLED_KEPT = timedelta(days=90)
"""What was sent, cancelled or refused is known for so long."""
