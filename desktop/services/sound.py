"""Which devices are used, and how loud it is on them."""

from __future__ import annotations

from desktop.domain.sound import SoundChoice


class SoundDevices:
    async def choose(self, choice: SoundChoice) -> None:
        raise NotImplementedError

    async def measure_levels(self, on: bool) -> None:
        raise NotImplementedError

    async def test_ring(self) -> None:
        raise NotImplementedError
