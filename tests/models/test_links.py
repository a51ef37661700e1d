"""Where a link in a message really leads, and which numbers and addresses can be clicked (MSG-1)."""

from __future__ import annotations

import pytest

from ui.models.links import links_in, spots_in, true_host

EUR = "FR"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://bank.example", "bank.example"),
        ("HTTPS://Bank.Example/Path", "bank.example"),
        ("https://bank.example@evil.example/bank.example", "evil.example"),
        ("https://bank.example:pass@evil.example", "evil.example"),
        ("https://bank.example%40evil.example/", ""),
        ("https://bank.example#@evil.example", "bank.example"),
        ("https://bank.example?@evil.example", "bank.example"),
        ("https://bank.example/@evil.example", "bank.example"),
        ("https://evil.example\\@bank.example", ""),
        ("https:\\\\evil.example", ""),
        ("https://ex%61mple.org", ""),
        ("https://аррӏе.com", "xn--80ak6aa92e.com"),
        ("https://pаypal.com", "xn--pypal-4ve.com"),
        ("https://faß.example", "xn--fa-hia.example"),
        ("https://bücher.example/ü", "xn--bcher-kva.example"),
        ("https://bank。example", "bank.example"),
        ("https://ｂａｎｋ.example", "bank.example"),
        ("https://2130706433/", "127.0.0.1"),
        ("https://0x7f.1/", "127.0.0.1"),
        ("https://127.0.0.1:8080/x", "127.0.0.1"),
        ("https://999.1.1.1/", ""),
        ("https://localhost/", ""),
        ("https://[::1]/", ""),
        ("https://a..example", ""),
        ("https://-/", ""),
        ("https://" + "a" * 300 + ".example", ""),
        ("ftp://bank.example", ""),
        ("javascript://bank.example/%0aalert(1)", ""),
        ("https://", ""),
    ],
)
def test_the_host_is_the_one_that_is_asked(url: str, host: str) -> None:
    assert true_host(url) == host


def test_what_is_opened_is_what_was_shown() -> None:
    """ASCII only, and nobody's name before the host."""
    (link,) = links_in("see https://bank.example:x@pаypal.com/ü?q=é now")
    assert link.host == "xn--pypal-4ve.com"
    assert link.url == "https://xn--pypal-4ve.com/%C3%BC?q=%C3%A9"


@pytest.mark.parametrize(
    "text",
    [
        "https://bank.example\u202e/moc.live",
        "https://bank.example\u200b.evil.example",
        "https://bank.example\u2066.evil.example",
    ],
)
def test_a_link_ends_where_a_letter_without_a_shape_stands(text: str) -> None:
    assert [link.host for link in links_in(text)] == ["bank.example"]


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "tel:112",
        "data:text/html,x",
        "smb://server/share",
        "bank.example",
        "<a href='https:'>x</a>",
        "http://",
        "www.",
    ],
)
def test_nothing_but_the_web_is_a_link(text: str) -> None:
    assert links_in(text) == ()


def found(text: str, home: str = EUR) -> list[tuple[str, str]]:
    links, others = spots_in(text, home=home)
    return [
        *((text[s.start : s.end], s.host) for s in links),
        *((text[s.start : s.end], s.address) for s in others),
    ]


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("Call 06 12 34 56 78 please", [("06 12 34 56 78", "+33612345678")]),
        (
            "+44 20 7946 0123 or 01.42.68.53.00",
            [("+44 20 7946 0123", "+442079460123"), ("01.42.68.53.00", "+33142685300")],
        ),
        ("٠٦١٢٣٤٥٦٧٨", [("٠٦١٢٣٤٥٦٧٨", "+33612345678")]),
        (
            "Écris à marie.dupont+x@example.org.",
            [("marie.dupont+x@example.org", "marie.dupont+x@example.org")],
        ),
        ("https://example.org/0612345678", [("https://example.org/0612345678", "example.org")]),
        ("0612345678@example.org", [("0612345678@example.org", "0612345678@example.org")]),
        ("12/05/2026 at 18:30", []),
        ("2026-05-12 18:30:00", []),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", []),
        ("Card 4970 1012 3456 7890", []),
        ("123456", []),
        ("Order 123456789012345678", []),
        ("a@b", []),
        ("@marie", []),
        ("x@-bad-.org", []),
        ("192.168.1.100", []),
    ],
)
def test_numbers_and_addresses_in_a_text(text: str, spots: list[tuple[str, str]]) -> None:
    assert found(text) == spots


def test_a_national_number_is_one_of_the_country_it_was_written_in() -> None:
    assert found("020 7946 0123", "GB") == [("020 7946 0123", "+442079460123")]
    assert found("020 7946 0123", "") == []


def test_a_hostile_text_takes_no_time() -> None:
    for text in ("1" * 6400, "0612345678 " * 580, "a@" * 3200, "http://" * 900, "(" * 3000 + "1 " * 1500):
        spots_in(text, home=EUR)
