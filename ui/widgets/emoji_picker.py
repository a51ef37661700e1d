"""Emojis to choose from: those used last, by category, by name; by mouse or by keyboard alone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import _
from ui.models.emojis import TONES, Category, EmojiModel, EmojiRow
from ui.models.row_list import ROW, RowList
from ui.theme import theme
from ui.tokens import tokens
from ui.widgets.buttons import IconButton
from ui.widgets.flyout import Flyout
from ui.widgets.one_line import OneLine
from ui.widgets.search_field import SearchField
from ui.widgets.words import Label, Words

CELL = 38
COLUMNS = 9
_GLYPH = 22
_HAND = "✋"
_CATEGORIES: dict[Category, tuple[str, Words]] = {
    Category.RECENT: ("history", lambda: _("Used last")),
    Category.SMILEYS: ("smile", lambda: _("Smileys")),
    Category.PEOPLE: ("hand", lambda: _("People")),
    Category.NATURE: ("leaf", lambda: _("Animals and nature")),
    Category.FOOD: ("coffee", lambda: _("Food and drink")),
    Category.TRAVEL: ("plane", lambda: _("Travel and places")),
    Category.ACTIVITIES: ("trophy", lambda: _("Activities")),
    Category.OBJECTS: ("lightbulb", lambda: _("Objects")),
    Category.SYMBOLS: ("hash", lambda: _("Symbols")),
    Category.FLAGS: ("flag", lambda: _("Flags")),
}
_TONE_WORDS: tuple[Words, ...] = (
    lambda: _("No skin tone"),
    lambda: _("Light skin tone"),
    lambda: _("Medium-light skin tone"),
    lambda: _("Medium skin tone"),
    lambda: _("Medium-dark skin tone"),
    lambda: _("Dark skin tone"),
)


class EmojiPicker(Flyout):
    chosen = Signal(str)

    def __init__(self, model: EmojiModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._category = Category.RECENT if model.recent else Category.SMILEYS
        self.setAccessibleName(_("Emoji"))
        self.search = SearchField(self, words=lambda: _("Search for an emoji"))
        self.grid = EmojiGrid(self)
        self._title = Label("", "section", parent=self)
        self._nothing = Label(lambda: _("No emoji is called that."), "quiet", parent=self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said = OneLine("", "secondary", parent=self)
        self.categories = QButtonGroup(self)
        column = QVBoxLayout(self)
        space = tokens().space
        column.setContentsMargins(space.s, space.s, space.s, space.s)
        column.setSpacing(space.xs)
        column.addWidget(self.search)
        column.addLayout(self._category_row())
        column.addWidget(self._title)
        column.addWidget(self.grid, 1)
        column.addWidget(self._nothing, 1)
        column.addLayout(self._lowest_row())
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._choose_current)
        self.search.left.connect(self.grid.take_keyboard)
        self.grid.opened.connect(self._choose)
        self.grid.left_upwards.connect(self.search.setFocus)
        self.grid.current_changed.connect(self._say)
        self.setFixedSize(COLUMNS * CELL + 2 * space.s + 26, 400)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and not self.search.text()
        ):
            self.close()
            return True
        return super().eventFilter(watched, event)

    def open_over(self, button: QWidget) -> None:
        self.open_at(button, self.search, above=True)

    def show_category(self, category: Category) -> None:
        self._category = category
        self.search.clear()
        self._show()

    def _category_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for category, (icon_name, words) in _CATEGORIES.items():
            button = IconButton(icon_name, words, size=18, parent=self)
            button.setCheckable(True)
            button.setChecked(category is self._category)
            button.toggled.connect(partial(self._turn_to, category))
            self.categories.addButton(button)
            row.addWidget(button)
        return row

    def _lowest_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._said, 1)
        self.tones = QButtonGroup(self)
        for tone, words in zip(TONES, _TONE_WORDS, strict=True):
            button = _ToneButton(_HAND + tone, words(), self)
            button.setChecked(tone == self._model.tone)
            button.toggled.connect(partial(self._choose_tone, tone))
            self.tones.addButton(button)
            row.addWidget(button)
        return row

    def _turn_to(self, category: Category, on: bool) -> None:
        if on:
            self.show_category(category)

    def _choose_tone(self, tone: str, on: bool) -> None:
        if on:
            self._model.choose_tone(tone)
            self._show()

    def _show(self) -> None:
        text = self.search.text().strip()
        rows = self._model.find(text) if text else self._model.rows(self._category)
        self.grid.show_emojis(rows)
        self.grid.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._title.say((lambda: _("Found")) if text else _CATEGORIES[self._category][1])
        self._say(rows[0] if rows else None)

    def _say(self, row: EmojiRow | None) -> None:
        self._said.say(row.spoken if row else "")

    def _choose_current(self) -> None:
        row = self.grid.current()
        if row is not None:
            self._choose(row)

    def _choose(self, row: EmojiRow) -> None:
        self.chosen.emit(self._model.use(row))
        self.close()


class EmojiGrid(QListView):
    opened = Signal(object)
    current_changed = Signal(object)
    left_upwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: RowList[EmojiRow] = RowList(self)
        self.setAccessibleName(_("Emoji"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(QSize(CELL, CELL))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(CELL)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setItemDelegate(_Emojis(self))
        self.setModel(self._rows)
        self.clicked.connect(self._open)
        self.entered.connect(lambda index: self.current_changed.emit(self._rows.row(index.row())))
        self.selectionModel().currentChanged.connect(lambda _now, _before: self._tell())

    def show_emojis(self, rows: tuple[EmojiRow, ...]) -> None:
        self._rows.start_over(rows)
        if rows:
            self.setCurrentIndex(self._rows.index(0))

    def current(self) -> EmojiRow | None:
        index = self.currentIndex()
        return self._rows.row(index.row()) if index.isValid() else None

    def take_keyboard(self) -> None:
        if self._rows.rowCount():
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() < COLUMNS:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._tell()
        return super().viewportEvent(event)

    def _tell(self) -> None:
        self.current_changed.emit(self.current())

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.row(index.row()))


class _Emojis(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(CELL, CELL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: EmojiRow = index.data(ROW)
        colours, rect = theme().colours, QRectF(option.rect).adjusted(1, 1, -1, -1)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.accent_soft if current else colours.hover))
            painter.drawRoundedRect(rect, tokens().radius.control, tokens().radius.control)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme().font(_GLYPH))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, row.character)
        painter.restore()


class _ToneButton(QToolButton):
    def __init__(self, text: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setFont(theme().font(15))
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFixedSize(38, 30)
