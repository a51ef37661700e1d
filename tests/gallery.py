"""Opens any screen in any state, without an account.

python -m tests.gallery --list
python -m tests.gallery sign-in/password --lang ar --theme dark
python -m tests.gallery sign-in/password --scale 1.25 --shot sign-in.png
python -m tests.gallery --all build/gallery --theme dark
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def load_entries() -> None:
    import tests.galleries

    for module in pkgutil.iter_modules(tests.galleries.__path__):
        importlib.import_module(f"tests.galleries.{module.name}")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--all", metavar="DIR", type=Path, help="save a picture of every entry")
    parser.add_argument("--lang", choices=["en", "fr", "ar"], default="en")
    parser.add_argument("--theme", choices=["light", "dark", "contrast"], default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", help="WIDTHxHEIGHT")
    parser.add_argument("--shot", metavar="FILE", type=Path, help="save a picture and leave")
    chosen = parser.parse_args(words)
    os.environ["QT_SCALE_FACTOR"] = str(chosen.scale)
    if chosen.all or chosen.shot or chosen.list:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    import qasync
    from PySide6.QtWidgets import QApplication

    from tests.galleries import ENTRIES
    from ui.i18n import Language, compile_catalogues, speak
    from ui.theme import ThemeChoice, theme

    app = QApplication(sys.argv[:1])
    theme().start(app, ThemeChoice(chosen.theme))
    compile_catalogues()
    speak(Language(chosen.lang))
    load_entries()
    if chosen.list or not (chosen.name or chosen.all):
        sys.stdout.write("\n".join(sorted(ENTRIES)) + "\n")
        return 0
    # Screens may start coroutines, so there is a loop, as in the program.
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    size = tuple(int(part) for part in chosen.size.split("x")) if chosen.size else None
    with loop:
        if chosen.all:
            for name in sorted(ENTRIES):
                file = chosen.all / f"{name.replace('/', '--')}.png"
                loop.run_until_complete(_picture(name, file, size))
        elif chosen.shot:
            loop.run_until_complete(_picture(chosen.name, chosen.shot, size))
        else:
            app.setQuitOnLastWindowClosed(False)
            widget = _open(chosen.name, size)
            app.lastWindowClosed.connect(loop.stop)
            widget.activateWindow()
            loop.run_forever()
    return 0


def _open(name: str, size: tuple[int, ...] | None) -> QWidget:
    from PySide6.QtCore import Qt

    from tests.galleries import ENTRIES

    found = ENTRIES.get(name)
    if found is None:
        sys.exit(f"No entry is called {name}. See --list.")
    widget = found.build()
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.resize(*(size or found.size))
    widget.show()
    return widget


async def _picture(name: str, file: Path, size: tuple[int, ...] | None) -> None:
    widget = _open(name, size)
    # Long enough for what the screen loads, and for what shows itself after 150 ms.
    await asyncio.sleep(0.35)
    file.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(file))
    widget.close()
    widget.deleteLater()
    await asyncio.sleep(0)


if __name__ == "__main__":
    sys.exit(main())
