"""All that the SIP edge bounds, in one place. What is longer, more or later is refused, never stored."""

from __future__ import annotations

LONGEST_MESSAGE = 64 * 1024
LONGEST_HEAD = 16 * 1024
LONGEST_LINE = 8 * 1024
MOST_HEADERS = 192
MOST_OF_ONE_NAME = 64
"""Copies of one header, lists counted by their elements."""
LONGEST_URI = 1024
LONGEST_BODY = 16 * 1024
"""Of a body that is looked into; a longer one is refused with 488."""

MOST_CONNECTIONS = 512
MOST_STRANGERS_PER_ADDRESS = 96
"""Connections from one address over which nobody has registered yet."""
STRANGER_SECONDS = 30.0
"""How long a connection may stay without a registration."""
MOST_UNSENT = 512 * 1024
"""Bytes waiting for a peer that does not read; then its connection is cut."""
MOST_WAITING = 4096
"""Requests under way at once; a further one is refused with 503 (the sender sends it again)."""
MOST_CALLS = 1024
MOST_CALLS_PER_DEVICE = 8
LONGEST_SESSION = 24 * 3600
"""Seconds between two signs of life that a device may ask for."""
MOST_TRANSFERS_A_MINUTE = 6
"""That one device may ask for in one call."""
MOST_BRANCHES = 16
"""Devices that one call is brought to, each return of one counted."""
MOST_VISITS_OF_ONE = 2
"""Callers of one number at voicemail at once; of those that hide it, at that of one number."""
MOST_TRANSACTIONS = 65_536
UDP_BUFFER = 1024 * 1024

MOST_WRONG_DIGESTS = 20
"""Wrong answers for one device from one source within `WRONG_DIGEST_SECONDS`; then 403 without a look."""
WRONG_DIGEST_SECONDS = 60.0
MOST_SOURCES = 4096
"""Sources whose failures are remembered; the oldest is forgotten first."""
