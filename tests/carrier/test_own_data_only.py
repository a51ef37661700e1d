from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from carrier.clock import utc_now
from carrier.store.tables import Voicemail
from tests.carrier.running import Person, RunningCarrier, Signed, word

Trespass = tuple[str, Callable[[Person, Signed], str], object]
TRESPASSES: list[Trespass] = [
    ("PATCH", lambda p, d: f"/v1/sessions/{d.device_id}", {"name": "Mine now"}),
    ("DELETE", lambda p, d: f"/v1/sessions/{d.device_id}", None),
    ("PATCH", lambda p, d: f"/v1/numbers/{p.number_ids[0]}", {"name": "Mine now"}),
    ("PUT", lambda p, d: f"/v1/conversations/{p.number_ids[0]}/+33199000006/read", {"up_to": 1}),
    ("GET", lambda p, d: f"/v1/messages/{message_of(p, d)}", None),
    ("GET", lambda p, d: f"/v1/voicemails/{voicemail_id(p)}/audio", None),
    ("PUT", lambda p, d: f"/v1/voicemails/{voicemail_id(p)}/heard", None),
    ("DELETE", lambda p, d: f"/v1/voicemails/{voicemail_id(p)}/heard", None),
    ("DELETE", lambda p, d: f"/v1/voicemails?voicemail_id={voicemail_id(p)}", None),
    ("DELETE", lambda p, d: f"/v1/contacts/{contact_of(p, d)}", None),
]


def message_of(person: Person, device: Signed) -> str:
    message_id: str = device.send(person.number_ids[0], "+33199000001", "mine").json()["id"]
    return message_id


def contact_of(person: Person, device: Signed) -> str:
    contact_id = str(uuid4())
    device.ask("PUT", f"/v1/contacts/{contact_id}", {"name": "Friend", "phones": []})
    return contact_id


def voicemail_id(person: Person) -> str:
    return str(UUID(int=UUID(person.account_id).int ^ 1))


def leave_voicemail(running: RunningCarrier, person: Person) -> None:
    with running.carrier.database.write() as session:
        session.add(
            Voicemail(
                id=voicemail_id(person),
                account_id=person.account_id,
                number_id=person.number_ids[0],
                peer="",
                received_at=utc_now(),
                duration_seconds=1.0,
                heard=False,
                sequence=1,
                recording=b"RIFF",
            )
        )


@pytest.mark.parametrize(("method", "path", "body"), TRESPASSES)
def test_what_is_somebody_elses_does_not_exist(
    running: RunningCarrier, method: str, path: Callable[[Person, Signed], str], body: object
) -> None:
    owner, stranger = running.person(), running.sign_in(running.person())
    owners = running.sign_in(owner)
    leave_voicemail(running, owner)
    refused = stranger.ask(method, path(owner, owners), body)
    assert (refused.status_code, word(refused)) == (404, "not-found")
    assert owners.get("/v1/me")


def test_a_message_does_not_go_out_on_somebody_elses_number(running: RunningCarrier) -> None:
    owner, stranger = running.person(), running.sign_in(running.person())
    refused = stranger.send(owner.number_ids[0], "+33199000001", "from you")
    assert (refused.status_code, word(refused)) == (404, "not-found")


def test_a_contact_is_not_assigned_to_somebody_elses_number(running: RunningCarrier) -> None:
    owner, stranger = running.person(), running.sign_in(running.person())
    body = {"name": "x", "phones": [], "assigned_number": owner.number_ids[0]}
    assert word(stranger.ask("PUT", f"/v1/contacts/{uuid4()}", body)) == "not-found"


def test_somebody_elses_number_filters_to_nothing(running: RunningCarrier) -> None:
    owner, stranger = running.person(), running.sign_in(running.person())
    device = running.sign_in(owner)
    device.send(owner.number_ids[0], "+33199000001", "mine")
    for path, kind in (
        ("/v1/messages", "messages"),
        ("/v1/conversations", "conversations"),
        ("/v1/calls", "calls"),
    ):
        assert stranger.get(path, number_id=owner.number_ids[0])[kind] == []


def test_two_accounts_may_give_a_contact_the_same_id(running: RunningCarrier) -> None:
    contact_id = str(uuid4())
    for name in ("Hers", "His"):
        device = running.sign_in(running.person())
        saved = device.ask("PUT", f"/v1/contacts/{contact_id}", {"name": name, "phones": []})
        assert saved.status_code == 200
        assert [each["name"] for each in device.get("/v1/contacts")["contacts"]] == [name]
