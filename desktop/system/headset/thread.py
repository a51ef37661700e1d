"""The thread that owns the headset: finds it, reads it, lights its lamps.

It meets the loop in one place, `_tell`. A headset that is silent holds up nobody, one that babbles is heard
no more than a person can press, and one that goes away is looked for again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.headset import Headset, HeadsetKey, HeadsetProblem, Lamps
from desktop.system.headset.descriptor import DescriptorError, read_descriptor
from desktop.system.headset.door import Door, Found, HidDoor, NoLibrary, NotAllowed, OpenDevice
from desktop.system.headset.handset import Handset

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds between two looks for a headset while there is none."""
READ_WITHIN = 0.1
"""Seconds that a lamp may have to wait."""
MOST_REPORTS = 200
"""In a second; a headset sends two for a press."""
MOST_KEYS = 10
"""In a second that reach the program."""
ENDS_WITHIN = 0.5
"""Seconds that the end of the program waits for a headset; a dead one holds a report for five."""

Hear = Callable[[Headset | HeadsetKey], None]


@dataclass(slots=True)
class _Second:
    """What has come within the current second."""

    began: float = 0.0
    reports: int = 0
    keys: int = 0

    def at(self, now: float) -> _Second:
        return self if now - self.began < 1.0 else _Second(now)


class HeadsetThread:
    def __init__(self, door: Door | None = None, *, look_again: float = LOOK_AGAIN) -> None:
        self._door: Door = door or HidDoor()
        self._look_again = look_again
        self._lamps = Lamps()
        self._shown_anew = 0
        """Rises when the headset is to be told all its lamps again."""
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hear: Hear = lambda _what: None
        self._told = Headset()

    def start(self, hear: Hear) -> None:
        """`hear` is called on the loop that runs now."""
        self._loop, self._hear = asyncio.get_running_loop(), hear
        self._thread = threading.Thread(target=self._live, name="headset", daemon=True)
        self._thread.start()

    def show(self, lamps: Lamps, *, anew: bool = False) -> None:
        """Returns at once; the lamps follow. Only the newest wish is kept."""
        self._lamps = lamps
        if anew:
            self._shown_anew += 1

    async def stop(self) -> None:
        """The lamps are put out. A headset that does not let go in time is left behind."""
        self._ending.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, ENDS_WITHIN)

    # --- on the thread ----------------------------------------------------------------------------------
    def _tell(self, what: Headset | HeadsetKey) -> None:
        """The one place where the thread meets the loop."""
        if isinstance(what, Headset):
            if what == self._told:
                return
            self._told = what
        try:
            assert self._loop is not None
            self._loop.call_soon_threadsafe(self._hear, what)
        except RuntimeError:  # the loop is closed: nobody listens any more
            self._ending.set()

    def _live(self) -> None:
        while not self._ending.is_set():
            try:
                self._look()
            except NoLibrary:
                self._tell(Headset(problem=HeadsetProblem.NO_LIBRARY))
                return
            except OSError as error:
                log.info("headsets can't be listed: %s", type(error).__name__)
            except Exception:
                log.exception("the headset's thread failed; it goes on")
            self._ending.wait(self._look_again)

    def _look(self) -> None:
        found = self._door.find()
        stands_in_the_way = Headset()
        for each in found:
            after = self._use(each)
            if after.problem is HeadsetProblem.NONE:
                break  # it was used, and is gone
            if stands_in_the_way.problem is HeadsetProblem.NONE:
                stands_in_the_way = after
        self._tell(stands_in_the_way)

    def _use(self, found: Found) -> Headset:
        """Until it is gone, or the program ends. What stands in the way, if anything does."""

        def says(problem: HeadsetProblem) -> Headset:
            return Headset(found.name, problem, found.vendor, found.product)

        try:
            device = self._door.open(found)
        except NotAllowed:
            return says(HeadsetProblem.NO_PERMISSION)
        except OSError:
            return says(HeadsetProblem.NOT_OPENED)
        try:
            handset = Handset(read_descriptor(device.descriptor()))
            if not handset.is_telephone:
                return says(HeadsetProblem.NOT_UNDERSTOOD)
            self._tell(says(HeadsetProblem.NONE))
            return says(HeadsetProblem.BABBLING) if self._babbles(device, handset) else Headset()
        except DescriptorError as error:
            log.info("a headset's description makes no sense: %s", error)
            return says(HeadsetProblem.NOT_UNDERSTOOD)
        except OSError:
            return Headset()  # unplugged
        finally:
            device.close()

    def _babbles(self, device: OpenDevice, handset: Handset) -> bool:
        """Listens until the program ends (False) or the headset talks nonsense (True)."""
        shown: Lamps | None = None
        anew, second = self._shown_anew, _Second()
        while not self._ending.is_set():
            lamps, wanted_anew = self._lamps, self._shown_anew
            if lamps != shown or wanted_anew != anew:
                for report in handset.show(lamps, now=time.monotonic(), anew=wanted_anew != anew):
                    device.write(report)
                shown, anew = lamps, wanted_anew
            report = device.read(READ_WITHIN)
            if not report:
                continue
            now = time.monotonic()
            second = second.at(now)
            second.reports += 1
            if second.reports > MOST_REPORTS:
                return True
            for key in handset.read(report, now=now):
                second.keys += 1
                if second.keys <= MOST_KEYS:
                    self._tell(key)
        for report in handset.show(Lamps(), now=time.monotonic()):
            device.write(report)
        return False
