"""The part of the settings about ringing: where and how loud, the ringtone of each number, do not disturb."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.numbers import NumberId
from desktop.domain.quiet import QuietFor
from desktop.domain.ringing import Ringtone
from ui.i18n import _
from ui.models.quiet import QuietModel
from ui.models.ringing import NumberRow, RingDevice, RingingModel, ringtone_name
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.choice import Choice
from ui.widgets.either import show_checked
from ui.widgets.number_dot import NumberDot
from ui.widgets.one_line import OneLine
from ui.widgets.settings_card import SettingsCard
from ui.widgets.toggle import Toggle
from ui.widgets.volume_slider import VolumeSlider
from ui.widgets.words import Hairline, Label

_CONTROL = 280


class RingingSettings(QWidget):
    def __init__(self, ringing: RingingModel, quiet: QuietModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ringing, self._quiet = ringing, quiet
        self._shown_devices: tuple[RingDevice, ...] | None = None
        self._device_lines: list[_DeviceLine] = []
        self._rows: dict[NumberId, _NumberLine] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens().space.s)
        column.addWidget(Label(lambda: _("Ringing"), "section", parent=self))
        self._problem = Banner("look", parent=self)
        column.addWidget(self._problem)
        column.addWidget(self._where_card())
        column.addSpacing(tokens().space.l)
        column.addWidget(Label(lambda: _("Ringtones"), "section", parent=self))
        self._numbers_card = SettingsCard(parent=self)
        column.addWidget(self._numbers_card)
        column.addSpacing(tokens().space.l)
        column.addWidget(Label(lambda: _("Do not disturb"), "section", parent=self))
        column.addWidget(self._quiet_card())
        ringing.changed.connect(self._show)
        quiet.changed.connect(self._show_quiet)
        self._show()
        self._show_quiet()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._shown_devices = None
            self._ringing.retranslate()
            self._show()
            self._show_quiet()
        super().changeEvent(event)

    # --- cards --------------------------------------------------------------------------------------------
    def _where_card(self) -> QWidget:
        card = SettingsCard(parent=self)
        self._devices = QWidget(card)
        self._devices.setFixedWidth(_CONTROL)
        boxes = QVBoxLayout(self._devices)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(tokens().space.s)
        card.add_row(
            lambda: _("Ring on"),
            self._devices,
            lambda: _("All of these ring at once. With none, it rings where the system plays sound."),
        )
        self._volume = VolumeSlider(card)
        self._volume.valueChanged.connect(self._say_volume)
        self._volume.valueChanged.connect(self._volume_moved)
        self._volume.sliderReleased.connect(lambda: self._ringing.set_volume(self._volume.value()))
        self._percent = Label("", "secondary", parent=card)
        self._percent.setMinimumWidth(40)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        card.add_row(lambda: _("Volume"), _beside(card, (self._volume, 1), (self._percent, 0)))
        self._rising = Toggle(lambda: _("Quiet at first, then louder"), parent=card)
        self._rising.toggled.connect(self._rise)
        card.add_row(lambda: _("Quiet at first, then louder"), self._rising)
        test = Button(lambda: _("Test the ring"), icon_name="bell", parent=card)
        test.clicked.connect(self._ringing.test)
        card.add_row(lambda: _("How it sounds"), test)
        return card

    def _quiet_card(self) -> QWidget:
        card = SettingsCard(parent=self)
        self._everything = _QuietBox(self._quiet, None, card)
        self._everything.setFixedWidth(_CONTROL)
        card.add_row(
            lambda: _("All numbers"),
            self._everything,
            lambda: _("Calls don't ring, and nothing pops up. They stand in your calls as missed."),
        )
        self._cards = Toggle(lambda: _("Show calls without a sound"), parent=card)
        self._cards.toggled.connect(self._show_calls)
        card.add_row(
            lambda: _("Show calls without a sound"),
            self._cards,
            lambda: _("Their card comes into sight, and you can still answer."),
        )
        return card

    # --- what is shown ------------------------------------------------------------------------------------
    def _show(self) -> None:
        model = self._ringing
        if model.problem:
            self._problem.tell(model.problem)
        else:
            self._problem.clear()
        if model.devices != self._shown_devices:
            self._shown_devices = model.devices
            self._show_devices()
        if not self._volume.isSliderDown():
            self._volume.blockSignals(True)
            self._volume.setValue(model.volume)
            self._volume.blockSignals(False)
        self._say_volume(self._volume.value())
        show_checked(self._rising, model.rising)
        self._show_numbers()

    def _show_devices(self) -> None:
        """The lines that are there stay, so that the keyboard stays where it is."""
        layout = self._devices.layout()
        assert layout is not None
        devices = self._ringing.devices
        for line in self._device_lines[len(devices) :]:
            layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        del self._device_lines[len(devices) :]
        for line, device in zip(self._device_lines, devices, strict=False):
            line.show_device(device)
        for device in devices[len(self._device_lines) :]:
            line = _DeviceLine(self._ringing, device, self._devices)
            self._device_lines.append(line)
            layout.addWidget(line)

    def _show_numbers(self) -> None:
        rows = self._ringing.numbers
        if [row.number_id for row in rows] != list(self._rows):
            for line in self._rows.values():
                line.hide()
                line.deleteLater()
            self._rows = {
                row.number_id: _NumberLine(self._ringing, self._quiet, row, self._numbers_card)
                for row in rows
            }
            for index, line in enumerate(self._rows.values()):
                line.mark_first(index == 0)
                self._numbers_card.add_line(line)
        for row in rows:
            self._rows[row.number_id].show_row(row)

    def _show_quiet(self) -> None:
        self._everything.show_state()
        show_checked(self._cards, self._quiet.shows_calls)
        for line in self._rows.values():
            line.quiet.show_state()

    def _say_volume(self, percent: int) -> None:
        self._percent.say(_("{percent}%").format(percent=percent))
        self._volume.setAccessibleName(_("Volume of the ring"))

    def _volume_moved(self, percent: int) -> None:
        if not self._volume.isSliderDown():
            self._ringing.set_volume(percent)

    def _rise(self, on: bool) -> None:
        if on != self._ringing.rising:
            self._ringing.rise(on)

    def _show_calls(self, on: bool) -> None:
        if on != self._quiet.shows_calls:
            self._quiet.show_calls(on)


class _DeviceLine(QWidget):
    def __init__(self, model: RingingModel, device: RingDevice, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._device = device
        self._name = OneLine(device.label, parent=self)
        self._switch = Toggle(lambda: _("Ring on {device}").format(device=self._device.label), parent=self)
        self._switch.toggled.connect(self._choose)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._name, 1)
        across.addWidget(self._switch)
        self.show_device(device)

    def show_device(self, device: RingDevice) -> None:
        self._device = device
        self._name.say(device.label)
        self._switch.setAccessibleName(_("Ring on {device}").format(device=device.label))
        show_checked(self._switch, device.chosen)

    def _choose(self, on: bool) -> None:
        self._model.choose_device(self._device.name, on)


class _NumberLine(QWidget):
    """A number: its ringtone, a way to hear it, and whether it rings."""

    def __init__(self, ringing: RingingModel, quiet: QuietModel, row: NumberRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._ringing = ringing
        self._row = row
        space = tokens().space
        self._hairline = Hairline(self)
        self._dot = NumberDot(row.colour, self)
        self._name = OneLine(row.name, parent=self)
        self._tone = Choice(self)
        for ringtone in Ringtone:
            self._tone.addItem("", ringtone)
        self._tone.activated.connect(self._choose)
        self._hear = IconButton("play", lambda: _("Listen"), parent=self)
        self._hear.clicked.connect(lambda: ringing.hear(self._row.number_id))
        self.quiet = _QuietBox(quiet, row.number_id, self)
        across = QHBoxLayout()
        across.setContentsMargins(space.l, space.m, space.l, space.m)
        across.setSpacing(space.s)
        across.addWidget(self._dot)
        across.addWidget(self._name, 2)
        across.addWidget(self._tone, 4)
        across.addWidget(self._hear)
        across.addSpacing(space.s)
        across.addWidget(self.quiet, 6)
        for box, least, most in ((self._tone, 118, 150), (self.quiet, 150, 196)):
            box.setMinimumWidth(least)
            box.setMaximumWidth(most)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._hairline)
        column.addLayout(across)
        self.show_row(row)

    def mark_first(self, first: bool) -> None:
        self._hairline.setVisible(not first)

    def show_row(self, row: NumberRow) -> None:
        self._row = row
        self._dot.show_colour(row.colour)
        self._name.say(row.name)
        for index, ringtone in enumerate(Ringtone):
            self._tone.setItemText(index, ringtone_name(ringtone))
        self._tone.setCurrentIndex(list(Ringtone).index(row.ringtone))
        self._tone.setAccessibleName(_("Ringtone of {number}").format(number=row.name))
        self._hear.say(lambda: _("Listen to the ringtone of {number}").format(number=self._row.name))
        self.quiet.setAccessibleName(_("Ringing of {number}").format(number=row.name))
        self.quiet.show_state()

    def _choose(self, index: int) -> None:
        self._ringing.choose_ringtone(self._row.number_id, self._tone.itemData(index))


class _QuietBox(Choice):
    """How it is now, and what else it could be. The first entry is the present."""

    def __init__(self, model: QuietModel, number_id: NumberId | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._number_id = number_id
        self.activated.connect(self._choose)
        if number_id is None:
            self.setAccessibleName(_("Do not disturb"))
        self.show_state()

    def show_state(self) -> None:
        model = self._model
        say = model.words if self._number_id is None else model.words_for_number
        entries: list[tuple[str, QuietFor | None]] = [(model.state_of(self._number_id), None)]
        if model.is_quiet(self._number_id):
            entries.append((_("Off") if self._number_id is None else _("Rings"), None))
        entries += [(say(each), each) for each in QuietFor]
        if [(self.itemText(i), self.itemData(i)) for i in range(self.count())] != entries:
            self.clear()
            for words, wanted in entries:
                self.addItem(words, wanted)
        self.setCurrentIndex(0)

    def _choose(self, index: int) -> None:
        if index > 0:
            self._model.choose(self.itemData(index), self._number_id)


def _beside(parent: QWidget, *parts: tuple[QWidget, int]) -> QWidget:
    both = QWidget(parent)
    both.setFixedWidth(_CONTROL)
    across = QHBoxLayout(both)
    across.setContentsMargins(0, 0, 0, 0)
    for part, stretch in parts:
        across.addWidget(part, stretch)
    both.setFocusProxy(parts[0][0])
    return both
