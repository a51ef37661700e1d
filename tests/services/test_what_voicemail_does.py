"""What becomes of calls that nobody answers is known here as the carrier has it, after a restart too."""

from __future__ import annotations

import asyncio

import pytest

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.voicemail.languages import Language
from desktop.domain.connection import Carrier
from desktop.domain.numbers import OffSays, VoicemailChange, VoicemailSettings
from tests.carrier.running import RunningCarrier
from tests.services.conftest import MakeDesk, signed_in
from tests.services.running import StoppableCarrier


async def test_what_was_set_elsewhere_is_known_here(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person = carrier.person()
    desk = await signed_in(carrier, make_desk, person)
    assert desk.state.numbers[0].voicemail == VoicemailSettings(language="fr")
    wanted = schemas.VoicemailChange(
        on=False,
        answer_after_seconds=35,
        off_says=schemas.OffSays.not_available,
        language=Language.arabic,
    )

    def change() -> None:
        with carrier.carrier.database.write() as session:
            opening.change_voicemail(session, person.numbers[0], wanted, utc_now())

    await asyncio.to_thread(change)
    set_there = VoicemailSettings(False, 35, OffSays.NOT_AVAILABLE, "ar")
    await desk.until(lambda: desk.state.numbers[0].voicemail == set_there)
    await desk.again()
    await desk.phone.sessions.resume()
    assert desk.state.numbers[0].voicemail == set_there


async def test_what_is_changed_here_is_known_everywhere(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person = carrier.person()
    here, there = [await signed_in(carrier, make_desk, person) for _ in range(2)]
    number = here.state.numbers[0]
    await here.phone.numbers.change_voicemail(number.id, VoicemailChange(on=False, answer_after_seconds=45))
    await here.phone.numbers.change_voicemail(
        number.id, VoicemailChange(off_says=OffSays.NOT_AVAILABLE, language="pl")
    )
    wanted = VoicemailSettings(False, 45, OffSays.NOT_AVAILABLE, "pl")
    assert here.state.numbers[0].voicemail == wanted
    assert here.state.numbers[0].name == number.name
    await there.until(lambda: there.state.numbers[0].voicemail == wanted)
    with pytest.raises(ValueError, match="61"):
        await here.phone.numbers.change_voicemail(number.id, VoicemailChange(answer_after_seconds=61))


async def test_what_is_changed_without_a_network_leaves_when_it_is_back(
    stoppable: StoppableCarrier, make_desk: MakeDesk
) -> None:
    person = stoppable.running.person()
    desk = await signed_in(stoppable.running, make_desk, person)
    await stoppable.stop()
    await desk.until(lambda: desk.state.carrier is Carrier.AWAY)
    number = desk.state.numbers[0].id
    await desk.phone.numbers.change_voicemail(number, VoicemailChange(answer_after_seconds=10))
    await desk.again()
    await desk.phone.sessions.resume()
    assert desk.state.numbers[0].voicemail.answer_after_seconds == 10
    await stoppable.start()
    desk.phone.sessions.try_now()
    other = await signed_in(stoppable.running, make_desk, person)
    await other.until(lambda: other.state.numbers[0].voicemail.answer_after_seconds == 10)
