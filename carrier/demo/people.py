"""Who lives in the demonstration. Numbers are of ranges kept for fiction, where libphonenumber knows them."""

from __future__ import annotations

from dataclasses import dataclass

from carrier.network import people


@dataclass(frozen=True, slots=True)
class DemoNumber:
    e164: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    name: str
    password: str
    plan: str
    numbers: tuple[DemoNumber, ...]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str
    label: str = "mobile"


PRIVATE = "+33199001010"
LONDON = "+442079460123"
AGENCY = "+12025550123"
BRUSSELS = "+32460000123"
STOCKHOLM = "+46701740605"
MARIE_LYON = "+33465710042"
MARIE_TEL_AVIV = "+972525550123"
SAM = "+33353010077"

PASSWORD = "Demo1234"  # noqa: S105 (everybody may know it)

ALEX = DemoAccount(
    "alex@fiveline.example",
    "Alex Martin",
    PASSWORD,
    "premium",
    (
        DemoNumber(PRIVATE, "Private"),
        DemoNumber(LONDON, "London office"),
        DemoNumber(AGENCY, "US agency"),
        DemoNumber(BRUSSELS, "Classified ads"),
        DemoNumber(STOCKHOLM, "Stockholm"),  # calls and voicemail only
    ),
)
MARIE = DemoAccount(
    "marie@fiveline.example",
    "Marie Dubois",
    PASSWORD,
    "premium",
    (DemoNumber(MARIE_LYON, "Cabinet"), DemoNumber(MARIE_TEL_AVIV, "Tel Aviv")),
)
STARTER = DemoAccount("sam@fiveline.example", "Sam Taylor", PASSWORD, "starter", (DemoNumber(SAM, "Mine"),))

DEMO_ACCOUNTS = (ALEX, MARIE, STARTER)

CAMILLE = Person("Camille Laurent", "+33199002001")
HUGO = Person("Hugo Bernard", "+33261911002")
INES = Person("Inès Moreau", "+33353012003", "home")
GARAGE = Person("Garage Lefèvre", "+33536492004", "work")
OLIVER = Person("Oliver Wright", "+442079460801", "work")
PRIYA = Person("Priya Shah", "+441134960802")
GRACE = Person("Grace O’Connor", "+441914980803")
DANIEL = Person("Daniel Kim", "+12025550144", "work")
SOFIA = Person("Sofia Alvarez", "+13055550166")
LAYLA = Person("ليلى حداد", "+33199002005")
OMAR = Person("عمر بن يوسف", "+33465712006")
NOUR = Person("نور الدين", "+33261912007")
JONAS = Person("Jonas Peeters", "+32471000456")
ASTRID = Person("Astrid Lindqvist", "+46701740611", "work")
MARIE_FRIEND = Person("Marie Dubois", MARIE_LYON)
ALEX_FRIEND = Person("Alex Martin", PRIVATE)

SIMULATED = tuple(Person(name, address) for address, name in people.NAMES.items())

ALEX_CONTACTS = (
    CAMILLE,
    HUGO,
    INES,
    GARAGE,
    OLIVER,
    PRIYA,
    GRACE,
    DANIEL,
    SOFIA,
    LAYLA,
    OMAR,
    NOUR,
    JONAS,
    ASTRID,
    MARIE_FRIEND,
    *SIMULATED,
)
MARIE_CONTACTS = (ALEX_FRIEND, CAMILLE, INES, LAYLA, *SIMULATED)
