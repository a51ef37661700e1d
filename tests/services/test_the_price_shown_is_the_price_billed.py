"""Whatever is written to whomever, the price that stands beside it is what the carrier takes (MSG-5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrier.account.billing import Billing
from carrier.account.opening import give_number, open_account, set_credit
from carrier.account.tariff import ALLOWANCE, RATES
from carrier.api import schemas
from carrier.messages.sending import Sending
from carrier.numbering import ALL_FEATURES
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.tables import Account, Number
from desktop.api.wire import money as wire
from desktop.domain.messages import LONGEST_TEXT, ThreadKey
from desktop.domain.money import Money
from desktop.domain.numbers import E164, Address, Capability, NumberId
from desktop.domain.numbers import Number as Mine
from desktop.domain.state import State
from desktop.domain.text import sendable
from desktop.services.dialling import read_number
from desktop.services.prices import quote

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
EMAIL = "anna@example.org"


class Desk:
    """One account of a carrier, and what a desktop knows of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.billing = Billing(database, lambda: NOW)
        self.sending = Sending(database, Settings(data=Path("unused")), lambda: NOW)
        with database.write() as session:
            account = open_account(
                session, email=EMAIL, name="Anna", password_hash="x", plan=schemas.Plan.premium, now=NOW
            )
            number = give_number(session, account.id, e164="+33756123401", name="Mine", now=NOW)
            self.account_id, self.number_id = account.id, number.id
        self.caller = Caller(self.account_id, str(uuid4()))

    def begin(self, country: str, plan: str, used: int, cents: int) -> None:
        with self.database.write() as session:
            account = session.get_one(Account, self.account_id)
            account.plan = plan
            account.allowance_used, account.allowance_month = used, NOW.strftime("%Y-%m")
            session.get_one(Number, self.number_id).country = country
            session.flush()
            set_credit(session, EMAIL, cents, NOW)

    def money(self) -> Money:
        """As it comes over the wire."""
        tariff = msgspec.json.decode(self.billing.tariff().model_dump_json(), type=wire.Tariff)
        balance = msgspec.json.decode(self.billing.balance(self.caller).model_dump_json(), type=wire.Balance)
        return Money(tariff.to_domain(), balance.to_domain())

    def send(self, to: str, text: str) -> schemas.Message:
        wanted = schemas.SendMessage(id=uuid4(), number_id=UUID(self.number_id), to=to, text=text)
        message, _ = self.sending.send(self.caller, wanted, key=None)
        return message


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path: Path = tmp_path_factory.mktemp("billing") / "db"
    database = Database(f"sqlite:///{path}", Signals())
    database.migrate()
    yield Desk(database)
    database.close()


def knowing(money: Money, desk: Desk, country: str) -> tuple[State, NumberId]:
    """What a desktop knows that has one number of `country`."""
    messages = frozenset({Capability.MESSAGES})
    mine = Mine(NumberId(desk.number_id), E164("+33756123401"), "Mine", country, 0, 0, messages)
    return State(numbers=(mine,), money=money), mine.id


def left(money: Money) -> tuple[int, int]:
    assert money.balance is not None
    allowance = money.balance.allowance
    return money.balance.credit, 0 if allowance is None else allowance.left


_REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
_EXAMPLES = sorted(
    {
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        for region in _REGIONS
        if (number := phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE))
    }
)
_REST = st.from_regex(r"[0-9]{5,9}", fullmatch=True)
_NEAR = st.builds("+{}{}".format, st.sampled_from(sorted(RATES)), _REST)
SEVERAL = ["+442079460123", "+4930123456", "+33612345678"]
PEERS = st.one_of(st.sampled_from(_EXAMPLES), _NEAR, st.from_regex(r"[1-9][0-9]{2,5}", fullmatch=True))
_WRITTEN = st.one_of(
    st.text("abcdefghij éàç €{}[]^~\\|\n", max_size=400),
    st.text("ab’“”—…œ\u00a0🙂👨‍👩‍👧م\ud83d\x00\r\t", max_size=200),
    st.text(max_size=120),
)
TEXTS = st.builds(lambda text, times: text * times, _WRITTEN, st.integers(1, 5))


@settings(max_examples=300, deadline=None)
@given(
    country=st.sampled_from(sorted(ALL_FEATURES)),
    plan=st.sampled_from(["premium", "premium", "starter"]),
    used=st.one_of(st.integers(0, ALLOWANCE + 10), st.integers(ALLOWANCE - 12, ALLOWANCE)),
    cents=st.one_of(st.integers(0, 60), st.integers(0, 100_000)),
    to=PEERS,
    text=TEXTS,
)
def test_what_is_shown_is_what_is_billed(
    desk: Desk, country: str, plan: str, used: int, cents: int, to: str, text: str
) -> None:
    desk.begin(country, plan, used, cents)
    money = desk.money()
    state, mine = knowing(money, desk, country)
    shown = quote(state, [ThreadKey(mine, Address(to))], text, now=NOW)
    written = sendable(text)
    address = read_number(to, country=country).address
    if address is None:
        assert shown.price is None  # it is refused here, before anybody is asked
        return
    if not 0 < len(written) <= LONGEST_TEXT:
        return
    before = left(money)
    try:
        message = desk.send(address, written)
    except Refusal as refusal:
        assert left(desk.money()) == before
        if refusal.word == "no-credit":
            assert shown.price is not None
            assert not shown.suffices
        return
    assert shown.size.count == message.segments
    assert shown.price is not None
    assert shown.suffices
    after = left(desk.money())
    assert (shown.price.cents, shown.price.from_allowance) == (before[0] - after[0], before[1] - after[1])


@settings(max_examples=40, deadline=None)
@given(
    used=st.integers(ALLOWANCE - 30, ALLOWANCE),
    peers=st.lists(
        st.sampled_from(["+442079460123", "+4930123456", "+33612345678"]), min_size=2, max_size=20
    ),
    text=st.integers(1, 500).map(lambda length: "a" * length),
)
def test_what_is_shown_for_several_is_what_each_is_billed(
    desk: Desk, used: int, peers: list[str], text: str
) -> None:
    desk.begin("FR", "premium", used, 100_000)
    money = desk.money()
    state, mine = knowing(money, desk, "FR")
    shown = quote(state, [ThreadKey(mine, Address(peer)) for peer in peers], text, now=NOW).price
    assert shown is not None
    for peer in peers:
        desk.send(peer, text)
    before, after = left(money), left(desk.money())
    assert (shown.cents, shown.from_allowance) == (before[0] - after[0], before[1] - after[1])
