"""The settings on one page: look, sound, devices, account, about."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSpacerItem, QVBoxLayout, QWidget

from ui.i18n import Language, _, language
from ui.models.quiet import QuietModel
from ui.models.ringing import RingingModel
from ui.models.settings import SettingsModel, Use
from ui.screens.about import AboutCard
from ui.screens.ringing import RingingSettings
from ui.theme import ThemeChoice, theme
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.choice import Choice
from ui.widgets.device_list import DeviceList
from ui.widgets.field import Field
from ui.widgets.meter import LevelMeter
from ui.widgets.middle import in_the_middle
from ui.widgets.reading_order import step
from ui.widgets.settings_card import SettingsCard
from ui.widgets.words import Label, Words

_WIDEST = 640
_CONTROL = 280


class SettingsScreen(QScrollArea):
    language_chosen = Signal(object)
    theme_chosen = Signal(object)

    def __init__(
        self,
        model: SettingsModel,
        ringing: RingingModel,
        quiet: QuietModel,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._ringing_models = ringing, quiet
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._boxes: dict[Use, Choice] = {}
        page = QWidget(self)
        column = QVBoxLayout()
        column.setSpacing(tokens().space.s)
        column.addWidget(Label(lambda: _("Settings"), "title", parent=page))
        self._language = Choice(page)
        self._theme = Choice(page)
        for box in (self._language, self._theme):
            box.setFixedWidth(_CONTROL)
        self._microphone_level = LevelMeter(lambda: _("Microphone level"), parent=page)
        self._speaker_level = LevelMeter(lambda: _("Speaker level"), parent=page)
        for part in (
            self._look_card,
            self._sound_card,
            self._ringing_part,
            self._devices_card,
            self._account_card,
        ):
            part(page, column)
        self._column, self._page = column, page
        self._place_of_more = column.count()
        column.addSpacing(tokens().space.l)
        column.addWidget(Label(lambda: _("About"), "section", parent=page))
        column.addWidget(AboutCard(parent=page))
        column.addStretch(1)
        space = tokens().space
        middle = QWidget(page)
        middle.setMaximumWidth(_WIDEST)
        middle.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        across = in_the_middle(middle)
        across.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        page.setLayout(across)
        self.setWidget(page)
        model.changed.connect(self._show)
        model.levels_changed.connect(self._show_levels)
        theme().changed.connect(self._fill)
        self._fill()
        self._show()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward) or super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._fill()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.verticalScrollBar().setValue(0)
        self._model.measure(True)
        self._model.load_devices()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.measure(False)

    def add_card(self, name: Words, card: QWidget) -> None:
        """A section of its own, below what is there and above what the program is."""
        label = Label(name, "section", parent=self._page)
        gap = QSpacerItem(0, tokens().space.l)
        self._column.insertItem(self._place_of_more, gap)
        self._column.insertWidget(self._place_of_more + 1, label)
        self._column.insertWidget(self._place_of_more + 2, card)
        self._place_of_more += 3

    def show_card(self, card: QWidget) -> None:
        """Bring it in sight, once the page has its place."""
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(_top_of(card, self._page)))

    def reveal(self, card: QWidget) -> None:
        """All of it, once it has its new height, without moving what is in sight already."""
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(card, 0, tokens().space.l))

    # --- cards ------------------------------------------------------------------------------------------
    def _look_card(self, page: QWidget, column: QVBoxLayout) -> None:
        column.addSpacing(tokens().space.s)
        column.addWidget(Label(lambda: _("Language and look"), "section", parent=page))
        card = SettingsCard(parent=page)
        for each in Language:
            self._language.addItem(each.own_name, each)
        self._language.activated.connect(
            lambda index: self.language_chosen.emit(self._language.itemData(index))
        )
        card.add_row(lambda: _("Language"), self._language)
        for choice in ThemeChoice:
            self._theme.addItem("", choice)
        self._theme.activated.connect(lambda index: self.theme_chosen.emit(self._theme.itemData(index)))
        card.add_row(lambda: _("Theme"), self._theme)
        column.addWidget(card)

    def _sound_card(self, page: QWidget, column: QVBoxLayout) -> None:
        column.addSpacing(tokens().space.l)
        column.addWidget(Label(lambda: _("Sound"), "section", parent=page))
        self._sound_problem = Banner("look", parent=page)
        column.addWidget(self._sound_problem)
        card = SettingsCard(parent=page)
        for use in Use:
            box = Choice(page)
            box.setFixedWidth(_CONTROL)
            box.activated.connect(
                lambda index, use=use, box=box: self._model.choose_device(use, box.itemData(index))
            )
            self._boxes[use] = box
        for meter in (self._microphone_level, self._speaker_level):
            meter.setFixedWidth(_CONTROL)
        microphone = _stacked(page, self._boxes[Use.MICROPHONE], self._microphone_level)
        card.add_row(lambda: _("Microphone"), microphone, lambda: "")
        speaker = _stacked(page, self._boxes[Use.SPEAKER], self._speaker_level)
        card.add_row(lambda: _("Speaker"), speaker, lambda: "")
        column.addWidget(card)
        self._sound_rows = card

    def _ringing_part(self, page: QWidget, column: QVBoxLayout) -> None:
        column.addSpacing(tokens().space.l)
        column.addWidget(RingingSettings(*self._ringing_models, parent=page))

    def _devices_card(self, page: QWidget, column: QVBoxLayout) -> None:
        column.addSpacing(tokens().space.l)
        column.addWidget(Label(lambda: _("My devices"), "section", parent=page))
        self._devices_problem = Banner("failure", parent=page)
        self._devices_problem.pressed.connect(self._model.load_devices)
        column.addWidget(self._devices_problem)
        self._rename = _RenameRow(page)
        self._rename.saved.connect(self._model.rename)
        self._rename.cancelled.connect(self._model.cancel_rename)
        column.addWidget(self._rename)
        self._devices_loading = Label(lambda: _("Asking for your devices…"), "secondary", parent=page)
        column.addWidget(self._devices_loading)
        self._devices = DeviceList(can_rename=True, parent=page)
        self._devices.rename.connect(self._model.begin_rename)
        self._devices.sign_out.connect(self._model.sign_out_device)
        column.addWidget(self._devices)

    def _account_card(self, page: QWidget, column: QVBoxLayout) -> None:
        column.addSpacing(tokens().space.l)
        column.addWidget(Label(lambda: _("Account"), "section", parent=page))
        self._only_now = Banner("info", parent=page)
        column.addWidget(self._only_now)
        self._doubt = Banner("look", parent=page)
        self._doubt.pressed.connect(self._model.sign_out)
        self._doubt.closed.connect(self._model.stay)
        column.addWidget(self._doubt)
        card = SettingsCard(parent=page)
        out = Button(lambda: _("Sign out"), "quiet-danger", icon_name="log-out", parent=page)
        out.clicked.connect(self._model.sign_out)
        self._account_label = card.add_row(
            self._account_name,
            out,
            lambda: _("Messages and calls kept on this computer are removed. The account keeps them."),
        )
        column.addWidget(card)

    # --- what is shown ----------------------------------------------------------------------------------
    def _account_name(self) -> str:
        account = self._model.account
        return f"{account.email} · {account.plan}" if account.email else ""

    def _fill(self) -> None:
        """The texts that stand inside boxes, in the language of now."""
        words = {
            ThemeChoice.SYSTEM: _("As the system"),
            ThemeChoice.LIGHT: _("Light"),
            ThemeChoice.DARK: _("Dark"),
            ThemeChoice.CONTRAST: _("High contrast"),
        }
        for index, choice in enumerate(ThemeChoice):
            self._theme.setItemText(index, words[choice])
        self._theme.setCurrentIndex(list(ThemeChoice).index(theme().choice))
        self._language.setCurrentIndex(list(Language).index(language()))
        self._language.setAccessibleName(_("Language"))
        self._theme.setAccessibleName(_("Theme"))
        self._boxes[Use.MICROPHONE].setAccessibleName(_("Microphone"))
        self._boxes[Use.SPEAKER].setAccessibleName(_("Speaker"))

    def _show(self) -> None:
        model = self._model
        for use, options in model.options.items():
            box = self._boxes[use]
            if [box.itemData(i) for i in range(box.count())] != list(options.names) or [
                box.itemText(i) for i in range(box.count())
            ] != list(options.labels):
                box.clear()
                for name, label in zip(options.names, options.labels, strict=True):
                    box.addItem(label, name)
            box.setCurrentIndex(options.names.index(options.chosen))
            box.explain(options.then)
        self._sound_rows.explain(0, lambda: model.options[Use.MICROPHONE].then)
        self._sound_rows.explain(1, lambda: model.options[Use.SPEAKER].then)
        if model.sound_problem:
            self._sound_problem.tell(model.sound_problem)
        else:
            self._sound_problem.clear()
        if model.devices_problem:
            self._devices_problem.tell(model.devices_problem, button=lambda: _("Try again"))
        else:
            self._devices_problem.clear()
        self._devices_loading.setVisible(model.devices_loading and not model.devices)
        self._devices.setVisible(bool(model.devices))
        self._devices.show_rows(model.devices)
        self._rename.show_name(model.renaming.name if model.renaming is not None else None)
        if model.account.for_this_session_only:
            self._only_now.tell(
                lambda: _("No keyring was found: you are signed in until you quit, and nothing is kept.")
            )
        else:
            self._only_now.clear()
        if model.doubt():
            if self._doubt.isHidden():
                QTimer.singleShot(0, self, self._show_doubt)
            self._doubt.tell(model.doubt, button=lambda: _("Sign out anyway"), closable=True)
        else:
            self._doubt.clear()
        self._account_label.say(self._account_name)

    def _show_doubt(self) -> None:
        self.ensureWidgetVisible(self._doubt)

    def _show_levels(self, microphone: float, speaker: float) -> None:
        self._microphone_level.show_level(microphone)
        self._speaker_level.show_level(speaker)


class _RenameRow(QWidget):
    saved = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name: str | None = None
        self._field = Field(lambda: _("Name of the device"), longest=80, parent=self)
        self._field.submitted.connect(self._save)
        save = Button(lambda: _("Save"), "primary", parent=self)
        save.clicked.connect(self._save)
        cancel = Button(lambda: _("Cancel"), parent=self)
        cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._field, 1)
        row.addWidget(save, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(cancel, 0, Qt.AlignmentFlag.AlignBottom)
        self.hide()

    def show_name(self, name: str | None) -> None:
        if name == self._name:
            return
        self._name = name
        self.setVisible(name is not None)
        if name is not None:
            self._field.set_text(name)
            self._field.line.selectAll()
            self._field.setFocus()

    def _save(self) -> None:
        self.saved.emit(self._field.text)


def _top_of(card: QWidget, page: QWidget) -> int:
    """With the name of the section above it."""
    return card.mapTo(page, QPoint(0, 0)).y() - 2 * tokens().space.xl


def _stacked(page: QWidget, upper: QWidget, lower: QWidget) -> QWidget:
    both = QWidget(page)
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens().space.s)
    column.addWidget(upper)
    column.addWidget(lower)
    both.setFocusProxy(upper)
    return both
