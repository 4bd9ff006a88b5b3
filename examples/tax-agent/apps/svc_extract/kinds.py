"""Which form is in front of us: P60, P45, bank statement, dividend voucher, SA302."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    phrases: tuple[str, ...]
    # label on paper -> our field
    labels: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()


KINDS = (
    Kind(
        "p60",
        "P60 End of Year Certificate",
        ("P60 End of Year Certificate", "Employee's details", "National Insurance contributions in this employment"),
        {
            "surname": "surname",
            "national insurance number": "nino",
            "pay in this employment": "pay",
            "total for year": "pay_total",
            "tax deducted": "tax_deducted",
            "final tax code": "tax_code",
            "employer paye reference": "paye_reference",
        },
        ("nino", "pay", "tax_deducted"),
    ),
    Kind(
        "p45",
        "P45 Details of employee leaving work",
        ("P45 Part 1A", "Details of employee leaving work", "Leaving date"),
        {
            "leaving date": "leaving_date",
            "total pay to date": "pay",
            "total tax to date": "tax_deducted",
            "national insurance number": "nino",
            "tax code at leaving date": "tax_code",
        },
        ("nino", "leaving_date"),
    ),
    Kind(
        "dividend",
        "Dividend voucher",
        ("Dividend voucher", "Tax voucher", "Number of shares"),
        {
            "holding": "shares",
            "number of shares": "shares",
            "dividend payable": "amount",
            "payment date": "paid_on",
            "company": "company",
        },
        ("amount", "paid_on"),
    ),
    Kind(
        "statement",
        "Bank statement",
        ("Statement of account", "Sort code", "Balance brought forward"),
        {"sort code": "sort_code", "account number": "account", "balance carried forward": "closing_balance"},
        ("account",),
    ),
)


def classify(text: str, threshold: float = 70.0) -> tuple[Kind | None, float]:
    """The best kind by its phrases; scans misread letters, so matching is fuzzy."""
    best, score = None, 0.0
    for kind in KINDS:
        points = sum(fuzz.partial_ratio(phrase.lower(), text.lower()) for phrase in kind.phrases) / len(kind.phrases)
        if points > score:
            best, score = kind, points
    return (best, score) if score >= threshold else (None, score)
