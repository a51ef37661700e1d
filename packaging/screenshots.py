"""Makes the pictures of the README from the real program on its demonstration; no screen is needed.

python packaging/screenshots.py [DIRECTORY]
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
# The pictures show made-up people: nothing is put into the keyring of whoever runs this.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from PySide6.QtWidgets import QApplication, QListView  # noqa: E402

from desktop.domain.numbers import Address  # noqa: E402
from desktop.system.folders import open_profile  # noqa: E402
from desktop.system.single_instance import take_profile  # noqa: E402
from ui.i18n import Language, compile_catalogues, speak  # noqa: E402
from ui.loop import run  # noqa: E402
from ui.models.shell import Section  # noqa: E402
from ui.options import Options  # noqa: E402
from ui.phone_screens import PhoneScreens  # noqa: E402
from ui.program import Program  # noqa: E402
from ui.theme import ThemeChoice, theme  # noqa: E402
from ui.widgets.message_view import MessageView  # noqa: E402
from ui.window import Window  # noqa: E402

ECHO = Address("+33199000001")
PATIENCE = 60.0


async def until(fact: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > deadline:
            sys.exit("The demonstration did not come up.")
        await asyncio.sleep(0.05)


async def take(window: Window, program: Program, folder: Path) -> None:
    def picture(name: str) -> None:
        window.grab().save(str(folder / f"{name}.png"))
        sys.stdout.write(f"{folder / name}.png\n")

    def thread_is_filled() -> bool:
        """Both the model and what is painted: rows come in more than one turn."""
        view = screens.main.findChild(MessageView)
        return (
            not screens._messages.conversation().model.loading
            and screens._messages.conversation().model.rows.rowCount() > 0
            and view is not None
            and view.model() is screens._messages.conversation().model.rows
            and view.isVisible()
        )

    def list_is_filled() -> bool:
        rows = screens.main.current_list.findChild(QListView) if screens.main.current_list else None
        return rows is not None and rows.model() is not None and rows.model().rowCount() > 3

    await until(lambda: program._sitting is not None and program._sitting._screens is not None)
    assert program._sitting is not None
    found = program._sitting._screens
    assert isinstance(found, PhoneScreens)
    screens = found
    await until(list_is_filled)
    await until(lambda: screens._shell.readiness.readiness.value == "ready")
    await until(lambda: screens._shell.progress is None)
    thread = screens._messages._threads.rows.row(0).key
    screens._messages.open(thread)
    await until(thread_is_filled)
    await asyncio.sleep(0.5)
    picture("messages")

    voicemails = screens._others().voicemail
    screens._shell.open(Section.VOICEMAIL)
    await until(lambda: voicemails._model.rows.rowCount() > 1)
    voicemails.open(voicemails._model.rows.row(0).key)
    await until(lambda: voicemails._model.player.waveform)
    voicemails._model.player.seek(2.0)
    await asyncio.sleep(0.5)
    picture("voicemail")

    theme().choose(ThemeChoice.DARK)
    number = screens._phone.store.state.numbers[0].id
    screens._others().calls.calls.dial(ECHO, number)
    await until(lambda: any(view.elapsed(time.monotonic()) for view in screens._others().calls.calls.views))
    screens._shell.open(Section.CALLS)
    await until(list_is_filled)
    screens._others().calls.open(screens._others().calls.calls.views[0].key)
    # Long enough for the echo to have been heard, where this computer has a microphone.
    await asyncio.sleep(7.0)
    picture("call-dark")
    for view in screens._others().calls.calls.views:
        screens._others().calls.calls.hang_up(view.key)
    await until(lambda: not any(view.is_live for view in screens._others().calls.calls.views))
    for view in screens._others().calls.calls.views:
        screens._others().calls.calls.dismiss(view.key)

    theme().choose(ThemeChoice.LIGHT)
    speak(Language.ARABIC)
    screens._shell.open(Section.MESSAGES)
    layla = next((row for row in _rows(screens) if not row.name.isascii() and row.name[0] > "\u0600"), None)
    screens._messages.open(layla.key if layla is not None else thread)
    await until(thread_is_filled)
    await until(list_is_filled)
    await asyncio.sleep(0.5)
    picture("arabic")

    speak(Language.FRENCH)
    screens._shell.open(Section.SETTINGS)
    await asyncio.sleep(1)
    picture("settings-french")
    speak(Language.ENGLISH)


def _rows(screens: PhoneScreens):  # type: ignore[no-untyped-def]
    rows = screens._messages._threads.rows
    return [rows.row(index) for index in range(rows.rowCount())]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    theme().start(app, ThemeChoice.LIGHT)
    compile_catalogues()
    speak(Language.ENGLISH)
    with tempfile.TemporaryDirectory() as profile:
        place = open_profile(Path(profile)).profile
        instance = take_profile(place)
        assert instance is not None
        window = Window()
        window.show()

        async def story() -> int:
            program = Program(Options(place, "", None, "en", "", demo=True), instance, window)
            living = asyncio.create_task(program.live())
            try:
                await take(window, program, folder)
            finally:
                program._ended.set()
                await living
            return 0

        try:
            return run(app, story())
        finally:
            instance.close()


if __name__ == "__main__":
    sys.exit(main())
