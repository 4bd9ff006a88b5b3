"""The boxes of the forms we fill: numbers, rounding, sums and cross checks."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from libs.text.money import whole_pounds


@dataclass(frozen=True)
class Box:
    number: str
    label: str
    income: bool = True  # income rounds down, reliefs round up


FORMS: dict[str, tuple[Box, ...]] = {
    "SA102": (
        Box("1", "Pay from this employment"),
        Box("2", "UK tax taken off pay in box 1", income=False),
        Box("3", "Tips and other payments"),
        Box("9", "Company cars and vans benefit"),
        Box("17", "Business travel and subsistence expenses", income=False),
        Box("18", "Fixed deductions for expenses", income=False),
    ),
    "SA105": (
        Box("20", "Total rents and other income from property"),
        Box("24", "Rent, rates, insurance and ground rents", income=False),
        Box("25", "Property repairs and maintenance", income=False),
        Box("26", "Non-residential property finance costs", income=False),
        Box("29", "Other allowable property expenses", income=False),
        Box("38", "Adjusted profit for the year"),
    ),
}

Rule = Callable[[dict[str, int]], str | None]


def tax_below_pay(values: dict[str, int]) -> str | None:
    if values.get("2", 0) > values.get("1", 0):
        return "box 2 (tax taken off) is more than box 1 (pay)"
    return None


def profit_adds_up(values: dict[str, int]) -> str | None:
    expected = values.get("20", 0) - sum(values.get(box, 0) for box in ("24", "25", "26", "29"))
    if "38" in values and values["38"] != expected:
        return f"box 38 is {values['38']}, income less expenses is {expected}"
    return None


RULES: dict[str, tuple[Rule, ...]] = {"SA102": (tax_below_pay,), "SA105": (profit_adds_up,)}


def fill(form: str, amounts: dict[str, Decimal]) -> dict[str, int]:
    known = {box.number: box for box in FORMS[form]}
    unknown = sorted(set(amounts) - set(known))
    if unknown:
        raise ValueError(f"{form} has no box {', '.join(unknown)}")
    values = {number: whole_pounds(amount, income=known[number].income) for number, amount in amounts.items()}
    if form == "SA105" and "20" in values and "38" not in values:
        values["38"] = values["20"] - sum(values.get(box, 0) for box in ("24", "25", "26", "29"))
    return values


def problems(form: str, values: dict[str, int]) -> list[str]:
    return [problem for rule in RULES[form] if (problem := rule(values))]
