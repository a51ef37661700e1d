"""Which answered calls an account has, and on which device: every one is told, and may take one over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

from carrier.sip.directory import ActiveCall, Directory
from carrier.sip.record import Record

log = logging.getLogger(__name__)

_AGAIN_SECONDS = (0.2, 1.0, 5.0)


class OnTheLine(Protocol):
    """A side of a call, as far as it is told of."""

    @property
    def device_id(self) -> str | None: ...

    @property
    def record(self) -> Record | None: ...


class UnderWay:
    def __init__(self, directory: Directory, spawn: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._directory = directory
        self._spawn = spawn
        self._of_call: dict[object, tuple[ActiveCall, ...]] = {}
        self._of_account: dict[str, dict[str, ActiveCall]] = {}
        self._untold: dict[str, None] = {}
        """Accounts with news, the first to be told first."""
        self._telling = False

    def changed(self, call: object, sides: Iterable[OnTheLine]) -> None:
        """`sides` are those who talk in `call` now; none where it is over."""
        before = self._of_call.pop(call, ())
        after = tuple(each for side in sides if (each := _active(side)) is not None)
        if after:
            self._of_call[call] = after
        if before == after:
            return
        for each in before:
            self._of_account[each.account_id].pop(each.call_id, None)
        for each in after:
            self._of_account.setdefault(each.account_id, {})[each.call_id] = each
        for each in (*before, *after):
            self._untold[each.account_id] = None
        if not self._telling:
            self._telling = True
            self._spawn(self._tell())

    async def _tell(self) -> None:
        """One after the other: what is told last is what is so."""
        try:
            while self._untold:
                account_id = next(iter(self._untold))
                del self._untold[account_id]
                calls = tuple(self._of_account.get(account_id, {}).values())
                if not calls:
                    self._of_account.pop(account_id, None)
                await self._keep(account_id, calls)
        finally:
            self._telling = False

    async def _keep(self, account_id: str, calls: tuple[ActiveCall, ...]) -> None:
        for pause in (*_AGAIN_SECONDS, None):
            try:
                await self._directory.keep_active(account_id, calls)
                return
            except Exception:
                if pause is None:
                    log.exception("the calls of account %s could not be told", account_id)
                    return
                if account_id in self._untold:
                    return  # there is newer news to be kept in its turn
                await asyncio.sleep(pause)


def _active(side: OnTheLine) -> ActiveCall | None:
    record = side.record
    if record is None or record.answered_at is None or side.device_id is None:
        return None
    page = record.page
    return ActiveCall(
        page.call_id,
        page.account_id,
        page.number_id,
        record.talks_to,
        page.direction,
        side.device_id,
        record.answered_at,
    )
