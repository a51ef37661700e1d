"""What a file is, told from its first bytes: what its sender says is not believed.

Only headers are read, with bounds; nothing is decoded here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

UNKNOWN = "application/octet-stream"
HEAD = 64 * 1024
"""So many first bytes are enough to tell."""
_LARGEST_SIDE = 65_535
_MP4_BRANDS = {
    b"3gp": "video/3gpp",
    b"3g2": "video/3gpp2",
    b"M4A": "audio/mp4",
    b"M4B": "audio/mp4",
    b"qt ": "video/quicktime",
    b"hei": "image/heic",
    b"hev": "image/heic",
    b"mif": "image/heif",
    b"avi": "image/avif",
}


@dataclass(frozen=True, slots=True)
class Kind:
    type: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def kind_of(head: bytes) -> Kind:
    """The kind of the file that begins with `head`."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _sized("image/png", _png_size(head))
    if head.startswith(b"\xff\xd8\xff"):
        return _sized("image/jpeg", _jpeg_size(head))
    if head[:6] in (b"GIF87a", b"GIF89a"):
        size = struct.unpack_from("<HH", head, 6) if len(head) >= 10 else None
        return _sized("image/gif", size)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _sized("image/webp", _webp_size(head))
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Kind("audio/wav", seconds=_wav_seconds(head))
    if head.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return Kind("audio/amr")
    if head.startswith(b"OggS"):
        return Kind("audio/ogg")
    if head.startswith(b"ID3") or head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return Kind("audio/mpeg")
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return Kind("audio/aac")
    if head[4:8] == b"ftyp":
        return Kind(_MP4_BRANDS.get(head[8:11], "video/mp4"))
    if head.startswith(b"\x1aE\xdf\xa3"):
        return Kind("video/webm")
    if head.startswith(b"%PDF-"):
        return Kind("application/pdf")
    if head.lstrip()[:11].upper() == b"BEGIN:VCARD":
        return Kind("text/vcard")
    return Kind(UNKNOWN)


def _sized(kind: str, size: tuple[int, ...] | None) -> Kind:
    if size is None or not all(0 < side <= _LARGEST_SIDE for side in size):
        return Kind(kind)
    return Kind(kind, width=size[0], height=size[1])


def _png_size(head: bytes) -> tuple[int, ...] | None:
    return struct.unpack_from(">II", head, 16) if len(head) >= 24 and head[12:16] == b"IHDR" else None


def _jpeg_size(head: bytes) -> tuple[int, ...] | None:
    """From the frame header (ITU-T T.81, B.2.2), found by walking the segments before it."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        (length,) = struct.unpack_from(">H", head, at + 2)
        at += 2 + max(length, 2)
    return None


def _webp_size(head: bytes) -> tuple[int, ...] | None:
    if len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None


def _wav_seconds(head: bytes) -> float | None:
    """Of a header as it is mostly written: `fmt ` first, `data` within what was read."""
    if len(head) < 44 or head[12:16] != b"fmt ":
        return None
    (a_second,) = struct.unpack_from("<I", head, 28)
    at = head.find(b"data", 36)
    if at < 0 or at + 8 > len(head) or not a_second:
        return None
    (size,) = struct.unpack_from("<I", head, at + 4)
    seconds = size / a_second
    return round(seconds, 2) if seconds < 86_400 else None
