"""Messages to several people."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.files import Enclosed, PickedFile
from desktop.domain.messages import MessageFailure, MessageStatus
from tests.fakes_files import MemoryFiles
from tests.fakes_groups import MemoryGroups
from tests.galleries import entry
from tests.galleries.sample import ANNA, KARIM, LONG, MARIE, OMAR, PRIVATE, Sample, account, now
from ui.models.enclosing import EnclosingModel
from ui.models.group_fate import GroupFateModel
from ui.models.group_writing import GroupWritingModel
from ui.models.later import LaterModel
from ui.models.recipient import RecipientModel
from ui.screens.group_fate import GroupFateScreen
from ui.screens.group_writing import GroupWritingScreen

PROGRAMME = PickedFile("/x/Programme été.pdf", "Programme été.pdf", "application/pdf", 184_220, "0")


def writing(sample: Sample, *, pasted: str = "", text: str = "", typed: str = "") -> GroupWritingScreen:
    groups = MemoryGroups(sample.messages)
    enclosing = EnclosingModel(sample.store, MemoryFiles(sample.store), sample.start, clock=now)
    model = GroupWritingModel(sample.store, groups, sample.start, enclosing=enclosing, region="FR", clock=now)
    recipient = RecipientModel(sample.store, region="FR")
    later = LaterModel(sample.store, None, model, sample.start, clock=now)  # type: ignore[arg-type]
    screen = GroupWritingScreen(model, recipient, later)
    for each in (model, enclosing, recipient, later):
        each.setParent(screen)
    model.begin(PRIVATE)
    if pasted:
        screen.paste(pasted)
    screen.field.setPlainText(text)
    if typed:
        screen.names.setText(typed)
    return screen


@entry("groups/empty", size=(720, 560))
def nobody_yet() -> QWidget:
    return writing(account())


@entry("groups/writing", size=(720, 560))
def several() -> QWidget:
    people = "Marie Dupont, Karim Benali, +447400123456, عمر الفاسي, Nobody At All"
    people += ", Maximiliane von und zu Hohenstein-Wittelsbach, 06 33 44 55 66"
    return writing(account(), pasted=people, text="On se retrouve samedi à midi chez nous ?")


@entry("groups/with-a-file", size=(720, 560))
def with_a_file() -> QWidget:
    screen = writing(account(), pasted="Marie Dupont, Karim Benali, +447400123456", text="Le programme")
    enclosing = screen._model.enclosing
    enclosing._picked = {
        0: PickedFile("/x/Programme.pdf", "Programme été.pdf", "application/pdf", 184_220, "0")
    }
    enclosing.changed.emit()
    return screen


@entry("groups/finding", size=(720, 560))
def finding() -> QWidget:
    return writing(account(), pasted="Marie Dupont, Karim Benali", typed="ma")


def sent(enclosed: Enclosed | None = None) -> QWidget:
    sample = account()
    groups = MemoryGroups(sample.messages)
    model = GroupFateModel(sample.store, groups, sample.messages, sample.start)
    screen = GroupFateScreen(model)
    model.setParent(screen)
    sending = groups.send(
        PRIVATE, [MARIE, KARIM, ANNA, OMAR, LONG], "On se retrouve samedi à midi ?", enclosed=enclosed
    )
    try:
        sending.send(None)
    except StopIteration as made:
        model.open(made.value)
    groups.become(MARIE, MessageStatus.DELIVERED)
    groups.become(OMAR, MessageStatus.SENT)
    groups.become(KARIM, MessageStatus.FAILED, MessageFailure.UNREACHABLE)
    return screen


@entry("groups/fate", size=(720, 560))
def fate() -> QWidget:
    return sent()


@entry("groups/fate-with-a-file", size=(720, 560))
def fate_with_a_file() -> QWidget:
    return sent(Enclosed(PROGRAMME))
