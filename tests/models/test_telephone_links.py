"""Links fill the dialler or are refused; whatever they hold beside the number is left out."""

from __future__ import annotations

import pytest

from ui.models.telephone_link import read_link


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("tel:+33199000001", "+33199000001"),
        ("tel://+33199000001", "+33199000001"),
        ("TEL:+33-1-99-00-00-01", "+33-1-99-00-00-01"),
        ("tel:%2B33199000001", "+33199000001"),
        ("tel:+33199000001,,1234#", "+33199000001"),
        ("tel:+33199000001;ext=12", "+33199000001"),
        ("tel:7042;phone-context=example.com", "7042"),
        ("tel:1-800-FLOWERS", "1-800-FLOWERS"),
        ("sip:+33199000001@fiveline.example", "+33199000001"),
        ("sip:+33199000001@elsewhere.example?Replaces=abc", "+33199000001"),
        ("sms:+33199000001?body=hello", "+33199000001"),
        ("tel:*#06#", "*#06#"),
        ("tel:112", "112"),
    ],
)
def test_a_link_fills_the_dialler(link: str, number: str) -> None:
    assert read_link(link).number == number


@pytest.mark.parametrize(
    "link",
    [
        "",
        "tel:",
        "tel:+",
        "--profile=/",
        "https://example.com/tel:112",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "tel:%00",
        "tel:112%0d%0aINVITE",
        "tel:%252B33199000001",
        "tel:" + "1" * 300,
        "sms:+33199000001?body=" + "x" * 2_000_000,
        "tel:\u202e+33199000001",
        "sip:alice@example.com",
        "tel:<img src=x>1",
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(link: str) -> None:
    read = read_link(link)
    assert read.number == ""
    assert read.problem
