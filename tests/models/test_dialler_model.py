"""The dialler: what is typed, what it means, and which number it goes out on (CALL-1 to CALL-3)."""

from __future__ import annotations

import pytest

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.errors import Mendable
from desktop.domain.messages import ThreadKey
from desktop.domain.numbers import Address
from tests.galleries.sample import KARIM, LONDON, MARIE, PRIVATE, WARSAW, WORK, Sample
from tests.models.conftest import Until
from ui.models.dialler import DiallerModel, find_countries


@pytest.fixture
def dialler(sample: Sample) -> DiallerModel:
    return DiallerModel(sample.store, sample.calls, sample.start)


async def test_digits_are_formatted_and_called(dialler: DiallerModel, sample: Sample, until: Until) -> None:
    dialler.show_tab(PRIVATE)
    dialler.type("0145678900")
    assert dialler.typed == "01 45 67 89 00"
    dialler.call()
    await until(lambda: sample.calls.dialled)
    assert sample.calls.dialled == [("+33145678900", PRIVATE)]
    assert dialler.typed == ""


async def test_the_number_follows_the_contact_and_says_so(dialler: DiallerModel) -> None:
    dialler.show_tab(LONDON)
    dialler.type("+33698765432")
    assert dialler.number is not None
    assert dialler.number.id == WORK
    assert dialler.choice.follows_contact
    assert "card" in dialler.words
    dialler.choose_number(PRIVATE)
    assert dialler.number.id == PRIVATE
    assert not dialler.choice.follows_contact


@pytest.mark.parametrize(("typed", "word"), [("0899123456", "Premium"), ("112", "Emergency")])
async def test_what_is_refused_says_why(dialler: DiallerModel, typed: str, word: str) -> None:
    dialler.show_tab(PRIVATE)
    dialler.type(typed)
    assert word in dialler.words
    assert not dialler.can_call
    dialler.call()


async def test_a_name_finds_people_and_enter_takes_the_first(
    dialler: DiallerModel, sample: Sample, until: Until
) -> None:
    dialler.type("mar")
    assert dialler.suggestions[0].name == "Marie Dupont"
    dialler.call()
    assert dialler.address == MARIE
    dialler.call()
    await until(lambda: sample.calls.dialled)
    assert sample.calls.dialled == [(MARIE, PRIVATE)]


async def test_accents_do_not_matter_to_a_search(dialler: DiallerModel) -> None:
    dialler.type("theo")
    assert [found.name for found in dialler.suggestions] == ["Théo Lambert"]


async def test_enter_on_nothing_brings_the_last_number_back(
    dialler: DiallerModel, sample: Sample, until: Until
) -> None:
    dialler.call()
    assert sample.calls.dialled == []
    dialler.type("+33145678900")
    dialler.call()
    await until(lambda: dialler.typed == "" and not len(sample.tasks))
    dialler.call()
    assert dialler.address == "+33145678900"
    assert len(sample.calls.dialled) == 1


async def test_what_the_service_refuses_stays_in_the_field(
    dialler: DiallerModel, sample: Sample, until: Until
) -> None:
    sample.calls.refuses = Mendable("too-many-calls")
    dialler.type("+33145678900")
    dialler.call()
    await until(lambda: dialler.problem)
    assert dialler.typed
    assert "too many calls" in dialler.words


async def test_a_number_that_can_only_call_is_not_offered_for_messages(dialler: DiallerModel) -> None:
    dialler.show_tab(WARSAW)
    dialler.type("+33145678900")
    wanted: list[ThreadKey] = []
    dialler.message_wanted.connect(wanted.append)
    dialler.message()
    assert wanted == [ThreadKey(PRIVATE, Address("+33145678900"))]


async def test_a_cut_connection_is_said_before_calling(dialler: DiallerModel, sample: Sample) -> None:
    dialler.type("+33145678900")
    sample.store.apply(e.CarrierChanged(Carrier.AWAY))
    assert "can't be reached" in dialler.words


@pytest.mark.parametrize(
    "typed",
    ["٠٦١٢٣٤٥٦٧٨", "０６１２３４５６７８", "\u202e0612345678\u200b", "06-12-34-56-78", "tel:0612345678"],
)
async def test_numbers_are_read_however_they_are_pasted(dialler: DiallerModel, typed: str) -> None:
    dialler.show_tab(PRIVATE)
    dialler.fill(typed)
    assert dialler.address == MARIE


@pytest.mark.parametrize(
    "typed", ["+", "*#06#", "9" * 300, "\x00", "1-800-FLOWERS", "sip:a@b", "ext. 12", "😀"]
)
async def test_anything_may_be_pasted(dialler: DiallerModel, typed: str) -> None:
    dialler.fill(typed)
    dialler.call()
    dialler.clear()


async def test_alt_down_goes_through_my_numbers(dialler: DiallerModel) -> None:
    seen = []
    for _turn in range(4):
        assert dialler.number is not None
        seen.append(dialler.number.id)
        dialler.next_number()
    assert seen == [PRIVATE, WORK, LONDON, WARSAW]


def test_countries_are_found_by_name_and_prefix() -> None:
    assert "MA" in [country.code for country in find_countries("+212")]
    assert [country.code for country in find_countries("moroc")] == ["MA"]
    assert KARIM
