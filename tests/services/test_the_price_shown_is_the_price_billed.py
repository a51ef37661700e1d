"""Whatever is written to whomever, the price that stands beside it is what the carrier takes (MSG-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from carrier.account.billing import Billing
from carrier.account.opening import give_number, open_account, set_credit
from carrier.account.tariff import ALLOWANCE, RATES
from carrier.api import schemas
from carrier.files.blobs import Blobs
from carrier.files.uploads import Uploads
from carrier.messages.sending import Sending
from carrier.numbering import ALL_FEATURES
from carrier.problems import Refusal
from carrier.sessions.staying import Caller
from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.file_tables import StoredFile
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

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.settings = Settings(data=folder, file_links="https://files.fiveline.example")
        self.blobs = Blobs(self.settings.files)
        self.billing = Billing(database, self.settings, lambda: NOW)
        self.sending = Sending(database, self.settings, lambda: NOW)
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

    def send(self, to: str, text: str, file_id: UUID | None = None) -> schemas.Message:
        wanted = schemas.SendMessage(
            id=uuid4(), number_id=UUID(self.number_id), to=to, text=text, file_id=file_id
        )
        message, _ = self.sending.send(self.caller, wanted, key=None)
        return message

    def upload(self) -> UUID:
        """A file of three bytes, which is then at the carrier."""
        with self.database.write() as session:  # what earlier examples never sent takes no room
            session.execute(delete(StoredFile).where(StoredFile.message_id.is_(None)))
        uploads, file_id = Uploads(self.database, self.blobs, lambda: NOW), uuid4()
        wanted = schemas.NewFile(
            id=file_id,
            number_id=UUID(self.number_id),
            name="a.txt",
            size=3,
            sha256=sha256(b"abc").hexdigest(),
        )
        uploads.begin(self.caller, wanted)
        assert uploads.append(self.caller, file_id, 0, b"abc").complete
        return file_id


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path: Path = tmp_path_factory.mktemp("billing") / "db"
    database = Database(f"sqlite:///{path}", Signals())
    database.migrate()
    yield Desk(database, path.parent)
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


@settings(max_examples=100, deadline=None)
@given(
    plan=st.sampled_from(["premium", "starter"]),
    used=st.integers(ALLOWANCE - 4, ALLOWANCE),
    cents=st.one_of(st.integers(0, 60), st.integers(0, 100_000)),
    peers=st.one_of(PEERS.map(lambda peer: [peer] * 3), st.lists(PEERS, min_size=1, max_size=4)),
    text=st.one_of(st.just(""), st.integers(90, 180).map(lambda length: "a" * length), TEXTS),
)
def test_with_a_file_its_link_is_shown_as_it_is_billed(
    desk: Desk, plan: str, used: int, cents: int, peers: list[str], text: str
) -> None:
    desk.begin("FR", plan, used, cents)
    money = desk.money()
    state, mine = knowing(money, desk, "FR")
    written = sendable(text)
    read = [read_number(peer, country="FR").address for peer in peers]
    addresses = [address for address in read if address is not None]
    if len(addresses) < len(read) or len(written) > LONGEST_TEXT:
        return
    shown = quote(state, [ThreadKey(mine, Address(peer)) for peer in peers], text, now=NOW, with_file=True)
    before = left(money)
    try:
        for address in addresses:
            message = desk.send(address, written, desk.upload())
            assert shown.size.count == message.segments
    except Refusal as refusal:
        refused = refusal.word
    else:
        refused = ""
    assert shown.price is not None
    assert shown.suffices or refused == "no-credit"
    if refused:
        assert refused != "no-credit" or not shown.suffices
        return
    after = left(desk.money())
    assert (shown.price.cents, shown.price.from_allowance) == (before[0] - after[0], before[1] - after[1])


def test_no_price_of_a_file_is_told_before_the_carrier_has_said_how_long_a_link_is(desk: Desk) -> None:
    desk.begin("FR", "premium", 0, 100)
    money = desk.money()
    assert money.tariff is not None
    state, mine = knowing(replace(money, tariff=replace(money.tariff, file_link="")), desk, "FR")
    assert (
        quote(state, [ThreadKey(mine, Address("+442079460123"))], "", now=NOW, with_file=True).price is None
    )
