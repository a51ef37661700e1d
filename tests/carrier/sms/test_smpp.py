"""Texts by SMPP, against an SMS centre in a process of its own that does as badly as real ones do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from carrier.certificates import ensure_certificates
from carrier.messages.smpp.settings import LongTexts
from carrier.settings import Settings
from tests.carrier.conftest import StartCarrier
from tests.carrier.running import QUICK, RunningCarrier, until
from tests.carrier.sms.bound import THEIRS, Bound
from tests.carrier.sms.centre import SOON, SmsCentre

Outside = Callable[..., "Bound"]


@pytest.fixture(scope="module")
def centre() -> Iterator[SmsCentre]:
    with SmsCentre() as running:
        yield running


@pytest.fixture(scope="module")
def shared(centre: SmsCentre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    data = tmp_path_factory.mktemp("carrier")
    running = RunningCarrier(Settings(data=data, sms=centre.settings(), **QUICK))
    centre.wait("bound")
    yield running
    running.stop()


@pytest.fixture
def bound(shared: RunningCarrier, centre: SmsCentre) -> Bound:
    """Somebody new on the carrier that all share."""
    centre.seen.clear()
    return Bound(shared)


@pytest.fixture
def own_centre() -> Iterator[SmsCentre]:
    with SmsCentre() as running:
        yield running


@pytest.fixture
def outside(own_centre: SmsCentre, start_carrier: StartCarrier) -> Outside:
    """A carrier with settings of its own, and a centre of its own."""

    def bind(**settings: Any) -> Bound:
        bound = Bound(start_carrier(sms=own_centre.settings(**settings)))
        own_centre.wait("bound")
        return bound

    return bind


def test_a_text_goes_out_and_its_receipt_says_that_it_arrived(bound: Bound, centre: SmsCentre) -> None:
    message_id = bound.send("hello {you}")
    seen = centre.wait("submit")
    assert bytes.fromhex(seen["body"]) == b"hello \x1b\x28you\x1b\x29"
    assert (seen["source"], seen["destination"]) == (bound.person.numbers[0][1:], THEIRS[1:])
    assert (seen["source_ton"], seen["destination_ton"]) == (1, 1)
    assert (seen["coding"], seen["registered"]) == (0, 1)
    bound.becomes(message_id, "sent")
    centre.receipt(seen)
    bound.becomes(message_id, "delivered")


def test_a_receipt_that_says_no_fails_it_and_one_that_says_yes_later_on_wins(
    bound: Bound, centre: SmsCentre
) -> None:
    message_id = bound.send("hello")
    seen = centre.wait("submit")
    centre.receipt(seen, "UNDELIV")
    bound.becomes(message_id, "failed", "unreachable")
    centre.receipt(seen, "DELIVRD")
    bound.becomes(message_id, "delivered")
    centre.receipt(seen, "UNDELIV")  # what arrived stays arrived
    centre.receipt(seen, "DELIVRD")
    centre.all("acknowledged", 4)
    bound.becomes(message_id, "delivered")


@pytest.mark.parametrize(
    "written",
    [
        lambda network_id: {"network_id": str(int(network_id, 16))},
        lambda network_id: {"network_id": network_id.lower()},
        lambda network_id: {"network_id": "0", "tags": {str(0x1E): network_id.encode().hex() + "00"}},
    ],
    ids=["in decimal", "in lower case", "by a tag"],
)
def test_the_receipt_may_write_the_id_in_its_own_way(
    bound: Bound, centre: SmsCentre, written: Callable[[str], dict[str, Any]]
) -> None:
    message_id = bound.send("hello")
    seen = centre.wait("submit")
    bound.becomes(message_id, "sent")
    centre.receipt(seen, **written(seen["id"]))
    bound.becomes(message_id, "delivered")


def test_a_receipt_that_overtakes_the_answer_is_kept_for_it(bound: Bound, centre: SmsCentre) -> None:
    centre.order("plan", answers=["silent"])
    message_id = bound.send("hello")
    seen = centre.wait("submit")
    centre.receipt(seen)
    centre.wait("acknowledged")
    assert bound.message(message_id)["status"] == "sent"
    centre.order("answer", sequence=seen["sequence"], id=seen["id"])
    bound.becomes(message_id, "delivered")


@pytest.mark.parametrize("answer", ["88", "20", "100"], ids=["throttled", "queue full", "try again"])
def test_what_the_centre_has_no_room_for_is_sent_later_in_order(
    bound: Bound, centre: SmsCentre, answer: str
) -> None:
    centre.order("plan", answers=[answer, answer])
    ids = [bound.send(f"{number}") for number in range(3)]
    submits = centre.all("submit", 3, fits=lambda seen: seen["what"] == "ok")
    assert [bytes.fromhex(seen["body"]) for seen in submits] == [b"0", b"1", b"2"]
    for seen in submits:
        centre.receipt(seen)
    for message_id in ids:
        bound.becomes(message_id, "delivered")
    assert len(centre.all("submit", 5)) == 5


@pytest.mark.parametrize(("answer", "word"), [("11", "wrong-number"), ("1", "too-long"), ("69", "technical")])
@pytest.mark.logs("refused by the SMS centre")
def test_what_the_centre_refuses_has_failed_with_the_reason(
    bound: Bound, centre: SmsCentre, answer: str, word: str
) -> None:
    centre.order("plan", answers=[answer])
    bound.becomes(bound.send("hello"), "failed", word)


@pytest.mark.logs("is tried again", "was not answered")
def test_a_text_that_was_not_answered_is_never_sent_again_and_its_receipt_settles_it(
    outside: Outside, own_centre: SmsCentre
) -> None:
    bound = outside(unconfirmed_after=timedelta(0), parts_kept=SOON)
    own_centre.order("plan", answers=["drop"])
    message_id = bound.send("hello")
    seen = own_centre.wait("submit")
    own_centre.wait("bound", 2)
    bound.becomes(message_id, "sent", "unconfirmed")
    bound.send("after it")
    own_centre.wait("submit", 2)
    reference = seen["tags"][str(0x204)]
    own_centre.receipt(seen, tags={str(0x204): reference})
    bound.becomes(message_id, "delivered")
    assert len(own_centre.all("submit", 2)) == 2


@pytest.mark.logs("is tried again")
def test_what_waits_while_the_centre_is_away_leaves_when_it_is_back(start_carrier: StartCarrier) -> None:
    with SmsCentre() as centre:
        port = centre.port
        bound = Bound(start_carrier(sms=centre.settings()))
        centre.wait("bound")
    message_id = bound.send("written meanwhile")
    until(lambda: bound.message(message_id)["status"] == "sent")
    with SmsCentre(port=port) as centre:
        centre.receipt(centre.wait("submit"))
        bound.becomes(message_id, "delivered")
        assert len(centre.all("submit", 1)) == 1


def test_a_centre_that_keeps_a_receipt_is_asked(outside: Outside, own_centre: SmsCentre) -> None:
    own_centre.order("state", state=2)
    bound = outside(asked_after=SOON)
    message_id = bound.send("hello")
    asked = own_centre.wait("query")
    assert asked["id"] == own_centre.wait("submit")["id"].lower()
    bound.becomes(message_id, "delivered")
    own_centre.order("state", state=None)


@pytest.mark.parametrize("how", list(LongTexts), ids=lambda how: how.value)
def test_a_long_text_comes_back_as_it_went_out(
    outside: Outside, own_centre: SmsCentre, how: LongTexts
) -> None:
    """The centre gives every part back, last one first."""
    bound = outside(long_texts=how)
    mine = bound.person.numbers[0]
    for number, text in enumerate(["word " * 70 + "end", "€" * 200, "مرحبا " * 40 + "."], start=1):
        own_centre.seen.clear()
        bound.send(text)
        parts = 1 if how is LongTexts.PAYLOAD else bound.device.get("/v1/messages")["messages"][0]["segments"]
        submits = own_centre.all("submit", parts)
        for seen in reversed(submits):
            own_centre.deliver(
                THEIRS[1:],
                mine,
                bytes.fromhex(seen["body"]),
                esm_class=seen["esm_class"],
                coding=seen["coding"],
                tags=seen["tags"],
            )
        assert bound.texts(number)[-1] == text


def test_parts_come_twice_in_disorder_and_under_a_reference_that_was_used(
    bound: Bound, centre: SmsCentre
) -> None:

    def part(text: str, number: int, total: int = 3) -> None:
        header = bytes([5, 0, 3, 7, total, number])
        centre.deliver(THEIRS[1:], bound.person.numbers[0], header + text.encode(), esm_class=0x40)

    for text, number in [("c", 3), ("a", 1), ("a", 1), ("X", 1), ("b", 2), ("c", 3), ("Y", 2), ("Z", 3)]:
        part(text, number)
    assert bound.texts(2) == ["abc", "XYZ"]
    part("A", 1, total=2)
    part("B", 2, total=2)
    assert bound.texts(3) == ["abc", "XYZ", "AB"]


def test_a_part_that_never_comes_leaves_a_mark(outside: Outside, own_centre: SmsCentre) -> None:
    bound = outside(parts_kept=SOON)
    for number in (2, 5):
        header = bytes([6, 8, 4, 1, 7, 5, number])
        body = header + f"part {number}".encode()
        own_centre.deliver(THEIRS[1:], bound.person.numbers[0], body, esm_class=0x40)
    assert bound.texts(1) == ["[…]part 2[…]part 5"]


def test_what_is_no_part_is_a_text(bound: Bound, centre: SmsCentre) -> None:
    """Part 3 of 2, headers that are cut short, a shift table, headers without end."""
    for header in ("050003070203", "0500", "060003", "03240101", "ff"):
        centre.deliver(THEIRS[1:], bound.person.numbers[0], bytes.fromhex(header) + b"text", esm_class=0x40)
    centre.all("acknowledged", 5)
    assert all(text == "text" or text == "" for text in bound.texts(3))


@pytest.mark.parametrize(
    ("coding", "body", "text"),
    [
        (0, b"\x00 \x1be \x1b\x00", "@ € @"),
        (1, b"plain", "plain"),
        (3, b"\xe9t\xe9", "été"),
        (8, "مرحبا 🙂".encode("utf-16-be"), "مرحبا 🙂"),
        (8, b"\xd8\x3d\x00a\x00", "\ufffda"),
        (0x11, b"class 1", "class 1"),
        (0x19, "é".encode("utf-16-be"), "é"),
        (0xF1, b"flash", "flash"),
        (0xE0, "ж".encode("utf-16-be"), "ж"),
        (0, b"nul\x00\x80", "nul@@"),
        (8, b"\x00\x00\x00a", "a"),
    ],
)
def test_alphabets(bound: Bound, centre: SmsCentre, coding: int, body: bytes, text: str) -> None:
    centre.deliver(THEIRS[1:], bound.person.numbers[0], body, coding=coding)
    assert bound.texts(1) == [text]


def test_who_it_comes_from(bound: Bound, centre: SmsCentre) -> None:
    for source, ton in [
        ("Colis-Point", 5),
        ("33612345678", 5),
        ("33612345678", 0),
        ("0612345678", 2),
        ("38600", 0),
        ("+33612345678", 1),
    ]:
        centre.deliver(source, bound.person.numbers[0], f"{source} {ton}", source_ton=ton)
    came = {message["text"]: message["peer"] for message in bound.incoming(6)}
    assert came == {
        "Colis-Point 5": "Colis-Point",
        "33612345678 5": "~33612345678",
        "33612345678 0": THEIRS,
        "0612345678 2": THEIRS,
        "38600 0": "38600",
        "+33612345678 1": THEIRS,
    }
    answer = bound.device.send(bound.person.number_ids[0], "Colis-Point", "who are you?")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("source", "ton"), [("TwelveLetters", 5), ("", 5), ("a\u0085b", 5), ("12ab", 1), ("1", 1)]
)
def test_a_sender_that_cannot_be_is_refused(bound: Bound, centre: SmsCentre, source: str, ton: int) -> None:
    centre.deliver(source, bound.person.numbers[0], "hello", source_ton=ton)
    assert centre.wait("acknowledged")["status"] == 0x0A


@pytest.mark.logs("is tried again")
def test_what_is_delivered_again_after_a_drop_stands_there_once(bound: Bound, centre: SmsCentre) -> None:
    centre.deliver(THEIRS[1:], bound.person.numbers[0], "once", then="drop")
    centre.wait("bound")
    centre.deliver(THEIRS[1:], bound.person.numbers[0], "once")
    centre.deliver(THEIRS[1:], bound.person.numbers[0], "after")
    assert bound.texts(2) == ["once", "after"]
    centre.deliver(THEIRS[1:], bound.person.numbers[0], "after")  # said again, in one session: it is meant
    assert bound.texts(3) == ["once", "after", "after"]


@pytest.mark.parametrize(
    "octets",
    [
        "00000000" * 4,
        "ffffffff" * 4,
        "0000001000000005" + "00000000" + "00000001",
        "474554202f20485454502f312e310d0a",
    ],
    ids=["no size", "too large", "an empty deliver_sm", "HTTP"],
)
@pytest.mark.logs("is tried again", "was not answered")
def test_nonsense_costs_the_connection_at_most(bound: Bound, centre: SmsCentre, octets: str) -> None:
    centre.order("raw", octets=octets)
    message_id = bound.send("still here")
    seen = centre.wait("submit")
    centre.receipt(seen, tags={str(0x204): seen["tags"][str(0x204)]})
    bound.becomes(message_id, "delivered")


@pytest.mark.logs("has fallen silent")
def test_a_silent_centre_is_given_up_and_a_goodbye_is_said(outside: Outside, own_centre: SmsCentre) -> None:
    bound = outside(enquire_seconds=0.05, answer_seconds=0.2)
    own_centre.all("enquired", 3)
    own_centre.order("mute")
    own_centre.wait("bound", 2)
    bound.running.stop()
    own_centre.wait("unbound")


@pytest.mark.logs("refuses the bind")
def test_a_wrong_password_is_said_in_the_log_and_nothing_is_lost(
    own_centre: SmsCentre, start_carrier: StartCarrier
) -> None:
    bound = Bound(start_carrier(sms=replace(own_centre.settings(), password="wrong")))
    own_centre.all("refused", 2)
    message_id = bound.send("hello")
    until(lambda: bound.message(message_id)["status"] == "sent")


@pytest.mark.logs("is tried again")
def test_by_tls_only_a_centre_that_the_authorities_know_is_believed(
    tmp_path: Path, start_carrier: StartCarrier
) -> None:
    ensure_certificates(tmp_path, "sms.example")
    chain = (str(tmp_path / "server.pem"), str(tmp_path / "server.key"))
    with SmsCentre(certificate=chain) as centre:
        strange = Bound(start_carrier(sms=centre.settings(tls=True)))
        message_id = strange.send("not to a stranger")
        strange.becomes(message_id, "sent")
        strange.running.stop()
        assert not any(seen["event"] == "submit" for seen in centre.seen)
        start_carrier(sms=centre.settings(tls=True, ca=str(tmp_path / "ca.pem"))).http.close()
        assert bytes.fromhex(centre.wait("submit")["body"]) == b"not to a stranger"
