"""Bank lines to boxes of the return, by rules first and by likeness to what reviewers chose before."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from libs.text.tax_year import TaxYear

RULES: tuple[tuple[str, str, set[str]], ...] = (
    # form, box, any of these words
    ("SA105", "20", {"rent", "rental", "lettings", "tenant"}),
    ("SA105", "24", {"insurance", "council", "ground"}),
    ("SA105", "25", {"plumber", "plumbing", "boiler", "repairs", "roofing", "electrician", "decorator"}),
    ("SA102", "1", {"salary", "wages", "payroll"}),
    ("SA103", "20", {"stationery", "postage", "software", "hosting"}),
    ("SA103", "15", {"train", "railway", "fuel", "parking", "taxi"}),
)


@dataclass(frozen=True)
class Mapped:
    date: str
    description: str
    amount: float
    tax_year: str
    form: str | None
    box: str | None
    how: str
    score: float = 100.0


class Mapper:
    def __init__(
        self, words: Callable[[str], list[str]], threshold: float, history: dict[str, tuple[str, str]] | None = None
    ):
        self.words = words
        self.threshold = threshold
        self.history = {" ".join(words(text)): target for text, target in (history or {}).items()}

    def learn(self, description: str, form: str, box: str) -> None:
        key = " ".join(self.words(description))
        if key:
            self.history[key] = (form, box)

    def target(self, description: str) -> tuple[str | None, str | None, str, float]:
        found = self.words(description)
        # a reviewer's choice for this very payee beats a rule
        if key := " ".join(found):
            match = process.extractOne(
                key, self.history.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=self.threshold
            )
            if match:
                return (*self.history[match[0]], "history", round(match[1], 1))
        for form, box, words in RULES:
            if words & set(found):
                return form, box, "rule", 100.0
        return None, None, "unmapped", 0.0

    def map_rows(self, rows: list[dict]) -> list[Mapped]:
        mapped = []
        for row in rows:
            form, box, how, score = self.target(row["description"])
            mapped.append(
                Mapped(
                    row["date"].isoformat(),
                    row["description"],
                    row["amount"],
                    str(TaxYear.of(row["date"])),
                    form,
                    box,
                    how,
                    score,
                )
            )
        return mapped

    @staticmethod
    def totals(mapped: list[Mapped]) -> dict[str, float]:
        sums: dict[str, float] = {}
        for item in mapped:
            if item.form:
                key = f"{item.tax_year}/{item.form}/{item.box}"
                sums[key] = round(sums.get(key, 0.0) + item.amount, 2)
        return sums
