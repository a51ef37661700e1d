"""A new message finds its person or number, and knows which of mine it goes out from (MSG-1, CON-3)."""

from __future__ import annotations

import pytest

from desktop.domain.messages import ThreadKey
from tests.galleries.sample import KARIM, LONDON, MARIE, PRIVATE, WARSAW, WORK, Sample
from ui.models.recipient import RecipientModel


@pytest.fixture
def model(sample: Sample) -> RecipientModel:
    return RecipientModel(sample.store)


@pytest.fixture
def opened(model: RecipientModel) -> list[ThreadKey]:
    keys: list[ThreadKey] = []
    model.chosen.connect(keys.append)
    return keys


def test_a_name_finds_its_person_and_their_number(model: RecipientModel, opened: list[ThreadKey]) -> None:
    model.begin(LONDON)
    model.type("kari")
    model.go_on()
    assert opened == [ThreadKey(WORK, KARIM)]


def test_a_number_is_read_from_the_country_of_mine(model: RecipientModel, opened: list[ThreadKey]) -> None:
    model.begin(PRIVATE)
    model.type("0612345678")
    assert model.typed == "06 12 34 56 78"
    model.go_on()
    assert opened == [ThreadKey(PRIVATE, MARIE)]


def test_a_number_for_calls_only_gives_way_to_one_that_can(model: RecipientModel) -> None:
    model.begin(WARSAW)
    assert model.number is not None
    assert model.number.id == PRIVATE


@pytest.mark.parametrize("typed", ["0899123456", "112", "nobody at all", "12", ""])
def test_nothing_opens_for_what_cannot_be_written_to(
    model: RecipientModel, opened: list[ThreadKey], typed: str
) -> None:
    model.begin(PRIVATE)
    model.type(typed)
    model.go_on()
    assert opened == []
    assert not model.can_continue
