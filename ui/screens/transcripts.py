"""Settings: words of voicemails, off until a model is chosen and they are switched on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.transcripts import MODELS_HOST, MODELS_PAGE, TranscriptsModel
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.either import show_checked
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle


class TranscriptsCard(QWidget):
    def __init__(self, model: TranscriptsModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.switch = Toggle(lambda: _("Show what was said"), parent=self)
        self.choose = Button(lambda: _("Choose a file…"), parent=self)
        self.get_one = Button(lambda: _("Where models are"), "quiet", parent=self)
        self.again = Button(lambda: _("Make again"), "quiet", parent=self)
        self.delete = Button(lambda: _("Delete all"), "quiet-danger", parent=self)
        self.problem = Banner("failure", parent=self)
        self.leads = Banner("look", parent=self)
        self.doubt = Banner("look", parent=self)
        card = SettingsCard(parent=self)
        card.add_row(lambda: _("Show what was said"), self.switch, self._what)
        self._name = card.add_row(lambda: model.model_name, self.choose, lambda: model.model_words)
        card.add_row(lambda: _("Getting a model"), self.get_one, self._where)
        both = QWidget(card)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens().space.s)
        row.addWidget(self.again)
        row.addWidget(self.delete)
        card.add_row(lambda: _("Transcripts"), both, lambda: model.made_words)
        self._card = card
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        for part in (self.problem, self.leads, self.doubt, card):
            column.addWidget(part)
        self.switch.toggled.connect(model.switch)
        self.choose.clicked.connect(self._choose)
        self.get_one.clicked.connect(self._ask_about_link)
        self.leads.pressed.connect(self._follow)
        self.leads.closed.connect(self.leads.clear)
        self.again.clicked.connect(model.make_all_anew)
        self.delete.clicked.connect(self._ask_about_deleting)
        self.doubt.pressed.connect(self._delete)
        self.doubt.closed.connect(self.doubt.clear)
        model.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.load()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _what(self) -> str:
        return _("Transcripts of voicemails are made on this computer. Nothing of them leaves it.")

    def _where(self) -> str:
        return _(
            "The whisper.cpp project gives models away, each as one file. ggml-\u2060base.bin (150\u00a0MB)"
            " understands many languages; ggml-\u2060small.bin (490\u00a0MB) is better and slower."
            " Names that end in .en.bin are for English only."
        )

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose a model"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Models (*.bin)"), _("All files (*)")])
        dialog.fileSelected.connect(self._model.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_about_link(self) -> None:
        self.leads.tell(
            lambda: _("This link leads to {host}").format(host=f"\u2066{MODELS_HOST}\u2069"),
            button=lambda: _("Open"),
            details=MODELS_PAGE,
            closable=True,
        )

    def _follow(self) -> None:
        QDesktopServices.openUrl(QUrl(MODELS_PAGE))
        self.leads.clear()

    def _ask_about_deleting(self) -> None:
        self.doubt.tell(
            lambda: _("All transcripts are deleted, and no more are made. The voicemails stay."),
            button=lambda: _("Delete"),
            closable=True,
        )

    def _delete(self) -> None:
        self.doubt.clear()
        self._model.delete_all()

    def _show(self) -> None:
        model = self._model
        show_checked(self.switch, model.is_on)
        self.switch.setEnabled(model.has_model or model.is_on)
        self.switch.setAccessibleDescription(self._what())
        self._name.say(lambda: model.model_name)
        self.choose.setEnabled(not model.is_looking)
        self._card.explain(1, lambda: model.model_words)
        self._card.explain(3, lambda: model.made_words)
        self.again.setVisible(bool(model.by_another_model) and model.is_on)
        self.delete.setVisible(bool(model.count))
        if model.problem:
            self.problem.tell(lambda: model.problem)
        else:
            self.problem.clear()
