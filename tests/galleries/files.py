"""Files in a conversation: what came, what is on its way, what is about to be sent."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.domain import events as e
from desktop.domain.calls import Direction
from desktop.domain.files import PickedFile, Progress
from desktop.domain.messages import Attachment, Message, MessageFailure, MessageId, MessageStatus, ThreadKey
from tests.fakes_files import MemoryFiles
from tests.galleries import entry
from tests.galleries.sample import LONDON, MARIE, PRIVATE, Sample, account, now
from ui.models.attaching import AttachingModel
from ui.models.files import FilesModel
from ui.models.thread import ThreadModel
from ui.screens.thread import ThreadScreen
from ui.screens.thread_files import ThreadFiles

KEY = ThreadKey(PRIVATE, MARIE)
PICTURE = Attachment("p1", "Plage été.png", "image/png", 184_220, 480, 320)
TALL = Attachment("p2", "Montagne.jpg", "image/jpeg", 2_412_903, 900, 1600)
BROKEN = Attachment("p3", "broken.gif", "image/gif", 20_000, 300, 200)
FILM = Attachment("v1", "Vagues.mp4", "video/mp4", 912_000, 640, 360, seconds=2.0)
SOUND = Attachment("s1", "Message vocal.amr", "audio/amr", 31_400, seconds=74.0)
CARD = Attachment("c1", "Léa.vcf", "text/vcard", 310)
REPORT = Attachment("r1", "Rapport annuel 2026 – version finale corrigée.pdf", "application/pdf", 4_812_000)


def message(
    place: int,
    *files: Attachment,
    mine: bool = False,
    text: str = "",
    status: MessageStatus | None = None,
    failure: MessageFailure | None = None,
) -> Message:
    return Message(
        MessageId(f"f{place}"),
        KEY,
        Direction.OUTGOING if mine else Direction.INCOMING,
        text,
        now() - timedelta(minutes=40 - 3 * place),
        status or (MessageStatus.DELIVERED if mine else MessageStatus.RECEIVED),
        10_000 + place,
        failure,
        files=files,
    )


RECEIVED = (
    message(1, PICTURE, text="Regarde la vue ce matin !"),
    message(2, SOUND),
    message(3, CARD, text="Voici le numéro de Léa"),
    message(4, REPORT, mine=True, text="https://fiveline.example/f/3kF0aQ7ZsT1xLw9vB2nC4dE6"),
)
UNDER_WAY = (
    message(1, BROKEN),
    message(2, TALL, mine=True, status=MessageStatus.WAITING),
    message(3, REPORT, mine=True, status=MessageStatus.WAITING),
    message(4, CARD, mine=True, status=MessageStatus.FAILED, failure=MessageFailure.FILE_GONE),
)


class Shown:
    """A conversation with files, and all that belongs to it."""

    def __init__(self, *messages: Message, key: ThreadKey = KEY) -> None:
        self.sample: Sample = account()
        self.sample.messages.kept |= {m.id: m for m in messages}
        self.files = MemoryFiles(self.sample.store)
        self.model = FilesModel(self.sample.store, self.files, self.sample.contacts, self.sample.start)
        self.attaching = AttachingModel(self.sample.store, self.files, self.sample.start, clock=now)
        self.thread = ThreadModel(self.sample.store, self.sample.messages, self.sample.start, clock=now)
        self.screen = ThreadScreen(self.thread)
        self.parts = ThreadFiles(self.screen, self.model, self.attaching, self.thread.rows)
        self.thread.changed.connect(lambda: self.parts.show_thread(self.thread.key))
        for each in (self.model, self.attaching, self.thread):
            each.setParent(self.screen)
        self.thread.open(key)


@entry("files/received", size=(760, 720))
def received() -> QWidget:
    return Shown(*RECEIVED).screen


@entry("files/under-way", size=(760, 720))
def under_way() -> QWidget:
    """One is uploaded, one pauses, one failed; a picture that can't be shown."""
    shown = Shown(*UNDER_WAY)
    progress = {
        MessageId("f2"): Progress(1_700_000, 2_412_903),
        MessageId("f3"): Progress(1_200_000, 4_812_000, paused=True),
    }
    shown.sample.store.apply(e.UploadsChanged(progress))
    return shown.screen


@entry("files/about-to-be-sent", size=(760, 560))
def about_to_be_sent() -> QWidget:
    shown = Shown()
    screen, attaching = shown.screen, shown.attaching
    attaching._picked = {
        0: PickedFile("/x/Plage.png", "Plage.png", "image/png", 184_220, "0"),
        1: PickedFile("/x/Rapport.pdf", REPORT.name, "application/pdf", 4_812_000, "1"),
    }
    attaching._next = 2
    attaching.pick([f"/no/such/file-{n}.txt" for n in range(5)])
    return screen


@entry("files/not-possible", size=(760, 560))
def not_possible() -> QWidget:
    shown = Shown(key=ThreadKey(LONDON, MARIE))
    shown.attaching.pick(["/any/file.txt"])
    return shown.screen


@entry("files/viewer", size=(860, 560))
def viewer() -> QWidget:
    shown = Shown(message(1, PICTURE), message(2, TALL))

    def open_it() -> None:
        rows = [file for row in shown.thread.rows.rows for file in row.files]
        if rows:
            shown.screen.messages.file_wanted.emit(rows[0], shown.thread.rows.rows[-1])

    shown.thread.opened.connect(lambda: QTimer.singleShot(0, open_it))
    return shown.screen


@entry("files/film", size=(860, 560))
def film() -> QWidget:
    """A video stands still in the middle."""
    shown = Shown(message(1, PICTURE), message(2, FILM))

    def open_it() -> None:
        rows = [file for row in shown.thread.rows.rows for file in row.files]
        if rows:
            shown.screen.messages.file_wanted.emit(rows[-1], shown.thread.rows.rows[-1])
            shown.model.film.toggle()
            shown.model.film.seek(1.2)

    shown.thread.opened.connect(lambda: QTimer.singleShot(0, open_it))
    return shown.screen
