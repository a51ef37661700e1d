"""My numbers: their name, colour and order (NUM-1)."""

from __future__ import annotations

from desktop.domain.numbers import NumberId


class Numbers:
    async def rename(self, number_id: NumberId, name: str) -> None:
        raise NotImplementedError

    async def recolour(self, number_id: NumberId, colour: int) -> None:
        raise NotImplementedError

    async def reorder(self, number_ids: tuple[NumberId, ...]) -> None:
        raise NotImplementedError
