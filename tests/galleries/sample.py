"""A made-up account: three numbers, people, conversations, calls and voicemails. No entry of its own."""

# ruff: noqa: E501 (what people write is long)

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.domain import events as e
from desktop.domain.calls import CallRecord, Direction, EndOfCall, Outcome
from desktop.domain.connection import Carrier, Engine, Registration
from desktop.domain.contacts import Contact, ContactId, ContactPhone
from desktop.domain.messages import Draft, Message, MessageFailure, MessageId, MessageStatus, ThreadKey
from desktop.domain.money import Allowance, Balance, Money, Tariff
from desktop.domain.numbers import E164, Address, Capability, Number, NumberId
from desktop.domain.session import Account, DeviceId, Plan, SignedIn
from desktop.domain.voicemail import Voicemail, VoicemailId
from desktop.store import Store
from tests.fakes_threads import MemoryThreads
from tests.fakes_ui import MemoryCalls, MemoryContacts, MemoryHistory, MemoryMessages, MemoryTransfers
from tests.fakes_voicemails import MemoryVoicemails
from ui.tasks import Tasks

ALL = frozenset(Capability)
PRIVATE, WORK, LONDON, WARSAW = (NumberId(name) for name in ("private", "work", "london", "warsaw"))
NUMBERS = (
    Number(PRIVATE, E164("+33756123401"), "Private", "FR", 0, 0, ALL),
    Number(WORK, E164("+33756123402"), "Work", "FR", 2, 1, ALL),
    Number(LONDON, E164("+447700900123"), "London", "GB", 5, 2, ALL - {Capability.FILES}),
    Number(WARSAW, E164("+48221234567"), "Warsaw", "PL", 6, 3, ALL - {Capability.MESSAGES}),
)
MARIE, KARIM, OMAR, ANNA, LONG, UNKNOWN = (
    Address(number)
    for number in (
        "+33612345678", "+33698765432", "+212612345678", "+447400123456", "+33611223344", "+33145678900",
    )
)  # fmt: skip
PEOPLE = (
    Contact(ContactId("1"), "Marie Dupont", (ContactPhone(MARIE, "mobile"), ContactPhone(Address("+33142681234"), "work")), PRIVATE),
    Contact(ContactId("2"), "Karim Benali", (ContactPhone(KARIM, "mobile"),), WORK),
    Contact(ContactId("3"), "عمر الفاسي", (ContactPhone(OMAR, "mobile"),), None),
    Contact(ContactId("4"), "Anna Whitfield", (ContactPhone(ANNA, "home"),), LONDON),
    Contact(ContactId("5"), "Maximiliane von und zu Hohenstein-Wittelsbach", (ContactPhone(LONG, "mobile"),), None),
    Contact(ContactId("6"), "Théo Lambert", (ContactPhone(Address("+33633445566"), "mobile"),), None),
    Contact(ContactId("7"), "Manon Leroy", (ContactPhone(Address("+33644556677"), "mobile"),), PRIVATE),
)  # fmt: skip
IN, OUT = Direction.INCOMING, Direction.OUTGOING


def now() -> datetime:
    """Today at a quarter to four, so that pictures do not change with the hour."""
    local = datetime.now().astimezone()
    return local.replace(hour=15, minute=45, second=0, microsecond=0).astimezone(UTC)


@dataclass
class Sample:
    store: Store
    messages: MemoryMessages
    threads: MemoryThreads
    calls: MemoryCalls
    transfers: MemoryTransfers
    history: MemoryHistory
    voicemails: MemoryVoicemails
    contacts: MemoryContacts
    tasks: Tasks

    def start(self, work: Coroutine[Any, Any, Any]) -> object:
        try:
            return self.tasks.start(work)
        except RuntimeError:  # no loop runs: a picture is being put away
            work.close()
            return None


def account(*, messages: bool = True) -> Sample:
    store = Store()
    for event in (
        e.SessionChanged(SignedIn(Account("marie@example.org", "Marie", Plan.PREMIUM), DeviceId("d"))),
        e.CarrierChanged(Carrier.UP),
        e.EngineChanged(Engine.RUNNING),
        e.RegistrationChanged(Registration.REGISTERED),
        e.NumbersChanged(NUMBERS),
        e.ContactsChanged(PEOPLE),
        e.MoneyChanged(money()),
    ):
        store.apply(event)
    calls = MemoryCalls(store)
    kept = MemoryMessages(store, conversation() if messages else (), drafts() if messages else ())
    return Sample(
        store,
        kept,
        MemoryThreads(kept),
        calls,
        MemoryTransfers(store, calls),
        MemoryHistory(store, records() if messages else ()),
        MemoryVoicemails(store, voicemails() if messages else ()),
        MemoryContacts(store),
        Tasks(),
    )


def money(*, credit: int = 1240, left: int = 743) -> Money:
    """A tariff of a few countries."""
    rates = {"33": ("FR", 9), "44": ("GB", 7), "49": ("DE", 11), "212": ("MA", 13)}
    allowance = Allowance("FR", 750, left, now() + timedelta(days=4))
    return Money(
        Tariff("EUR", rates, 19, "https://fiveline.example/f/" + "0" * 32), Balance("EUR", credit, allowance)
    )


def drafts() -> list[Draft]:
    return [Draft(ThreadKey(WORK, Address("+33633445566")), "On se voit lundi à", now())]


def conversation() -> list[Message]:
    made: list[Message] = []

    def say(
        thread: ThreadKey,
        direction: Direction,
        text: str,
        ago: timedelta,
        status: MessageStatus | None = None,
        failure: MessageFailure | None = None,
        *,
        read: bool = True,
    ) -> None:
        usual = MessageStatus.RECEIVED if direction is IN else MessageStatus.DELIVERED
        made.append(
            Message(
                MessageId(f"m{len(made)}"), thread, direction, text, now() - ago, status or usual,
                len(made) + 1, failure, read,
            )
        )  # fmt: skip

    marie = ThreadKey(PRIVATE, MARIE)
    days, hours, minutes = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
    say(marie, IN, "Salut ! Tu passes toujours samedi ?", 3 * days + 2 * hours)
    say(marie, OUT, "Oui, vers midi. J'apporte le dessert.", 3 * days + 2 * hours - minutes)
    say(marie, OUT, "Une tarte aux pommes, ça va à tout le monde ?", 3 * days + 2 * hours - 2 * minutes)
    say(marie, IN, "Parfait 👍🏽 Les enfants adorent ça 🍎", 3 * days + hours)
    say(
        marie,
        IN,
        "By the way, the train times are here: https://www.sncf-connect.com/horaires?de=paris-gare-de-lyon&a=avignon-tgv and the hotel is booked.",
        days + 3 * hours,
    )
    say(marie, OUT, "Great, thanks", days + 2 * hours)
    say(marie, IN, "العنوان هو 12 شارع Victor Hugo، الطابق الثالث", days + hours)
    say(
        marie,
        OUT,
        "Could you check whether Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is on the doorbell? I never remember which one it is, and last time I rang at the neighbours'.",
        2 * hours,
    )
    say(marie, IN, "Ha, yes it is", 100 * minutes)
    say(marie, OUT, "On my way", 12 * minutes, MessageStatus.SENT)
    say(
        marie,
        OUT,
        "The bridge is closed, I take the ferry",
        8 * minutes,
        MessageStatus.FAILED,
        MessageFailure.UNREACHABLE,
    )
    say(marie, OUT, "There in ten", 2 * minutes, MessageStatus.WAITING)
    karim = ThreadKey(WORK, KARIM)
    say(karim, IN, "The offer is signed, I send it to you tonight.", 50 * minutes, read=False)
    say(karim, IN, "Can you call me back before five?", 48 * minutes, read=False)
    omar = ThreadKey(PRIVATE, OMAR)
    say(omar, IN, "السلام عليكم، هل يمكنك الاتصال بي غدا؟", 5 * hours, read=False)
    say(omar, OUT, "نعم بالتأكيد", 4 * hours)
    anna = ThreadKey(LONDON, ANNA)
    say(anna, OUT, "See you at King's Cross, platform 9", days + 4 * hours)
    say(
        ThreadKey(PRIVATE, LONG),
        IN,
        "Vielen Dank für die schnelle Rückmeldung, wir melden uns morgen wieder bei Ihnen!",
        2 * days,
    )
    say(ThreadKey(WORK, Address("+33633445566")), IN, "Quand tu veux", 2 * days + hours)
    say(ThreadKey(PRIVATE, Address("LaPoste")), IN, "Votre colis arrive demain entre 9h et 12h.", 4 * days)
    say(ThreadKey(LONDON, Address("+447700900999")), IN, "Your code is 482910", 9 * days)
    say(
        ThreadKey(WORK, UNKNOWN),
        OUT,
        "Bonjour, je confirme le rendez-vous.",
        30 * days,
        MessageStatus.FAILED,
        MessageFailure.WRONG_NUMBER,
    )
    return made


def records() -> list[CallRecord]:
    made: list[CallRecord] = []
    rows = [
        (WORK, KARIM, IN, Outcome.MISSED, timedelta(minutes=44), 0, EndOfCall.NO_ANSWER, False),
        (PRIVATE, MARIE, OUT, Outcome.ANSWERED, timedelta(hours=1), 134, EndOfCall.HUNG_UP, True),
        (PRIVATE, Address(""), IN, Outcome.MISSED, timedelta(hours=3), 0, EndOfCall.CANCELLED, False),
        (LONDON, ANNA, IN, Outcome.ANSWERED, timedelta(hours=5), 3911, EndOfCall.REMOTE_HUNG_UP, True),
        (WORK, UNKNOWN, OUT, Outcome.FAILED, timedelta(days=1), 0, EndOfCall.UNREACHABLE, True),
        (PRIVATE, OMAR, OUT, Outcome.BUSY, timedelta(days=1, hours=2), 0, EndOfCall.BUSY, True),
        (PRIVATE, LONG, IN, Outcome.DECLINED, timedelta(days=1, hours=4), 0, EndOfCall.DECLINED, True),
        (WORK, Address("+33633445566"), OUT, Outcome.NO_ANSWER, timedelta(days=2), 0, EndOfCall.NO_ANSWER, True),
        (PRIVATE, MARIE, IN, Outcome.ANSWERED_ELSEWHERE, timedelta(days=3), 0, EndOfCall.ANSWERED_ELSEWHERE, True),
        (WARSAW, Address("+351211234567"), OUT, Outcome.FAILED, timedelta(days=8), 0, EndOfCall.NO_CREDIT, True),
    ]  # fmt: skip
    for place, (number, peer, direction, outcome, ago, seconds, reason, seen) in enumerate(rows):
        made.append(
            CallRecord(
                f"c{place}", number, peer, direction, outcome, now() - ago, float(seconds), reason, seen,
                sequence=100 - place, voicemail_id=VoicemailId("v1") if place == 0 else None,
            )
        )  # fmt: skip
    return made


def voicemails() -> list[Voicemail]:
    return [
        Voicemail(
            VoicemailId("v1"), WORK, KARIM, now() - timedelta(minutes=43), 23.0, heard=False, call_id="c0"
        ),
        Voicemail(VoicemailId("v2"), PRIVATE, UNKNOWN, now() - timedelta(days=1), 71.0, heard=False),
        Voicemail(VoicemailId("v3"), LONDON, ANNA, now() - timedelta(days=4), 8.0, heard=True),
    ]
