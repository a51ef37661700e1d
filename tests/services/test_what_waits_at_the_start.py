"""The cache is on screen first: what waits for that is whole for whoever asks sooner, and comes by itself."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from desktop.domain.connection import Engine
from desktop.domain.outbox import Intent
from desktop.storage import outbox
from tests.carrier.running import PASSWORD, RunningCarrier
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

WAIT = ("desktop.rest", "desktop.services.ways", "desktop.api.carrier", "desktop.domain.call_report", "httpx")


def test_the_modules_that_wait_are_not_loaded_for_the_first_conversations() -> None:
    words = "import sys, desktop.bootstrap, ui.sitting; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert not set(WAIT) & set(answer.stdout.split())


def is_running(desk: Desk) -> bool:
    return desk.state.engine is Engine.RUNNING


async def held_up(desk: Desk) -> asyncio.Event:
    """Open it again, with nothing on screen until the event is set."""
    shown = asyncio.Event()

    async def wait() -> None:
        await shown.wait()

    desk.head_start = wait
    await desk.again()
    await desk.phone.sessions.resume()
    return shown


async def test_what_waits_is_there_for_whoever_asks_at_once(
    carrier: RunningCarrier, make_desk: MakeDesk
) -> None:
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(carrier.person().email, PASSWORD)
    shown = await held_up(desk)
    phone = desk.phone
    assert phone.rest.made is None
    assert not is_running(desk)
    number = desk.state.numbers[0]
    assert await phone.voicemails.load(number.id) == ()
    voicemails = phone.voicemails
    await phone.replies.keep(("In a minute.",))
    assert desk.state.replies == ("In a minute.",)
    await phone.numbers.rename(number.id, "Workshop")  # an intent, before there is a way to the carrier
    shown.set()
    await desk.is_up()

    async def has_left() -> bool:
        nothing: tuple[Intent, ...] = ()
        return not await phone.messages._present.read(outbox.first_of_each_lane, otherwise=nothing)

    await desk.until(has_left, "the new name has left")
    await desk.until(lambda: is_running(desk), "the engine runs")
    assert phone.voicemails is voicemails
    assert desk.state.numbers[0].name == "Workshop"


async def test_no_engine_runs_while_nobody_hears_it(carrier: RunningCarrier, make_desk: MakeDesk) -> None:
    """What listens for calls is made as soon as the engine starts; a phone closed sooner made neither."""
    desk = await make_desk(carrier.ready.http).open()
    await desk.sign_in(carrier.person().email, PASSWORD)
    await held_up(desk)
    phone = desk.phone
    await desk.close()
    assert phone.rest.made is None
    assert not is_running(desk)
