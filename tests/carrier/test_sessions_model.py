"""Sessions against a model of what issue 2 promises, in any order that Hypothesis thinks of."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from carrier.account.opening import open_account
from carrier.api import schemas
from carrier.problems import Refusal
from carrier.sessions.devices import active_devices
from carrier.sessions.passwords import Passwords
from carrier.sessions.signing_in import SigningIn
from carrier.sessions.staying import Caller, Staying
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.tables import Device

EMAIL, PASSWORD = "model@example.org", "Secret123"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def ask(question: Callable[[], schemas.SessionStarted]) -> schemas.SessionStarted | Refusal:
    try:
        return question()
    except Refusal as refusal:
        return refusal


class Family:
    """A device as the model knows it: its refresh tokens, oldest first, with those that were replaced."""

    def __init__(self, started: schemas.SessionStarted) -> None:
        self.device_id = str(started.device_id)
        self.access = started.access_token
        self.chain = [started.refresh_token]
        self.void: list[str] = []
        self.ended: str | None = None


class SessionsMachine(RuleBasedStateMachine):
    families = Bundle("families")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        chosen = Settings(data=Path(self.folder.name), website="https://x.example")
        self.database = Database(chosen.database, Signals())
        self.database.migrate()
        passwords = Passwords(cheap=True)
        ports = schemas.SipPorts(tls=1, tcp=1, udp=1)
        self.signing_in = SigningIn(self.database, passwords, chosen, lambda: NOW, lambda: ports)
        self.staying = Staying(self.database, chosen, lambda: NOW)
        with self.database.write() as session:
            self.account_id = open_account(
                session,
                email=EMAIL,
                name="Model",
                password_hash=passwords.hash(PASSWORD),
                plan=schemas.Plan.premium,
                now=NOW,
            ).id
        self.all: list[Family] = []
        self.ticket: str | None = None

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def active(self) -> list[Family]:
        return [family for family in self.all if family.ended is None]

    @rule(target=families)
    def sign_in(self) -> Any:
        description = schemas.DeviceDescription(name="n", platform="p")
        wanted = schemas.SignIn(email=EMAIL, password=PASSWORD, device=description)
        answer = ask(lambda: self.signing_in.sign_in(wanted, key=None))
        if isinstance(answer, Refusal):
            assert answer.word == "device-limit"
            assert len(self.active()) == 3
            self.ticket = answer.members["ticket"]
            return multiple()
        assert len(self.active()) < 3
        return self._add(answer)

    @rule(target=families, leaving=families)
    def replace(self, leaving: Family) -> Any:
        if self.ticket is None:
            return multiple()
        wanted = schemas.ReplaceDevice(ticket=self.ticket, sign_out=UUID(leaving.device_id))
        full = len(self.active()) == 3
        answer = ask(lambda: self.signing_in.replace(wanted, key=None))
        if isinstance(answer, Refusal):
            assert answer.word in ("device-limit", "ticket-expired")
            if answer.word == "device-limit":
                assert full
                assert leaving.ended
                self.ticket = answer.members["ticket"]
            return multiple()
        self.ticket = None
        leaving.ended = leaving.ended or "signed_out_elsewhere"
        return self._add(answer)

    @rule(family=families)
    def refresh_with_the_newest(self, family: Family) -> None:
        self._refresh(family, family.chain[-1])

    @rule(family=families)
    def refresh_after_a_lost_answer(self, family: Family) -> None:
        if len(family.chain) > 1 and family.ended is None:
            family.void.append(family.chain.pop())
            self._refresh(family, family.chain[-1])

    @rule(family=families, age=st.integers(0, 5))
    def present_an_old_token(self, family: Family, age: int) -> None:
        old = [*family.chain[:-2], *family.void]
        if old:
            self._expect_end(family, old[age % len(old)], "token_reused")

    @rule(family=consumes(families))
    def sign_out(self, family: Family) -> None:
        caller = Caller(self.account_id, family.device_id)
        self.staying.sign_out(caller, UUID(family.device_id))
        family.ended = family.ended or "signed_out_elsewhere"

    @invariant()
    def never_more_than_three(self) -> None:
        with self.database.read() as session:
            ids = {device.id for device in active_devices(session, self.account_id)}
        assert ids == {family.device_id for family in self.active()}
        assert len(ids) <= 3

    @invariant()
    def access_is_as_the_model_says(self) -> None:
        for family in self.all:
            if family.ended is None:
                assert self.staying.caller(family.access).device_id == family.device_id
            else:
                with pytest.raises(Refusal) as refused:
                    self.staying.caller(family.access)
                assert refused.value.members["reason"] == family.ended

    @invariant()
    def secrets_die_with_sessions(self) -> None:
        with self.database.read() as session:
            for family in self.all:
                device = session.get_one(Device, family.device_id)
                assert (device.sip_secret is None) == (family.ended is not None)

    def _add(self, started: schemas.SessionStarted) -> Family:
        family = Family(started)
        self.all.append(family)
        return family

    def _refresh(self, family: Family, token: str) -> None:
        if family.ended is not None:
            self._expect_end(family, token, family.ended)
            return
        tokens = self.staying.refresh(token)
        family.access = tokens.access_token
        family.chain.append(tokens.refresh_token)

    def _expect_end(self, family: Family, token: str, reason: str) -> None:
        with pytest.raises(Refusal) as refused:
            self.staying.refresh(token)
        family.ended = family.ended or reason
        assert refused.value.members["reason"] == family.ended


SessionsMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestSessions = SessionsMachine.TestCase
