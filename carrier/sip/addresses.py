"""SIP URIs, name-addr and Via: read strictly, written anew (RFC 3261 sections 19, 20.10, 20.42)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from carrier.sip.limits import LONGEST_URI

TOKEN = r"[A-Za-z0-9\-.!%*_+`'~]+"  # noqa: S105 - a grammar's token
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]{{2,45}}\])"
_USER = r"(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+"
_PLAIN = "-_.!~*'()&=+$,;?/"
"""What may stand in a user unescaped, beside letters and digits (RFC 3261 section 25.1)."""
_PARAM_TEXT = r"(?:[A-Za-z0-9\-_.!~*'()\[\]/:&+$]|%[0-9A-Fa-f]{2})+"
_URI = re.compile(
    rf"(?P<scheme>sips?):(?:(?P<user>{_USER})(?::(?P<password>(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{{2}})*))?@)?"
    rf"(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?"
    rf"(?P<params>(?:;{_PARAM_TEXT}(?:={_PARAM_TEXT})?)*)(?P<headers>\?[^\s<>\"]*)?",
    re.IGNORECASE,
)
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"]+")
_QUOTED = r'"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\r\n])*"'
_NAME_ADDR = re.compile(
    rf"(?P<name>{_QUOTED}|(?:{TOKEN}(?:[ \t]+{TOKEN})*)?)[ \t]*<(?P<uri>[^<>\s]+)>(?P<params>.*)", re.DOTALL
)
_ADDRESS = r"\[[0-9A-Fa-f:.]+\]|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]+"
"""IPv6 with its brackets, and without, as RFC 5118 section 4.5 wants it read."""
_PARAM = re.compile(
    rf"[ \t]*;[ \t]*(?P<name>{TOKEN})"
    rf"(?:[ \t]*=[ \t]*(?P<value>{_QUOTED}|{_ADDRESS}|{TOKEN}|{_HOST}))?[ \t]*"
)
_VIA = re.compile(
    rf"SIP[ \t]*/[ \t]*2\.0[ \t]*/[ \t]*(?P<transport>{TOKEN})[ \t]+(?P<host>{_HOST})"
    rf"(?:[ \t]*:[ \t]*(?P<port>[0-9]{{1,5}}))?(?P<params>[ \t]*(?:;.*)?)",
    re.IGNORECASE | re.DOTALL,
)


# Possessive: a quote without an end must not be tried in every way there is.
_ELEMENT = re.compile(r'(?:[^,"<]++|"(?:[^"\\]++|\\.)*+"|<[^>]*+>)*+', re.DOTALL)


class BadAddress(ValueError):
    """A URI, name-addr or Via that does not follow the grammar."""


class StrangeScheme(BadAddress):
    """A well-formed URI, of a scheme other than sip and sips."""


def params_of(text: str) -> dict[str, str | None]:
    """Header parameters, names in lower case; a repeated one is an error."""
    params: dict[str, str | None] = {}
    at = 0
    while at < len(text):
        match = _PARAM.match(text, at)
        if match is None:
            if not text[at:].strip(" \t"):
                break
            raise BadAddress("bad parameters")
        name = match["name"].lower()
        if name in params:
            raise BadAddress("a parameter twice")
        params[name] = match["value"]
        at = match.end()
    return params


@dataclass(frozen=True, slots=True)
class Uri:
    scheme: str
    user: str
    """Unescaped; empty where there is none."""
    host: str
    port: int | None
    params: tuple[tuple[str, str | None], ...] = ()
    has_headers: bool = False
    """They are never kept: they would become headers of ours (RFC 3261 section 19.1.5)."""

    def __str__(self) -> str:
        user = f"{quote(self.user, safe=_PLAIN)}@" if self.user else ""
        port = f":{self.port}" if self.port is not None else ""
        params = "".join(f";{name}" if value is None else f";{name}={value}" for name, value in self.params)
        return f"{self.scheme}:{user}{self.host}{port}{params}"


def read_uri(text: str) -> Uri:
    """Raises `StrangeScheme` or `BadAddress`."""
    if len(text) > LONGEST_URI:
        raise BadAddress("too long a URI")
    match = _URI.fullmatch(text)
    if match is None:
        if _ANY_SCHEME.fullmatch(text) and not text.lower().startswith(("sip:", "sips:")):
            raise StrangeScheme("neither sip nor sips")
        raise BadAddress("bad URI")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        raise BadAddress("bad port")
    params: dict[str, str | None] = {}
    for part in match["params"].split(";")[1:]:
        name, equals, value = part.partition("=")
        if name.lower() in params:
            raise BadAddress("a parameter twice")
        params[name.lower()] = value if equals else None
    try:
        user = unquote_to_bytes(match["user"] or "").decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadAddress("user is not UTF-8") from error
    return Uri(
        match["scheme"].lower(),
        user,
        match["host"].lower(),
        port,
        tuple(params.items()),
        bool(match["headers"]),
    )


@dataclass(frozen=True, slots=True)
class Address:
    """From, To or Contact. The display name is not kept: nobody is shown what a stranger calls himself."""

    uri_text: str
    params: dict[str, str | None]

    @property
    def tag(self) -> str:
        return self.params.get("tag") or ""

    @property
    def uri(self) -> Uri:
        return read_uri(self.uri_text)


def read_address(text: str) -> Address:
    text = text.strip(" \t")
    match = _NAME_ADDR.fullmatch(text)
    if match is not None:
        uri_text, rest = match["uri"], match["params"]
    else:
        # addr-spec: semicolons, commas and question marks belong to the header (RFC 3261 section 20.10)
        uri_text, semicolon, rest = text.partition(";")
        uri_text, rest = uri_text.rstrip(" \t"), semicolon + rest
        if any(mark in uri_text for mark in ',? \t<>"'):
            raise BadAddress("an address that needs angle brackets")
    try:
        read_uri(uri_text)
    except StrangeScheme:
        pass  # well-formed, and judged where it matters
    params = params_of(rest)
    tag = params.get("tag", "absent")
    if tag is None or tag.startswith('"') or len(tag) > 256:
        raise BadAddress("bad tag")
    return Address(uri_text, params)


@dataclass(frozen=True, slots=True)
class Via:
    transport: str
    host: str
    port: int | None
    params: dict[str, str | None]

    @property
    def branch(self) -> str:
        return self.params.get("branch") or ""

    @property
    def sent_by(self) -> str:
        return f"{self.host}:{self.port or ''}"


def read_via(text: str) -> Via:
    match = _VIA.fullmatch(text.strip(" \t"))
    if match is None:
        raise BadAddress("bad Via")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        raise BadAddress("bad port in Via")
    params = params_of(match["params"].strip(" \t"))
    return Via(match["transport"].upper(), match["host"].lower(), port, params)


def split_list(text: str) -> Iterator[str]:
    """The elements of a comma-separated header, with quotes and angle brackets kept whole."""
    at = 0
    while True:
        match = _ELEMENT.match(text, at)
        assert match is not None  # it matches nothing at all, at worst
        end = match.end()
        if end < len(text) and text[end] != ",":
            raise BadAddress("quotes or brackets without an end")
        yield match[0].strip(" \t")
        if end == len(text):
            return
        at = end + 1
