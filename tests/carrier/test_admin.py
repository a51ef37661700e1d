from __future__ import annotations

from pathlib import Path

import pytest

from carrier.store.tables import Account
from tests.carrier.process import admin
from tests.carrier.running import PASSWORD, RunningCarrier, word

EMAIL = "new@example.org"


def test_staff_open_an_account_with_a_number_and_it_signs_in(running: RunningCarrier) -> None:
    data = running.settings.data
    assert admin(data, "create-account", EMAIL, "--plan", "premium", given=f"{PASSWORD}\n").returncode == 0
    assert admin(data, "create-number", EMAIL, "+33199007001", "--unverified").returncode == 0
    signed = running.try_to_sign_in(EMAIL)
    assert signed.status_code == 201
    headers = {"Authorization": f"Bearer {signed.json()['access_token']}"}
    [number] = running.http.get("/v1/numbers", headers=headers).json()["numbers"]
    assert (number["e164"], number["status"]) == ("+33199007001", "unverified")
    assert admin(data, "verify-number", "+33199007001").returncode == 0
    [number] = running.http.get("/v1/numbers", headers=headers).json()["numbers"]
    assert number["status"] == "active"
    assert EMAIL in admin(data, "list-accounts").stdout
    assert admin(data, "end-sessions", EMAIL).stdout == "1 ended\n"
    assert word(running.http.get("/v1/me", headers=headers)) == "session-ended"


def test_a_locked_account_gets_mail_and_a_new_password_unlocks_it(running: RunningCarrier) -> None:
    data, person = running.settings.data, running.person()
    for _ in range(6):
        running.try_to_sign_in(person.email, "Wrong123")
    mail = admin(data, "list-mail").stdout
    assert mail.count(f"To: {person.email}") == 1
    assert admin(data, "set-password", person.email, given="Another123\n").returncode == 0
    assert running.try_to_sign_in(person.email, "Another123").status_code == 201


@pytest.mark.parametrize("password", ["", "Abc12", "abc123", "ABC123", "Abcdef", "Abc 123", "Abc123!"])
def test_a_password_keeps_to_the_rule(tmp_path: Path, password: str) -> None:
    refused = admin(tmp_path, "create-account", EMAIL, given=f"{password}\n")
    assert refused.returncode == 1
    assert refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_sixth_number_is_refused(running: RunningCarrier) -> None:
    person = running.person(numbers=5)
    refused = admin(running.settings.data, "create-number", person.email, "+33199007002")
    assert refused.returncode == 1
    assert "5 numbers at most" in refused.stderr


@pytest.mark.parametrize("number", ["+33639980001", "0199000001", "+33", "x"])
def test_a_number_that_is_none_is_refused(running: RunningCarrier, number: str) -> None:
    refused = admin(running.settings.data, "create-number", running.person().email, number)
    assert (refused.returncode, refused.stdout) == (1, "")


def test_nobody_is_found_under_an_unknown_e_mail(running: RunningCarrier) -> None:
    assert admin(running.settings.data, "set-plan", "nobody@example.org", "premium").returncode == 1


def test_credit_is_given_in_cents_and_never_less_than_none(running: RunningCarrier) -> None:
    data, person = running.settings.data, running.person()

    def credit() -> int:
        with running.carrier.database.read() as session:
            return session.get_one(Account, person.account_id).credit_cents

    assert credit() > 0
    assert admin(data, "set-credit", person.email, "0").returncode == 0
    assert credit() == 0
    assert admin(data, "set-credit", person.email, "-1").returncode != 0
    assert credit() == 0


def test_staff_set_what_becomes_of_calls_that_nobody_answers(running: RunningCarrier) -> None:
    data, person = running.settings.data, running.person()
    device = running.sign_in(person)
    set_voicemail = (data, "set-voicemail", person.numbers[0])
    assert admin(*set_voicemail, "--switch", "off", "--off-says", "not-available").returncode == 0
    assert admin(*set_voicemail, "--answer-after", "5", "--language", "ar").returncode == 0
    [number] = device.get("/v1/numbers")["numbers"]
    assert number["voicemail"] == {
        "on": False,
        "answer_after_seconds": 5,
        "off_says": "not-available",
        "language": "ar",
    }
    refused = admin(*set_voicemail, "--answer-after", "4")
    assert (refused.returncode, refused.stderr) == (1, "Between 5 and 60 seconds\n")
