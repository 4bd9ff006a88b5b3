from datetime import date
from decimal import Decimal

import pytest

from libs.text.money import parse_amount, whole_pounds
from libs.text.tax_year import TaxYear


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("\u00a31,234.50", "1234.50"),
        ("(12.00)", "-12.00"),
        ("99.5 DR", "-99.50"),
        ("- \u00a37", "-7.00"),
        ("total 10", "10.00"),
    ],
)
def test_amounts(text, amount):
    assert parse_amount(text) == Decimal(amount)


def test_no_amount():
    assert parse_amount("n/a") is None


def test_rounding_favours_the_taxpayer():
    assert whole_pounds(Decimal("10.99"), income=True) == 10
    assert whole_pounds(Decimal("10.01"), income=False) == 11


def test_tax_year_turns_on_the_sixth_of_april():
    assert str(TaxYear.of(date(2024, 4, 5))) == "2023-24"
    assert str(TaxYear.of(date(2024, 4, 6))) == "2024-25"


def test_quarters_touch_each_other():
    quarters = TaxYear(2024).quarters()
    assert quarters[0] == (date(2024, 4, 6), date(2024, 7, 5))
    assert quarters[-1][1] == date(2025, 4, 5)
