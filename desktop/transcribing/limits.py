"""How much is recognised at most, and how long it may take."""

from __future__ import annotations

RATE = 16_000
"""Samples a second."""
LONGEST_SOUND = 600
"""Seconds."""
LARGEST_MODEL = 4 * 1024**3
"""Bytes; the largest that whisper.cpp has is 3.1 GB."""
WORKS_WITHIN = 600.0
"""Seconds to the next half minute of sound: a large model on an old computer."""
IDLE = 30.0
"""Seconds after which the process, and the memory of its model, is given back."""
MEMORY = 8 * 1024**3
MOST_WORDS = 10_000
LONGEST_WORD = 200
QUIETEST = 60
"""Of 32,767: what never gets louder is silence, in which a model hears words that nobody said."""
