"""A part of what is asked for (RFC 9110, section 14): one range of bytes. Another gives all of it."""

from __future__ import annotations

import re

from fastapi import Response

_ONE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def in_part(content: bytes, wanted: str, *, media_type: str) -> Response:
    """`wanted` is the request's `Range`, empty where there is none."""
    size = len(content)
    found = _ONE.fullmatch(wanted.strip())
    first, last = found.groups() if found else ("", "")
    begin = int(first) if first else size - int(last or 0)
    end = min(int(last) + 1, size) if first and last else size
    if not 0 <= begin < end:
        return Response(content, media_type=media_type, headers={"Accept-Ranges": "bytes"})
    return Response(
        content[begin:end],
        status_code=206,
        media_type=media_type,
        headers={"Accept-Ranges": "bytes", "Content-Range": f"bytes {begin}-{end - 1}/{size}"},
    )
