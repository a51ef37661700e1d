"""The frame that all screens of a signed-in person stand in.

    tabs                                                readiness  dial  account
    rail | list column | dialler slot | call-bar slot
         |             |              | detail column

A section brings a list and, where it has one, a detail. Below 720 pixels the list and the detail share one
column: `show_detail` brings the detail forward, and the way back stands above it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.i18n import _
from ui.models.number_tabs import NumberTabsModel
from ui.models.shell import Section, ShellModel
from ui.tokens import tokens
from ui.widgets.account_button import AccountButton
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.keyboard import has_keyboard
from ui.widgets.number_tabs import NumberTabs
from ui.widgets.quiet_button import QuietButton
from ui.widgets.rail import Rail
from ui.widgets.readiness import ReadinessIndicator
from ui.widgets.sync_row import SyncRow
from ui.widgets.toast import Toast
from ui.widgets.words import Hairline

_ROOM_FOR_THREE = 1040
"""Below it the dialler takes the place of the detail."""
_ROOM_FOR_WORDS = 1000
"""Below it the dialler's button is an icon, so that the tabs keep their names."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section's screens stand."""

    list: QWidget
    detail: QWidget | None


class MainScreen(QWidget):
    retry_wanted = Signal()
    language_changed = Signal()
    """What is said of calls is to be said anew."""

    def __init__(
        self, shell: ShellModel, number_tabs: NumberTabsModel, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._tabs_model = number_tabs
        self._places: dict[Section, Place] = {}
        self._later: dict[Section, Callable[[], Place]] = {}
        self._detail_forward = False
        self.tabs = NumberTabs(number_tabs, parent=self)
        self._quiet: QuietButton | None = None
        self.rail = Rail(shell, parent=self)
        self.readiness = ReadinessIndicator(shell, parent=self)
        self.readiness.retry.connect(self.retry_wanted)
        self.account = AccountButton(parent=self)
        self.dial = Button(lambda: _("Dial"), icon_name="grip", parent=self)
        self.dial.setToolTip("Ctrl+D")
        self.dial.clicked.connect(lambda: self.open_dialler(not self.dialler_is_open))
        self.dial_icon = IconButton("grip", lambda: _("Dial"), shortcut="Ctrl+D", parent=self)
        self.dial_icon.clicked.connect(self.dial.click)
        self.banner = Banner("look", parent=self)
        self.toast = Toast(self)
        self._lists = QStackedWidget(self)
        self._details = QStackedWidget(self)
        self._nothing = QWidget(self)
        self._before_dialling: QWidget | None = None
        self._details.addWidget(self._nothing)
        self._call_bar = _Slot(self)
        self._dialler = _Slot(self, fixed=True)
        self._dialler.hide()
        self._back = _BackRow(self)
        self._back.pressed.connect(self.show_list)
        self._progress = SyncRow(self)
        self._lay_out()
        shell.changed.connect(self._show)
        shell.section_changed.connect(self._show_section)
        number_tabs.chosen_changed.connect(lambda: shell.show_number(number_tabs.chosen))
        self.rail.chosen.connect(self._open_section)
        self._show()

    # --- what the assembler puts in ---------------------------------------------------------------------
    def place(self, section: Section, list_widget: QWidget, detail: QWidget | None = None) -> None:
        """Give a section its screens; one without a detail takes the whole width."""
        self._lists.addWidget(list_widget)
        if detail is not None and self._details.indexOf(detail) < 0:
            self._details.addWidget(detail)
        self._places[section] = Place(list_widget, detail)
        if section is self._shell.section:
            self._show_section()

    def place_later(self, section: Section, make: Callable[[], Place]) -> None:
        """As `place`, with screens that are made when the section is first opened."""
        self._later[section] = make
        if section is self._shell.section:
            self._show_section()

    def make_one(self) -> bool:
        """Make something that was not wanted yet, in a quiet moment. False where there is nothing left."""
        if self._dialler.make():
            return True
        section = next(iter(self._later), None)
        if section is not None:
            self._make(section)
        return section is not None

    def add_detail(self, detail: QWidget) -> None:
        """One that no section owns, such as a call: out of sight until `show_detail`."""
        self._details.addWidget(detail)

    def place_call_bar(self, call_bar: QWidget) -> None:
        """Stays in sight above every detail. It shows and hides itself."""
        self._call_bar.put(call_bar)

    def place_quiet(self, button: QuietButton) -> None:
        """Do not disturb, beside the readiness."""
        self._quiet = button
        self._top_row.insertWidget(self._top_row.indexOf(self.readiness), button)
        self._fold()

    def place_dialler(self, dialler: QWidget) -> None:
        """Opens beside the list, not over it."""
        self._dialler.put(dialler)

    def place_dialler_later(self, make: Callable[[], QWidget]) -> None:
        """As `place_dialler`, with one that is made when it is first opened."""
        self._dialler.put_later(make)

    # --- what is in sight -------------------------------------------------------------------------------
    @property
    def dialler_is_open(self) -> bool:
        return not self._dialler.isHidden()

    def open_dialler(self, shown: bool = True) -> None:
        inside = has_keyboard(self._dialler)
        if shown:
            self._dialler.make()
            self._before_dialling = self._before_dialling if inside else QApplication.focusWidget()
        self._dialler.setVisible(shown)
        if shown and self._dialler.content is not None:
            self._dialler.content.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._fold()
        if inside and not shown:
            self._go_back()

    def _go_back(self) -> None:
        """The keyboard is where it was before the dialler; what was there may be gone or out of sight."""
        before, self._before_dialling = self._before_dialling, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_list()

    def show_detail(self, detail: QWidget | None = None) -> None:
        """Something was opened: bring `detail` (the section's own where None is given) in sight."""
        place = self._places.get(self._shell.section)
        wanted = detail or (place.detail if place is not None else None)
        if wanted is not None:
            self._details.setCurrentWidget(wanted)
            self._detail_forward = True
            self._fold()

    def show_beside(self, detail: QWidget, section: Section) -> None:
        """As `show_detail`; where what is in sight has the whole width, `section` takes its place first."""
        place = self._places.get(self._shell.section)
        if place is not None and place.detail is None:
            self._shell.open(section)
        self.show_detail(detail)

    def go_to(self, section: Section) -> None:
        """By shortcut: the keyboard goes along, wherever it was."""
        self._open_section(section)
        self.focus_list()

    def shows_detail(self, detail: QWidget) -> bool:
        """It was opened and not left since; in a narrow window the dialler may stand in its place."""
        return self._details.currentWidget() is detail

    def leave_detail(self, detail: QWidget) -> None:
        """`detail` has nothing to show any more: the section's own takes its place."""
        if self._details.currentWidget() is detail:
            self._show_section()

    def show_list(self) -> None:
        self._detail_forward = False
        self._fold()

    def focus_list(self) -> None:
        """The keyboard goes to what is listed, even before it shows. On a page, to its first control."""
        place = self._places.get(self._shell.section)
        if place is None:
            return
        lists = place.detail is not None
        for each in place.list.findChildren(QAbstractItemView if lists else QWidget):
            # What boxes would unfold are windows of their own.
            here = each.window() is self.window() and (lists or each.isVisibleTo(place.list))
            if here and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                each.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @property
    def current_list(self) -> QWidget | None:
        place = self._places.get(self._shell.section)
        return place.list if place is not None else None

    @property
    def is_one_column(self) -> bool:
        return self.width() < tokens().size.one_column_below

    # --- inside -----------------------------------------------------------------------------------------
    def minimumSizeHint(self) -> QSize:
        """Of one column: two would keep the window from ever becoming narrow enough to fold."""
        return QSize(*tokens().size.least_window)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._shell.retranslate()
            self._show()
            self.language_changed.emit()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        space = tokens().space
        top = QWidget(self)
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top.setProperty("surface", "chrome")
        top.setFixedHeight(tokens().size.tabs - 1)
        row = self._top_row = QHBoxLayout(top)
        row.setContentsMargins(space.xs, 0, space.m, 0)
        row.setSpacing(space.s)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.readiness)
        row.addWidget(self.dial)
        row.addWidget(self.dial_icon)
        row.addWidget(self.account)
        detail = QWidget(self)
        inner = QVBoxLayout(detail)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._back)
        inner.addWidget(self._call_bar)
        inner.addWidget(self._details, 1)
        self._detail_column, self._above_detail = detail, inner
        self._list_column = QWidget(self)
        column = QVBoxLayout(self._list_column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._lists, 1)
        column.addWidget(self._progress)
        self._above_list = column
        self._list_column.setMinimumWidth(240)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self._list_column)
        split.addWidget(self._dialler)
        split.addWidget(detail)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 0)
        split.setStretchFactor(2, 1)
        split.setSizes([tokens().size.list, 0, 1000])
        self._split = split
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(Hairline(self, upright=True))
        body.addWidget(split, 1)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(Hairline(self))
        whole.addWidget(self.banner)
        whole.addLayout(body, 1)

    def _show(self) -> None:
        self._progress.show_progress(self._shell.progress)

    def _open_section(self, section: Section) -> None:
        """A section that is open already leads back from a call to its own detail."""
        if section is self._shell.section:
            self._show_section()
        else:
            self._shell.open(section)

    def _make(self, section: Section) -> None:
        make = self._later.pop(section, None)
        if make is not None:
            place = make()
            self.place(section, place.list, place.detail)

    def _show_section(self) -> None:
        self._make(self._shell.section)
        place = self._places.get(self._shell.section)
        if place is None:
            return
        self._lists.setCurrentWidget(place.list)
        self._details.setCurrentWidget(place.detail or self._nothing)
        self._detail_forward = False
        had_focus = QApplication.focusWidget()
        self._fold()
        if had_focus is None or not (self.rail.isAncestorOf(had_focus) or self.tabs.isAncestorOf(had_focus)):
            self.focus_list()

    def _fold(self) -> None:
        place = self._places.get(self._shell.section)
        has_detail = place is not None and place.detail is not None
        narrow = self.is_one_column
        self.dial.setVisible(self.width() >= _ROOM_FOR_WORDS)
        self.dial_icon.setVisible(not self.dial.isVisibleTo(self))
        self.readiness.show_word(self.width() >= _ROOM_FOR_WORDS)
        if self._quiet is not None:
            self._quiet.show_word(self.width() >= _ROOM_FOR_WORDS)
        dialling = self.dialler_is_open
        forward = narrow and has_detail and self._detail_forward
        crowded = dialling and self.width() < _ROOM_FOR_THREE
        detail_in_sight = has_detail and not crowded and (forward or not narrow)
        # A call stays in sight wherever one reads: over the list where there is no detail.
        if detail_in_sight:
            self._above_detail.insertWidget(1, self._call_bar)
        elif narrow and dialling:
            self._dialler.above.insertWidget(0, self._call_bar)
        else:
            self._above_list.insertWidget(0, self._call_bar)
        self._detail_column.setVisible(detail_in_sight)
        self._list_column.setVisible(not forward and not (narrow and dialling))
        self._list_column.setMaximumWidth(480 if has_detail and not narrow else 16777215)
        self._back.setVisible(detail_in_sight and forward)


class _Slot(QWidget):
    """A place that takes one widget."""

    def __init__(self, parent: QWidget, *, fixed: bool = False) -> None:
        """`fixed` leaves the widget the width that it asks for."""
        super().__init__(parent)
        self._fixed = fixed
        self.content: QWidget | None = None
        self._make: Callable[[], QWidget] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.above = column

    def put(self, widget: QWidget) -> None:
        if self._fixed:
            widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.above.addWidget(widget)
        if self._fixed:
            self.above.setAlignment(
                widget, Qt.AlignmentFlag.AlignHCenter
            )  # where it has the window to itself
        self.content = widget

    def put_later(self, make: Callable[[], QWidget]) -> None:
        self._make = make

    def make(self) -> bool:
        """Make what was left for later; False where there is nothing of it."""
        make, self._make = self._make, None
        if make is not None:
            self.put(make())
        return make is not None


class _BackRow(QWidget):
    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens().space.s, tokens().space.xs, tokens().space.s, 0)
        button = IconButton("arrow-left", lambda: _("Back"), parent=self)
        button.clicked.connect(self.pressed)
        row.addWidget(button)
        row.addStretch(1)
        self.hide()
