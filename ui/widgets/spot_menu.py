"""What can be done with a link, a number or an address that stands in a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, assert_never

from PySide6.QtWidgets import QMenu

from ui.i18n import _
from ui.models.links import Link, MailSpot, NumberSpot, Spot
from ui.models.plain import isolated
from ui.models.who import number_shown

Act = Callable[[Any], object]


def fill_spot_menu(menu: QMenu, spot: Spot, *, follow: Act, call: Act, write: Act, copy: Act) -> QMenu:
    """`follow` is given a Link, `call` and `write` an Address, `copy` a text."""
    match spot:
        case Link():
            menu.addAction(_("Open link to {host}…").format(host=isolated(spot.host)), partial(follow, spot))
            menu.addAction(_("Copy link"), partial(copy, spot.url))
        case NumberSpot():
            shown = number_shown(spot.address)
            menu.addAction(_("Call {number}").format(number=shown), partial(call, spot.address))
            menu.addAction(_("Write to {number}").format(number=shown), partial(write, spot.address))
            menu.addAction(_("Copy number"), partial(copy, spot.address))
        case MailSpot():
            menu.addAction(_("Copy {text}").format(text=isolated(spot.address)), partial(copy, spot.address))
        case _:
            assert_never(spot)
    return menu
