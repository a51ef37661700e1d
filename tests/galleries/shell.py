"""The frame of the window, with nothing in it but its own parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.connection import Carrier, Registration
from desktop.domain.quiet import DoNotDisturb, Quiet
from desktop.services.clock import utc_now
from desktop.services.numbers import Numbers
from desktop.store import Store
from tests.galleries import entry, made_up
from tests.galleries.ringing import MadeUpQuiet
from ui.models.number_tabs import NumberTabsModel
from ui.models.quiet import QuietModel
from ui.models.shell import Section, ShellModel
from ui.screens.main import MainScreen
from ui.widgets.empty import EmptyPlace
from ui.widgets.quiet_button import QuietButton
from ui.widgets.readiness import ReadinessPanel
from ui.widgets.skeleton import SkeletonRows

WIDE = (1180, 760)


def frame(store: Store) -> MainScreen:
    shell = ShellModel(store)
    tabs = NumberTabsModel(store, Numbers.__new__(Numbers), made_up.start)
    screen = MainScreen(shell, tabs)
    shell.setParent(screen)
    tabs.setParent(screen)
    screen.account.show_account(made_up.ACCOUNT.name, made_up.ACCOUNT.email)
    rows = SkeletonRows()
    rows.start()
    empty = EmptyPlace(
        "messages-square",
        lambda: "No conversation is open",
        lambda: "Choose one, or write to somebody.",
    )
    screen.place(Section.MESSAGES, rows, empty)
    return screen


@entry("shell/ready", size=WIDE)
def ready() -> QWidget:
    return frame(made_up.signed_in_store())


@entry("shell/small", size=(860, 560))
def small() -> QWidget:
    return frame(made_up.signed_in_store())


def quiet_frame(quiet: DoNotDisturb) -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.QuietChanged(quiet))
    screen = frame(store)
    model = QuietModel(store, MadeUpQuiet(store), made_up.start)
    model.setParent(screen)
    screen.place_quiet(QuietButton(model, parent=screen))
    return screen


@entry("shell/quiet-for-a-time", size=WIDE)
def quiet_for_a_time() -> QWidget:
    return quiet_frame(DoNotDisturb(Quiet(utc_now() + timedelta(minutes=28))))


@entry("shell/quiet-small", size=(860, 560))
def quiet_small() -> QWidget:
    return quiet_frame(DoNotDisturb(Quiet()))


@entry("shell/not-quiet", size=WIDE)
def not_quiet() -> QWidget:
    return quiet_frame(DoNotDisturb())


def with_long_names() -> Store:
    store = made_up.signed_in_store()
    names = ("Private", "London office", "US agency", "Classified ads", "Stockholm")
    numbers = zip(made_up.NUMBERS, names, strict=True)
    store.apply(e.NumbersChanged(tuple(replace(number, name=name) for number, name in numbers)))
    return store


@entry("shell/small-long-names", size=(860, 560))
def small_long_names() -> QWidget:
    return frame(with_long_names())


@entry("shell/narrow-long-names", size=(480, 560))
def narrow_long_names() -> QWidget:
    return frame(with_long_names())


@entry("shell/one-column", size=(640, 560))
def one_column() -> QWidget:
    screen = frame(made_up.signed_in_store())
    screen.show_detail()
    return screen


@entry("shell/first-sync", size=WIDE)
def first_sync() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.SyncProgressed(120, 640))
    return frame(store)


@entry("shell/offline", size=WIDE)
def offline() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.CarrierChanged(Carrier.AWAY))
    screen = frame(store)
    screen.toast.tell("Conversation with Marie Dupont deleted", undo=lambda: None)
    return screen


@entry("shell/cannot-be-reached-small", size=(860, 560))
def cannot_be_reached_small() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.RegistrationChanged(Registration.UNREACHABLE, "lost"))
    return frame(store)


@entry("shell/readiness-details", size=(330, 320))
def readiness_details() -> QWidget:
    store = made_up.signed_in_store()
    store.apply(e.RegistrationChanged(Registration.REFUSED, "403 Forbidden"))
    store.apply(e.WaitingChanged(2))
    panel = ReadinessPanel()
    panel.setWindowFlags(panel.windowFlags() & ~panel.windowFlags())
    panel.show_view(ShellModel(store).readiness)
    return panel
