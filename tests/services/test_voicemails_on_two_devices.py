"""VM-2 on two devices of one person, through a real carrier: what is done here is so there."""

from __future__ import annotations

import pytest

from desktop.domain.events import VoicemailsChanged
from desktop.domain.voicemail import VoicemailId
from tests.carrier.running import RunningCarrier
from tests.carrier.test_voicemails import SAID, leave
from tests.services.conftest import MakeDesk, signed_in
from tests.services.desk import Desk


async def keys(desk: Desk) -> set[str]:
    return {each.id for each in await desk.phone.voicemails.load(None)}


async def test_what_is_heard_deleted_and_taken_back_here_is_so_there(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    person = carrier.person()
    left = [VoicemailId(leave(carrier, person)) for _ in range(3)]
    here, there = [await signed_in(carrier, make_desk, person) for _ in range(2)]
    mine = here.state.numbers[0].id
    assert here.state.unread[mine].voicemails == 3
    sound = await here.phone.voicemails.sound(left[0])
    assert sound.seconds == pytest.approx(len(SAID) / 32_000, abs=0.01)

    await here.phone.voicemails.mark_heard(left)
    await there.until(lambda: mine not in there.state.unread)
    await there.phone.voicemails.mark_heard(left[:1], heard=False)
    await here.until(lambda: mine in here.state.unread and here.state.unread[mine].voicemails == 1)

    await here.phone.voicemails.delete(left[:2])
    assert await keys(here) == set(left[2:])
    await there.until(lambda: there.told(VoicemailsChanged)[-1].gone == set(left[:2]))
    assert await keys(there) == set(left[2:])
    assert mine not in there.state.unread
    await here.phone.voicemails.restore(left[:2])
    assert await keys(here) == set(left)

    async def all_are_back() -> bool:
        return await keys(there) == set(left)

    await there.until(all_are_back)
    await here.until(lambda: here.state.unread[mine].voicemails == 1)
