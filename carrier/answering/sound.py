"""The sound of one call, between pjsua2's clock, a foreign thread, and the thread that owns the call.

Both ends are queues: neither side ever waits for the other.
"""

from __future__ import annotations

from collections import deque

_MOST_FRAMES_WAITING = 500
"""Ten seconds, in which the owner has not looked."""


class Sound:
    def __init__(self) -> None:
        self._words: deque[memoryview] = deque()
        self._heard: deque[bytes] = deque(maxlen=_MOST_FRAMES_WAITING)
        self._listening = False

    # --- the owner's side ---------------------------------------------------------------------------------
    def speak(self, samples: bytes) -> None:
        """After what is being said already."""
        if samples:
            self._words.append(memoryview(samples))

    def hush(self) -> None:
        """Say no more of it."""
        self._words.clear()

    @property
    def speaks(self) -> bool:
        return bool(self._words)

    def listen(self, on: bool) -> None:
        """Whether what comes is kept from now on. What was kept before is let go."""
        self._heard.clear()
        self._listening = on

    def take(self) -> list[bytes]:
        """The frames that were heard since the last time."""
        taken = []
        while self._heard:
            taken.append(self._heard.popleft())
        return taken

    # --- the clock's side ---------------------------------------------------------------------------------
    def wanted(self, size: int) -> bytes:
        """The next `size` bytes to say; silence where there is nothing."""
        said = b""
        try:
            while len(said) < size:
                words = self._words[0]
                need = size - len(said)
                said += words[:need]
                if len(words) > need:
                    self._words[0] = words[need:]
                else:
                    self._words.popleft()
        except IndexError:  # nothing more, or hushed meanwhile
            pass
        return said + bytes(size - len(said))

    def came(self, frame: bytes) -> None:
        if self._listening:
            self._heard.append(frame)
