import zlib

import pytest
from fastapi.testclient import TestClient

from apps.svc_extract.fields import clean, extract, missing
from apps.svc_extract.kinds import KINDS, classify
from apps.svc_extract.main import Extractor, app
from apps.svc_extract.pages import text_of
from libs.events.schemas import DocumentStored

P60 = """P60 End of Year Certificate
Employee's details
Surname: HARGREAVES
National Insurance number: QQ 12 34 56 C
National Insurance contributions in this employment
Pay in this employment:  £ 31,250.00
Tax deducted:  £ 3,736.00
Final tax code  1257L
""".replace(
    "QQ", "AB"
)


def make_pdf(lines):
    """The smallest PDF with a text layer."""
    stream = "BT /F1 11 Tf 40 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    data = zlib.compress(stream.encode("latin-1"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


def test_a_p60_is_known_and_read():
    kind, score = classify(P60)
    assert kind.name == "p60" and score > 95
    fields = extract(kind, P60)
    assert fields["nino"] == "AB123456C"
    assert fields["pay"] == "31250.00" and fields["tax_deducted"] == "3736.00"
    assert not missing(kind, fields)


def test_misread_letters_do_not_hurt():
    assert classify(P60.replace("Certificate", "Certlficate").replace("Employee", "Empl0yee"))[0].name == "p60"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("leaving_date", "5 April 2024", "2024-04-05"),
        ("leaving_date", "soon", None),
        ("nino", "GB123456A", None),
        ("amount", "£12", "12.00"),
    ],
)
def test_values_are_checked(name, value, expected):
    assert clean(name, value) == expected


def test_shopping_lists_are_not_tax_documents():
    answer = TestClient(app).post("/v1/extract", json={"text": "eggs, milk, bread"})
    assert answer.status_code == 422


class Objects:
    async def get(self, key):
        return make_pdf(
            [
                "P60 End of Year Certificate",
                "Employee's details",
                "National Insurance contributions in this employment",
                "National Insurance number: AB 12 34 56 C",
                "Pay in this employment: 20,000.00",
                "Tax deducted: 1,486.00",
            ]
        )


class Bus(list):
    async def publish(self, event):
        self.append(event)


async def test_a_stored_pdf_becomes_fields():
    bus = Bus()
    await Extractor(Objects(), bus).stored(
        DocumentStored(tenant="acme", document_id="d1", bucket="b", key="k", media_type="application/pdf")
    )
    assert bus[0].kind == "p60" and bus[0].fields["pay"] == "20000.00"


def test_a_page_without_text_is_counted():
    assert text_of(make_pdf([]))[1] == 1


def test_every_kind_requires_fields_it_can_read():
    for kind in KINDS:
        assert set(kind.required) <= set(kind.labels.values())
