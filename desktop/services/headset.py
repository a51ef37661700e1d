"""A headset's keys act on the calls, and its lamps show them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, assert_never

from desktop.domain.calls import Call, CallId, Direction, Phase
from desktop.domain.errors import FivelineError
from desktop.domain.events import Event, HeadsetChanged
from desktop.domain.headset import Headset, HeadsetKey, Lamps
from desktop.domain.state import State
from desktop.services.calls import Calls
from desktop.services.tasks import Tasks
from desktop.store import Store
from desktop.system.headset.permission import udev_rule

__all__ = ["HeadsetKeys", "HeadsetReader", "NoHeadset", "udev_rule"]

log = logging.getLogger(__name__)


class HeadsetReader(Protocol):
    """`desktop.system.headset.thread.HeadsetThread`, or nothing where no headset is wanted."""

    def start(self, hear: Callable[[Headset | HeadsetKey], None]) -> None: ...

    def show(self, lamps: Lamps, *, anew: bool = False) -> None: ...

    async def stop(self) -> None: ...


class NoHeadset:
    """For a phone whose headset's keys are nobody's business."""

    def start(self, hear: Callable[[Headset | HeadsetKey], None]) -> None:
        del hear

    def show(self, lamps: Lamps, *, anew: bool = False) -> None:
        del lamps, anew

    async def stop(self) -> None:
        return None


class HeadsetKeys:
    def __init__(self, store: Store, calls: Calls, tasks: Tasks) -> None:
        self._store, self._calls, self._tasks = store, calls, tasks
        self._reader: HeadsetReader = NoHeadset()
        self._answering: CallId | None = None
        """Asked to be answered by the headset, and not yet talked on."""
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self, reader: HeadsetReader) -> None:
        self._reader = reader
        self._unsubscribe = self._store.subscribe(self._follow)
        self._reader.start(self._hear)
        self._reader.show(self._lamps())

    async def stop(self) -> None:
        self._unsubscribe()
        await self._reader.stop()

    # --- what is known becomes light --------------------------------------------------------------------
    def _follow(self, event: Event, state: State) -> None:
        del event
        waiting = state.call(self._answering) if self._answering is not None else None
        if waiting is None or waiting.phase is not Phase.RINGING:
            self._answering = None
        self._reader.show(self._lamps())

    def _lamps(self) -> Lamps:
        state = self._store.state
        current, ringing = _current(state), _ringing(state)
        return Lamps(
            # Lit as soon as the hook was taken up: a headset that gets no answer in two seconds puts it down.
            off_hook=current is not None or self._answering is not None,
            # A headset rings in the ear by this lamp: who asked not to be disturbed is not.
            ring=ringing is not None and not ringing.silenced and self._answering is None,
            mute=current is not None and current.muted,
            hold=current is not None and current.phase is Phase.HELD,
        )

    # --- a key becomes an intent ------------------------------------------------------------------------
    def _hear(self, what: Headset | HeadsetKey) -> None:
        if isinstance(what, Headset):
            self._store.apply(HeadsetChanged(what))
            self._reader.show(self._lamps())
        else:
            self.press(what)

    def press(self, what: HeadsetKey) -> None:
        state = self._store.state
        current, ringing = _current(state), _ringing(state)
        match what:
            case HeadsetKey.TAKEN_UP:
                self._take_up(current, ringing)
            case HeadsetKey.PUT_DOWN:
                self._put_down(current)
            case HeadsetKey.HOOK_PRESSED:
                if current is not None or self._answering is not None:
                    self._put_down(current)
                else:
                    self._take_up(current, ringing)
            case HeadsetKey.MUTE_PRESSED:
                self._mute(current, on=current is not None and not current.muted)
            case HeadsetKey.MUTE_ON | HeadsetKey.MUTE_OFF:
                self._mute(current, on=what is HeadsetKey.MUTE_ON)
            case HeadsetKey.DROPPED:
                if ringing is not None:
                    self._do(self._calls.decline(ringing.id))
                else:
                    self._put_down(current)
            case HeadsetKey.FLASHED:
                self._flash(current, ringing)
            case _:
                assert_never(what)

    def _take_up(self, current: Call | None, ringing: Call | None) -> None:
        if current is not None or ringing is None:
            # Nothing to answer, or something is talked on: the headset is told how it stands.
            self._reader.show(self._lamps(), anew=True)
            return
        self._answering = ringing.id
        self._reader.show(self._lamps())
        self._do(self._calls.answer(ringing.id))

    def _put_down(self, current: Call | None) -> None:
        """Ends what is talked on, with those joined; what waits on hold goes on waiting."""
        ended = {self._answering} if current is None else {current.id}
        if current is not None and current.joined:
            ended |= {call.id for call in self._store.state.live_calls if call.joined}
        for call_id in ended:
            if call_id is not None:
                self._do(self._calls.hang_up(call_id))

    def _flash(self, current: Call | None, ringing: Call | None) -> None:
        """As on a telephone with call waiting: to the one who rings, else into hold and out of it."""
        if current is None:
            return
        if ringing is not None:
            self._do(self._calls.answer(ringing.id))
        elif current.phase is Phase.TALKING:
            self._do(self._calls.hold(current.id))
        elif current.phase is Phase.HELD:
            self._do(self._calls.resume(current.id))

    def _mute(self, current: Call | None, *, on: bool) -> None:
        if current is not None and current.phase is not Phase.RINGING and current.muted != on:
            self._do(self._calls.mute(current.id, on))
        else:
            self._reader.show(self._lamps(), anew=True)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(self._try(work), "a key of the headset")

    async def _try(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except FivelineError as error:
            log.info("a key of the headset did nothing: %s", error)


def _ringing(state: State) -> Call | None:
    """What rings here longest; what must not disturb only where nothing else rings."""
    ringing = [c for c in state.live_calls if c.direction is Direction.INCOMING and c.phase is Phase.RINGING]
    return min(ringing, key=lambda c: c.silenced, default=None)


def _current(state: State) -> Call | None:
    """The call that has the sound: the one talked on, else the one that is being made, else one on hold."""
    order = (Phase.TALKING, Phase.RINGING, Phase.DIALING, Phase.HELD)
    ours = [
        c
        for c in state.live_calls
        if not (c.direction is Direction.INCOMING and c.phase in (Phase.RINGING, Phase.DIALING))
    ]
    return min(ours, key=lambda c: order.index(c.phase), default=None)
