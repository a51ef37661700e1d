"""The door to livekit's audio processing (WebRTC's own), by its C interface.

`import livekit.rtc` brings numpy, protobuf and everything for video rooms: 25 MB and 80 to 240 ms in which no
other thread of the engine runs. The shared library alone takes 8 MB and 4 ms (resident, on top of an engine
that rests), and its interface is three functions that take protobuf messages. The four messages that are
needed are written here by hand, and a test compares them with livekit's own. They hold for one version: a
new `Module` tries itself out.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import sys
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

FRAMES_PER_SECOND = 100
RATES = (16_000, 32_000, 48_000)
"""Those WebRTC works in without converting."""
_LIBRARIES = {"win32": "livekit_ffi.dll", "darwin": "liblivekit_ffi.dylib"}
_NEW, _NEAR, _FAR, _DELAY = 50, 51, 52, 53
"""Fields of `FfiRequest`; the answer to each has its number less one."""
_LENGTH, _VARINT = 2, 0


class Unavailable(Exception):
    """The library is not here, or is not the one this was written for."""


def field(number: int, value: int | bytes) -> bytes:
    """One field of a protobuf message: a number, or bytes (also for a message within)."""
    if isinstance(value, int):
        return _varint(number << 3 | _VARINT) + _varint(value)
    return _varint(number << 3 | _LENGTH) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_fields(message: bytes) -> dict[int, int | bytes]:
    """The fields of a message, the last of each number. Raises `Unavailable` where it is none."""
    found: dict[int, int | bytes] = {}
    at = 0
    try:
        while at < len(message):
            key, at = _read_varint(message, at)
            value, at = _read_varint(message, at)
            if key & 7 == _VARINT:
                found[key >> 3] = value
            elif key & 7 == _LENGTH and at + value <= len(message):
                found[key >> 3] = message[at : at + value]
                at += value
            else:
                raise Unavailable("an answer that is not understood")
    except IndexError:
        raise Unavailable("an answer that is cut off") from None
    return found


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def new_request(*, echo: bool, noise: bool, gain: bool) -> bytes:
    wanted = field(1, int(echo)) + field(2, int(gain)) + field(3, 1) + field(4, int(noise))
    return field(_NEW, wanted)


def frame_request(handle: int, address: int, size: int, rate: int, *, far: bool) -> bytes:
    frame = field(1, handle) + field(2, address) + field(3, size) + field(4, rate) + field(5, 1)
    return field(_FAR if far else _NEAR, frame)


def delay_request(handle: int, milliseconds: int) -> bytes:
    return field(_DELAY, field(1, handle) + field(2, milliseconds))


_on_event = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_size_t)


class Library:
    """livekit's shared library, once a process."""

    _loaded: Library | None = None

    def __init__(self) -> None:
        try:
            self._native = ctypes.CDLL(str(_where()))
            self._native.livekit_ffi_request.restype = ctypes.c_uint64
            self._native.livekit_ffi_request.argtypes = [
                ctypes.c_char_p,
                ctypes.c_size_t,
                ctypes.POINTER(ctypes.c_void_p),
                ctypes.POINTER(ctypes.c_size_t),
            ]
            self._native.livekit_ffi_drop_handle.argtypes = [ctypes.c_uint64]
            self._native.livekit_ffi_initialize.argtypes = [
                _on_event,
                ctypes.c_bool,
                ctypes.c_char_p,
                ctypes.c_char_p,
            ]
            self._callback = _on_event(_hear)
            self._native.livekit_ffi_initialize(self._callback, False, b"fiveline", b"1")
        except (OSError, AttributeError) as error:
            raise Unavailable(type(error).__name__) from error

    @classmethod
    def load(cls) -> Library:
        """Raises `Unavailable`."""
        if cls._loaded is None:
            cls._loaded = cls()
        return cls._loaded

    def asking(self, message: bytes) -> Asking:
        return Asking(self._native, message)

    def drop(self, handle: int) -> None:
        self._native.livekit_ffi_drop_handle(handle)


class Asking:
    """A request that may be made again and again, by one thread at a time."""

    def __init__(self, native: Any, message: bytes) -> None:
        self._request, self._drop = native.livekit_ffi_request, native.livekit_ffi_drop_handle
        self._address, self._length = ctypes.c_void_p(), ctypes.c_size_t()
        self._given = message, len(message), ctypes.byref(self._address), ctypes.byref(self._length)

    def answer(self) -> bytes:
        """A message of one field: what was asked for, or an error. Raises `Unavailable`."""
        handle = self._request(*self._given)
        if not handle:
            raise Unavailable("refused")
        try:
            length = self._length.value
            return ctypes.string_at(self._address.value or 0, length) if length else b""
        finally:
            self._drop(handle)

    def is_granted(self, length: int) -> bool:
        """Whether the answer is as short as one that says no more than that; an error has words."""
        handle = self._request(*self._given)
        if not handle:
            return False
        self._drop(handle)
        return self._length.value == length


def _hear(_data: Any, _length: Any) -> None:
    """Events of rooms and tracks, of which there are none; and a panic, after which requests fail."""


def _where() -> Path:
    """Without running a line of the package. Raises `OSError`."""
    try:
        found = importlib.util.find_spec("livekit.rtc")
    except ImportError:
        found = None
    places = found.submodule_search_locations if found is not None else None
    if not places:
        raise FileNotFoundError("livekit is not installed")
    return Path(places[0]) / "resources" / _LIBRARIES.get(sys.platform, "liblivekit_ffi.so")


class _Direction:
    """A buffer that stays where it is, and a request for each 10 ms of it."""

    def __init__(self, library: Library, handle: int, size: int, rate: int, *, far: bool) -> None:
        """Raises `Unavailable` where it can't be cut into pieces of 10 ms."""
        piece = rate // FRAMES_PER_SECOND * 2
        if not size or size % piece:
            raise Unavailable(f"a frame of {size} bytes")
        self.size, self.rate = size, rate
        self.buffer = ctypes.create_string_buffer(size)
        self.address = ctypes.addressof(self.buffer)
        self._granted = len(field((_FAR if far else _NEAR) - 1, b""))
        places = range(self.address, self.address + size, piece)
        self._pieces = [
            library.asking(frame_request(handle, place, piece, rate, far=far)) for place in places
        ]

    def process(self, frame: bytes) -> None:
        ctypes.memmove(self.address, frame, self.size)
        for piece in self._pieces:
            if not piece.is_granted(self._granted):
                raise Unavailable("a frame was refused")


class Module:
    """What is asked for of an echo canceller, a noise reducer, a gain control. For one thread at a time."""

    _handle = 0

    def __init__(self, *, echo: bool = False, noise: bool = False, gain: bool = False) -> None:
        """Raises `Unavailable`."""
        self._library = Library.load()
        wanted = new_request(echo=echo, noise=noise, gain=gain)
        made: int | bytes | None = self._library.asking(wanted).answer()
        for number in (_NEW - 1, 1, 1, 1):  # answer, its result, owned module, handle: each holds the next
            made = read_fields(made).get(number) if isinstance(made, bytes) else None
        if not isinstance(made, int) or not made:
            raise Unavailable("no module was made")
        self._handle = made
        self._near: _Direction | None = None
        self._far: _Direction | None = None
        self.near(bytes(320), 16_000)
        if echo:
            self.far(bytes(320), 16_000)
            self.set_delay(0)

    def __del__(self) -> None:
        if self._handle:
            self._library.drop(self._handle)

    def far(self, frame: bytes, rate: int) -> None:
        """Some times 10 ms that are about to be heard. Raises `Unavailable`."""
        way = self._far
        if way is None or way.rate != rate or way.size != len(frame):
            way = self._far = _Direction(self._library, self._handle, len(frame), rate, far=True)
        way.process(frame)

    def near(self, frame: bytes, rate: int) -> bytes:
        """Some times 10 ms from the microphone, made clean. Raises `Unavailable`."""
        way = self._near
        if way is None or way.rate != rate or way.size != len(frame):
            way = self._near = _Direction(self._library, self._handle, len(frame), rate, far=False)
        way.process(frame)
        return ctypes.string_at(way.address, way.size)

    def set_delay(self, milliseconds: int) -> None:
        """From `far` to the echo of that frame in `near`."""
        asking = self._library.asking(delay_request(self._handle, milliseconds))
        if asking.answer() != field(_DELAY - 1, b""):
            raise Unavailable("a delay was refused")
