"""Senders that show a name of their own choice: never somebody else's, never answered (MSG-1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain import events as e
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.messages import MessageFailure, MessageStatus, ThreadKey
from desktop.domain.numbers import Address, is_a_name
from tests.galleries.sample import MARIE, PRIVATE, account, now
from tests.models.conftest import Until
from tests.models.test_conversation import message
from ui.models.message_row import message_row
from ui.models.thread import ThreadModel
from ui.models.who import who


@pytest.mark.parametrize("sender", ["Colis-Point", "Marie", "~33612345678", "33A", "Été"])
async def test_a_name_is_shown_as_it_is_and_can_be_neither_called_nor_answered(
    until: Until, sender: str
) -> None:
    sample = account()
    model = ThreadModel(sample.store, sample.messages, sample.start, clock=now)
    model.open(ThreadKey(PRIVATE, Address(sender)))
    await until(lambda: not model.loading)
    assert model.is_a_name
    assert not model.can_call
    assert "name" in model.composer.why_no_message
    model.composer.edit("hello?")
    assert not model.composer.can_send
    assert model.them is not None
    assert sender in model.them.name
    assert (model.them.is_known, model.them.number, model.them.initials) == (False, "", "")


def test_a_name_like_a_contacts_is_not_the_contact() -> None:
    """Not by what it says, nor by its digits, nor because a contact holds the same letters as a phone."""
    sample = account()
    phone = ContactPhone(Address("Marie"), "mobile")
    sample.store.apply(e.ContactsChanged((Contact(ContactId("x"), "Marie Dupont", (phone,), None),)))
    for sender in ("Marie Dupont", "Marie", f"~{MARIE[1:]}"):
        found = who(sample.store.state, Address(sender))
        assert not found.is_known
        assert found.name == f"\u2068{sender}\u2069"
    assert not any(is_a_name(Address(number)) for number in (MARIE, "38600", "", "*21#"))


def test_a_name_with_bidi_controls_is_shown_without_them() -> None:
    found = who(account().store.state, Address("a\u202eb\u2066"))
    assert found.name == "\u2068ab\u2069"


def test_what_nobody_knows_is_said_and_is_not_offered_again() -> None:
    sent = replace(message(1, status=MessageStatus.SENT), failure=MessageFailure.UNCONFIRMED)
    row = message_row(sent, before=None, after=None, name="Marie", now=now())
    assert "Nobody knows" in row.failure
    assert row.spoken.endswith(row.failure)
    assert not row.can_retry
