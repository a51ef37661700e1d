"""What becomes of calls that nobody answers is known here as the carrier has it, after a restart too."""

from __future__ import annotations

import asyncio

from carrier.account import opening
from carrier.api import schemas
from carrier.clock import utc_now
from carrier.voicemail.languages import Language
from desktop.domain.numbers import OffSays, VoicemailSettings
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk


async def test_what_was_set_elsewhere_is_known_here(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    person = carrier.person()
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(person.email, PASSWORD)
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
