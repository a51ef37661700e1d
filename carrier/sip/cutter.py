"""Streams cut into messages (RFC 3261 section 18.3)."""

from __future__ import annotations

import re

from carrier.sip.limits import LONGEST_HEAD, LONGEST_MESSAGE

_LENGTH = re.compile(rb"\r\n(?:content-length|l)[ \t]*:(?:[ \t]|\r\n[ \t])*([^\r\n]*)", re.IGNORECASE)


class BrokenStream(Exception):
    """What came can't be cut into messages: the connection must be closed."""


class Cutter:
    """Gathers what comes until a message is whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.pings = 0
        """Keepalives since the last look (RFC 5626 section 4.4.1)."""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are whole now. Raises `BrokenStream` after the last that could be cut."""
        self._buffer += data
        messages: list[bytes] = []
        buffer = self._buffer
        while True:
            while buffer[:2] == b"\r\n":
                if buffer[2:4] == b"\r\n":
                    self.pings += 1
                    del buffer[:4]
                elif len(buffer) == 2 or (len(buffer) == 3 and buffer[2:3] == b"\r"):
                    return messages  # half a ping, perhaps
                else:
                    del buffer[:2]
            end = buffer.find(b"\r\n\r\n", 0, LONGEST_HEAD + 4)
            if end < 0:
                if len(buffer) > LONGEST_HEAD:
                    raise BrokenStream(messages)
                return messages
            lengths = _LENGTH.findall(buffer, 0, end + 2)
            if len(lengths) != 1 or not re.fullmatch(rb"[0-9]{1,9}", lengths[0].strip()):
                messages.append(bytes(buffer[: end + 4]))  # it is refused when it is read
                raise BrokenStream(messages)
            whole = end + 4 + int(lengths[0])
            if whole > LONGEST_MESSAGE:
                raise BrokenStream(messages)
            if len(buffer) < whole:
                return messages
            messages.append(bytes(buffer[:whole]))
            del buffer[:whole]
