"""What a device asks for with REFER (RFC 3515), and the dialog that it may name (RFC 3891)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from carrier.sip.addresses import TOKEN, BadAddress, Uri, params_of, read_address, read_uri
from carrier.sip.message import Request

_CALL_ID = re.compile(rf"{TOKEN}(?:@{TOKEN})?")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A dialog, as its other end names it: the tags are seen from where the request is to arrive."""

    call_id: str
    to_tag: str
    from_tag: str


@dataclass(frozen=True, slots=True)
class ReferTo:
    uri: Uri
    replaces: Replaced | None


def read_refer_to(request: Request) -> ReferTo:
    """Raises `StrangeScheme` or `BadAddress`."""
    values = request.headers.elements("refer-to")
    if len(values) != 1:
        raise BadAddress("one Refer-To is wanted")
    address = read_address(values[0])
    uri = read_uri(address.uri_text)
    if dict(uri.params).get("method", "INVITE") not in ("INVITE", "invite"):
        raise BadAddress("only calls are made")
    replaces = None
    _, mark, text = address.uri_text.partition("?")
    for header in text.split("&") if mark else ():
        name, _, value = header.partition("=")
        if name.lower() != "replaces" or replaces is not None:
            if name.lower() == "require" and unquote(value).strip().lower() == "replaces":
                continue
            raise BadAddress("a header that nobody asked for")
        replaces = _read_replaces(unquote(value, errors="strict"))
    return ReferTo(uri, replaces)


def _read_replaces(text: str) -> Replaced:
    call_id, semicolon, rest = text.partition(";")
    params = params_of(semicolon + rest)
    to_tag, from_tag = params.get("to-tag"), params.get("from-tag")
    if not _CALL_ID.fullmatch(call_id.strip()) or not to_tag or not from_tag or len(text) > 512:
        raise BadAddress("bad Replaces")
    if "early-only" in params:
        raise BadAddress("a call that is answered is no early one")
    return Replaced(call_id.strip(), to_tag, from_tag)
