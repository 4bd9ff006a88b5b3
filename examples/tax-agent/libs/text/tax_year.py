"""The UK tax year runs from 6 April to 5 April."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class TaxYear:
    start_year: int

    @classmethod
    def of(cls, day: date) -> "TaxYear":
        return cls(day.year if day >= date(day.year, 4, 6) else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "TaxYear":
        match = re.fullmatch(r"(20\d\d)[-/](\d\d)", text.strip())
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"not a tax year: {text!r}, write it as 2023-24")
        return cls(int(match[1]))

    @property
    def first_day(self) -> date:
        return date(self.start_year, 4, 6)

    @property
    def last_day(self) -> date:
        return date(self.start_year + 1, 4, 5)

    @property
    def online_deadline(self) -> date:
        return date(self.start_year + 2, 1, 31)

    def quarters(self) -> list[tuple[date, date]]:
        """Quarterly update periods of Making Tax Digital."""
        starts = [
            self.first_day,
            date(self.start_year, 7, 6),
            date(self.start_year, 10, 6),
            date(self.start_year + 1, 1, 6),
        ]
        return [
            (start, (starts[i + 1] - timedelta(days=1)) if i < 3 else self.last_day) for i, start in enumerate(starts)
        ]

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"
