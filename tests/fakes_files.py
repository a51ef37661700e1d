"""Files in memory, for galleries and tests of the screens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from desktop.decoding.door import Film, Picture, Reel
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.errors import Mendable, Unanswered
from desktop.domain.files import PickedFile
from desktop.domain.messages import Attachment, MessageId, ThreadKey
from desktop.domain.numbers import Address, Capability, NumberId
from desktop.services.files import Files
from desktop.store import Store


class MemoryFiles(Files):
    """Pictures are gradients; one called `broken` can't be shown."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.away = False
        self.sent: list[tuple[ThreadKey, tuple[PickedFile, ...], dict[str, bytes]]] = []
        self.cancelled: list[MessageId] = []
        self.saved: list[tuple[str, Path]] = []
        self.asked: list[tuple[str, int]] = []
        self.ended = asyncio.Event()
        self.played: list[tuple[str, float]] = []
        self.films: list[tuple[str, float]] = []
        self.films_closed = 0
        self._reeled = self._film_ends = 0.0

    async def send(
        self, thread: ThreadKey, files: Iterable[PickedFile], *, pasted_bodies: dict[str, bytes] | None = None
    ) -> None:
        self.sent.append((thread, tuple(files), pasted_bodies or {}))

    async def cancel(self, message_id: MessageId) -> None:
        self.cancelled.append(message_id)

    async def picture(self, file: Attachment, *, edge: int) -> Picture:
        self.asked.append((file.id, edge))
        if self.away:
            raise Unanswered("away", reached=False)
        if "broken" in file.name:
            raise Mendable("file-not-shown")
        width, height = min(file.width or 160, edge), min(file.height or 120, edge)
        row = bytearray()
        for x in range(width):
            row += bytes((60 + 150 * x // width, 120, 200 - 120 * x // width, 255))
        return Picture(width, height, bytes(row) * height)

    async def play(
        self, file: Attachment, *, from_second: float = 0.0, told: Callable[[float, float], None]
    ) -> bool:
        self.played.append((file.id, from_second))
        self.ended.clear()
        told(from_second, file.seconds or 10.0)
        told(from_second + 3.0, file.seconds or 10.0)
        await self.ended.wait()
        return True

    async def open_film(self, file: Attachment, *, edge: int, from_second: float = 0.0) -> Film:
        if "broken" in file.name:
            raise Mendable("file-not-shown")
        self.films.append((file.id, from_second))
        self._reeled = from_second
        self._film_ends = file.seconds or 2.0
        return Film(self._film_ends, has_sound=False)

    async def reel(self, *, until: float) -> Reel:
        """Ten pictures a second, each as red as it is late."""
        pictures: list[tuple[float, Picture]] = []
        while self._reeled <= min(until, self._film_ends - 0.1):
            red = round(255 * self._reeled / self._film_ends)
            pictures.append((self._reeled, Picture(16, 9, bytes((red, 90, 120, 255)) * 16 * 9)))
            self._reeled += 0.1
        return Reel(tuple(pictures), ended=self._reeled >= self._film_ends - 0.1)

    async def close_film(self) -> None:
        self.films_closed += 1

    async def stop(self) -> None:
        self.ended.set()

    async def save(self, file: Attachment, path: Path) -> None:
        self.saved.append((file.id, path))

    async def card(self, file: Attachment) -> Contact:
        return Contact(ContactId("card"), "Léa Martin", (ContactPhone(Address("+33199000077"), "mobile"),))

    def why_not_from(self, number_id: NumberId) -> str:
        return self.why_not(ThreadKey(number_id, Address("")))

    def why_not(self, thread: ThreadKey) -> str:
        number = self.store.state.number(thread.number_id)
        return "" if number is not None and number.can(Capability.FILES) else "cannot-send-files"
