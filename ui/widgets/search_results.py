"""What was found in everything, with what it can be narrowed to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from ui.i18n import _
from ui.models.found_row import FoundKind, FoundRow
from ui.models.search import SearchModel, When
from ui.tokens import tokens
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, Pill
from ui.widgets.either import show_checked
from ui.widgets.empty import EmptyPlace
from ui.widgets.found_rows import FoundRows
from ui.widgets.list_frame import Results
from ui.widgets.skeleton import SkeletonRows
from ui.widgets.tall_list import TallList
from ui.widgets.words import Label, Words

_WHEN: tuple[tuple[When, Words], ...] = (
    (When.ANY, lambda: _("Any time")),
    (When.TODAY, lambda: _("Today")),
    (When.WEEK, lambda: _("Last week")),
    (When.MONTH, lambda: _("Last month")),
    (When.YEAR, lambda: _("Last year")),
    (When.CHOSEN, lambda: _("From … to …")),
)

LONGEST_NAME = 12


class SearchResults(Results):
    thread_chosen = Signal(object)
    """A ThreadKey."""
    message_chosen = Signal(object)
    calls_wanted = Signal()
    voicemail_chosen = Signal(str)
    """The id of one in which it was said."""

    def __init__(self, model: SearchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        space = tokens().space
        self.when = Button(self._when_words, "quiet", icon_name="clock", parent=self)
        self.person = Button(self._person_words, "quiet", icon_name="user-round", parent=self)
        self.files = Pill(lambda: _("Files"), parent=self)
        self.files.setAutoExclusive(False)
        self.files.toggled.connect(model.narrow_to_files)
        self.when.clicked.connect(self._choose_when)
        self.person.clicked.connect(self._choose_person)
        self._first, self._last = QDateEdit(self), QDateEdit(self)
        self._dates = self._lay_dates()
        self._delegate = FoundRows(self)
        self.list = TallList(FoundRows.height_of, self)
        self.list.setItemDelegate(self._delegate)
        self.list.show_rows(model.rows)
        self.list.row_opened.connect(self._open)
        self.list.more_wanted.connect(model.load_more)
        self._nothing = EmptyPlace(
            "search", lambda: _("Nothing found"), lambda: _("Try a name, a number, or fewer letters.")
        )
        self._skeleton = SkeletonRows(parent=self)
        self._problem = Banner("failure", parent=self)
        self._indexing = Label(
            lambda: _("Older messages are still being indexed."), "quiet", wraps=True, parent=self
        )
        narrow = QHBoxLayout()
        narrow.setContentsMargins(space.m, 0, space.m, 0)
        narrow.setSpacing(space.xs)
        narrow.addWidget(self.when)
        narrow.addWidget(self.person)
        narrow.addWidget(self.files, 0, Qt.AlignmentFlag.AlignVCenter)
        narrow.addStretch(1)
        notes = QVBoxLayout()
        notes.setContentsMargins(space.l, 0, space.l, 0)
        notes.addWidget(self._problem)
        notes.addWidget(self._indexing)
        self._pages = QStackedLayout()
        for page in (self.list, self._nothing, self._skeleton):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.xs)
        column.addLayout(narrow)
        column.addWidget(self._dates)
        column.addLayout(notes)
        column.addLayout(self._pages, 1)
        model.changed.connect(self._show)
        self._say()
        self._show()

    def focus_list(self) -> None:
        self.list.take_keyboard()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self._model.retranslate()
        super().changeEvent(event)

    def _open(self, row: FoundRow) -> None:
        match row.kind:
            case FoundKind.PERSON:
                self.thread_chosen.emit(row.thread)
            case FoundKind.CALL:
                self.calls_wanted.emit()
            case FoundKind.VOICEMAIL:
                self.voicemail_chosen.emit(row.key[1])
            case FoundKind.MESSAGE:
                self.message_chosen.emit(row.message)

    def _show(self) -> None:
        model = self._model
        self._delegate.shows_edges = model.search.number_id is None
        self.when.say(self._when_words)
        self.person.say(self._person_words)
        show_checked(self.files, model.search.with_files)
        self._dates.setVisible(model.when is When.CHOSEN)
        self._indexing.setVisible(model.still_indexing)
        if model.problem:
            self._problem.tell(model.problem)
        else:
            self._problem.clear()
        if model.rows.rowCount():
            page: QWidget = self.list
        else:
            page = self._skeleton if model.loading else self._nothing
        if page is not self._pages.currentWidget():
            if page is self._skeleton:
                self._skeleton.start()
            else:
                self._skeleton.stop()
            self._pages.setCurrentWidget(page)

    # --- narrowing ----------------------------------------------------------------------------------------
    def _when_words(self) -> str:
        when = self._model.when
        return _("Date") if when is When.ANY else next(words() for each, words in _WHEN if each is when)

    def _person_words(self) -> str:
        name = self._model.person
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1].rstrip() + "…"  # the list is as narrow as 240 pixels
        return name or _("Person")

    def _choose_when(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for when, words in _WHEN:
            action = menu.addAction(words(), partial(self._narrow_when, when))
            action.setCheckable(True)
            action.setChecked(when is self._model.when)
        menu.popup(self.when.mapToGlobal(self.when.rect().bottomLeft()))

    def _narrow_when(self, when: When, _checked: bool = False) -> None:
        if when is When.CHOSEN:
            self._narrow_to_dates()
            self._first.setFocus()
        else:
            self._model.narrow_when(when)

    def _narrow_to_dates(self) -> None:
        first, last = self._first.date().toPython(), self._last.date().toPython()
        self._model.narrow_when(When.CHOSEN, first=first, last=last)  # type: ignore[arg-type]

    def _choose_person(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Anyone"), partial(self._narrow_to, None))
        for address, name in self._model.people:
            menu.addAction(name.replace("&", "&&"), partial(self._narrow_to, address))
        menu.popup(self.person.mapToGlobal(self.person.rect().bottomLeft()))

    def _narrow_to(self, address: object, _checked: bool = False) -> None:
        self._model.narrow_to(address)  # type: ignore[arg-type]

    def _lay_dates(self) -> QWidget:
        dates = QWidget(self)
        row = QHBoxLayout(dates)
        row.setContentsMargins(tokens().space.m, 0, tokens().space.m, 0)
        row.setSpacing(tokens().space.xs)
        today = QDate.currentDate()
        for edit, day in ((self._first, today.addMonths(-1)), (self._last, today)):
            edit.setCalendarPopup(True)
            edit.setDate(day)
            edit.setMaximumDate(today.addYears(1))
            edit.dateChanged.connect(lambda _day: self._narrow_to_dates())
            row.addWidget(edit, 1)
        dates.hide()
        return dates

    def _say(self) -> None:
        self.list.setAccessibleName(_("Search results"))
        self.files.setToolTip(_("Only messages with files"))
        self._first.setAccessibleName(_("From this day"))
        self._last.setAccessibleName(_("To this day"))
