"""How a call sounds: bars, a word, and figures; on the page of a call that goes on and of one that was."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.calls import CallId
from ui.i18n import _
from ui.models.quality import LiveQualityModel, QualityView, RecordQualityModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.quality_bars import QualityBars
from ui.widgets.words import Label

_WIDEST = 460


class QualityCard(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setMaximumWidth(_WIDEST)
        self.sentence = Label("", wraps=True, parent=self)
        self.sentence.setFont(theme().font(weight=tokens().type.medium))
        self.bars = QualityBars(self)
        self._begin = Label("", "secondary", parent=self)
        self._end = Label("", "secondary", parent=self)
        self.figures = Label("", "secondary", wraps=True, parent=self)
        ends = QHBoxLayout()
        ends.addWidget(self._begin)
        ends.addStretch(1)
        ends.addWidget(self._end)
        column = QVBoxLayout(self)
        space = tokens().space
        column.setContentsMargins(space.l, space.m, space.l, space.m)
        column.setSpacing(space.s)
        column.addWidget(self.sentence)
        column.addWidget(self.bars)
        column.addLayout(ends)
        column.addWidget(self.figures)
        self.hide()

    def show_view(self, view: QualityView | None) -> None:
        if view is None:
            self.hide()
            return
        self.sentence.say(view.sentence)
        self.sentence.setVisible(bool(view.sentence))
        self.bars.show_bars(view.bars, fills=bool(view.end))
        self.bars.setAccessibleName(_("How it sounded over time"))
        self.bars.setAccessibleDescription(view.spoken)
        for label, text in ((self._begin, view.begin), (self._end, view.end)):
            label.say(f"\u2066{text}\u2069" if text else "")
            label.setVisible(bool(text))
        self.figures.say("\n".join(view.lines))
        self.figures.setVisible(bool(view.lines))
        self.show()


class LiveQuality(QualityCard):
    """For the details of a call that goes on."""

    def __init__(self, model: LiveQualityModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._key: CallId | None = None
        model.changed.connect(self._show)

    def show_call(self, key: CallId | None) -> None:
        """None puts it away."""
        self._key = key
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        self.show_view(self._model.view(self._key) if self._key is not None else None)


class RecordQuality(QualityCard):
    """For the page of a call in the history."""

    def __init__(self, model: RecordQualityModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        model.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        self.show_view(self._model.view)
