"""The carrier goes away, and comes back; or is somebody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.voice.wire import NetworkChanged, Register, RegistrationState
from tests.voice.conftest import NewPhone
from tests.voice.exchange import TestCarrier
from tests.voice.phone import Phone, talk

BACK_WITHIN = 3.0


@pytest.fixture
def carrier(tmp_path: Path) -> Iterator[TestCarrier]:
    carrier = TestCarrier(tmp_path)
    yield carrier
    carrier.close()


async def state(phone: Phone, wanted: str, *, after: int = 0, within: float = 10.0) -> RegistrationState:
    return await phone.hears(
        RegistrationState, lambda event: event.state == wanted, after=after, within=within
    )


async def test_registered_again_soon_after_the_carrier_is_back(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    for _ in range(3):
        before = len(alice.told), len(bob.told)
        carrier.go_away()
        await state(alice, "unreachable", after=before[0], within=1.0)
        carrier.open()
        back = time.monotonic()
        await state(alice, "registered", after=before[0], within=BACK_WITHIN)
        await state(bob, "registered", after=before[1], within=BACK_WITHIN)
        assert time.monotonic() - back < BACK_WITHIN
    mine, _ = await talk(alice, bob)
    await alice.hang_up(mine)


async def test_a_changed_network_makes_a_new_connection_at_once(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    before = len(alice.told)
    alice.send(NetworkChanged())
    await state(alice, "registered", after=before, within=1.0)
    mine, _ = await talk(bob, alice)
    await bob.hang_up(mine)


async def test_a_call_lives_through_a_short_loss_of_the_link(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice, bob = await new_phone("alice"), await new_phone("bob")
    mine, theirs = await talk(alice, bob)
    before = len(alice.told)
    alice.send(NetworkChanged())
    await state(alice, "registered", after=before, within=1.0)
    ended = await alice.hang_up(mine)
    assert ended.code == 200
    assert (await bob.ended(theirs)).by_remote


async def test_a_carrier_that_hangs_is_noticed_within_five_seconds(
    carrier: TestCarrier, new_phone: NewPhone
) -> None:
    alice = await new_phone("alice")
    before = len(alice.told)
    carrier.freeze(6.0)
    await state(alice, "unreachable", after=before, within=5.0)
    await state(alice, "registered", after=before, within=10.0)


async def test_a_wrong_secret_is_refused(carrier: TestCarrier) -> None:
    carrier.add("mallory", "+33970000009")
    phone = Phone("mallory", "+33970000009")
    right = carrier.registration("mallory")
    await phone.start()
    phone.send(Register(**{f: getattr(right, f) for f in right.__struct_fields__} | {"secret": "guessed"}))
    assert (await state(phone, "refused")).code in (401, 403)
    assert not carrier.is_registered("mallory")
    await phone.stop()


async def test_a_certificate_of_another_authority_or_name_is_refused(
    carrier: TestCarrier, tmp_path: Path
) -> None:
    other = TestCarrier(tmp_path / "other")
    try:
        right = carrier.registration("alice")
        fields = {f: getattr(right, f) for f in right.__struct_fields__}
        for wrong in (
            {"ca_file": other.registration("alice").ca_file},
            {"ca_file": None},
            {"host": "127.1"},  # the same place under another name
        ):
            phone = Phone("alice", "+33970000001")
            await phone.start()
            phone.send(Register(**fields | wrong))
            assert (await state(phone, "unreachable")).reason == "certificate-refused"
            await phone.stop()
    finally:
        other.close()


async def test_a_device_that_is_signed_out_is_refused(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    del carrier.people.numbers["alice"]
    carrier.end_device("alice")
    before = len(alice.told)
    alice.send(NetworkChanged())
    await state(alice, "refused", after=before)


async def test_a_refusal_is_not_the_last_word(carrier: TestCarrier, new_phone: NewPhone) -> None:
    alice = await new_phone("alice")
    number = carrier.people.numbers.pop("alice")
    before = len(alice.told)
    alice.send(NetworkChanged())
    await state(alice, "refused", after=before)
    carrier.add("alice", number)  # it was the carrier's own trouble
    await state(alice, "registered", after=before, within=20.0)
