"""One loop for Qt and asyncio (qasync), with what qasync leaves out.

- Its timers are coarse: up to 5 % late, which a 20 ms beat feels.
- It sets no hooks for asynchronous generators: a `break` out of an event stream would leak the connection.
- Its default executor starts ten threads at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

THREADS = 4


class _PreciseTimer(qasync._SimpleTimer):  # type: ignore[misc]
    def startTimer(self, milliseconds: int) -> int:
        return int(super().startTimer(milliseconds, Qt.TimerType.PreciseTimer))


def run(app: QApplication, main: Coroutine[Any, Any, int]) -> int:
    """Run `main` to its end, as `asyncio.run` does; windows live meanwhile."""
    # Closing the last window would end the loop before anything is closed in good order.
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    loop._timer = _PreciseTimer()
    executor = ThreadPoolExecutor(THREADS, thread_name_prefix="aside")
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(firstiter=loop._asyncgen_firstiter_hook, finalizer=loop._asyncgen_finalizer_hook)
    try:
        return int(loop.run_until_complete(main))
    finally:
        try:
            _cancel_what_is_left(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            sys.set_asyncgen_hooks(*before)
            asyncio.set_event_loop(None)
            executor.shutdown(wait=False, cancel_futures=True)
            loop.close()


def _cancel_what_is_left(loop: asyncio.AbstractEventLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
