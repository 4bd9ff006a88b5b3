"""Amounts as people and banks write them. Always Decimal, never float."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

AMOUNT = re.compile(
    r"(?P<open>\()?\s*(?P<sign>-|\u2212)?\s*(?:GBP|\u00a3)?\s*(?P<sign2>-)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<close>\))?\s*(?P<side>CR|DR)?",
    re.IGNORECASE,
)
PENNY = Decimal("0.01")


def parse_amount(text: str) -> Decimal | None:
    """`(1,234.50)`, `-£12`, `12.00 DR` are negative; None when there is no amount."""
    match = AMOUNT.search(text)
    if not match:
        return None
    try:
        value = Decimal(match["digits"].replace(",", ""))
    except InvalidOperation:
        return None
    negative = bool(
        match["sign"] or match["sign2"] or (match["open"] and match["close"]) or (match["side"] or "").upper() == "DR"
    )
    return to_pennies(-value if negative else value)


def to_pennies(value: Decimal) -> Decimal:
    return value.quantize(PENNY, rounding=ROUND_HALF_UP)


def whole_pounds(value: Decimal, *, income: bool) -> int:
    """HMRC lets taxpayers round income down and allowances up."""
    floor = int(value // 1)
    return floor if income or value == floor else floor + 1
