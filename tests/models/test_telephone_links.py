"""Links fill the dialler or are refused; whatever they hold beside the number is left out, and said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import events as e
from desktop.domain.calls import CallId, EndOfCall
from desktop.domain.numbers import NumberId
from tests.galleries.calls import call
from tests.galleries.sample import LONDON, MARIE, PRIVATE, WORK, Sample, account
from tests.models.conftest import Until
from ui.models.dialler import DiallerModel
from ui.models.recipient import RecipientModel
from ui.models.telephone_link import SCHEMES, read_link
from ui.models.waiting_link import waiting_link


@pytest.fixture
def dialler(sample: Sample) -> DiallerModel:
    model = DiallerModel(sample.store, sample.calls, sample.start)
    model.show_tab(PRIVATE)
    return model


def follow(dialler: DiallerModel, link: str) -> None:
    read = read_link(link)
    dialler.fill_from_link(read.number, read.note)


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("tel:+33199000001", "+33199000001"),
        ("tel://+33199000001", "+33199000001"),
        ("TEL:+33-1-99-00-00-01", "+33-1-99-00-00-01"),
        ("tel:%2B33199000001", "+33199000001"),
        ("tel:+33199000001,,1234#", "+33199000001"),
        ("tel:+33199000001;ext=12", "+33199000001"),
        ("tel:7042;phone-context=example.com", "7042"),
        ("tel:0199000001;phone-context=+33", "+330199000001"),
        ("tel:1-800-FLOWERS", "1-800-FLOWERS"),
        ("callto:+33199000001", "+33199000001"),
        ("callto://0199000001/", "0199000001/"),
        ("sip:+33199000001@fiveline.example", "+33199000001"),
        ("sips:+33199000001:secret@fiveline.example;transport=tls", "+33199000001"),
        ("sip:+33199000001@elsewhere.example?Replaces=abc", "+33199000001"),
        ("sms:+33199000001?body=hello", "+33199000001"),
        ("tel:*#06#", "*#06#"),
        ("tel:112", "112"),
        ("tel:٠١٩٩٠٠٠٠٠١", "0199000001"),
        ("tel:０１９９００００01", "0199000001"),
        ("tel:%EF%BC%8B33199000001", "+33199000001"),
        ("tel:+33%C2%A01%C2%A099000001", "+33 1 99000001"),
    ],
)
def test_a_link_fills_the_dialler(link: str, number: str) -> None:
    read = read_link(link)
    assert (read.number, read.problem) == (number, "")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "tel:",
        "tel:+",
        "tel:%",
        "tel:%zz",
        "--profile=/",
        "--voice-engine",
        "https://example.com/tel:112",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "tel:%00",
        "tel:112%00",
        "tel:112%0d%0aINVITE",
        "tel:%252B33199000001",
        "tel:tel:+33199000001",
        "tel:" + "1" * 300,
        "tel:" + "1" * 5000,
        "sms:+33199000001?body=" + "x" * 2_000_000,
        "tel:\u202e+33199000001",
        "tel:+33199000001\u200b",
        "tel:+3319900\u041e0001",
        "tel:\U000e0031\U000e0032",
        "tel:<img src=x>1",
        "tel:+33199000001 --profile=x",
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(link: str) -> None:
    read = read_link(link)
    assert read.number == ""
    assert read.problem


@pytest.mark.parametrize("link", ["sip:alice@elsewhere.example", "sips:bob@elsewhere.example?Replaces=x"])
def test_an_address_at_another_provider_is_refused_by_name(link: str) -> None:
    read = read_link(link)
    assert read.number == ""
    assert "elsewhere.example" in read.problem
    assert "Only telephone numbers" in read.problem


@pytest.mark.parametrize(
    ("link", "part"),
    [
        ("tel:+33199000001;ext=12", "12"),
        ("tel:+33199000001,,1234#", "1234#"),
        ("tel:+33199000001;postd=pp99", "99"),
        ("tel:7042;phone-context=example.com", "example.com"),
        ("sip:+33199000001@elsewhere.example", "elsewhere.example"),
    ],
)
def test_what_is_left_out_is_said(link: str, part: str) -> None:
    assert part in read_link(link).note


def test_the_confirmation_shows_number_country_and_what_it_goes_out_on(dialler: DiallerModel) -> None:
    follow(dialler, "tel:+212-612-345678;ext=7")
    link = dialler.link
    assert link is not None
    assert "+212 6 12 34 56 78" in link.number
    assert (link.country, link.country_name) == ("MA", "Morocco")
    assert "Private" in link.goes_out
    assert "7 56 12 34 01" in link.goes_out.replace("\u00a0", " ")
    assert "Extension" in link.note
    dialler.choose_number(LONDON)
    assert "London" in dialler.link.goes_out  # type: ignore[union-attr]


def test_a_number_without_a_prefix_is_shown_with_the_one_it_gets(dialler: DiallerModel) -> None:
    follow(dialler, "tel:0199000001")
    assert "+33 1 99 00 00 01" in dialler.link.number  # type: ignore[union-attr]
    follow(dialler, "tel:0199000001;phone-context=+33")
    assert dialler.address == "+33199000001"


def test_letters_that_look_like_digits_show_what_would_be_called(dialler: DiallerModel) -> None:
    follow(dialler, "tel:+33145OOO900")
    assert "+33 1 45 66 69 00" in dialler.link.number  # type: ignore[union-attr]


async def test_a_link_is_not_asked_about_any_more_once_it_was_changed(dialler: DiallerModel) -> None:
    follow(dialler, "tel:+33199000001")
    dialler.type("+3319900000")
    assert dialler.link is None
    follow(dialler, "tel:+33199000001")
    dialler.clear()
    assert dialler.link is None


def test_of_two_links_at_once_the_last_one_stands_and_none_is_called(
    dialler: DiallerModel, sample: Sample
) -> None:
    follow(dialler, "tel:+33199000001")
    follow(dialler, "tel:+442079460123")
    assert dialler.address == "+442079460123"
    assert sample.calls.dialled == []


def test_a_link_during_a_call_fills_the_dialler_and_leaves_the_call_alone(
    dialler: DiallerModel, sample: Sample
) -> None:
    key = call(sample, MARIE, WORK)
    follow(dialler, "tel:+33199000001")
    assert dialler.link is not None
    assert sample.calls.dialled == []
    assert sample.store.state.call(key).is_live  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("link", "word"),
    [("tel:0899123456", "Premium"), ("tel:*#06#", "not a telephone number"), ("tel:112", "Emergency")],
)
def test_a_link_to_what_is_never_called_says_so(dialler: DiallerModel, link: str, word: str) -> None:
    follow(dialler, link)
    assert word in dialler.words
    assert dialler.link is None
    assert not dialler.can_call


def test_a_link_to_an_emergency_number_says_what_to_do(sample: Sample) -> None:
    dialler = DiallerModel(sample.store, sample.calls, sample.start, region="JP")
    follow(dialler, "tel:119")
    advice = dialler.emergency
    assert advice is not None
    assert "119" in advice.title
    assert "mobile or a landline" in advice.advice
    assert any("Japan" in place and "119" in place for place in advice.places)
    assert any("France" in place and "112" in place for place in advice.places)


async def test_calling_for_help_is_answered_and_does_not_come_back_by_enter(
    dialler: DiallerModel, sample: Sample, until: Until
) -> None:
    follow(dialler, "tel:112")
    dialler.call()
    await until(lambda: sample.calls.dialled)
    assert sample.calls.dialled == [("112", PRIVATE)]
    sample.store.apply(
        e.CallEnded(CallId(sample.store.state.calls[-1].id), EndOfCall.EMERGENCY_NOT_SUPPORTED)
    )
    await until(lambda: not len(sample.tasks))
    dialler.call()
    assert sample.calls.dialled == [("112", NumberId(PRIVATE))]
    assert dialler.typed == ""


def test_a_message_link_fills_whom_it_goes_to_and_not_what_it_says(sample: Sample) -> None:
    read = read_link("sms:+33145678900?body=send%20me%20money")
    assert read.is_message
    model = RecipientModel(sample.store)
    model.begin(None)
    model.fill(read.number)
    assert model.typed == "+33 1 45 67 89 00"
    assert model.can_continue
    model.fill("112")
    assert "Emergency" in model.words
    assert not model.can_continue


def test_while_signed_out_a_link_waits_and_says_so_and_help_is_told_at_once() -> None:
    waits = waiting_link("tel:+33199000001", region="FR")
    assert not waits.is_refused
    assert "01 99 00 00 01" in waits.words or "+33 1 99 00 00 01" in waits.words
    for_help = waiting_link("tel:112", region="FR")
    assert for_help.is_refused
    assert "mobile or a landline" in for_help.words
    assert waiting_link("sip:alice@elsewhere.example", region="").is_refused


_PIECES = st.sampled_from(
    [
        "tel:",
        "sip:",
        "+",
        "33",
        "112",
        "*#06#",
        ";ext=",
        ";phone-context=",
        "%00",
        "%0d%0a",
        "%25",
        "--",
        "@",
        "?",
    ]
)
_LINKS = st.one_of(
    st.text(max_size=300),
    st.builds(lambda scheme, rest: f"{scheme}:{rest}", st.sampled_from(SCHEMES), st.text(max_size=300)),
    st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=20).map("".join),
)
_DIALLED = account()


@given(_LINKS)
def test_no_link_whatever_dials_or_breaks(qt_core: object, link: str) -> None:
    read = read_link(link)
    assert bool(read.number) != bool(read.problem)
    assert re.fullmatch(r"[+0-9 ().\-/*#A-Za-z]{0,90}", read.number)
    dialler = DiallerModel(_DIALLED.store, _DIALLED.calls, _DIALLED.start)
    follow(dialler, link)
    assert _DIALLED.calls.dialled == []
    assert dialler.link is None or dialler.address is not None
    assert waiting_link(link, region="FR").words
    dialler.close()
