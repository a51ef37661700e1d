"""The place of voicemail: the list, and the one that is listened to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.numbers import NumberId
from desktop.domain.voicemail import VoicemailId
from desktop.phone import Phone
from ui.i18n import _, ngettext
from ui.models.listening import Start
from ui.models.plain import isolated, plain
from ui.models.transcript import TranscriptModel
from ui.models.voicemail_player import VoicemailPlayer
from ui.models.voicemails import VoicemailRow, VoicemailsModel
from ui.places.voicemail_settings import VoicemailSettingsPlace
from ui.screens.main import MainScreen, Place

if TYPE_CHECKING:
    from ui.screens.voicemails import VoicemailPage, VoicemailScreen


class VoicemailPlace(QObject):
    call_wanted = Signal(object, object)
    """An Address, and the NumberId it goes out on."""
    message_wanted = Signal(object)
    """A ThreadKey."""
    record_wanted = Signal(str)
    """The id of a call in the history."""
    voicemail_found = Signal()
    """One is about to be shown: the section is to be opened."""
    transcripts_wanted = Signal()
    """The settings that say how words of voicemails are got."""

    def __init__(self, phone: Phone, start: Start, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self.settings = VoicemailSettingsPlace(phone, start, main)
        self._model = VoicemailsModel(
            phone.store, phone.voicemails, start, look_for=phone.transcripts.look_for
        )
        self._transcript = TranscriptModel(phone.store, phone.transcripts, start)
        self._transcript.settings_wanted.connect(self.transcripts_wanted)
        follow_player(self._transcript, self._model.player)
        self._model.call_wanted.connect(self.call_wanted)
        self._model.message_wanted.connect(self.message_wanted)
        self._model.record_wanted.connect(self.record_wanted)
        self._model.deleted.connect(self._offer_undo)
        self._model.player.saved.connect(self._say_saved)
        self._model.player.failed.connect(main.toast.tell)
        self._model.found.connect(self._show_found)
        self._model.missing.connect(lambda: main.toast.tell(_("This voicemail was deleted.")))
        self._screens: tuple[VoicemailScreen, VoicemailPage] | None = None

    def show_number(self, number_id: NumberId | None) -> None:
        self._model.show_number(number_id)
        self.settings.show_number(number_id)

    def open(self, voicemail_id: VoicemailId) -> None:
        """Bring one in sight, whichever number it came to."""
        self._model.look_for(voicemail_id)

    def close(self) -> None:
        self._transcript.close()
        self._model.close()
        self.settings.close()

    def place(self) -> Place:
        from ui.screens.voicemails import VoicemailPage, VoicemailScreen
        from ui.widgets.transcript_panel import TranscriptPanel

        voicemails, page = VoicemailScreen(self._model, self._main), VoicemailPage(self._model, self._main)
        self.settings.head(voicemails.frame)
        page.add_below(TranscriptPanel(self._transcript, parent=page))
        voicemails.row_chosen.connect(partial(self._open, page))
        self._screens = voicemails, page
        return Place(voicemails, page)

    def _open(self, page: VoicemailPage, row: VoicemailRow) -> None:
        page.show_row(row)
        self._main.show_detail()

    def _show_found(self, row: VoicemailRow) -> None:
        self.voicemail_found.emit()
        if self._screens is not None:
            voicemails, page = self._screens
            voicemails.list.choose_key(row.key)
            self._open(page, row)

    def _offer_undo(self, count: int) -> None:
        text = ngettext("{count} voicemail was deleted.", "{count} voicemails were deleted.", count).format(
            count=count
        )
        self._main.toast.tell(text, undo=self._model.undo_delete)

    def _say_saved(self, name: str) -> None:
        self._main.toast.tell(_("{name} was saved.").format(name=isolated(plain(name))))


def follow_player(transcript: TranscriptModel, player: VoicemailPlayer) -> None:
    """The words are those of what is shown, the place is where it plays, or where it was paused."""

    def show() -> None:
        transcript.show_voicemail(player.key)
        transcript.show_position(player.second if player.is_playing or player.second else None)

    player.changed.connect(show)
    player.moved.connect(show)
    transcript.seek_wanted.connect(player.seek)
