"""A program of its own: a large cache is opened, its longest conversation scrolled to its start and back.

Prints one line of JSON: frames in milliseconds (layout, paint, what arrives in between), memory in MB.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, cast

import psutil
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop.domain.messages import ThreadKey
from desktop.domain.session import DeviceId
from desktop.services import in_sight
from desktop.services.finder import Finder
from desktop.services.messages import Messages
from desktop.services.present import Present, SignedInParts
from desktop.storage.database import Database
from desktop.store import Store
from tests.benchmarks import large_cache
from ui import loop
from ui.models.row_list import RowList
from ui.models.search import SearchModel
from ui.models.thread import ThreadModel
from ui.models.threads import ThreadsModel
from ui.screens.thread import ThreadScreen
from ui.screens.threads import ThreadsScreen
from ui.tasks import Tasks
from ui.theme import theme
from ui.widgets.message_view import MessageView

STEP = 1200
"""Pixels of a turn of the wheel: a hundred thousand messages in some thousand frames."""
SMALL_STEP = 120
FRAMES_SLOWLY = 400
REST = 0.004
MOST_FRAMES = 20_000
NOBODY = cast("Any", None)
"""Carrier, outbox and uploads: nothing of them is asked for."""


def megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


class Beat:
    """How much of this thread's time each frame takes, by the clock and by the processor."""

    def __init__(self) -> None:
        self.frames: list[float] = []
        self.worked: list[float] = []

    async def frame(self, view: MessageView, pixels: int) -> None:
        began, work = time.perf_counter(), time.thread_time()
        centre = QPointF(view.viewport().rect().center())
        wheel = QWheelEvent(
            centre, centre, QPoint(0, 0), QPoint(0, pixels), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), wheel)
        view.viewport().repaint()
        rested = time.perf_counter()
        await asyncio.sleep(REST)  # pages arrive, rows come and go
        late = max(0.0, time.perf_counter() - rested - REST - 0.001)
        self.frames.append((rested - began + late) * 1000)
        self.worked.append((time.thread_time() - work) * 1000)


async def measure(path: Path) -> int:
    began = time.perf_counter()
    cache = Database(path, large_cache.KEY)
    await cache.open()
    store, tasks = Store(), Tasks()
    for event in await cache.read(in_sight.everything):
        store.apply(event)
    present = Present(store)
    present.parts = SignedInParts(DeviceId("bench"), cache, NOBODY)
    messages = Messages(present)
    threads = ThreadsModel(store, messages, tasks.start)
    listed = ThreadsScreen(threads, lambda: SearchModel(store, Finder(present), tasks.start))
    listed.resize(340, 700)
    listed.show()
    threads.show_number(None)
    await _filled(threads.rows)
    listed.list.viewport().repaint()
    opened = (time.perf_counter() - began) * 1000
    longest = ThreadKey(large_cache.LONGEST.number_id, large_cache.LONGEST.peer)
    model = ThreadModel(store, messages, tasks.start)
    screen = ThreadScreen(model)
    screen.resize(760, 700)
    screen.show()
    began = time.perf_counter()
    model.open(longest)
    await _filled(model.rows)
    screen.messages.viewport().repaint()
    thread_opened = (time.perf_counter() - began) * 1000
    slowly, quickly = Beat(), Beat()
    view = screen.messages
    for _frame in range(FRAMES_SLOWLY):
        await slowly.frame(view, SMALL_STEP)
    before = megabytes()
    held = 0
    while not (model.complete and view.verticalScrollBar().value() == 0):
        await quickly.frame(view, STEP)
        held = max(held, model.rows.rowCount())
        if len(quickly.frames) > MOST_FRAMES:
            raise SystemExit("the beginning is not reached")
    up = len(quickly.frames)
    while not (
        model.at_newest and view.verticalScrollBar().value() >= view.verticalScrollBar().maximum() - 2
    ):
        await quickly.frame(view, -STEP)
        held = max(held, model.rows.rowCount())
        if len(quickly.frames) > up + MOST_FRAMES:
            raise SystemExit("the end is not reached")
    after = megabytes()
    print(
        json.dumps(
            {
                "opened": opened, "thread": thread_opened, "slowly": slowly.frames, "quickly": quickly.frames,
                "slow_work": slowly.worked, "quick_work": quickly.worked, "frames_up": up, "held": held,
                "before": before, "after": after,
            }
        )
    )  # fmt: skip
    await tasks.settle(within=1)
    await cache.close()
    return 0


async def _filled(rows: RowList[Any]) -> None:
    came = asyncio.Event()
    rows.modelReset.connect(came.set)
    while not rows.rowCount():
        came.clear()
        await came.wait()


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([sys.argv[0]])
    theme().start(app)
    return loop.run(app, measure(Path(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
