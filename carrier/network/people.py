"""The people of the simulated network, by number: one table for calls, messages and the demonstration.

The numbers lie in 01 99 00 xx xx, a range that the French regulator keeps for fiction and that libphonenumber
calls valid. (The mobile range for fiction, 06 39 98 xx xx, is not in its tables: a dialler would refuse it.)
"""

from __future__ import annotations

ECHO = "+33199000001"
CLOCK = "+33199000002"
BUSY = "+33199000003"
NO_ANSWER = "+33199000004"
UNREACHABLE = "+33199000005"
ROBIN = "+33199000006"
"""A person: answers, texts back, and calls back when asked to."""

NAMES: dict[str, str] = {
    ECHO: "Echo test",
    CLOCK: "Talking clock",
    BUSY: "Busy",
    NO_ANSWER: "No answer",
    UNREACHABLE: "Unreachable",
    ROBIN: "Robin",
}
