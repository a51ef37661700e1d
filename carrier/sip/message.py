"""SIP messages: bytes to a checked value, and a value to bytes (RFC 3261 sections 7, 18.3, 20, 25).

Reading is bounded and strict. A message that cannot be trusted becomes `BadMessage`, which carries what its
sender is answered; nothing of it goes anywhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from carrier.sip.addresses import TOKEN, Address, BadAddress, Via, read_address, read_via, split_list
from carrier.sip.limits import LONGEST_HEAD, LONGEST_LINE, LONGEST_MESSAGE, MOST_HEADERS, MOST_OF_ONE_NAME

PHRASES = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    422: "Session Interval Too Small",
    423: "Interval Too Brief",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    503: "Service Unavailable",
    505: "Version Not Supported",
    600: "Busy Everywhere",
    603: "Decline",
}
_COMPACT = {
    "i": "call-id",
    "m": "contact",
    "e": "content-encoding",
    "l": "content-length",
    "c": "content-type",
    "f": "from",
    "s": "subject",
    "k": "supported",
    "t": "to",
    "v": "via",
    "r": "refer-to",
    "x": "session-expires",
    "o": "event",
    "u": "allow-events",
    "b": "referred-by",
}
_NAMES = {
    "call-id": "Call-ID",
    "cseq": "CSeq",
    "www-authenticate": "WWW-Authenticate",
    "session-id": "Session-ID",
    "min-se": "Min-SE",
    "mime-version": "MIME-Version",
}
_ONCE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type", "expires")
_LISTS = frozenset(("via", "contact", "route", "record-route", "require", "proxy-require", "supported"))
_NAME = re.compile(TOKEN)
_REQUEST_LINE = re.compile(rf"({TOKEN}) ([^\s<>\"]+) (SIP/[0-9]{{1,5}}\.[0-9]{{1,5}})", re.IGNORECASE)
_STATUS_LINE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?: (.*))?", re.IGNORECASE)
_CSEQ = re.compile(rf"([0-9]{{1,10}})[ \t]+({TOKEN})")
_CALL_ID = re.compile(r"[A-Za-z0-9\-.!%*_+`'~()<>:\\\"/\[\]?{}@]{1,256}")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FOLD = re.compile(r"\r\n[ \t]+")


class BadMessage(Exception):
    """Not to be trusted. `answer` is what to say to its sender, or None where silence is right."""

    def __init__(self, why: str, status: int = 400, answer: Response | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.answer = answer


@dataclass
class Headers:
    """In order; names in lower case and long form."""

    items: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        for key, value in self.items:
            if key == name:
                return value
        return default

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.items)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.items if key == name]

    def elements(self, name: str) -> list[str]:
        return [element for value in self.all(name) for element in split_list(value)]

    def tokens(self, name: str) -> list[str]:
        """Words of a list, in lower case; whatever stands there."""
        return [word.strip().lower() for value in self.all(name) for word in value.split(",")]

    def add(self, name: str, value: str) -> None:
        self.items.append((name, value))

    def render(self) -> str:
        """Without Content-Length, which the message counts itself."""
        return "".join(
            f"{_NAMES.get(name) or name.title()}: {value}\r\n"
            for name, value in self.items
            if name != "content-length"
        )


class Message:
    headers: Headers
    body: bytes

    @cached_property
    def via(self) -> Via:
        return read_via(self.headers.elements("via")[0])

    @cached_property
    def from_(self) -> Address:
        return read_address(self.headers.get("from"))

    @cached_property
    def to(self) -> Address:
        return read_address(self.headers.get("to"))

    @cached_property
    def call_id(self) -> str:
        return self.headers.get("call-id")

    @cached_property
    def cseq(self) -> tuple[int, str]:
        match = _CSEQ.fullmatch(self.headers.get("cseq"))
        if match is None or int(match[1]) >= 2**31:
            raise BadAddress("bad CSeq")
        return int(match[1]), match[2]

    def _first_line(self) -> str:
        raise NotImplementedError

    def render(self) -> bytes:
        head = f"{self._first_line()}\r\n{self.headers.render()}Content-Length: {len(self.body)}\r\n\r\n"
        return head.encode("utf-8", "surrogateescape") + self.body


@dataclass
class Request(Message):
    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def _first_line(self) -> str:
        return f"{self.method} {self.uri} SIP/2.0"


@dataclass
class Response(Message):
    status: int
    phrase: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def _first_line(self) -> str:
        return f"SIP/2.0 {self.status} {self.phrase}"


def respond(
    request: Request, status: int, *, tag: str = "", source: tuple[str, int] | None = None
) -> Response:
    """With the headers that RFC 3261 section 8.2.6 wants. `source` marks the top Via (RFC 3581)."""
    response = Response(status, PHRASES.get(status, "Refused"))
    vias = [element for value in request.headers.all("via") for element in split_list(value)]
    for at, via in enumerate(vias):
        response.headers.add("via", _marked(via, source) if at == 0 and source else via)
    response.headers.add("from", request.headers.get("from"))
    to = request.headers.get("to")
    if tag and status > 100 and not re.search(r";[ \t]*tag[ \t]*=", to, re.IGNORECASE):
        to = f"{to};tag={tag}"
    response.headers.add("to", to)
    response.headers.add("call-id", request.headers.get("call-id"))
    response.headers.add("cseq", request.headers.get("cseq"))
    return response


def _marked(via: str, source: tuple[str, int]) -> str:
    host, port = source
    bare = re.sub(r";[ \t]*received[ \t]*=[^;]*", "", via, flags=re.IGNORECASE)
    marked, asked = re.subn(
        r";[ \t]*rport[ \t]*(?:=[ \t]*[0-9]*)?(?=[ \t]*(?:;|$))", f";rport={port}", bare, flags=re.IGNORECASE
    )
    sent_by = re.search(r"[ \t]([^ \t;:]+|\[[^\]]*\])[ \t]*(?::|;|$)", bare)
    if asked or sent_by is None or sent_by[1].strip("[]").lower() != host:
        marked += f";received={host}"
    return marked


def read_message(data: bytes, *, stream: bool) -> Request | Response:
    """One whole message; in a datagram what lies after the body is dropped. Raises `BadMessage`."""
    if len(data) > LONGEST_MESSAGE:
        raise BadMessage("too long")
    end = data.find(b"\r\n\r\n")
    if end < 0 or end > LONGEST_HEAD:
        raise BadMessage("no end of the head")
    head = data[:end].decode("utf-8", "surrogateescape")
    body = data[end + 4 :]
    lines = _FOLD.sub(" ", head).split("\r\n")
    message, why = _first_line(lines[0])
    status = 400
    if isinstance(message, Request) and why == "version":
        status = 505
    try:
        _read_headers(lines[1:], message.headers)
    except (BadMessage, BadAddress) as error:
        why = why or str(error)
    if not why:
        try:
            message.body = _cut_body(message, body, stream)
            _check(message)
        except (BadMessage, BadAddress) as error:
            why = str(error) or "bad address"
    if why:
        raise BadMessage(why, status, _refusal(message, status))
    return message


def _first_line(line: str) -> tuple[Request | Response, str]:
    if line[:4].upper() == "SIP/":
        match = _STATUS_LINE.fullmatch(line)
        if match is None or _CONTROLS.search(line):
            raise BadMessage("bad status line")
        return Response(int(match[1]), match[2] or ""), ""
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        method = line.split(" ", 1)[0]
        if not _NAME.fullmatch(method) or "SIP/" not in line:
            raise BadMessage("no SIP")
        return Request(method, ""), "bad request line"
    why = "" if match[3].upper() == "SIP/2.0" else "version"
    return Request(match[1], match[2]), why


def _read_headers(lines: list[str], headers: Headers) -> None:
    if len(lines) > MOST_HEADERS:
        raise BadMessage("too many headers")
    why = ""
    counts: dict[str, int] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t").lower()
        if not colon or not _NAME.fullmatch(name) or len(line) > LONGEST_LINE:
            why = why or "bad header"
            continue
        name = _COMPACT.get(name, name)
        # A quoted pair may hold any ASCII control but CR and LF (RFC 3261 section 25.1).
        if _CONTROLS.search(re.sub(r"\\[\x00-\x09\x0b\x0c\x0e-\x7f]", "", value)):
            why = why or "control characters"
            continue
        counts[name] = counts.get(name, 0) + 1
        headers.add(name, value.strip(" \t"))
    for name in _ONCE:
        if counts.get(name, 0) > 1:
            why = why or f"{name} more than once"
    for name, count in counts.items():
        if count > MOST_OF_ONE_NAME or (name in _LISTS and len(headers.elements(name)) > MOST_OF_ONE_NAME):
            why = why or f"too many of {name}"
    if why:
        raise BadMessage(why)


def _cut_body(message: Message, body: bytes, stream: bool) -> bytes:
    given = message.headers.get("content-length")
    if not given:
        if stream:
            raise BadMessage("no Content-Length on a stream")
        return body
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise BadMessage("bad Content-Length")
    if int(given) > len(body):
        raise BadMessage("body shorter than Content-Length")
    return body[: int(given)]


def _check(message: Request | Response) -> None:
    """Looks at all that every element needs; the values are kept on the message."""
    headers = message.headers
    for name in ("via", "from", "to", "call-id", "cseq"):
        if not headers.get(name):
            raise BadMessage(f"no {name}")
    for via in headers.elements("via"):
        read_via(via)
    _ = (message.via, message.from_, message.to)
    if not message.from_.tag and message.via.branch.startswith("z9hG4bK"):
        raise BadMessage("no tag in From")
    if not _CALL_ID.fullmatch(message.call_id):
        raise BadMessage("bad Call-ID")
    if isinstance(message, Request):
        if message.cseq[1] != message.method:
            raise BadMessage("CSeq of another method")
        hops = headers.get("max-forwards")
        if hops and not (re.fullmatch(r"[0-9]{1,5}", hops) and int(hops) <= 255):
            raise BadMessage("bad Max-Forwards")
        if message.via.branch.lower() == "z9hg4bk":
            raise BadMessage("a branch of the cookie alone")
    elif not message.cseq[1]:
        raise BadMessage("bad CSeq")


def _refusal(message: Request | Response, status: int) -> Response | None:
    """What its sender is told; None for a response, an ACK, or where the way back can't be read."""
    if not isinstance(message, Request) or message.method == "ACK":
        return None
    kept = Request(message.method, message.uri)
    for name in ("via", "from", "to", "call-id", "cseq"):
        values = message.headers.all(name)
        if not values or any(_CONTROLS.search(value) for value in values):
            return None
        for value in values[: MOST_OF_ONE_NAME if name == "via" else 1]:
            kept.headers.add(name, value)
    try:
        read_via(kept.headers.elements("via")[0])
    except BadAddress:
        return None
    return respond(kept, status, tag="refused")
