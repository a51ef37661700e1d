"""Making a greeting: speak it or take it from a file, trim it, hear it, save it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.i18n import _, ngettext
from ui.models.greeting import GreetingModel, Heard, Step
from ui.models.moments import clock_time, seconds_words
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.meter import LevelMeter
from ui.widgets.trimmer import Trimmer
from ui.widgets.words import Label

_FILES = "*.wav *.mp3 *.flac *.ogg *.oga *.opus *.m4a *.aac"


class GreetingEditor(QWidget):
    save_wanted = Signal()
    turned = Signal()
    """It takes another place: more of it than before may be out of sight."""

    def __init__(self, model: GreetingModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._shown: Step | None = None
        self._owed = False
        """The keyboard was here, at a step that has nothing for it."""
        self.setAcceptDrops(True)
        self.problem = Banner("look", parent=self)
        self._pages: list[QWidget] = []
        self._place: dict[Step, QWidget] = {}
        self._first: dict[Step, QWidget] = {}
        self._make_begin()
        self._make_counting()
        self._make_recording()
        self._make_waiting()
        self._make_ready()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addWidget(self.problem)
        for page in self._pages:
            column.addWidget(page)  # one at a time is in sight, and takes no more room than it needs
        model.changed.connect(self._show)
        model.level_changed.connect(self._meter.show_level)
        model.played.connect(self.trimmer.show_position)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _path(event) and not self._model.is_busy:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _path(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._model.take_file(path)

    # --- its pages ----------------------------------------------------------------------------------------
    def _make_begin(self) -> None:
        page, row = self._page()
        self.record_button = Button(lambda: _("Record"), icon_name="mic", parent=page)
        self.record_button.clicked.connect(self._model.record)
        self.file_button = Button(lambda: _("From a file…"), icon_name="file", parent=page)
        self.file_button.clicked.connect(self._choose)
        row.addWidget(self.record_button)
        row.addWidget(self.file_button)
        row.addStretch(1)
        self._add(page, self.record_button, Step.NOTHING)

    def _make_counting(self) -> None:
        page, row = self._page()
        self._count = Label("", "title", parent=page)
        self._count.setMinimumWidth(24)
        row.addWidget(self._count)
        row.addWidget(Label(lambda: _("Speak when it begins."), wraps=True, parent=page), 1)
        self.cancel_button = Button(lambda: _("Cancel"), parent=page)
        self.cancel_button.clicked.connect(self._model.stop)
        row.addWidget(self.cancel_button)
        self._add(page, self.cancel_button, Step.COUNTING)

    def _make_recording(self) -> None:
        page, row = self._page()
        middle = QVBoxLayout()
        middle.setSpacing(tokens().space.xs)
        self._meter = LevelMeter(lambda: _("Microphone level"), parent=page)
        self._time = Label("", "secondary", parent=page)
        middle.addWidget(self._meter)
        middle.addWidget(self._time)
        row.addLayout(middle, 1)
        self.stop_button = Button(lambda: _("Stop"), "primary", icon_name="square", parent=page)
        self.stop_button.clicked.connect(self._model.stop)
        row.addWidget(self.stop_button)
        self._add(page, self.stop_button, Step.RECORDING)

    def _make_waiting(self) -> None:
        page, row = self._page()
        middle = QVBoxLayout()
        middle.setSpacing(tokens().space.s)
        self._waiting = Label("", "secondary", parent=page)
        self._bar = QProgressBar(page)
        self._bar.setTextVisible(False)
        middle.addWidget(self._waiting)
        middle.addWidget(self._bar)
        row.addLayout(middle, 1)
        self._add(page, None, Step.READING, Step.SAVING)

    def _make_ready(self) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        self.trimmer = Trimmer(lambda: _("Beginning"), lambda: _("End"), _seconds_words, parent=page)
        self.trimmer.trimmed.connect(self._model.trim)
        self.trimmer.clicked.connect(self._model.listen_from)
        self.listen_button = IconButton("play", lambda: _("Listen"), parent=page)
        self.listen_button.clicked.connect(lambda: self._model.toggle_made())
        self._length = Label("", "secondary", wraps=True, parent=page)
        heard = QHBoxLayout()
        heard.setSpacing(tokens().space.s)
        heard.addWidget(self.listen_button)
        heard.addWidget(self._length, 1)
        self.save_button = Button(lambda: _("Save"), "primary", icon_name="check", parent=page)
        self.save_button.clicked.connect(self.save_wanted)
        self.again_button = Button(lambda: _("Record again"), icon_name="rotate-ccw", parent=page)
        self.again_button.clicked.connect(self._model.record)
        self.discard_button = Button(lambda: _("Discard"), "quiet-danger", parent=page)
        self.discard_button.clicked.connect(self._model.discard)
        acts = QHBoxLayout()
        acts.setSpacing(tokens().space.s)
        for button in (self.save_button, self.again_button, self.discard_button):
            acts.addWidget(button)
        acts.addStretch(1)
        column.addWidget(self.trimmer)
        column.addLayout(heard)
        column.addLayout(acts)
        self._add(page, self.listen_button, Step.READY)

    def _page(self) -> tuple[QWidget, QHBoxLayout]:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().space.s)
        return page, row

    def _add(self, page: QWidget, first: QWidget | None, *steps: Step) -> None:
        self._pages.append(page)
        page.hide()
        for step in steps:
            self._place[step] = page
            if first is not None:
                self._first[step] = first

    # --- what is shown ------------------------------------------------------------------------------------
    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose a sound file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{_('Sounds')} ({_FILES})", f"{_('All files')} (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._model.take_file)
        dialog.open()

    def _show(self) -> None:
        model = self._model
        if model.problem:
            self.problem.tell(model.problem)
        else:
            self.problem.clear()
        step = Step.NOTHING if model.step is Step.READY and not model.has_sound else model.step
        self._count.say(str(model.count))
        left = ngettext("{count} second left", "{count} seconds left", model.seconds_left)
        self._time.say(f"{clock_time(model.seconds)} · {left.format(count=model.seconds_left)}")
        saving = step is Step.SAVING
        self._waiting.say((lambda: _("Saving…")) if saving else (lambda: _("Reading the file…")))
        self._bar.setAccessibleName(self._waiting.text())
        self._bar.setRange(0, 100 if saving else 0)
        self._bar.setValue(round(model.share * 100))
        if step is Step.READY:
            self.trimmer.show_sound(model.stripes, model.whole, model.begin, model.end)
        playing = model.heard is Heard.MADE
        self.listen_button.set_icon_name("square" if playing else "play")
        self.listen_button.say((lambda: _("Stop")) if playing else (lambda: _("Listen")))
        self._length.say(self._length_words())
        self.save_button.setEnabled(model.can_save)
        self._turn_to(step)

    def _length_words(self) -> str:
        model = self._model
        if model.is_too_long:
            return _("A greeting lasts a minute at most. Move the ends closer together.")
        kept = seconds_words(model.length)
        if model.whole - model.length < 0.05:
            return kept
        return _("{part} of {whole}").format(part=kept, whole=seconds_words(model.whole))

    def _turn_to(self, step: Step) -> None:
        """The keyboard goes on where the hand was."""
        if step is self._shown:
            return
        had = self.isVisible() and any(each.hasFocus() for each in self.findChildren(QWidget))
        self._shown = step
        for page in self._pages:
            page.setVisible(page is self._place[step])
        self.turned.emit()
        self._owed = had or self._owed
        if self._owed and step in self._first:
            self._owed = False
            self._first[step].setFocus(Qt.FocusReason.OtherFocusReason)


def _seconds_words(second: float) -> str:
    return _("{second} seconds").format(second=f"{second:.1f}")


def _path(event: QDropEvent) -> str:
    """Of the one file that is dropped; empty for anything else."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
