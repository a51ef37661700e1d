"""Shows every entry of the gallery in one process: says its name, and goes on when it is told a line.

Run as `python -m tests.harness.gallery_walk [en|fr|ar]` inside a session.
"""

from __future__ import annotations

import asyncio
import sys

import qasync
from PySide6.QtWidgets import QApplication

from tests.galleries import ENTRIES
from tests.gallery import load_entries
from ui.i18n import Language, compile_catalogues, speak
from ui.theme import ThemeChoice, theme


async def walk() -> None:
    loop = asyncio.get_running_loop()
    for name in sorted(ENTRIES):
        widget = ENTRIES[name].build()
        widget.resize(*ENTRIES[name].size)
        widget.show()
        widget.activateWindow()
        await asyncio.sleep(0.2)  # what is shown late on purpose
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        await loop.run_in_executor(None, sys.stdin.readline)
        widget.close()
        widget.deleteLater()
        await asyncio.sleep(0)


def main() -> None:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    theme().start(app, ThemeChoice.LIGHT)
    compile_catalogues()
    speak(Language(sys.argv[1] if len(sys.argv) > 1 else "en"))
    load_entries()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(walk())


if __name__ == "__main__":
    main()
