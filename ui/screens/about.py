"""What this is, whose work it stands on, and under which licence."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.i18n import _
from ui.version import version
from ui.widgets.settings_card import SettingsCard


class AboutCard(SettingsCard):
    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.add_row(
            lambda: f"Fiveline {version()}",
            None,
            lambda: _(
                "Free software under the GNU General Public License, version 3 or later. It comes without "
                "any warranty."
            ),
        )
        self.add_row(
            lambda: _("Built with"),
            None,
            lambda: _("PJSIP, Qt, SQLCipher, libphonenumber, PortAudio, Lucide and country-flag-icons."),
        )
