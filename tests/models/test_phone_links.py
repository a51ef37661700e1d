"""The switch follows the system, and says what is so where there is nothing to switch."""

from __future__ import annotations

import pytest

from desktop.domain.errors import Mendable
from desktop.services.phone_links import LinkStanding, PhoneLinks
from desktop.system.phone_links import NoLinks
from tests.models.conftest import Until
from ui.models.phone_links import PhoneLinksModel
from ui.models.telephone_link import SCHEMES
from ui.tasks import Tasks


class Links:
    """A system that lets it, until it does not."""

    def __init__(self) -> None:
        self.is_ours = False
        self.refuses = False

    def look(self) -> LinkStanding:
        return LinkStanding.OURS if self.is_ours else LinkStanding.NOT_OURS

    def take(self) -> None:
        if self.refuses:
            raise PermissionError(13, "Permission denied")
        self.is_ours = True

    def give_back(self) -> None:
        self.is_ours = False


async def test_the_switch_takes_the_links_and_gives_them_back(tasks: Tasks, until: Until) -> None:
    system = Links()
    model = PhoneLinksModel(PhoneLinks(system), tasks.start)
    assert not model.can_turn
    model.load()
    await until(lambda: model.can_turn)
    assert not model.is_on
    model.turn(True)
    assert not model.can_turn
    await until(lambda: model.is_on and model.can_turn)
    assert system.is_ours
    model.turn(False)
    await until(lambda: not model.is_on and model.can_turn)
    system.refuses = True
    model.turn(True)
    await until(lambda: "did not let" in model.words)
    assert not model.is_on


async def test_a_system_that_refuses_is_an_error_the_person_can_read() -> None:
    system = Links()
    system.refuses = True
    with pytest.raises(Mendable, match="links-not-changed"):
        await PhoneLinks(system).turn(True)


@pytest.mark.parametrize("standing", list(LinkStanding))
async def test_each_standing_has_words(standing: LinkStanding, tasks: Tasks, until: Until) -> None:
    model = PhoneLinksModel(PhoneLinks(NoLinks(standing)), tasks.start)
    model.load()
    await until(lambda: model.standing is standing)
    assert model.words


def test_what_is_registered_is_what_is_read() -> None:
    from desktop.system.phone_links import SCHEMES as REGISTERED

    assert REGISTERED == SCHEMES
