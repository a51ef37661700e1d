"""Whatever file is given as a model: a plain reason, soon, and the program lives."""

from __future__ import annotations

import os
import random
import struct
from pathlib import Path

import pytest

from desktop.domain.errors import Mendable
from desktop.domain.transcript import Doubt
from desktop.transcribing.door import Transcriber
from desktop.transcribing.model_file import NotTaken, look_at

HEAD = 48
SEED = 20261127


def refused(path: Path) -> Doubt:
    with pytest.raises(NotTaken) as error:
        look_at(path)
    return error.value.doubt


def test_a_model_is_known_by_what_is_in_it(model_file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another name.bin"
    elsewhere.symlink_to(model_file)
    assert look_at(elsewhere) == look_at(model_file)
    assert not look_at(model_file).many_languages


@pytest.mark.parametrize(
    ("content", "doubt"),
    [
        (b"", Doubt.EMPTY),
        (b"lm", Doubt.NOT_A_MODEL),
        (b"GGUF" + bytes(1000), Doubt.NOT_A_MODEL),
        (b"PK\x03\x04" + bytes(1000), Doubt.NOT_A_MODEL),
        (b"lmgg", Doubt.CUT),
        (b"lmgg" + bytes(1000), Doubt.NOT_A_MODEL),
        (b"lmgg" + b"\xff" * 1000, Doubt.NOT_A_MODEL),
    ],
)
def test_a_file_that_is_no_model_is_told_from_one(tmp_path: Path, content: bytes, doubt: Doubt) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    assert refused(path) is doubt


@pytest.mark.parametrize("kept", [HEAD + 8, 1000, 65_000, 700_000, 5_000_000, -1, -100_000])
def test_a_model_that_was_cut_is_said_to_be_cut(model_file: Path, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(model_file.read_bytes()[:kept])
    assert refused(path) is Doubt.CUT


def test_ten_gigabytes_of_nothing_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.bin"
    path.touch()
    os.truncate(path, 10 * 1024**3)
    assert refused(path) is Doubt.NOT_A_MODEL


def test_a_model_that_is_larger_than_any_is_not_loaded(model_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "padded.bin"
    path.write_bytes(model_file.read_bytes())
    tensor = struct.pack("<3i3i1s", 3, 1, 0, 1 << 12, 1 << 12, 64, b"x")  # 4 GiB, as it says
    with path.open("ab") as file:
        file.write(tensor)
    os.truncate(path, path.stat().st_size + 4 * (1 << 30))
    assert refused(path) is Doubt.TOO_LARGE


def test_a_folder_a_pipe_and_nothing_are_no_models(tmp_path: Path) -> None:
    assert refused(tmp_path) is Doubt.FOLDER
    assert refused(tmp_path / "nothing.bin") is Doubt.GONE
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") is Doubt.NOT_A_MODEL
    assert refused(Path("/dev/zero")) is Doubt.NOT_A_MODEL
    assert refused(tmp_path / ("x" * 5000)) is Doubt.UNREADABLE


def test_lengths_that_lie_are_found_out(model_file: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    whole = model_file.read_bytes()
    front = 700_000  # filters, vocabulary and the first tensors: all the lengths there are
    for _ in range(60):
        bent = bytearray(whole[:front])
        for _ in range(chance.randint(1, 4)):
            bent[chance.randrange(HEAD if chance.random() < 0.3 else front)] = chance.randrange(256)
        path = tmp_path / "bent.bin"
        path.write_bytes(bent)
        assert refused(path) in (Doubt.CUT, Doubt.NOT_A_MODEL)


async def test_the_reason_reaches_the_window(transcriber: Transcriber, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam")
    with pytest.raises(Mendable, match=Doubt.NOT_A_MODEL):
        await transcriber.look(str(path))
    with pytest.raises(Mendable, match=Doubt.FOLDER):
        await transcriber.look(str(tmp_path))
    with pytest.raises(Mendable, match=Doubt.GONE):
        await transcriber.look("no\0such")


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_models_that_are_bent_anywhere_never_end_more_than_their_process(
    model_file: Path, tmp_path: Path
) -> None:
    transcriber = Transcriber(within=15.0)  # some make the library run for ever
    chance = random.Random(SEED)
    whole = model_file.read_bytes()
    words: set[str] = set()
    for _ in range(15):
        bent = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        path = tmp_path / "bent.bin"
        path.write_bytes(bent)
        try:
            await transcriber.words(str(path), os.urandom(32_000))
        except Mendable as error:
            words.add(error.word)
    assert words <= {*Doubt}
    await transcriber.close()
