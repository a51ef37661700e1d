"""Session descriptions (RFC 8866, RFC 3264, RFC 4568): read into what we understand, written anew from it.

Of an offer one audio line is kept, with PCMU, PCMA, G722 and telephone-event. All else is dropped, and lines
that we do not want are refused with port 0 when the answer is written. What a device wrote never reaches
another as it was.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass, replace

from carrier.sip.limits import LONGEST_BODY

_MOST_LINES = 400
_MOST_MEDIA = 8
_MOST_FORMATS = 64
_MOST_CRYPTO = 8
_STATIC = {0: ("PCMU", 8000), 8: ("PCMA", 8000), 9: ("G722", 8000)}
_KNOWN = {"PCMU": 8000, "PCMA": 8000, "G722": 8000, "TELEPHONE-EVENT": 8000}
KEY_BYTES = {
    "AES_CM_128_HMAC_SHA1_80": 30,
    "AES_CM_128_HMAC_SHA1_32": 30,
    "AES_256_CM_HMAC_SHA1_80": 46,
}
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_MEDIA = re.compile(
    r"([a-z]{1,16}) ([0-9]{1,6})(?:/[0-9]{1,3})? ([A-Za-z0-9/\-]{1,32})((?: [A-Za-z0-9*\-./]{1,32})+)"
)
_RTPMAP = re.compile(r"([0-9]{1,3}) ([A-Za-z0-9\-]{1,32})/([0-9]{1,6})(?:/1)?")
_CRYPTO = re.compile(
    r"([0-9]{1,9}) ([A-Z0-9_]{1,40}) inline:([A-Za-z0-9+/=]{20,90})(?:\|[0-9^]{1,12})?((?: [!-~]{1,40}){0,4})"
)
_PTIMES = (10, 20, 30, 40, 60)


class BadDescription(ValueError):
    """Not SDP, or none that a call could be made of."""


@dataclass(frozen=True, slots=True)
class Codec:
    payload_type: int
    name: str
    """"PCMU", "PCMA" or "G722"."""


@dataclass(frozen=True, slots=True)
class Crypto:
    tag: int
    suite: str
    key: str
    """Base64 of master key and salt."""


@dataclass(frozen=True, slots=True)
class Audio:
    """One side's end of the sound: where it wants it, and in which forms, best first."""

    address: str
    port: int
    codecs: tuple[Codec, ...]
    tones: int | None = None
    """Payload type of telephone-event (RFC 4733)."""
    cryptos: tuple[Crypto, ...] = ()
    """Not empty: SRTP, and nothing but SRTP."""
    direction: str = "sendrecv"
    ptime: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The media lines of an offer, in order, so that its answer can have as many (RFC 3264 section 6)."""

    lines: tuple[tuple[str, str, str], ...] = (("audio", "RTP/AVP", "0"),)
    """Medium, protocol and first format."""
    audio: int = 0
    """Index of the line that is talked over."""


def read_description(body: bytes) -> tuple[Audio, Shape]:
    """Raises `BadDescription`."""
    if len(body) > LONGEST_BODY:
        raise BadDescription("too long")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadDescription("not UTF-8") from error
    lines = [line.rstrip("\r") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if not lines or lines[0] != "v=0" or len(lines) > _MOST_LINES:
        raise BadDescription("no SDP of version 0")
    session: list[tuple[str, str]] = []
    media: list[tuple[str, list[tuple[str, str]]]] = []
    for line in lines:
        if len(line) < 2 or line[1] != "=" or not line[0].isalpha() or len(line) > 1024:
            raise BadDescription("a line that is none")
        if line[0] == "m":
            media.append((line[2:], []))
        else:
            (media[-1][1] if media else session).append((line[0], line[2:]))
    if not 0 < len(media) <= _MOST_MEDIA:
        raise BadDescription("no media, or too many")
    if [kind for kind, _ in session].count("o") != 1:
        raise BadDescription("not one origin")
    return _choose(session, media)


def _choose(
    session: list[tuple[str, str]], media: list[tuple[str, list[tuple[str, str]]]]
) -> tuple[Audio, Shape]:
    shape: list[tuple[str, str, str]] = []
    chosen: tuple[int, Audio] | None = None
    why = "no audio that we understand"
    for index, (line, attributes) in enumerate(media):
        match = _MEDIA.fullmatch(line)
        if match is None:
            raise BadDescription("bad media line")
        kind, port, proto, formats = match[1], int(match[2]), match[3], match[4].split()
        if port > 65535 or len(formats) > _MOST_FORMATS:
            raise BadDescription("bad port, or too many formats")
        shape.append((kind, proto, formats[0]))
        if kind != "audio" or port == 0 or proto not in ("RTP/AVP", "RTP/SAVP"):
            continue
        try:
            audio = _audio(session, attributes, port, proto, formats)
        except BadDescription as error:
            why = str(error)
            continue
        # SRTP is preferred where a device offers both.
        if chosen is None or (audio.cryptos and not chosen[1].cryptos):
            chosen = index, audio
    if chosen is None:
        raise BadDescription(why)
    return chosen[1], Shape(tuple(shape), chosen[0])


def _audio(
    session: list[tuple[str, str]], media: list[tuple[str, str]], port: int, proto: str, formats: list[str]
) -> Audio:
    if port < 1024:
        raise BadDescription("a port below 1024")
    address = _address(media) or _address(session)
    if address is None:
        raise BadDescription("no address")
    attributes = [value for kind, value in session + media if kind == "a"]
    names = {number: known for number, known in _STATIC.items() if str(number) in formats}
    for value in (a.removeprefix("rtpmap:") for a in attributes if a.startswith("rtpmap:")):
        match = _RTPMAP.fullmatch(value.strip())
        if match is not None and int(match[1]) < 128 and match[1] in formats:
            names[int(match[1])] = (match[2].upper(), int(match[3]))
    codecs: list[Codec] = []
    tones: int | None = None
    for number in dict.fromkeys(int(text) for text in formats if re.fullmatch(r"[0-9]{1,3}", text)):
        name, rate = names.get(number, ("", 0))
        if _KNOWN.get(name) != rate:
            continue
        if name == "TELEPHONE-EVENT":
            tones = number if 96 <= number <= 127 and tones is None else tones
        elif name not in (codec.name for codec in codecs):
            codecs.append(Codec(number, name))
    if not codecs:
        raise BadDescription("no codec that we know")
    cryptos = _cryptos(attributes)
    if proto == "RTP/SAVP" and not cryptos:
        raise BadDescription("SRTP without a key that we can use")
    direction = next((a for a in reversed(attributes) if a in DIRECTIONS), "sendrecv")
    if address in ("0.0.0.0", "::"):  # noqa: S104 - hold as RFC 2543 did it
        direction = {"sendrecv": "sendonly", "recvonly": "inactive"}.get(direction, direction)
    ptime = next((int(a[6:]) for a in attributes if re.fullmatch(r"ptime:[0-9]{1,5}", a)), None)
    return Audio(
        address=address,
        port=port,
        codecs=tuple(codecs),
        tones=tones,
        cryptos=cryptos if proto == "RTP/SAVP" else (),
        direction=direction,
        ptime=ptime if ptime in _PTIMES else None,
    )


def _address(lines: list[tuple[str, str]]) -> str | None:
    for kind, value in lines:
        if kind == "c":
            net, _, rest = value.partition(" ")
            family, _, text = rest.partition(" ")
            try:
                address = ipaddress.ip_address(text.strip())
            except ValueError as error:
                raise BadDescription("a connection that is no address") from error
            if net != "IN" or family != f"IP{address.version}":
                raise BadDescription("bad connection")
            if address.is_multicast or address.is_reserved or str(address) == "255.255.255.255":
                raise BadDescription("an address that is nobody's")
            return str(address)
    return None


def _cryptos(attributes: list[str]) -> tuple[Crypto, ...]:
    found: list[Crypto] = []
    for value in (a.removeprefix("crypto:") for a in attributes if a.startswith("crypto:")):
        match = _CRYPTO.fullmatch(value.strip())
        if match is None or match[4].strip() or match[2] not in KEY_BYTES:
            continue  # session parameters change the cipher: not taken (RFC 4568 section 6.3)
        try:
            key = base64.b64decode(match[3], validate=True)
        except binascii.Error:
            continue
        tag = int(match[1])
        if len(key) == KEY_BYTES[match[2]] and tag not in (crypto.tag for crypto in found):
            found.append(Crypto(tag, match[2], base64.b64encode(key).decode()))
        if len(found) == _MOST_CRYPTO:
            break
    return tuple(found)


def fits(answer: Audio, offer: Audio) -> bool:
    """Whether this answers that offer: same protocol, codecs and key suites out of those offered."""
    offered = {codec.name for codec in offer.codecs}
    if not all(codec.name in offered for codec in answer.codecs) or bool(answer.cryptos) != bool(
        offer.cryptos
    ):
        return False
    suites = {(crypto.tag, crypto.suite) for crypto in offer.cryptos}
    return len(answer.cryptos) <= 1 and all((crypto.tag, crypto.suite) in suites for crypto in answer.cryptos)


def adapt_answer(answer: Audio, offer: Audio) -> Audio:
    """The answer with the offer's payload types, where the other side chose its own numbers."""
    numbers = {codec.name: codec.payload_type for codec in offer.codecs}
    codecs = tuple(Codec(numbers.get(codec.name, codec.payload_type), codec.name) for codec in answer.codecs)
    return replace(answer, codecs=codecs, tones=answer.tones if offer.tones is not None else None)


def write_description(audio: Audio, shape: Shape, *, session: int, version: int) -> bytes:
    """The description for a side whose media lines are `shape`."""
    family = "IP6" if ":" in audio.address else "IP4"
    lines = [
        "v=0",
        f"o=- {session} {version} IN {family} {audio.address}",
        "s=-",
        f"c=IN {family} {audio.address}",
        "t=0 0",
    ]
    for index, (kind, proto, first) in enumerate(shape.lines):
        if index != shape.audio:
            lines.append(f"m={kind} 0 {proto} {first}")
            continue
        numbers = [codec.payload_type for codec in audio.codecs] + (
            [] if audio.tones is None else [audio.tones]
        )
        protocol = "RTP/SAVP" if audio.cryptos else "RTP/AVP"
        lines.append(f"m=audio {audio.port} {protocol} {' '.join(str(number) for number in numbers)}")
        lines += [f"a=rtpmap:{codec.payload_type} {codec.name}/8000" for codec in audio.codecs]
        if audio.tones is not None:
            lines += [f"a=rtpmap:{audio.tones} telephone-event/8000", f"a=fmtp:{audio.tones} 0-15"]
        lines += [f"a=crypto:{crypto.tag} {crypto.suite} inline:{crypto.key}" for crypto in audio.cryptos]
        if audio.ptime is not None:
            lines.append(f"a=ptime:{audio.ptime}")
        lines.append(f"a={audio.direction}")
    return ("\r\n".join(lines) + "\r\n").encode()
