"""People and voicemails."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.galleries import entry
from tests.galleries.messages import beside
from tests.galleries.sample import PEOPLE, PRIVATE, account, now
from ui.models.people import PeopleModel
from ui.models.voicemails import VoicemailsModel
from ui.screens.people import PeopleScreen, PersonScreen
from ui.screens.voicemails import VoicemailPage, VoicemailScreen


def people(*, editing: bool = False, chosen: bool = True) -> QWidget:
    sample = account()
    model = PeopleModel(sample.store, sample.contacts, sample.start)
    model.show_number(PRIVATE)
    screen, detail = PeopleScreen(model), PersonScreen(model)
    if chosen:
        model.choose(PEOPLE[0].id)
        screen.list.choose_key(PEOPLE[0].id)
    if editing:
        detail.edit(PEOPLE[0].id if chosen else None)
    page = beside(screen, detail)
    model.setParent(page)
    return page


@entry("people/card", size=(1000, 680))
def card() -> QWidget:
    return people()


@entry("people/form", size=(1000, 680))
def form() -> QWidget:
    return people(editing=True)


@entry("people/nobody-chosen", size=(1000, 680))
def nobody() -> QWidget:
    return people(chosen=False)


@entry("voicemail/list", size=(1000, 640))
def voicemail() -> QWidget:
    sample = account()
    model = VoicemailsModel(sample.store, sample.history, sample.start, clock=now)
    screen, detail = VoicemailScreen(model), VoicemailPage(model)

    def show_first() -> None:
        if model.rows.rowCount():
            detail.show_row(model.rows.row(0))

    model.rows.modelReset.connect(show_first)
    model.show_number(None)
    page = beside(screen, detail)
    model.setParent(page)
    return page
