"""A Directory in memory: two accounts of three devices each, with a number each."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from carrier.sip.directory import ActiveCall, Allowed, Called, CallEntry, Forbidden, SipDevice

ALICE = "+33755512301"
BOB = "+33755512302"
PREMIUM = "+33899123456"


def device(account: str, number: int = 1) -> SipDevice:
    return SipDevice(f"{account}-{number}", account, f"secret-of-{account}-{number}")


class MemoryDirectory:
    def __init__(self) -> None:
        self.devices = {
            known.device_id: known
            for known in (device(account, number) for account in ("alice", "bob") for number in (1, 2, 3))
        }
        self.numbers = {
            ALICE: Called("alice", "number-a", ALICE),
            BOB: Called("bob", "number-b", BOB),
        }
        self.hidden: set[str] = set()
        self.blocked: set[str] = set()
        """Callers that nobody wants to hear from; "" for those who hide their number."""
        self.entries: list[CallEntry] = []
        self.active: dict[str, tuple[ActiveCall, ...]] = {}
        self.last_seen: list[str] = []
        self.open = asyncio.Event()
        """While it is clear, nobody is told about a device."""
        self.open.set()
        self.broken = False
        self.fails_to_judge = False
        self.fails_to_keep = 0
        """So many times."""
        self._kept = asyncio.Condition()

    async def device(self, device_id: str) -> SipDevice | None:
        await self.open.wait()
        if self.broken:
            raise OSError("the database is away")
        return self.devices.get(device_id)

    async def seen(self, device_id: str) -> bool:
        self.last_seen.append(device_id)
        return device_id in self.devices

    async def may_call(self, device: SipDevice, wanted_number: str, called: str) -> Allowed | Forbidden:
        if self.fails_to_judge:
            raise OSError("the database is away")
        if called == PREMIUM:
            return Forbidden(403, "premium-rate")
        own = next(
            (
                number
                for number in self.numbers.values()
                if number.account_id == device.account_id and wanted_number in ("", number.e164)
            ),
            None,
        )
        if own is None:
            return Forbidden(403, "number-off")
        return Allowed("" if own.e164 in self.hidden else own.e164, called, own.number_id)

    async def find_number(self, e164: str, *, caller: str | None = None) -> Called | None:
        called = self.numbers.get(e164)
        unwanted = called is not None and caller is not None and caller in self.blocked
        return replace(called, word=called.word or "blocked") if called and unwanted else called

    async def find_own(self, account_id: str, number_id: str) -> Called | None:
        own = (each for each in self.numbers.values() if each.account_id == account_id)
        return next((each for each in own if each.number_id == number_id), None)

    async def keep_call(self, entry: CallEntry) -> None:
        if self.fails_to_keep:
            self.fails_to_keep -= 1
            raise OSError("the database is away")
        async with self._kept:
            self.entries.append(entry)
            self._kept.notify_all()

    async def keep_active(self, account_id: str, calls: tuple[ActiveCall, ...]) -> None:
        async with self._kept:
            self.active[account_id] = calls
            self._kept.notify_all()

    async def forget_active(self) -> None:
        self.active.clear()

    async def under_way(self, account_id: str, *device_ids: str) -> tuple[ActiveCall, ...]:
        """Waits until the account's calls go on on these devices."""

        def so() -> bool:
            return tuple(call.device_id for call in self.active.get(account_id, ())) == device_ids

        async with self._kept:
            await asyncio.wait_for(self._kept.wait_for(so), 5)
        return self.active.get(account_id, ())

    async def kept(self, count: int) -> list[CallEntry]:
        """Waits until so many calls are kept."""
        async with self._kept:
            await asyncio.wait_for(self._kept.wait_for(lambda: len(self.entries) >= count), 5)
        return self.entries
