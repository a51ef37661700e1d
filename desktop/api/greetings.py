"""The carrier's operations on greetings, one method each. Raises `Refused` or `Unanswered`."""

from __future__ import annotations

from datetime import datetime

from desktop.api.operations import Operations, decode, part
from desktop.api.transport import LARGEST_SOUND, Sent
from desktop.api.wire.greetings import WireGreetings
from desktop.domain.greetings import Greetings, Kind
from desktop.domain.numbers import NumberId

WHOLE_SOUND = 120.0
"""Seconds."""


class GreetingOperations(Operations):
    """Of any of the account's numbers."""

    async def greetings(self, number_id: NumberId) -> Greetings:
        return _read(await self._get(_path(number_id)))

    async def set_greeting(
        self,
        number_id: NumberId,
        sound: bytes,
        *,
        away: tuple[datetime, datetime] | None = None,
        sent: Sent | None = None,
    ) -> Greetings:
        """One's own, or one for `away` from an instant until another. `sound` is a file of any kind."""
        answer = await self._authorised(
            "PUT",
            _path(number_id, Kind.OWN if away is None else Kind.AWAY),
            headers={"Content-Type": "application/octet-stream"},
            body=sound,
            params=None if away is None else _dates(away),
            within=WHOLE_SOUND,
            sent=sent,
        )
        return _read(answer)

    async def set_away_dates(self, number_id: NumberId, away: tuple[datetime, datetime]) -> Greetings:
        path = f"{_path(number_id, Kind.AWAY)}/dates"
        return _read(await self._ask("PUT", path, _dates(away)))

    async def delete_greeting(self, number_id: NumberId, kind: Kind) -> None:
        """One that is gone already is as good as deleted."""
        await self._settle("DELETE", _path(number_id, kind))

    async def greeting_audio(self, number_id: NumberId, kind: Kind) -> bytes:
        """FLAC."""
        return await self._authorised(
            "GET",
            f"{_path(number_id, kind)}/audio",
            accept="audio/flac",
            largest=LARGEST_SOUND,
        )


def _read(answer: bytes) -> Greetings:
    return decode(answer, WireGreetings).to_domain()


def _path(number_id: NumberId, kind: Kind | None = None) -> str:
    path = f"/v1/numbers/{part(number_id)}/greetings"
    return path if kind is None else f"{path}/{kind.value}"


def _dates(away: tuple[datetime, datetime]) -> dict[str, str]:
    begins, until = away
    return {"from": begins.isoformat(), "until": until.isoformat()}
