"""A code to be typed once is told from every other number (MSG-1)."""

from __future__ import annotations

import pytest

from ui.models.codes import LONGEST, code_in

CODES = [
    ("123456 is your code", "123456"),
    ("123456 is your Acme verification code.", "123456"),
    ("G-482910 is your Google verification code.", "482910"),
    ("Your code is 482910", "482910"),
    ("Your code is: 482910.", "482910"),
    ("Your Acme code: 4829", "4829"),
    ("Your code:\n482910", "482910"),
    ("Your one-time password is 9081726", "9081726"),
    ("OTP: 771204. Do not share it with anyone.", "771204"),
    ("Use 482910 as your login code. It expires in 10 minutes.", "482910"),
    ("<#> 482 910 is your code", "482910"),
    ("Use code 482-910 to sign in", "482910"),
    ("Votre code est 482910", "482910"),
    ("Votre code de vérification Acme est : 4829", "4829"),
    ("482910 est votre code de connexion", "482910"),
    ("Saisissez 482910 comme code de confirmation", "482910"),
    ("Code de validation : 482910. Valable 5 minutes.", "482910"),
    ("Votre mot de passe à usage unique est 90817265", "90817265"),
    ("Utilisez le code 482910 pour votre paiement de 45,90 €", "482910"),
    ("رمز التحقق الخاص بك هو 482910", "482910"),
    ("رمز التحقق: ٤٨٢٩١٠", "482910"),
    ("٤٨٢٩١٠ هو رمز التحقق الخاص بك", "482910"),
    ("كود التفعيل هو 4829", "4829"),
    ("رمزك هو ۴۸۲۹۱۰", "482910"),
    ("استخدم 482910 كرمز للدخول", "482910"),
]

NO_CODES = [
    "See you at 1830",
    "Enter 482910 to confirm. Never give this code to anybody.",  # too loose to be sure
    "Your security code for payment of 129.99 EUR is 482910",  # and this
    "The meeting is in room 4521",
    "Call me on 0612345678",
    "My zip code is 90210",
    "Le code postal est 75011",
    "The door code is 4521",
    "Le code de la porte est 4521",
    "Le code est 4521 pour la porte",
    "Digicode : 4521B",
    "Promo code 2024 gives you 20%",
    "Code promo : 2024",
    "Use promo code 123456 at the till",
    "The dress code is 1920s",
    "Error code 50012",
    "The area code is 0143",
    "Code review is at 1430",
    "He wrote the code in 2019",
    "I wrote code 5000 lines a day",
    "The code is 123456.78",
    "Your code is 12/05/2026",
    "Your code expires in 10 minutes",
    "Your order #123456 has the code",
    "Votre commande 123456 est en route",
    "Il reste 1500 € sur ton compte, code à venir",
    "Votre code 1500 €",
    "https://example.org/code/123456",
    "The code is at www.example.org/123456",
    "Your codes are 123456 and 654321",
    "Code 123456 or code 654321",
    "The code is 123",
    "The code is 123456789",
    "The code is 12 34 56 78",
    "Your code is +33612345678",
    "الرمز البريدي هو 20000",
    "رمز الباب هو 4521",
    "رمز الخصم 123456",
    "نلتقي الساعة 1830",
    "",
    "code",
    "123456",
    "pinned 123456",
    "encode 123456",
    "x" * LONGEST + " your code is 123456",
]


@pytest.mark.parametrize(("text", "code"), CODES)
def test_a_code_is_found(text: str, code: str) -> None:
    assert code_in(text) == code


@pytest.mark.parametrize("text", NO_CODES)
def test_a_number_that_happens_to_be_there_is_none(text: str) -> None:
    assert code_in(text) == ""


def test_a_hostile_text_takes_no_time() -> None:
    for text in ("code " * 120, "code" + " " * 590, "1" * 600, "code is " * 75, "رمز " * 150):
        assert code_in(text) == ""
