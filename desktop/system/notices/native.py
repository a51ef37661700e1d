"""Notices of macOS and Windows, by desktop-notifier. macOS shows them for signed programs only."""

from __future__ import annotations

import logging
from functools import partial

from desktop_notifier import Button, Capability, DesktopNotifier, Notification, ReplyField, Urgency

from desktop.domain.notices import CLICKED, Kind, Notice, Standing
from desktop.system.notices import (
    LONGEST_LABEL,
    LONGEST_REPLY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Pressed,
    Replied,
    Stands,
)

log = logging.getLogger(__name__)


class NativeNotices:
    def __init__(self) -> None:
        self._notifier: DesktopNotifier | None = None
        self._ids: dict[str, str] = {}
        self._pressed: Pressed = lambda key, word: None
        self._replied: Replied = lambda key, text: None

    async def open(self, pressed: Pressed, replied: Replied, stands: Stands) -> None:
        self._pressed, self._replied = pressed, replied
        try:
            notifier = DesktopNotifier(app_name="Fiveline")
            allowed = await notifier.request_authorisation()
            abilities = await notifier.get_capabilities()
        except Exception as error:  # three systems, each with errors of its own: none must stop the phone
            log.info("no notices: %s", type(error).__name__)
            stands(Standing.NONE)
            return
        if not allowed or Capability.TITLE not in abilities:
            stands(Standing.NONE)
            return
        self._notifier = notifier
        if Capability.BUTTONS not in abilities:
            stands(Standing.NO_BUTTONS)
        else:
            stands(Standing.FULL if Capability.REPLY_FIELD in abilities else Standing.NO_REPLIES)

    async def show(self, notice: Notice) -> None:
        if self._notifier is None:
            return
        await self.withdraw(notice.key)
        press = partial(self._pressed, notice.key)
        asked = Notification(
            title=notice.title[:LONGEST_TITLE],
            message=notice.text[:LONGEST_TEXT],
            urgency=Urgency.Critical if notice.kind is Kind.CALL else Urgency.Normal,
            buttons=tuple(
                Button(each.label[:LONGEST_LABEL], partial(press, each.word)) for each in notice.buttons
            ),
            reply_field=ReplyField(
                title=notice.reply[:LONGEST_LABEL],
                button_title=notice.reply[:LONGEST_LABEL],
                on_replied=lambda text: self._replied(notice.key, text[:LONGEST_REPLY]),
            )
            if notice.reply
            else None,
            on_clicked=partial(press, CLICKED),
        )
        try:
            self._ids[notice.key] = await self._notifier.send_notification(asked)
        except Exception as error:
            log.info("a notice could not be shown: %s", type(error).__name__)

    async def withdraw(self, key: str) -> None:
        shown = self._ids.pop(key, None)
        if self._notifier is None or shown is None:
            return
        try:
            await self._notifier.clear(shown)
        except Exception as error:  # it was closed already
            log.debug("a notice could not be taken back: %s", type(error).__name__)

    async def close(self) -> None:
        for key in list(self._ids):
            await self.withdraw(key)
