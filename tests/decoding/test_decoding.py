"""What came from outside is decoded in a process of its own, within limits; the program lives."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import wave
import zlib
from pathlib import Path
from typing import Any

import av
import psutil
import pytest
from PIL import Image

from carrier.network.pictures import chime, landscape
from carrier.network.pictures import film as dusk
from desktop.decoding import frames
from desktop.decoding.door import Decoder
from desktop.decoding.limits import MOST_PIXELS, SOUND_RATE
from desktop.domain.errors import Mendable

SEED = 20261126
ROOT = Path(__file__).resolve().parents[2]


def picture(kind: str, size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(written, kind, **more)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that is small on the wire and claims to be large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width // 8 + 1) * min(height, 4000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


green: Any = av.VideoFrame.from_image  # it has no types


def film(codec: str = "mpeg4", container: str = "mp4", *, pictures: int = 3, turned: int = 0) -> bytes:
    """Five a second, the later the redder; to be `turned` by so many degrees."""
    written = io.BytesIO()
    with av.open(written, "w", format=container) as made:
        stream: Any = made.add_stream(codec, rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_rotation(turned)
        for each in range(pictures):
            frame = green(Image.new("RGB", (64, 48), (20 + 10 * each, 160, 60)))
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return written.getvalue()


def spoken(codec: str, container: str) -> bytes:
    """A second of the chime, compressed."""
    written = io.BytesIO()
    with av.open(io.BytesIO(chime()), "r") as source, av.open(written, "w", format=container) as made:
        stream: Any = made.add_stream(codec, rate=16_000)
        for frame in source.decode(audio=0):
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
async def test_a_picture_is_given_back_no_larger_than_asked_for(decoder: Decoder, kind: str) -> None:
    shown = await decoder.picture(picture(kind, (400, 300)), edge=100)
    assert (shown.width, shown.height) == (100, 75)
    red, green, _, alpha = shown.pixels[:4]
    assert (red > 180, green < 60, alpha) == (True, True, 255)


async def test_a_picture_is_turned_as_its_camera_was_held(decoder: Decoder) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = await decoder.picture(picture("JPEG", (40, 30), exif=exif), edge=100)
    assert (shown.width, shown.height) == (30, 40)


async def test_a_film_and_its_first_picture_are_turned_as_their_camera_was_held(decoder: Decoder) -> None:
    body = film(turned=90)
    first = await decoder.poster(body, edge=40)
    assert (first.width, first.height) == (30, 40)
    await decoder.open_film(body, edge=40)
    (_, shown), *_ = (await decoder.reel(until=0.0)).pictures
    assert shown == first


@pytest.mark.parametrize("size", [(8000, 8000), (60_000, 60_000), (2_000_000, 100)])
async def test_a_bomb_is_refused_with_a_word(decoder: Decoder, size: tuple[int, int]) -> None:
    assert size[0] * size[1] > MOST_PIXELS
    with pytest.raises(Mendable, match="file-too-much"):
        await decoder.picture(bomb(*size), edge=100)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xd8\xff",
        picture("PNG")[:60],
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"%!PS-Adobe-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/x.ts\n",
        picture("BMP"),
        picture("TIFF"),
    ],
)
async def test_what_is_no_picture_of_ours_is_refused(decoder: Decoder, body: bytes) -> None:
    for ask in (decoder.picture(body, edge=50), decoder.poster(body, edge=50), decoder.sound(body)):
        with pytest.raises(Mendable, match="file-not-shown"):
            await ask


async def test_a_decoder_that_takes_too_long_is_replaced() -> None:
    hurried = Decoder(within=0.0)
    with pytest.raises(Mendable, match="file-not-shown"):
        await hurried.picture(landscape(0), edge=100)
    assert hurried.pid is None
    await hurried.close()


async def test_a_decoder_that_dies_is_replaced(decoder: Decoder) -> None:
    await decoder.picture(picture("PNG"), edge=10)
    first = decoder.pid
    died = psutil.Process(first)
    died.kill()
    died.wait(10)
    await decoder.picture(picture("PNG"), edge=10)
    assert decoder.pid not in (None, first)


@pytest.mark.parametrize(
    ("codec", "container"), [("aac", "mp4"), ("aac", "adts"), ("pcm_s16le", "wav"), ("aac", "3gp")]
)
async def test_a_sound_is_given_back_as_plain_samples(decoder: Decoder, codec: str, container: str) -> None:
    heard = await decoder.sound(spoken(codec, container))
    assert heard.rate == SOUND_RATE
    assert heard.seconds == pytest.approx(1.5, abs=0.2)
    loudest = max(abs(sample) for (sample,) in struct.iter_unpack("<h", heard.samples))
    assert loudest > 4_000


async def test_a_sound_of_hours_is_refused(decoder: Decoder) -> None:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(8000 * 700))
    with pytest.raises(Mendable, match="file-too-much"):
        await decoder.sound(written.getvalue())


async def test_a_video_shows_its_first_picture(decoder: Decoder) -> None:
    shown = await decoder.poster(film(), edge=32)
    assert (shown.width, shown.height) == (32, 24)
    assert shown.pixels[1] > shown.pixels[0]


def mutated(whole: bytes, dice: random.Random) -> bytes:
    changed = bytearray(whole)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(changed))
        match dice.randrange(4):
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at : at + 4] = dice.randbytes(4)
            case 2:
                del changed[at : at + dice.randint(1, 40)]
            case _:
                changed[at:at] = dice.choice((b"\xff" * 8, bytes(8), b"\x7f\xff\xff\xff"))
        if not changed:
            return b"x"
    return bytes(changed[: dice.randint(1, len(changed))] if dice.random() < 0.2 else changed)


async def decode_mutations(count: int) -> None:
    """None of them takes the program along, and the decoder still works after the last."""
    dice = random.Random(SEED)
    whole = [picture(kind, (60, 45)) for kind in ("JPEG", "PNG", "GIF", "WEBP")] + [film()]
    decoder = Decoder()
    shown = 0
    for n in range(count):
        body = mutated(whole[n % len(whole)], dice)
        ask = decoder.poster if n % len(whole) == 4 else decoder.picture
        try:
            answer = await ask(body, edge=64)
        except Mendable:
            continue
        shown += 1
        assert max(answer.width, answer.height) <= 64
    assert 0 < shown < count
    assert (await decoder.picture(picture("PNG"), edge=10)).width == 10
    await decoder.close()


async def test_two_hundred_mutated_files_hurt_nobody() -> None:
    await decode_mutations(200)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_ten_thousand_mutated_files_hurt_nobody() -> None:
    await decode_mutations(10_000)


async def test_a_film_comes_piece_by_piece_and_in_time(decoder: Decoder) -> None:
    opened = await decoder.open_film(film(pictures=20), edge=32)
    assert opened.seconds == pytest.approx(4.0)
    assert not opened.has_sound
    seconds: list[float] = []
    reds: list[int] = []
    ended = []
    for until in range(1, 6):
        reel = await decoder.reel(until=float(until))
        seconds += [second for second, _ in reel.pictures]
        reds += [picture.pixels[0] for _, picture in reel.pictures]
        assert all(second <= until for second, _ in reel.pictures)
        ended.append(reel.ended)
        assert {(picture.width, picture.height) for _, picture in reel.pictures} <= {(32, 24)}
    assert seconds == pytest.approx([each / 5 for each in range(20)])
    assert reds == sorted(reds)
    assert ended == [False, False, False, True, True]


async def test_a_film_goes_on_from_where_it_is_wanted(decoder: Decoder) -> None:
    await decoder.open_film(film(pictures=20), edge=32, from_second=2.5)
    reel = await decoder.reel(until=3.0)
    assert [second for second, _ in reel.pictures] == pytest.approx([2.4, 2.6, 2.8, 3.0])
    assert reel.pictures[0][1].pixels[0] == pytest.approx(20 + 10 * 12, abs=12)


async def test_a_film_that_was_held_upright_stands_upright(decoder: Decoder) -> None:
    as_it_is = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    turned = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    body = film()
    track = body.index(b"tkhd")
    at = body.index(as_it_is, track)
    await decoder.open_film(body[:at] + turned + body[at + len(turned) :], edge=64)
    _, picture = (await decoder.reel(until=0.0)).pictures[0]
    assert (picture.width, picture.height) == (48, 64)


async def test_a_film_that_is_open_no_longer_is_said(decoder: Decoder) -> None:
    with pytest.raises(Mendable):
        await decoder.reel(until=1.0)
    await decoder.open_film(film(), edge=32)
    await decoder.close_film()
    with pytest.raises(Mendable):
        await decoder.reel(until=1.0)


async def test_damaged_films_cost_the_film_and_nothing_else(decoder: Decoder) -> None:
    chance, whole = random.Random(SEED), film(pictures=10)
    for _ in range(60):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        try:
            await decoder.open_film(bytes(body), edge=32)
            for until in range(1, 4):
                await decoder.reel(until=float(until))
        except Mendable:
            pass
    await decoder.open_film(whole, edge=32)
    assert (await decoder.reel(until=0.0)).pictures


async def test_a_film_has_its_sound(decoder: Decoder) -> None:
    opened = await decoder.open_film(dusk(), edge=320)
    assert opened.has_sound
    assert opened.seconds == pytest.approx(5.0, abs=0.1)
    assert (await decoder.sound(dusk())).seconds == pytest.approx(1.5, abs=0.15)
    assert (await decoder.reel(until=0.3)).pictures, "its sound is decoded beside it"


def test_a_file_pays_for_itself_and_not_for_those_before_it() -> None:
    """Each has the processor for a second or two here; together they take more."""
    little = "from desktop.decoding import process; process.PROCESSOR = 1; process.main()"
    large = picture("PNG", (2500, 2500))
    with subprocess.Popen(
        [sys.executable, "-c", little], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        used = 0.0
        while used < 3.0:
            frames.write(child.stdin, {"do": "picture", "edge": 100}, large)
            answer = frames.read(child.stdout)
            assert answer is not None, f"it ended after {used:.1f} s with {child.wait(5)}"
            assert answer[0] == {"width": 100, "height": 100}
            used = psutil.Process(child.pid).cpu_times().user
        child.stdin.close()
