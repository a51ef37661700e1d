"""The place of calls: those that go on, the dialler, and the history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.calls import CallId
from desktop.domain.numbers import Address, NumberId
from desktop.later import Later
from desktop.phone import Phone
from ui.i18n import _, ngettext
from ui.models.call_report import CallReportModel
from ui.models.call_row import CallRow
from ui.models.calls import CallsModel
from ui.models.device_moves import DeviceMovesModel
from ui.models.dialler import DiallerModel
from ui.models.history import HistoryModel
from ui.models.levels import LevelsModel
from ui.models.listening import Start
from ui.models.quality import LiveQualityModel, RecordQualityModel
from ui.models.replies import RepliesModel
from ui.models.shell import Section
from ui.models.telephone_link import TelephoneLink
from ui.models.transfer import TransferModel
from ui.screens.main import MainScreen, Place
from ui.widgets.call_bar import CallBar
from ui.widgets.incoming_card import IncomingCards

if TYPE_CHECKING:
    from ui.screens.call import CallPage
    from ui.screens.dialler import Dialler
    from ui.screens.history import CallRecordScreen, HistoryScreen


class CallsPlace(QObject):
    message_wanted = Signal(object)
    """A ThreadKey."""
    person_wanted = Signal(object)
    """An Address."""
    block_wanted = Signal(object, bool)
    """Addresses, and whether they are blocked or let through again."""
    microphone_wanted = Signal()
    voicemail_wanted = Signal(object)
    record_found = Signal()
    """A call of the history is about to be shown: the section is to be opened."""
    """A VoicemailId."""
    ring_check_wanted = Signal(object)
    """A NumberId."""

    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        store = phone.store
        self._main = main
        levels = LevelsModel(store, phone.sound, start)
        self.calls = CallsModel(
            store,
            phone.calls,
            start,
            levels=levels,
            sound=phone.sound,
            transfers=TransferModel(store, phone.transfers, start, region=phone.region),
            region=phone.region,
        )
        self._moves = DeviceMovesModel(store)
        self._moves.moved.connect(main.toast.tell)
        self._dialler = DiallerModel(store, phone.calls, start, region=phone.region)
        self._history = HistoryModel(store, phone.history, start)
        self._report = CallReportModel(store, phone.reports, start)
        self._sounded = RecordQualityModel(phone.quality, start)
        self._sounds = LiveQualityModel(store)
        self.replies = RepliesModel(store, phone.replies, start)
        self.replies.failed.connect(main.toast.tell)
        self._cards = IncomingCards(self.calls, self.replies)
        self._page = Later(self._make_page)
        bar = CallBar(self.calls, main)
        main.place_call_bar(bar)
        bar.call_opened.connect(self._open_from_bar)
        bar.left.connect(main.focus_list)
        self._dialler.message_wanted.connect(self.message_wanted)
        self._dialler.dialled.connect(partial(self._leave_dialler, bar))
        self._history.call_wanted.connect(self.calls.dial)
        self._history.message_wanted.connect(self.message_wanted)
        self._history.person_wanted.connect(self.person_wanted)
        self._history.block_wanted.connect(self.block_wanted)
        self._history.deleted.connect(self._offer_undo)
        self._history.voicemail_wanted.connect(self.voicemail_wanted)
        self._report.check_wanted.connect(self.ring_check_wanted)
        self._history.found.connect(self._show_found)
        self._history.missing.connect(lambda: main.toast.tell(_("This call is no longer in the history.")))
        self._screens: tuple[HistoryScreen, CallRecordScreen] | None = None
        self.calls.message_wanted.connect(self.message_wanted)
        self.calls.edit_wanted.connect(self._edit)
        self.calls.connect_wanted.connect(phone.sessions.try_now)
        self.calls.another_wanted.connect(main.open_dialler)
        self.calls.keypad_wanted.connect(self._open_keypad)
        self.calls.transfer_wanted.connect(self._open_transfer)
        self.calls.page_wanted.connect(self._follow)
        self._told: CallId | None = None
        self.calls.microphone_wanted.connect(self.microphone_wanted)
        self.calls.changed.connect(self._leave_ended)
        self.calls.changed.connect(self._tell_of_emergency)
        self.calls.changed.connect(self._say_trouble)
        main.banner.closed.connect(self.calls.forget_problem)
        main.language_changed.connect(self.calls.retranslate)
        self._say_trouble()

    @property
    def later(self) -> tuple[Later[CallPage]]:
        """Screens to be made in a quiet moment."""
        return (self._page,)

    def _open_keypad(self, call_id: CallId) -> None:
        """By shortcut: shown, or put away again."""
        page = self._page()
        shown = page.isVisible() and page.key == call_id and page.keypad_button.isChecked()
        self.open(call_id)
        page.keypad_button.setChecked(not shown)

    def _open_transfer(self, call_id: CallId) -> None:
        page = self._page()
        shown = page.isVisible() and page.key == call_id and page.transfer_button.isChecked()
        self.open(call_id)
        page.transfer_button.setChecked(not shown)

    def open(self, call_id: CallId) -> None:
        self._page().show_call(call_id)
        self._main.show_beside(self._page(), Section.CALLS)

    def _leave_dialler(self, bar: CallBar) -> None:
        """The keyboard goes to the call that was begun, wherever calls are in sight."""
        self._main.open_dialler(False)
        page = self._page.made
        if page is not None and page.isVisible():
            page.take_keyboard()
        else:
            bar.take_keyboard()

    def _open_from_bar(self, call_id: CallId) -> None:
        """The keyboard goes along: the bar makes room for the page."""
        self.open(call_id)
        self._page().take_keyboard()

    def _follow(self, call_id: CallId) -> None:
        page = self._page.made
        if page is not None and self._main.shows_detail(page):
            self.open(call_id)

    def _edit(self, number: Address) -> None:
        self._main.open_dialler()
        self._dialler.fill(number)

    def fill_from_link(self, link: TelephoneLink) -> None:
        """Nothing is dialled."""
        self._main.open_dialler()
        self._dialler.fill_from_link(link.number, link.note)

    def show_number(self, number_id: NumberId | None) -> None:
        self._dialler.tab = number_id
        self._history.show_number(number_id)

    def close(self) -> None:
        self._cards.close()
        for model in (self.calls, self.replies, self._dialler, self._history, self._sounds, self._moves):
            model.close()

    def dialler(self) -> Dialler:
        from ui.screens.dialler import Dialler

        screen = Dialler(self._dialler, self._main)
        screen.closed.connect(partial(self._main.open_dialler, False))
        return screen

    def _make_page(self) -> CallPage:
        from ui.screens.call import CallPage
        from ui.widgets.call_quality import LiveQuality

        page = CallPage(self.calls, self._main)
        page.add_details(LiveQuality(self._sounds, page))
        self._main.add_detail(page)
        return page

    def place(self) -> Place:
        from ui.screens.history import CallRecordScreen, HistoryScreen

        calls = HistoryScreen(self._history, self._main)
        record = CallRecordScreen(self._history, self._report, self._main, quality=self._sounded)
        calls.row_chosen.connect(partial(self._open_record, record))
        calls.dialler_wanted.connect(self._main.open_dialler)
        self._screens = calls, record
        return Place(calls, record)

    def _leave_ended(self) -> None:
        page = self._page.made
        if page is not None and page.key is not None and self.calls.view(page.key) is None:
            page.show_call(None)
            self._main.leave_detail(page)

    def _tell_of_emergency(self) -> None:
        """An attempt to call for help is answered in full, wherever it was made; it stays."""
        for view in self.calls.views:
            if view.emergency is not None and view.key != self._told:
                self._told = view.key
                self.open(view.key)

    def _open_record(self, record: CallRecordScreen, row: CallRow) -> None:
        record.show_row(row)
        self._main.show_detail()

    def open_record(self, call_id: str) -> None:
        """Bring a call of the history in sight."""
        self._history.look_for(call_id)

    def _show_found(self, row: CallRow) -> None:
        self.record_found.emit()
        if self._screens is not None:
            calls, record = self._screens
            calls.list.choose_key(row.key)
            self._open_record(record, row)

    def _offer_undo(self, count: int) -> None:
        text = ngettext("{count} call was deleted.", "{count} calls were deleted.", count).format(count=count)
        self._main.toast.tell(text, undo=self._history.undo_delete)

    def _say_trouble(self) -> None:
        calls = self.calls
        if calls.problem:
            self._main.banner.tell(calls.problem, closable=True, kind="failure")
        elif calls.engine_words:
            self._main.banner.tell(calls.engine_words, kind="look")
        else:
            self._main.banner.clear()
