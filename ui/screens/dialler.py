"""The dialler: a field that takes names and numbers, the keypad, and which number it goes out on (Ctrl+D)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from ui.i18n import Language, _, language
from ui.models.dialler import DiallerModel
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.country_picker import CountryPicker
from ui.widgets.emergency_card import EmergencyCard
from ui.widgets.keypad import HELD, Keypad
from ui.widgets.link_card import LinkCard
from ui.widgets.name_field import NameField
from ui.widgets.number_picker import NumberPicker, on_next_number
from ui.widgets.suggestions import SuggestionList
from ui.widgets.words import Hairline, Label

WIDTH = 292
_ROOM_FOR_BOTH = 600
"""Height from which the keys and a card below them are both seen whole."""


class NumberField(NameField):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(longest=64, parent=parent)
        self.setProperty("role", "dialled")
        self.setFixedHeight(52)
        self._lean()
        self.textChanged.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lean()

    def _lean(self) -> None:
        """By the window, not by its text: digits would run to the other side of an Arabic window."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def _fit(self) -> None:
        """Large for a usual number, smaller for a long one, so that all of it is seen."""
        room = self.width() - 24
        size = tokens().type.dialled
        while size > 16:
            if QFontMetricsF(theme().font(size)).horizontalAdvance(self.text()) <= room:
                break
            size -= 2
        if self.text() == "":
            size = 20
        self.setStyleSheet(f"QLineEdit {{ font-size: {size}px; padding: 0 4px; }}")


class Dialler(QWidget):
    closed = Signal()
    """The person is done with it."""

    def __init__(self, model: DiallerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.field = NumberField(self)
        self.country = CountryPicker(self)
        self.keypad = Keypad(parent=self)
        self.emergency = EmergencyCard(parent=self)
        self.link = LinkCard(parent=self)
        self.people = SuggestionList(self)
        self.picker = NumberPicker(self)
        self.call_button = Button(lambda: _("Call"), "answer", icon_name="phone", parent=self)
        self.message_button = IconButton("message-square", lambda: _("Message"), parent=self)
        self.erase_button = IconButton("delete", lambda: _("Erase"), parent=self)
        self.close_button = IconButton("x", lambda: _("Close the dialler"), shortcut="Esc", parent=self)
        self._words = Label("", "secondary", wraps=True, parent=self)
        self._words.setContentsMargins(tokens().space.xs + 1, 0, tokens().space.xs + 1, 0)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HELD)
        self._hold.timeout.connect(model.clear)
        self._pressing = False
        """The pointer dials: the keys must not go from under it."""
        self._lay_out()
        self.setFocusProxy(self.field)
        # Not `textEdited`: a screen reader and dictation write without editing.
        self.field.textChanged.connect(model.type)
        self.keypad.installEventFilter(self)
        self.field.returnPressed.connect(self._enter)
        self.field.down.connect(self.people.take_keyboard)
        self.keypad.pressed.connect(self._press)
        self.country.chosen.connect(model.choose_country)
        self.people.person_chosen.connect(self._choose_person)
        self.picker.number_chosen.connect(model.choose_number)
        self.call_button.clicked.connect(model.call)
        self.message_button.clicked.connect(model.message)
        self.erase_button.clicked.connect(self._erase)
        self.erase_button.pressed.connect(self._hold.start)
        self.erase_button.released.connect(self._hold.stop)
        self.close_button.clicked.connect(self.closed)
        on_next_number(self, model.next_number)
        model.changed.connect(self._show)
        model.replaced.connect(self._replace)
        self._say()
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        # With the window to itself it stands beside nothing.
        self._edge.setVisible(self.x() == 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on_call = self.call_button.hasFocus() and not event.isAutoRepeat()
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and on_call:
            self.call_button.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._show()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.keypad and event.type() == QEvent.Type.Leave and self._pressing:
            self._pressing = False
            self._show()
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        """What a link has put here is not called by an Enter that was meant for something else."""
        if self._model.link is not None:
            self.call_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._model.call()

    def _lay_out(self) -> None:
        space = tokens().space
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "ground")
        head = QHBoxLayout()
        head.addWidget(self.country)
        head.addStretch(1)
        head.addWidget(self.erase_button)
        head.addWidget(self.close_button)
        middle = QWidget(self)
        self._middle = QStackedLayout(middle)
        keys = QWidget(self)
        column = QVBoxLayout(keys)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.m)
        column.addWidget(self.keypad)
        column.addWidget(self._notices(keys), 1)
        self._middle.addWidget(keys)
        self._middle.addWidget(self.people)
        actions = QHBoxLayout()
        actions.setSpacing(space.s)
        actions.addWidget(self.picker, 1)
        actions.addWidget(self.message_button)
        actions.addWidget(self.call_button)
        inner = QVBoxLayout()
        inner.setContentsMargins(space.l, space.m, space.l, space.l)
        inner.setSpacing(space.s)
        inner.addLayout(head)
        inner.addWidget(self.field)
        inner.addWidget(self._words)
        inner.addWidget(middle, 1)
        inner.addLayout(actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(inner, 1)
        self._edge = Hairline(self, upright=True)
        row.addWidget(self._edge)

    def _notices(self, keys: QWidget) -> QScrollArea:
        """Below the keys, so that none of them moves under a finger."""
        page = QWidget(keys)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.emergency)
        column.addWidget(self.link)
        column.addStretch(1)
        scroll = QScrollArea(keys)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(0)
        scroll.setWidget(page)
        return scroll

    def _make_room(self) -> None:
        """In a low window a card takes the place of the keys, unless the pointer dials with them."""
        model = self._model
        told = model.emergency is not None or model.link is not None
        room = _ROOM_FOR_BOTH + (80 if language() is Language.ARABIC else 0)
        low = told and self.height() < room
        # A link may come while the pointer merely lies there.
        covered = low and self._pressing and model.link is None
        self.keypad.setVisible(not low or covered)
        # The card says it better, where it is seen.
        self._words.say("" if model.emergency is not None and not covered else model.words)

    def _press(self, key: str) -> None:
        self._pressing = self.keypad.underMouse()
        self._model.press(key)
        self.field.setFocus()

    def _erase(self) -> None:
        if self.field.text():
            self.field.end(False)
            self.field.backspace()
            self._model.type(self.field.text())
        self.field.setFocus()

    def _choose_person(self, person: object) -> None:
        self._model.choose_person(person)  # type: ignore[arg-type]
        self.field.setFocus()

    def _replace(self, text: str) -> None:
        """Digits behind the cursor stay behind it, though spaces came between."""
        if text == self.field.text():
            return
        behind = sum(c.isalnum() for c in self.field.text()[self.field.cursorPosition() :])
        self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(False)
        place = len(text)
        while place > 0 and behind > 0:
            place -= 1
            behind -= text[place].isalnum()
        self.field.setCursorPosition(place)
        self.field.textChanged.emit(text)

    def _show(self) -> None:
        model = self._model
        self.country.show_country(model.country_shown)
        self.picker.show_number(model.number, model.numbers)
        self.emergency.show_advice(model.emergency)
        self.link.show_link(model.link)
        calls_for_help = model.emergency is not None
        self.call_button.set_kind("" if calls_for_help else "answer")
        again = not model.typed and model.last is not None
        self.call_button.setEnabled(model.can_call or calls_for_help or again)
        self.message_button.setEnabled(model.can_message)
        self.erase_button.setVisible(bool(model.typed))
        self._words.set_role("error" if model.refused or model.problem else "secondary")
        self._make_room()
        self.field.setAccessibleDescription(model.words)
        self.people.show_people(model.suggestions)
        self._middle.setCurrentIndex(1 if model.suggestions else 0)

    def _say(self) -> None:
        # Two lines, always, so that the keys stay where they are; lines of Arabic are higher.
        self._words.setFixedHeight(56 if language() is Language.ARABIC else 36)
        self.field.setAccessibleName(_("Number to call"))
        self.field.setPlaceholderText(_("Name or number"))
