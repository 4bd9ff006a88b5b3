import io
from datetime import date
from functools import partial

import openpyxl
import pytest
from fastapi.testclient import TestClient

from apps.svc_normalize_map import main, tables, words
from apps.svc_normalize_map.config import Settings
from apps.svc_normalize_map.mapping import Mapper
from libs.events.schemas import DocumentStored

CSV = b"""Date,Description,Paid in,Paid out
06/04/2024,FASTER PAYMENT  RENT FLAT 2 REF 8891,"1,250.00",
07/04/2024,CARD PAYMENT ACE PLUMBING LTD,,180.50
08/04/2024,TFL TRAVEL CH,,3.40
,Balance,,
"""


def workbook():
    book = openpyxl.Workbook()
    book.create_sheet("Notes")
    sheet = book["Sheet"]
    for row in (
        ["Date", "Narrative", "Amount"],
        ["05/04/2024", "SALARY ACME", "2000"],
        ["06/04/2024", "Salary ACME", "(100)"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def mapper():
    return Mapper(partial(words.content_words, tokenizer=words.load_tokenizer(Settings().tokenizer)), 84.0)


def test_payment_words_are_noise(mapper):
    assert mapper.words("CARD PAYMENT ACE PLUMBING LTD 12.5 REF 8891") == ["ace", "plumbing"]


def test_a_bank_export_is_mapped():
    body = TestClient(main.app).post("/v1/map/april.csv", content=CSV).json()
    assert [(entry["box"], entry["amount"]) for entry in body["entries"]] == [
        ("20", 1250.0),
        ("25", -180.5),
        (None, -3.4),
    ]
    assert body["totals"]["2024-25/SA105/20"] == 1250.0
    assert body["unmapped"] == 1 and body["entries"][0]["tax_year"] == "2024-25"


def test_a_workbook_is_read_with_its_longest_sheet():
    frame = tables.normalise(tables.read(workbook(), ".xlsx"), "en_GB")
    assert list(frame["amount"]) == [2000.0, -100.0]
    assert frame["date"][0] == date(2024, 4, 5)


def test_old_workbooks_are_opened_with_xlrd():
    import xlrd

    with pytest.raises(xlrd.XLRDError):
        tables.read(b"\xd0\xcf\x11\xe0 not really a workbook", ".xls")


def test_a_table_without_amounts_is_unknown():
    answer = TestClient(main.app).post("/v1/map/x.csv", content=b"Name,Town\nA,B\n")
    assert answer.status_code == 422 and "name, town" in answer.json()["detail"]


def test_reviewers_teach_it(mapper):
    assert mapper.target("SQ *GREEN DOOR 0441")[2] == "unmapped"
    mapper.learn("SQ *GREEN DOOR 0388", "SA105", "29")
    assert mapper.target("SQ GREEN  DOOR 0441")[:3] == ("SA105", "29", "history")


def test_totals_are_per_year_and_box(mapper):
    rows = [
        {"date": date(2024, 4, 5), "description": "rent", "amount": 10.0},
        {"date": date(2024, 4, 6), "description": "rent", "amount": 20.0},
    ]
    assert mapper.totals(mapper.map_rows(rows)) == {"2023-24/SA105/20": 10.0, "2024-25/SA105/20": 20.0}


async def test_stored_tables_are_published():
    published = []

    class Objects:
        async def get(self, key):
            return CSV

    class Bus:
        async def publish(self, event):
            published.append(event)

    event = DocumentStored(tenant="t", document_id="d", bucket="documents", key="t/ab/abc.csv", media_type="text/csv")
    await main.stored(event, Objects(), Bus())
    assert len(published[0].entries) == 3


@pytest.mark.parametrize(("text", "number"), [("1,234.5", 1234.5), ("\u00a312 DR", -12.0), ("", None), ("n/a", None)])
def test_numbers(text, number):
    assert tables.to_number(text, "en_GB") == number
