"""The program's life: a window, then a phone behind it, then a person signed in, and a clean end."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.system.folders import Folders
from desktop.system.settings import SettingsFile
from ui.demo import DemoCarrier, DemoFailed
from ui.i18n import Language, _, compile_catalogues, speak, system_language
from ui.loop import run
from ui.options import Options
from ui.quick_start import resume_collection
from ui.stopwatch import tell_moment
from ui.tasks import Tasks
from ui.theme import ThemeChoice, theme
from ui.window import Window

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.phone import Phone
    from desktop.system.credentials import Credentials
    from desktop.system.single_instance import SingleInstance
    from ui.sitting import Sitting

log = logging.getLogger(__name__)

CLOSED_WITHIN = 3.0
"""Seconds for a polite goodbye: calls ended, the registration taken back, the cache closed."""


def open_program(options: Options, instance: SingleInstance) -> int:
    app = QApplication([sys.argv[0]])
    app.setApplicationName("fiveline")
    app.setApplicationDisplayName("Fiveline")
    QGuiApplication.setDesktopFileName("fiveline")
    settings = SettingsFile(Folders(options.profile).settings).now
    theme().start(app, _theme_choice(settings.theme))
    compile_catalogues()
    speak(_language(options.language or settings.language))
    window = Window()
    window.take_place(str(options.profile / "window.ini"))
    window.show()
    sys.excepthook = _unexpected
    program = Program(options, instance, window)
    if sys.platform == "darwin":  # each event of the program goes through it
        from ui.opened_links import OpenedLinks

        OpenedLinks(app).opened.connect(program.open_link)
    return run(app, program.live())


class Program:
    def __init__(self, options: Options, instance: SingleInstance, window: Window) -> None:
        self._options = options
        self._instance = instance
        self._window = window
        self._tasks = Tasks()
        self._ended = asyncio.Event()
        self._demo: DemoCarrier | None = None
        self._phone: Phone | None = None
        self._sitting: Sitting | None = None
        self._painted_at = 0.0
        self._loading: asyncio.Task[Credentials] | None = None
        self._link = options.link
        """What is to be opened once there is a phone."""
        window.closing.connect(self._ended.set)
        window.retry_wanted.connect(lambda: self._tasks.start(self._begin()))

    async def live(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self._ended.set)
            except (NotImplementedError, RuntimeError):  # Windows
                signal.signal(number, lambda *_words: loop.call_soon_threadsafe(self._ended.set))
        # Aside, in the moments in which the window waits for the screen.
        self._loading = asyncio.create_task(asyncio.to_thread(_load, self._options.profile))
        await self._window.wait_until_painted()
        self._painted_at = time.monotonic()
        await self._instance.listen(self.open_link)
        self._tasks.start(self._begin())
        await self._ended.wait()
        await self._end()
        return 0

    # --- beginning --------------------------------------------------------------------------------------
    async def _begin(self) -> None:
        """Open the phone; what stops it is said in the window, with a button to try again."""
        self._window.show_starting()
        try:
            await self._start()
        except DemoFailed as error:
            log.error("the demonstration's carrier did not start")
            self._window.show_start_failed(
                lambda: _("The demonstration could not be started on this computer."), str(error)
            )
        except ValueError as error:
            self._window.show_start_failed(lambda: _("The carrier's address is not one."), str(error))
        except OSError as error:
            log.error("the phone can't be opened: %s", error.strerror)
            self._window.show_start_failed(
                lambda: _("The folder of this profile can't be used."), error.strerror or str(error)
            )

    async def _start(self) -> None:
        url, ca_file = self._options.carrier, self._options.ca_file
        loading = self._loading or asyncio.create_task(asyncio.to_thread(_load, self._options.profile))
        self._loading = None
        if self._options.demo:
            self._window.show_starting(lambda: _("Starting the demonstration…"))
            if self._demo is not None:
                await self._demo.stop()
            self._demo = DemoCarrier(self._options.profile)
            await asyncio.gather(loading, self._demo.start())
            url, ca_file = self._demo.url, self._demo.ca_file
        credentials = await loading
        from desktop.bootstrap import open_phone
        from ui.sitting import Sitting

        self._phone = await open_phone(
            profile=self._options.profile,
            carrier_url=url,
            ca_file=ca_file,
            credentials=credentials,
            region=_region(),
            link_command=self._options.command,
            head_start=self._window.wait_until_in_use,
        )
        # The log is open only now.
        tell_moment("window-painted", self._painted_at)
        self._sitting = Sitting(
            self._phone,
            self._window,
            self._tasks,
            carrier_url=url,
            open_url=open_web_page,
            demo=self._demo is not None,
        )
        self._sitting.open_link(self._link)
        await self._phone.sessions.resume()
        resume_collection()
        if self._demo is not None:
            await self._sitting.sign_in_to_demo(self._demo.accounts)

    # --- while it runs ----------------------------------------------------------------------------------
    def open_link(self, link: str) -> None:
        """The program was started a second time, or the system hands over a link."""
        self._window.come_to_front()
        if self._sitting is not None:
            self._sitting.open_link(link)
        elif link:
            self._link = link

    # --- ending -----------------------------------------------------------------------------------------
    async def _end(self) -> None:
        self._instance.stop_listening()
        self._window.hide()
        self._window.remember_place(str(self._options.profile / "window.ini"))
        try:
            async with asyncio.timeout(CLOSED_WITHIN):
                if self._sitting is not None:
                    await self._sitting.close()
                if self._phone is not None:
                    await self._phone.close()
        except TimeoutError:
            log.warning("the phone did not close within %.0f s", CLOSED_WITHIN)
        await self._tasks.close()
        if self._demo is not None:
            await self._demo.stop()


def open_web_page(url: str) -> None:
    """Only the web: a link of another kind starts programs."""
    address = QUrl(url, QUrl.ParsingMode.StrictMode)
    if address.scheme() in ("https", "http") and address.host():
        QDesktopServices.openUrl(address)


def _load(profile: Path) -> Credentials:
    """The modules of the phone and its screens, while the keyring is asked what will be wanted first."""
    from desktop.services.keeping import open_keyring

    credentials = open_keyring(Folders(profile).keyring_service)
    for name in ("desktop.bootstrap", "ui.sitting"):
        importlib.import_module(name)
    return credentials


def _region() -> str:
    """Where the computer says it is; empty where it does not (the locale "C")."""
    territory = QLocale.system().territory()
    return "" if territory is QLocale.Country.AnyTerritory else QLocale.territoryToCode(territory)


def _theme_choice(word: str) -> ThemeChoice:
    try:
        return ThemeChoice(word)
    except ValueError:
        return ThemeChoice.SYSTEM


def _language(word: str) -> Language:
    try:
        return Language(word)
    except ValueError:
        return system_language()


def _unexpected(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """A slot raised. It is our bug: logged, and the window goes on."""
    if issubclass(kind, KeyboardInterrupt):
        os._exit(130)
    log.critical("a fault of the program", exc_info=(kind, error, trace))  # type: ignore[arg-type]
