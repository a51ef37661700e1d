"""How much is decoded at most. Beyond, it is said and nothing is shown."""

from __future__ import annotations

MOST_PIXELS = 50_000_000
LARGEST_EDGE = 4096
"""Of what is given back."""
MOST_PICTURES = 40
"""Of a film, in one answer."""
LARGEST_FILM_EDGE = 720
LONGEST_SOUND = 600
"""Seconds."""
SOUND_RATE = 16_000
WITHIN = 10.0
"""Seconds that one file may take."""
MEMORY = 1_500 * 1024 * 1024
PROCESSOR = 20
"""Seconds of the processor that one file, or one piece of a film, may take."""


class TooMuch(Exception):
    """More pixels, or longer, than is decoded."""


class Unreadable(Exception):
    """It is none of what is decoded, or it is broken."""
