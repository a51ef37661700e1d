"""Still pictures, by Pillow: the first frame, turned as its camera was held, no larger than asked for."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.decoding.limits import LARGEST_EDGE, MOST_PIXELS, TooMuch, Unreadable

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def decode(body: bytes, edge: int) -> tuple[int, int, bytes]:
    """Width, height and pixels (RGBA, 8 bits each) within a square of `edge`.

    Raises `TooMuch`, `Unreadable`, or whatever a library raises on what it was never shown before.
    """
    edge = max(1, min(edge, LARGEST_EDGE))
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise TooMuch
            picture.draft("RGB", (edge, edge))  # a JPEG is decoded small at once
            picture.load()
            small = picture.convert("RGBA")
            small.thumbnail((edge, edge))
            turned = ImageOps.exif_transpose(small)
            return turned.width, turned.height, turned.tobytes()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooMuch from None
    except UnidentifiedImageError:
        raise Unreadable from None
