"""Bank exports and bookkeeping spreadsheets into one table: date, description, amount."""

import io

import pandas as pd
from babel.numbers import NumberFormatError, parse_decimal

from libs.text.money import parse_amount

ENGINES = {".xlsx": "openpyxl", ".xls": "xlrd"}
NAMES = {
    "date": {"date", "transaction date", "posted", "value date"},
    "description": {"description", "details", "narrative", "memo", "transaction description"},
    "amount": {"amount", "value", "amount (gbp)"},
    "paid_in": {"paid in", "credit", "money in", "credit amount"},
    "paid_out": {"paid out", "debit", "money out", "debit amount"},
}


class UnknownTable(ValueError):
    pass


def read(content: bytes, suffix: str) -> pd.DataFrame:
    if suffix == ".csv":
        return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, skip_blank_lines=True)
    if suffix not in ENGINES:
        raise UnknownTable(f"{suffix} is not a table")
    sheets = pd.read_excel(
        io.BytesIO(content), sheet_name=None, dtype=str, engine=ENGINES[suffix], keep_default_na=False
    )
    filled = [frame for frame in sheets.values() if not frame.empty]
    if not filled:
        raise UnknownTable("the workbook has no rows")
    return max(filled, key=len)


def columns(frame: pd.DataFrame) -> dict[str, str]:
    heads = {str(name).strip().lower(): name for name in frame.columns}
    found = {ours: heads[theirs] for ours, names in NAMES.items() for theirs in names if theirs in heads}
    if "date" not in found or "description" not in found or not {"amount", "paid_in", "paid_out"} & set(found):
        raise UnknownTable(f"columns are {', '.join(heads) or 'missing'}")
    return found


def to_number(text: str, locale: str) -> float | None:
    """Banks write for their country, people write what they like."""
    text = text.strip()
    if not text:
        return None
    try:
        return float(parse_decimal(text, locale=locale))
    except NumberFormatError:
        amount = parse_amount(text)
        return None if amount is None else float(amount)


def normalise(frame: pd.DataFrame, locale: str) -> pd.DataFrame:
    found = columns(frame)
    result = pd.DataFrame()
    result["date"] = pd.to_datetime(frame[found["date"]], dayfirst=True, errors="coerce", format="mixed").dt.date
    result["description"] = frame[found["description"]].str.replace(r"\s+", " ", regex=True).str.strip()
    if "amount" in found:
        result["amount"] = frame[found["amount"]].map(lambda text: to_number(text, locale))
    else:
        paid = {
            side: frame[found[side]].map(lambda text: to_number(text, locale)) if side in found else 0.0
            for side in ("paid_in", "paid_out")
        }
        result["amount"] = pd.Series(paid["paid_in"], index=frame.index).fillna(0) - pd.Series(
            paid["paid_out"], index=frame.index
        ).fillna(0)
    complete = result.dropna(subset=["date", "amount"])
    return complete[complete["amount"] != 0].reset_index(drop=True)
