"""What was said is kept as it comes, and is whole up to wherever its file was cut or spoilt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from carrier.voicemail import spool
from carrier.voicemail.spool import CHUNK_BYTES, SpoolWriter, read_spool, spool_path

KEY = bytes(range(32))
HEAD_AND_TAG = 20


def said(seconds: float) -> bytes:
    return os.urandom(int(seconds * 16_000) * 2)


def kept(folder: Path, samples: bytes, *, visit_id: str | None = None) -> str:
    visit_id = visit_id or str(uuid4())
    writer = SpoolWriter(folder, visit_id, KEY)
    for at in range(0, len(samples), 640):
        writer.write(samples[at : at + 640])
    writer.close()
    return visit_id


def test_what_was_said_comes_back_whole(tmp_path: Path) -> None:
    samples = said(2.3)
    visit_id = kept(tmp_path, samples)
    assert read_spool(tmp_path, visit_id, KEY) == samples


def test_nothing_of_it_lies_open_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    visit_id = kept(tmp_path / "voicemail", bytes(32_000))
    path = spool_path(tmp_path / "voicemail", visit_id)
    assert bytes(16) not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_an_empty_file_and_none_hold_nothing(tmp_path: Path) -> None:
    assert read_spool(tmp_path, kept(tmp_path, b""), KEY) == b""
    assert read_spool(tmp_path, str(uuid4()), KEY) == b""


def test_half_a_second_is_in_the_file_while_the_caller_still_talks(tmp_path: Path) -> None:
    visit_id, samples = str(uuid4()), said(0.7)
    writer = SpoolWriter(tmp_path, visit_id, KEY)
    writer.write(samples)
    assert read_spool(tmp_path, visit_id, KEY) == samples[:CHUNK_BYTES]
    assert writer.seconds == 0.5
    writer.close()


def test_cut_at_any_byte_the_whole_chunks_before_it_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "CHUNK_BYTES", 64)
    samples = said(0.01)
    visit_id = kept(tmp_path, samples)
    path = spool_path(tmp_path, visit_id)
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        full_chunks = cut // (64 + HEAD_AND_TAG)
        assert read_spool(tmp_path, visit_id, KEY) == samples[: full_chunks * 64]


def test_a_flipped_bit_anywhere_ends_it_before_its_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "CHUNK_BYTES", 64)
    samples = said(0.01)
    visit_id = kept(tmp_path, samples)
    path = spool_path(tmp_path, visit_id)
    whole = path.read_bytes()
    for at in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << at % 8
        path.write_bytes(spoilt)
        before = at // (64 + HEAD_AND_TAG)
        assert read_spool(tmp_path, visit_id, KEY) == samples[: before * 64]


def test_chunks_changed_for_each_other_or_of_another_visit_do_not_hold(tmp_path: Path) -> None:
    visit_id = kept(tmp_path, said(1))
    path = spool_path(tmp_path, visit_id)
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(whole[half:] + whole[:half])
    assert read_spool(tmp_path, visit_id, KEY) == b""
    other = str(uuid4())
    spool_path(tmp_path, other).write_bytes(whole)
    assert read_spool(tmp_path, other, KEY) == b""


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    visit_id = kept(tmp_path, said(1))
    assert read_spool(tmp_path, visit_id, bytes(32)) == b""


def test_a_length_that_lies_takes_no_memory(tmp_path: Path) -> None:
    visit_id = str(uuid4())
    spool_path(tmp_path, visit_id).write_bytes(b"\xff\xff\xff\xff" + bytes(1_000))
    assert read_spool(tmp_path, visit_id, KEY) == b""


def test_a_visit_is_never_recorded_twice_under_its_key(tmp_path: Path) -> None:
    visit_id = kept(tmp_path, said(0.1))
    with pytest.raises(FileExistsError):
        SpoolWriter(tmp_path, visit_id, KEY)


def test_an_id_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="UUID"):
        spool_path(tmp_path, "../carrier")


def test_a_full_disk_keeps_what_came_before_and_takes_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id, samples = str(uuid4()), said(2)
    writer = SpoolWriter(tmp_path, visit_id, KEY)
    writer.write(samples[:CHUNK_BYTES])
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, chunk: write(file, chunk[:100]))
    with pytest.raises(OSError, match="cut"):
        writer.write(samples[CHUNK_BYTES:])
    monkeypatch.undo()
    with pytest.raises(OSError, match="no more"):
        writer.write(samples[CHUNK_BYTES:])
    writer.close()
    assert writer.seconds == 0.5
    assert read_spool(tmp_path, visit_id, KEY) == samples[:CHUNK_BYTES]


def test_a_writer_that_is_killed_leaves_what_it_had(tmp_path: Path) -> None:
    visit_id = str(uuid4())
    program = (
        "import os, signal; from pathlib import Path; from carrier.voicemail.spool import SpoolWriter\n"
        f"writer = SpoolWriter(Path({str(tmp_path)!r}), {visit_id!r}, bytes(range(32)))\n"
        "writer.write(b'ab' * 20_000)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert read_spool(tmp_path, visit_id, KEY) == b"ab" * 16_000
