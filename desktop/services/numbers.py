"""My numbers: their name, colour and order (NUM-1)."""

from __future__ import annotations

from uuid import uuid4

from desktop.domain.errors import Mendable
from desktop.domain.events import NumbersChanged
from desktop.domain.numbers import COLOURS, LATEST, SOONEST, NumberId, VoicemailChange
from desktop.domain.outbox import ChangeNumber, Intent, IntentId
from desktop.domain.text import encodable
from desktop.services.clock import Clock, utc_now
from desktop.services.present import Present
from desktop.storage import numbers

LONGEST_NAME = 80


class Numbers:
    def __init__(self, present: Present, *, clock: Clock = utc_now) -> None:
        self._present = present
        self._clock = clock

    async def rename(self, number_id: NumberId, name: str) -> None:
        """Raises `Mendable` ("no-name", "name-too-long")."""
        name = encodable(name).strip()
        if not name:
            raise Mendable("no-name")
        if len(name) > LONGEST_NAME:
            raise Mendable("name-too-long")
        await self._keep(ChangeNumber(number_id, name=name))

    async def recolour(self, number_id: NumberId, colour: int) -> None:
        if not 0 <= colour < COLOURS:
            raise ValueError(f"there is no colour {colour}")
        await self._keep(ChangeNumber(number_id, colour=colour))

    async def refuse_hidden(self, number_id: NumberId, refused: bool) -> None:
        """Whether callers that hide their number get through to it (CALL-8)."""
        await self._keep(ChangeNumber(number_id, refuses_hidden=refused))

    async def change_voicemail(self, number_id: NumberId, change: VoicemailChange) -> None:
        """What becomes of calls that nobody answers (VM-4)."""
        after = change.answer_after_seconds
        if after is not None and not SOONEST <= after <= LATEST:
            raise ValueError(f"voicemail can't answer after {after} seconds")
        await self._keep(ChangeNumber(number_id, voicemail=change))

    async def reorder(self, number_ids: tuple[NumberId, ...]) -> None:
        for position, number_id in enumerate(number_ids):
            number = self._present.store.state.number(number_id)
            if number is not None and number.position != position:
                await self._keep(ChangeNumber(number_id, position=position))

    async def _keep(self, act: ChangeNumber) -> None:
        intent = Intent(IntentId(str(uuid4())), act, self._clock())
        mine = await self._present.intend(intent, numbers.load)
        self._present.store.apply(NumbersChanged(mine))
