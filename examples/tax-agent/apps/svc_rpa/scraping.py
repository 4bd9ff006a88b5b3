"""HTML of the portals into figures. Portals change; anything unexpected raises with what was seen."""

from dataclasses import dataclass
from decimal import Decimal

from bs4 import BeautifulSoup

from libs.text.money import parse_amount

# lxml repairs the unclosed cells of the self assessment statement, html.parser nests them
PARSER = "lxml"


class PageChanged(Exception):
    pass


@dataclass(frozen=True)
class StatementLine:
    date: str
    description: str
    amount: Decimal


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, PARSER)


def statement(html: str) -> list[StatementLine]:
    table = soup(html).select_one("table.statement, table#statement")
    if table is None:
        raise PageChanged("no table of class statement")
    heads = [cell.get_text(" ", strip=True).lower() for cell in table.select("th")]
    try:
        columns = [heads.index(name) for name in ("date", "description", "amount")]
    except ValueError as error:
        raise PageChanged(f"columns are {heads}") from error
    lines = []
    for row in table.select("tr"):
        cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        if len(cells) < len(heads):
            continue
        date, description, amount = (cells[index] for index in columns)
        value = parse_amount(amount)
        if value is not None:
            lines.append(StatementLine(date, description, value))
    return lines


def login_error(html: str) -> str | None:
    box = soup(html).select_one(".govuk-error-summary, [role=alert]")
    return " ".join(box.get_text(" ", strip=True).split()) if box else None


def balance(lines: list[StatementLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
