"""The switch for telephone links, and what is honest to say where there can be none."""

from __future__ import annotations

from typing import Protocol, assert_never

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import FivelineError
from desktop.services.phone_links import CAN_BE_TURNED, LinkStanding
from ui.i18n import _
from ui.models.listening import Start
from ui.words import sentence_for


class LinksOfSystem(Protocol):
    """The part of the service that this needs."""

    async def look(self) -> LinkStanding: ...

    async def turn(self, on: bool) -> None: ...


class PhoneLinksModel(QObject):
    changed = Signal()

    def __init__(self, links: LinksOfSystem, start: Start, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.standing: LinkStanding | None = None
        """None until the system was asked."""
        self.busy = False
        self._problem: FivelineError | None = None
        self._links, self._start = links, start

    @property
    def is_on(self) -> bool:
        return self.standing in (LinkStanding.OURS, LinkStanding.SYSTEM_DECIDES)

    @property
    def can_turn(self) -> bool:
        return self.standing in CAN_BE_TURNED and not self.busy

    @property
    def words(self) -> str:
        """One line below the switch."""
        if self._problem is not None:
            return sentence_for(self._problem)
        match self.standing:
            case None | LinkStanding.OURS | LinkStanding.NOT_OURS:
                return _("A number on a web page is put into the dialler. It is not called by itself.")
            case LinkStanding.SYSTEM_DECIDES:
                return _("Fiveline is offered for them. Choose it once in the default apps of your system.")
            case LinkStanding.NEEDS_BUNDLE:
                return _("macOS opens links with installed apps only. This copy was started from a folder.")
            case LinkStanding.SANDBOXED:
                return _("This copy is kept apart from the system. Choose it in the system's default apps.")
            case LinkStanding.DEMONSTRATION:
                return _("The demonstration takes no links.")
            case LinkStanding.UNKNOWN_SYSTEM:
                return _("This system has no way for it that Fiveline knows.")
            case _:
                assert_never(self.standing)

    def load(self) -> None:
        self._start(self._look())

    def turn(self, on: bool) -> None:
        if self.can_turn and on != self.is_on:
            self.busy = True
            self._problem = None
            self.changed.emit()
            self._start(self._turn(on))

    async def _look(self) -> None:
        self.standing = await self._links.look()
        self.changed.emit()

    async def _turn(self, on: bool) -> None:
        try:
            await self._links.turn(on)
        except FivelineError as error:
            self._problem = error
        finally:
            self.busy = False
            await self._look()
