"""The place of a voicemail's words: the words, or why there are none and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.transcript import Shows, TranscriptModel
from ui.tokens import tokens
from ui.widgets.buttons import Button
from ui.widgets.transcript import TranscriptText
from ui.widgets.words import Label


class TranscriptPanel(QWidget):
    def __init__(self, model: TranscriptModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._drawn: object = None
        self.text = TranscriptText(model, parent=self)
        self.sentence = Label("", "secondary", wraps=True, parent=self)
        self.settings = Button(lambda: _("How to get them"), "quiet", parent=self)
        self.again = Button(lambda: _("Make again"), "quiet", parent=self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(_("Words are made"))
        line = QHBoxLayout()
        line.setSpacing(tokens().space.s)
        line.addWidget(self.sentence, 1)
        line.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addLayout(line)
        column.addWidget(self.progress)
        column.addWidget(self.text)
        self.text.word_wanted.connect(model.seek_to)
        self.settings.clicked.connect(model.settings_wanted)
        self.again.clicked.connect(model.make)
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.progress.setAccessibleName(_("Words are made"))
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        model = self._model
        shows = model.shows
        if self._drawn is not model.words:
            self._drawn = model.words
            self.text.show_words()
        self.text.setVisible(bool(model.words))
        sentence = model.sentence
        if model.by_another_model and not sentence:
            sentence = _("These words were made with another model.")
        self.sentence.say(sentence)
        self.sentence.setVisible(bool(sentence))
        self.settings.setVisible(shows is Shows.HOW_TO)
        self.again.setVisible(shows is Shows.FAILED or model.by_another_model)
        self.progress.setVisible(model.done is not None)
        if model.done is not None:
            self.progress.setValue(round(model.done * 100))
