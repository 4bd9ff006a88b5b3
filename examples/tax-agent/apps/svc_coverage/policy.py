"""The rules of policy.yaml, with expressions that can only compare and calculate."""

from dataclasses import dataclass
from pathlib import Path

import yaml
from simpleeval import NameNotDefined, SimpleEval

FILE = Path(__file__).with_name("policy.yaml")
NAMES = {
    "employments": 0, "p60_count": 0, "has_company_car": False, "medical_insurance": False, "p11d_count": 0, "properties": 0, "rent_months": 0,
    "mortgaged": False, "mortgage_statements": 0, "dividend_income": 0, "voucher_total": 0,
}  # fmt: skip


class BadPolicy(ValueError):
    pass


@dataclass(frozen=True)
class Item:
    id: str
    when: str
    needs: str
    ask: str
    weight: int = 1


@dataclass(frozen=True)
class Gap:
    item: Item
    applies: bool
    met: bool


def evaluate(expression: str, facts: dict) -> bool:
    try:
        return bool(SimpleEval(names={**NAMES, **facts}).eval(expression))
    except NameNotDefined as error:
        raise BadPolicy(f"{expression!r}: {error}") from error


class Policy:
    def __init__(self, items: list[Item], version: int):
        self.items = items
        self.version = version
        for item in items:  # fails at start, not with the first client
            evaluate(item.when, {})
            evaluate(item.needs, {})

    @classmethod
    def load(cls, path: Path = FILE) -> "Policy":
        body = yaml.safe_load(path.read_text("utf-8"))
        ids = [entry["id"] for entry in body["items"]]
        if len(ids) != len(set(ids)):
            raise BadPolicy("two items have one id")
        return cls([Item(**entry) for entry in body["items"]], body["version"])

    def gaps(self, facts: dict) -> list[Gap]:
        return [
            Gap(item, applies, not applies or evaluate(item.needs, facts))
            for item in self.items
            for applies in [evaluate(item.when, facts)]
        ]

    def score(self, facts: dict) -> float:
        counted = [gap for gap in self.gaps(facts) if gap.applies]
        total = sum(gap.item.weight for gap in counted)
        return round(sum(gap.item.weight for gap in counted if gap.met) / total, 3) if total else 1.0
