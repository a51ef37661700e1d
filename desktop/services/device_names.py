"""What the devices of the account are called, those that are gone too: "answered on Laptop"."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.errors import FivelineError
from desktop.domain.session import DeviceId
from desktop.domain.state import State
from desktop.services.present import Present
from desktop.services.tasks import Tasks
from desktop.storage import device_names
from desktop.store import Store

log = logging.getLogger(__name__)


class DeviceNames:
    def __init__(self, store: Store, present: Present, tasks: Tasks) -> None:
        self._store = store
        self._present = present
        self._tasks = tasks
        store.subscribe(self._hear)

    def _hear(self, event: e.Event, state: State) -> None:
        match event:
            case e.CarrierChanged(Carrier.UP) | e.DevicesOutdated():
                self._tasks.start(self._learn(), "names of the devices")
            case _:
                pass

    async def _learn(self) -> None:
        parts = self._present.parts
        if parts is None:
            return
        try:
            devices = await parts.ways().api.devices()
            if self._present.parts is not parts:
                return  # somebody else is signed in by now
            names: Mapping[DeviceId, str] = {device.id: device.name for device in devices}
            await self._present.write(lambda db: device_names.keep(db, names))
            known = await self._present.read(device_names.load, otherwise=names)
        except FivelineError as error:
            log.info("the devices' names could not be learnt: %s", type(error).__name__)
            return
        if self._present.parts is parts and known != self._store.state.device_names:
            self._store.apply(e.DeviceNamesChanged(known))
