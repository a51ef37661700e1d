"""SIP messages of the relay: cut from a byte stream, checked, and the carrier's addresses hidden in them.

pjsua2 knows one peer, the relay on 127.0.0.1 over TCP. The carrier's `Record-Route` and `Contact` name its
own TLS address: pjsua2 would try to go there by itself. So on the way down each such URI becomes the
relay's address with the true one in a parameter (hexadecimal), and on the way up it is put back. Nothing
has to be remembered.
"""

from __future__ import annotations

import re

LONGEST_MESSAGE = 3_900
"""pjsip's buffer is 4,000 bytes and throws away all of it when a message is longer."""
_LONGEST_HEAD = 16 * 1024
_LONGEST_BODY = 64 * 1024
_LONGEST_URI = 255

_METHODS = frozenset((b"INVITE", b"ACK", b"BYE", b"CANCEL", b"OPTIONS", b"UPDATE", b"INFO"))
_IN_DIALOG_ONLY = frozenset((b"NOTIFY",))
"""How a transfer goes (RFC 3515). Outside a call nothing was subscribed to."""
_DIALOG = re.compile(rb"\r\n(?:to|t)[ \t]*:[^\r\n]*;[ \t]*tag=[^\r\n]", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\n(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,6})[ \t]*(?=\r\n)", re.IGNORECASE)
_CSEQ = re.compile(rb"\r\ncseq[ \t]*:[ \t]*[0-9]{1,10}[ \t]+([A-Z]+)[ \t]*(?=\r\n|$)", re.IGNORECASE)
_LINE = re.compile(rb"\r\n(record-route|contact|m)([ \t]*:[ \t]*)([^\r\n]*)", re.IGNORECASE)
_URI = re.compile(rb"<([^<>\r\n]*)>")
_HIDDEN = re.compile(
    rb"sip:(?:[^@<> \r\n]*@)?127\.0\.0\.1:[0-9]{1,5}[^<> \r\n]*;carrier=([0-9a-f]+)[^<> \r\n]*"
)


class BadStream(Exception):
    """What comes is no SIP, or too long: the connection must be closed."""


class Cutter:
    """Cuts a TCP stream into whole messages (RFC 3261 section 18.3). Keepalives (RFC 5626) are left out."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The messages complete so far. Raises `BadStream`."""
        self._buffer += data
        messages: list[bytes] = []
        while True:
            while self._buffer[:2] == b"\r\n":
                del self._buffer[:2]
            end = self._buffer.find(b"\r\n\r\n", 0, _LONGEST_HEAD)
            if end < 0:
                if len(self._buffer) >= _LONGEST_HEAD:
                    raise BadStream("a head without an end")
                return messages
            lengths = {int(n) for n in _LENGTH.findall(self._buffer, 0, end + 2)}
            if len(lengths) != 1:
                raise BadStream("not exactly one Content-Length")
            whole = end + 4 + lengths.pop()
            if whole > end + 4 + _LONGEST_BODY:
                raise BadStream("too long a body")
            if len(self._buffer) < whole:
                return messages
            messages.append(bytes(self._buffer[:whole]))
            del self._buffer[:whole]


def may_pass_down(message: bytes) -> bool:
    """Whether pjsua2 may see it: a response, or a request of a method that a call needs."""
    if len(message) > LONGEST_MESSAGE:
        return False
    line = message[: message.find(b"\r\n")]
    if line.startswith(b"SIP/2.0 "):
        return True
    method, _, rest = line.partition(b" ")
    if not rest.endswith(b" SIP/2.0") or not rest.lower().startswith((b"sip:", b"sips:")):
        return False
    if method in _IN_DIALOG_ONLY:
        return _DIALOG.search(message, 0, message.find(b"\r\n\r\n")) is not None
    return method in _METHODS


def hide(message: bytes, relay_port: int) -> bytes:
    """The message with the carrier's addresses replaced by the relay's."""
    head, gap, body = message.partition(b"\r\n\r\n")
    cseq = _CSEQ.search(head)
    if cseq is not None and cseq.group(1) == b"REGISTER":
        return message  # the contact there is our own

    def hidden(uri: re.Match[bytes]) -> bytes:
        true = uri.group(1)
        if len(true) > _LONGEST_URI or not true.lower().startswith((b"sip:", b"sips:")):
            return uri.group(0)
        loose = b";lr" if re.search(rb";lr(?=[;=>?]|$)", true) else b""
        return b"<sip:127.0.0.1:%d;transport=tcp%s;carrier=%s>" % (relay_port, loose, true.hex().encode())

    def line(match: re.Match[bytes]) -> bytes:
        return b"\r\n" + match.group(1) + match.group(2) + _URI.sub(hidden, match.group(3))

    return _LINE.sub(line, head) + gap + body


def restore(message: bytes) -> bytes:
    """The message with the carrier's addresses as the carrier gave them, in request line and `Route`."""
    head, gap, body = message.partition(b"\r\n\r\n")
    return _HIDDEN.sub(lambda match: bytes.fromhex(match.group(1).decode()), head) + gap + body
