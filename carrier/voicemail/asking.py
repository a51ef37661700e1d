"""What crosses the pipe to the decoder of strangers' sounds and back, and how much is taken at most."""

from __future__ import annotations

import struct

LARGEST = 10 * 1024 * 1024
"""Bytes of a file."""
LONGEST_SECONDS = 60
HEAD = struct.Struct(">cI")
"""A word and the length of what follows: a file after `ASKED`, samples after `DONE`, else nothing."""
ASKED, DONE, UNREADABLE, TOO_LONG, SILENT = b"?", b"=", b"u", b"l", b"s"
