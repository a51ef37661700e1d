"""The messages of a thread as bubbles: only what is in sight is laid out, however long the thread is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.wanted import Marker, Wanted
from ui.i18n import _
from ui.models.links import Link, Spot
from ui.models.message_row import MessageRow
from ui.models.row_list import RowList
from ui.theme import theme
from ui.widgets.bubble import Bubble, forget_fonts, guessed_height, lay_out, paint_bubble, paint_chosen
from ui.widgets.chosen import Chosen
from ui.widgets.file_menu import fill_file_menu
from ui.widgets.file_parts import Pictures
from ui.widgets.measured_list import MeasuredList
from ui.widgets.spot_menu import fill_spot_menu

_NOTHING = QItemSelectionModel.SelectionFlag.NoUpdate
KEPT = 400
"""Laid-out bubbles that are kept."""
SHOWN_FOR = 1800
"""Milliseconds in which a message that was gone to bears a ring."""


class MessageView(MeasuredList):
    retry_wanted = Signal(object)
    group_wanted = Signal(object)
    """The GroupId of what went to several people."""
    discard_wanted = Signal(object)
    link_wanted = Signal(object)
    """A Link that was clicked; nothing is opened yet."""
    call_wanted = Signal(object)
    """An Address that stands in a message."""
    write_wanted = Signal(object)
    delete_wanted = Signal(object)
    """A list of MessageIds."""
    copied = Signal()
    file_wanted = Signal(object, object)
    """The FileRow that was pressed, and the MessageRow it stands in."""
    save_wanted = Signal(object)
    cancel_wanted = Signal(object)
    """The MessageId of a file that is on its way."""
    newest_wanted = Signal()
    oldest_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.colour = 0
        self._bubbles: OrderedDict[object, Bubble] = OrderedDict()
        self._picked: tuple[object, int, int] | None = None
        """Message, and where in it a selection of letters begins and ends."""
        self._dragging = False
        self._choosing = False
        self._pictures: Pictures | None = None
        self._marker: Marker | None = None
        self._gone_to: object = None
        super().__init__(parent)
        self.chosen = Chosen(self)
        self.chosen.changed.connect(self._show_chosen)
        self._ring = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._ring.timeout.connect(self._end_ring)
        self.viewport().setMouseTracking(True)
        theme().changed.connect(self._forget_look)

    # --- what others ask ----------------------------------------------------------------------------------
    def show_rows(self, rows: RowList[MessageRow]) -> None:
        self.setModel(rows)
        self._guess_all()

    def show_colour(self, colour: int) -> None:
        if colour != self.colour:
            self.colour = colour
            self.viewport().update()

    def show_found(self, look: Wanted | None) -> None:
        """Mark in all messages what is looked for."""
        marker = None if look is None or look.is_nothing else Marker(look)
        if marker != self._marker:
            self._marker = marker
            self.viewport().update()

    def go_to(self, key: object) -> None:
        """Show a message, with a ring around it for a moment."""
        model = self.model()
        assert isinstance(model, RowList)
        place = model.place_of(key)
        if place >= 0:
            self.bring_in_sight(place)
            self.setCurrentIndex(model.index(place, 0))
            self._gone_to = key
            self._ring.start()

    def show_pictures(self, pictures: Pictures) -> None:
        """Where those of files come from."""
        self._pictures = pictures

    @property
    def laid_out(self) -> int:
        """How many bubbles are held."""
        return len(self._bubbles)

    # --- painting -----------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not len(self._heights):
            return
        offset, bottom = self._offset(), self.viewport().height()
        place = self._heights.at(max(0, offset))
        y = self._heights.top_of(place) - offset
        current = self.currentIndex().row() if self.hasFocus() else -1
        while y < bottom and place < len(self._heights):
            bubble = self._bubble(place)
            self._heights.set(place, bubble.height)
            picked = None
            if self._picked is not None and self._picked[0] == bubble.row.key:
                picked = self._picked[1:]
            focused = place == current or bubble.row.key == self._gone_to
            marks = self._marker.spans(bubble.row.text) if self._marker is not None else ()
            if bubble.row.key in self.chosen:
                paint_chosen(painter, bubble, y)
            paint_bubble(
                painter,
                bubble,
                y,
                self.colour,
                selection=picked,
                focused=focused,
                found=marks,
                pictures=self._pictures,
            )
            y += self._heights.height(place)
            place += 1

    # --- mouse and keys -----------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._picked = None
        bubble, point = self._under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self._choose_by_mouse(event, bubble):
            return
        if bubble is not None and event.button() == Qt.MouseButton.LeftButton:
            letter = bubble.letter_at(point, nearest=True)
            if bubble.box.contains(point) and letter >= 0:
                self._picked = (bubble.row.key, letter, letter)
                self._dragging = True
        super().mousePressEvent(event)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        bubble, point = self._under(event.position())
        if self._dragging and self._picked is not None:
            if bubble is not None and bubble.row.key == self._picked[0]:
                letter = bubble.letter_at(point, nearest=True)
                self._picked = (self._picked[0], self._picked[1], letter)
                self.viewport().update()
            return
        hand = bubble is not None and (self._spot_under(bubble, point) or bubble.acts_at(point))
        over_text = bubble is not None and bubble.box.contains(point)
        shape = Qt.CursorShape
        self.viewport().setCursor(
            shape.PointingHandCursor if hand else shape.IBeamCursor if over_text else shape.ArrowCursor
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        if self._choosing:
            self._choosing = False
            return
        bubble, point = self._under(event.position())
        dragged = self._picked is not None and self._picked[1] != self._picked[2]
        if bubble is not None and event.button() == Qt.MouseButton.LeftButton and not dragged:
            spot, file = self._spot_under(bubble, point), bubble.file_at(point)
            if isinstance(spot, Link):
                self.link_wanted.emit(spot)
            elif spot is not None:
                self._open_menu(self._filled(QMenu(self), spot), event.globalPosition().toPoint())
            elif bubble.code_box.contains(point):
                self._to_clipboard(bubble.row.code)
            elif bubble.row.sent >= 0 and bubble.cancels(point):
                self.cancel_wanted.emit(bubble.row.key)
            elif file is not None:
                self.file_wanted.emit(file, bubble.row)
            elif bubble.retries_at(point):
                self.retry_wanted.emit(bubble.row.key)
            elif bubble.row.group is not None and bubble.names_group_at(point):
                self.group_wanted.emit(bubble.row.group)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = self._row(index.row()) if index.isValid() else None
        if event.matches(QKeySequence.StandardKey.Copy) and (len(self.chosen) or row is not None):
            self.copy(row)
        elif row is not None and self._choose_by_key(event, row, index.row()):
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and row.can_retry:
            self.retry_wanted.emit(row.key)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and row.code:
            self._to_clipboard(row.code)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and row.files:
            self.file_wanted.emit(row.files[0], row)
        else:
            super().keyPressEvent(event)
            if event.key() == Qt.Key.Key_End:
                self.newest_wanted.emit()
            elif event.key() == Qt.Key.Key_Home:
                self.oldest_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
            spot = None
        else:
            index, where = self.indexAt(event.pos()), event.globalPos()
            bubble, point = self._under(QPointF(event.pos()))
            spot = self._spot_under(bubble, point) if bubble is not None else None
        if not index.isValid():
            return
        row = self._row(index.row())
        self._open_menu(self.menu_for(row, spot), where)

    def _open_menu(self, menu: QMenu, where: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _filled(self, menu: QMenu, spot: Spot) -> QMenu:
        return fill_spot_menu(
            menu,
            spot,
            follow=self.link_wanted.emit,
            call=self.call_wanted.emit,
            write=self.write_wanted.emit,
            copy=self._to_clipboard,
        )

    def menu_for(self, row: MessageRow, spot: Spot | None) -> QMenu:
        menu = QMenu(self)
        selected = self._selected_text(row)
        if selected:
            menu.addAction(_("Copy selection"), partial(self._to_clipboard, selected))
        if len(self.chosen):
            menu.addAction(_("Copy the chosen"), partial(self.copy, None))
        menu.addAction(_("Copy message"), partial(self._to_clipboard, row.text))
        if row.code:
            menu.addAction(_("Copy code"), partial(self._to_clipboard, row.code))
        for each in (spot,) if spot else row.spots[:5]:
            menu.addSeparator()
            self._filled(menu, each)
        fill_file_menu(menu, row, save=self.save_wanted.emit, cancel=self.cancel_wanted.emit)
        if row.group is not None:
            menu.addSeparator()
            menu.addAction(_("Whom it was sent to"), partial(self.group_wanted.emit, row.group))
        if row.can_retry:
            menu.addSeparator()
            menu.addAction(_("Try again"), partial(self.retry_wanted.emit, row.key))
            menu.addAction(_("Discard message"), partial(self.discard_wanted.emit, row.key))
        menu.addSeparator()
        words = _("Do not choose") if row.key in self.chosen else _("Choose")
        menu.addAction(words, QKeySequence(Qt.Key.Key_Space), partial(self.chosen.toggle, row))
        delete = QKeySequence(QKeySequence.StandardKey.Delete)
        menu.addAction(_("Delete"), delete, partial(self._delete, row))
        return menu

    def copy(self, row: MessageRow | None, _checked: bool = False) -> None:
        """What is selected in the message, else all of it; of several each with who said it, and when."""
        if len(self.chosen):
            rows = self.chosen.in_order(self._rows())
            texts = [row.text for row in rows] if len(rows) == 1 else [row.quoted for row in rows]
            self._to_clipboard("\n".join(texts))
        elif row is not None:
            self._to_clipboard(self._selected_text(row) or row.text)

    def _delete(self, row: MessageRow, _checked: bool = False) -> None:
        """With `row` go all that are chosen beside it."""
        self.delete_wanted.emit(self.chosen.keys() if row.key in self.chosen else [row.key])

    # --- choosing -----------------------------------------------------------------------------------------
    def _choose_by_mouse(self, event: QMouseEvent, bubble: Bubble | None) -> bool:
        """With Ctrl one more, with Shift all between; once some are chosen, a click is enough."""
        held = event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        wanted = shift or held & Qt.KeyboardModifier.ControlModifier or len(self.chosen)
        if bubble is None or not wanted:
            return False
        place = self.indexAt(event.position().toPoint()).row()
        start = self.currentIndex().row()
        if shift:
            self.chosen.reach(self._rows(), place, start=place if start < 0 else start)
        else:
            self.chosen.toggle(bubble.row)
        self.selectionModel().setCurrentIndex(self.model().index(place, 0), _NOTHING)
        self._choosing = True
        return True

    def _choose_by_key(self, event: QKeyEvent, row: MessageRow, place: int) -> bool:
        key, held = event.key(), event.modifiers()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.chosen.take(self._rows())
        elif key == Qt.Key.Key_Space:
            self.chosen.toggle(row)
        elif key == Qt.Key.Key_Escape and len(self.chosen):
            self.chosen.clear()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held == Qt.KeyboardModifier.ShiftModifier:
            beside = place + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= beside < self.model().rowCount():
                self.chosen.reach(self._rows(), beside, start=place)
                self.setCurrentIndex(self.model().index(beside, 0))
        elif key == Qt.Key.Key_Delete:
            self._delete(row)
        else:
            return False
        return True

    def _show_chosen(self) -> None:
        self.viewport().update()

    def _rows(self) -> Sequence[MessageRow]:
        model = self.model()
        assert isinstance(model, RowList)
        return model.rows

    # --- inside -------------------------------------------------------------------------------------------
    def _end_ring(self) -> None:
        self._gone_to = None
        self.viewport().update()

    def _row(self, place: int) -> MessageRow:
        model = self.model()
        assert isinstance(model, RowList)
        row = model.row(place)
        assert isinstance(row, MessageRow)
        return row

    def guessed(self, place: int, width: int) -> int:
        return guessed_height(self._row(place), width)

    def measured(self, place: int) -> int:
        return self._bubble(place).height

    def forget(self, place: int | None = None) -> bool:
        if place is None:
            self._bubbles.clear()
            self._picked = None
            return True
        return self._bubbles.pop(self._row(place).key, None) is not None

    def _bubble(self, place: int) -> Bubble:
        row, width = self._row(place), self._width()
        bubble = self._bubbles.get(row.key)
        if bubble is None or bubble.row is not row or bubble.width != width:
            right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            bubble = lay_out(row, width, right_to_left=right_to_left)
            self._bubbles[row.key] = bubble
            while len(self._bubbles) > KEPT:
                self._bubbles.popitem(last=False)
        else:
            self._bubbles.move_to_end(row.key)
        return bubble

    def _under(self, position: QPointF) -> tuple[Bubble | None, QPointF]:
        index = self.indexAt(position.toPoint())
        if not index.isValid():
            return None, position
        top = self._heights.top_of(index.row()) - self._offset()
        return self._bubble(index.row()), position - QPointF(0, top)

    def _spot_under(self, bubble: Bubble, point: QPointF) -> Spot | None:
        if not bubble.row.spots:
            return None
        unit = bubble.letter_at(point)
        if unit < 0:
            return None
        letter = len(bubble.row.text.encode("utf-16-le")[: unit * 2].decode("utf-16-le", "ignore"))
        return next((spot for spot in bubble.row.spots if spot.start <= letter < spot.end), None)

    def _selected_text(self, row: MessageRow) -> str:
        if self._picked is None or self._picked[0] != row.key:
            return ""
        start, end = sorted(self._picked[1:])
        return row.text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le", "ignore")

    def _to_clipboard(self, text: str, _checked: bool = False) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._forget_look()

    def _forget_look(self) -> None:
        forget_fonts()
        self._bubbles.clear()
        self._settle()
