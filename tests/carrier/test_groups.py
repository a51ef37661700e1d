"""MSG-3: the same text to several people, each an SMS of its own."""

from __future__ import annotations

from uuid import uuid4

from tests.carrier.running import RunningCarrier, until, word


def test_each_recipient_gets_the_text_in_a_thread_of_their_own(running: RunningCarrier) -> None:
    writer, others = running.person(), [running.person() for _ in range(3)]
    device, group = running.sign_in(writer), str(uuid4())
    for other in others:
        sent = device.send(writer.number_ids[0], other.numbers[0], "to all", group_id=group)
        assert sent.json()["group_id"] == group
    for other in others:
        theirs = running.sign_in(other)
        [came] = until(lambda theirs=theirs: theirs.get("/v1/messages")["messages"])  # type: ignore[misc]
        assert (came["peer"], came["text"], came["group_id"]) == (writer.numbers[0], "to all", None)


def test_a_twenty_first_recipient_is_refused_and_nothing_is_charged(running: RunningCarrier) -> None:
    writer, reader = running.person(), running.person(numbers=5)
    device, group = running.sign_in(writer), str(uuid4())
    for n in range(20):
        taken = device.send(writer.number_ids[0], reader.numbers[n % 5], "one", group_id=group)
        assert taken.status_code == 201
    refused = device.send(writer.number_ids[0], reader.numbers[0], "one", group_id=group)
    assert (refused.status_code, word(refused)) == (422, "group-full")
    assert device.send(writer.number_ids[0], reader.numbers[0], "alone").status_code == 201


def test_the_same_id_in_another_group_is_another_message(running: RunningCarrier) -> None:
    writer, reader = running.person(), running.person()
    device, same = running.sign_in(writer), str(uuid4())
    body = {"id": same, "group_id": str(uuid4())}
    first = device.send(writer.number_ids[0], reader.numbers[0], "one", **body)
    again = device.send(writer.number_ids[0], reader.numbers[0], "one", **body)
    assert (first.status_code, again.status_code) == (201, 200)
    other = device.send(writer.number_ids[0], reader.numbers[0], "one", id=same, group_id=str(uuid4()))
    assert word(other) == "idempotency-conflict"
