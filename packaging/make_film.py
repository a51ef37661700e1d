"""Draws the film that the simulated network sends: `PYTHONPATH=. python packaging/make_film.py`.

Hills at dusk while the sun goes down, with the three tones; made here, so that nobody's rights are in it.
"""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageDraw

from carrier.network.pictures import chime

WIDTH, HEIGHT, RATE, SECONDS = 320, 180, 15, 5
PLACE = Path(__file__).resolve().parents[1] / "carrier" / "network" / "dusk.mp4"
_SKY = ((60, 40, 90), (230, 120, 110))


def picture(share: float) -> Image.Image:
    """At a share of its time, 0 to 1."""
    top, low = _SKY
    rows = np.linspace(0, 1, HEIGHT)[:, None]
    sky = (1 - rows) * np.array(top) + rows * np.array(low)
    image = Image.fromarray(np.repeat(sky[:, None, :], WIDTH, axis=1).astype("uint8"), "RGB")
    draw = ImageDraw.Draw(image)
    x, y = WIDTH * (0.3 + 0.3 * share), HEIGHT * (0.25 + 0.4 * share)
    draw.ellipse((x - 14, y - 14, x + 14, y + 14), fill=(255, 242, 200))
    for level, swing, length, colour, drift in (
        (0.55, 10, 70, (96, 60, 88), 6),
        (0.72, 8, 110, (34, 26, 48), 16),
    ):
        line = [
            (each, HEIGHT * level + swing * math.sin((each + drift * share) / length * 6.28))
            for each in range(0, WIDTH + 4, 4)
        ]
        draw.polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)
    return image


def main() -> None:
    written = io.BytesIO()
    from_image: Any = av.VideoFrame.from_image
    with av.open(io.BytesIO(chime()), "r") as tones, av.open(written, "w", format="mp4") as made:
        film: Any = made.add_stream("libx264", rate=RATE, options={"crf": "26", "preset": "slow"})
        film.width, film.height, film.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound: Any = made.add_stream("aac", rate=16_000)
        for each in range(RATE * SECONDS):
            made.mux(film.encode(from_image(picture(each / (RATE * SECONDS)))))
        made.mux(film.encode(None))
        for frame in tones.decode(audio=0):
            made.mux(sound.encode(frame))
        made.mux(sound.encode(None))
    PLACE.write_bytes(written.getvalue())
    print(f"{PLACE.name}: {len(written.getvalue())} bytes")


if __name__ == "__main__":
    main()
