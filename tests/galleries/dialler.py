"""The dialler."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.numbers import NumberId
from tests.galleries import entry
from tests.galleries.sample import LONDON, PRIVATE, WORK, account
from tests.galleries.shell import frame
from ui.models.dialler import DiallerModel
from ui.models.telephone_link import read_link
from ui.screens.dialler import Dialler


def dialler(typed: str = "", tab: NumberId | None = PRIVATE, *, region: str = "") -> Dialler:
    sample = account()
    model = DiallerModel(sample.store, sample.calls, sample.start, region=region)
    screen = Dialler(model)
    model.setParent(screen)
    model.show_tab(tab)
    model.fill(typed)
    return screen


@entry("dialler/empty", size=(292, 620))
def dialler_empty() -> QWidget:
    return dialler()


@entry("dialler/number", size=(292, 620))
def dialler_number() -> QWidget:
    return dialler("0612345678")


@entry("dialler/international", size=(292, 620))
def dialler_international() -> QWidget:
    return dialler("+212 612345678", WORK)


@entry("dialler/refused", size=(292, 620))
def dialler_refused() -> QWidget:
    return dialler("0899123456")


@entry("dialler/emergency", size=(292, 620))
def dialler_emergency() -> QWidget:
    return dialler("112")


@entry("dialler/emergency-abroad", size=(292, 508))
def dialler_emergency_abroad() -> QWidget:
    return dialler("112", LONDON, region="PL")


def from_link(link: str) -> Dialler:
    screen = dialler()
    read = read_link(link)
    screen._model.fill_from_link(read.number, read.note)
    return screen


@entry("dialler/link", size=(292, 620))
def dialler_link() -> QWidget:
    return from_link("tel:+212-612-345678;ext=4021")


@entry("dialler/link-low", size=(292, 508))
def dialler_link_low() -> QWidget:
    return from_link("sip:+442079460123@pbx.elsewhere.example")


@entry("dialler/name", size=(292, 620))
def dialler_name() -> QWidget:
    return dialler("ma")


@entry("dialler/countries", size=(300, 360))
def dialler_countries() -> QWidget:
    from ui.widgets.country_picker import CountryList

    return CountryList()


def in_the_window(screen: Dialler) -> QWidget:
    main = frame(screen._model._store)
    main.place_dialler_later(lambda: screen)
    main.open_dialler()
    return main


@entry("dialler/link-in-a-low-window", size=(860, 560))
def link_in_a_low_window() -> QWidget:
    return in_the_window(from_link("tel:+44-20-7946-0123,,4021#"))


@entry("dialler/emergency-in-a-low-window", size=(860, 560))
def emergency_in_a_low_window() -> QWidget:
    return in_the_window(dialler("112", LONDON, region="PL"))
