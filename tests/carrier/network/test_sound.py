"""G.711, RTP and hostile packets."""

from __future__ import annotations

import asyncio
import math
import random
import runpy
import socket
import struct
from pathlib import Path

import pytest

from carrier.network import people
from carrier.network.g711 import decode, encode
from carrier.network.recordings import recording
from carrier.network.rtp import Packet, read_packet, write_packet
from tests.carrier.network.caller import call, network


@pytest.mark.parametrize(("name", "silence"), [("PCMU", 0xFF), ("PCMA", 0xD5)])
def test_every_code_is_its_own_nearest(name: str, silence: int) -> None:
    for code in range(256):
        if (name, code) == ("PCMU", 0x7F):
            continue  # minus nought is nought
        assert encode(name, decode(name, bytes([code]))) == bytes([code])
    assert encode(name, struct.pack("<h", 0)) == bytes([silence])


@pytest.mark.parametrize(
    ("name", "codes"), [("PCMU", (0x00, -32124, 0x80, 32124)), ("PCMA", (0x2A, -32256, 0xAA, 32256))]
)
def test_the_extremes_are_those_of_the_standard(name: str, codes: tuple[int, ...]) -> None:
    for code, sample in zip(codes[::2], codes[1::2], strict=True):
        assert struct.unpack("<h", decode(name, bytes([code]))) == (sample,)


@pytest.mark.parametrize("name", ["PCMU", "PCMA"])
def test_a_tone_comes_back_with_little_noise(name: str) -> None:
    tone = [round(12_000 * math.sin(2 * math.pi * 440 * n / 8000)) for n in range(8000)]
    data = struct.pack("<8000h", *tone)
    back = struct.unpack("<8000h", decode(name, encode(name, data)))
    noise = sum((a - b) ** 2 for a, b in zip(tone, back, strict=True))
    assert 10 * math.log10(sum(a * a for a in tone) / noise) > 35


def test_the_recordings_can_be_read_and_are_small() -> None:
    total = sum(len(recording(name)) for name in ("at-the-tone", "robin", "goodbye", "beep", "oh", "o-clock"))
    total += sum(len(recording(f"number-{number}")) for number in (*range(21), 30, 40, 50))
    assert 100_000 < total < 600_000


def test_the_music_is_what_its_script_composes_soft_and_without_a_seam() -> None:
    made = runpy.run_path(str(Path(__file__).parents[3] / "packaging" / "make_music.py"))["music"]()
    samples = struct.unpack(f"<{len(recording('music')) // 2}h", recording("music"))
    assert max(abs(a - b) for a, b in zip(made, samples, strict=True)) <= 1
    assert max(map(abs, samples)) < 16_000  # no louder than a voice
    assert abs(samples[0] - samples[-1]) < 1_500
    assert len(samples) % 160 == 0  # whole frames


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80",
        b"\x80" * 12,
        b"\x40" + b"\0" * 40,  # version 1
        b"\x8f" + b"\0" * 20,  # 15 sources that are not there
        b"\x90" + b"\0" * 11 + b"\0\0\xff\xff" + b"\0" * 20,  # an extension longer than the packet
        b"\xa0" + b"\0" * 20 + b"\xff",  # more padding than packet
        b"\xa0" + b"\0" * 21,  # padding of nought
        b"\x80" + b"\0" * 3000,
    ],
)
def test_a_packet_that_is_none_is_dropped(data: bytes) -> None:
    assert read_packet(data) is None


def test_a_packet_is_what_was_written() -> None:
    packet = Packet(8, True, 65_535, 2**32 - 1, 7, b"sound")
    assert read_packet(write_packet(packet)) == packet


@pytest.mark.parametrize("secure", [False, True])
async def test_the_echo_outlives_a_storm_of_bad_packets(secure: bool) -> None:
    chance = random.Random(3550)
    async with network() as (simulated, _), call(simulated, people.ECHO, secure=secure) as (caller, _):
        audio = await asyncio.wait_for(caller.answered, 5)
        caller.ear.send(b"\xff" * 160, timestamp=0)
        await caller.hear()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for _ in range(200):
                junk = chance.randbytes(chance.randrange(1, 1600))
                stranger.sendto(chance.choice((junk, b"\x80\x00" + junk)), (audio.address, audio.port))
        await asyncio.sleep(0.1)  # the system's buffer was full of it
        while not caller.heard.empty():
            caller.heard.get_nowait()
        for number in range(3):
            caller.ear.send(b"\x2a" * 160, timestamp=160 * number)
        assert (await caller.hear()).payload == b"\x2a" * 160
