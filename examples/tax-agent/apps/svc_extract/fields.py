"""Values beside labels, checked and put into one form."""

import re
from datetime import datetime

from rapidfuzz import fuzz, process

from libs.text.money import parse_amount

from .kinds import Kind

# not D, F, I, Q, U, V as first letter, nor O as second: HMRC's manual NIM39110
NINO = re.compile(r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b")
MONEY = {"pay", "pay_total", "tax_deducted", "amount", "closing_balance"}
DATES = {"leaving_date", "paid_on"}
DATE_FORMATS = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y")


def pairs(lines: list[str]) -> list[tuple[str, str]]:
    """`Label: value`, or a label with its value after two blanks or on the next line."""
    found = []
    for index, line in enumerate(lines):
        parts = re.split(r":\s+|\s{2,}|\t", line.strip(), maxsplit=1)
        if len(parts) == 2 and parts[1].strip():
            found.append((parts[0].strip(), parts[1].strip()))
        elif index + 1 < len(lines) and line.strip():
            found.append((line.strip().rstrip(":"), lines[index + 1].strip()))
    return found


def clean(name: str, value: str) -> str | None:
    if name == "nino":
        match = NINO.search(value.upper())
        return match.group().replace(" ", "") if match else None
    if name in MONEY:
        amount = parse_amount(value)
        return None if amount is None else str(amount)
    if name in DATES:
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(value.strip(), form).date().isoformat()
            except ValueError:
                continue
        return None
    return value or None


def extract(kind: Kind, text: str, threshold: float = 82.0) -> dict[str, str]:
    fields: dict[str, str] = {}
    for label, value in pairs(text.splitlines()):
        match = process.extractOne(label.lower(), kind.labels.keys(), scorer=fuzz.ratio, score_cutoff=threshold)
        if not match:
            continue
        name = kind.labels[match[0]]
        cleaned = clean(name, value)
        if cleaned and name not in fields:
            fields[name] = cleaned
    if "nino" in kind.required and "nino" not in fields and (loose := NINO.search(text)):
        fields["nino"] = loose.group().replace(" ", "")
    return fields


def missing(kind: Kind, fields: dict[str, str]) -> list[str]:
    return [name for name in kind.required if name not in fields]
