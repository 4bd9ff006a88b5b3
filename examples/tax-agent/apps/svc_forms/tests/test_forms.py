import asyncio
import io
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import create_engine, make_url

from apps.svc_forms import boxes, render
from apps.svc_forms.main import create_app
from apps.svc_forms.models import Base
from libs.database.engine import Database

HERE = Path(__file__).parents[1]


@pytest.fixture
def client(tmp_path):
    app = create_app()
    app.state.database = Database(f"sqlite+aiosqlite:///{tmp_path}/forms.db")

    async def tables():
        async with app.state.database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        await app.state.database.engine.dispose()

    asyncio.run(tables())
    with TestClient(app) as client:
        yield client


def property_return(**changes):
    return {
        "form": "SA105",
        "tax_year": "2023-24",
        "name": "A. Landlord",
        "amounts": {"20": "12000.99", "25": "300.01"},
    } | changes


def test_a_return_is_filled_and_drawn(client):
    answer = client.post("/v1/tenants/acme/returns", json=property_return())
    assert answer.status_code == 201
    body = answer.json()
    assert body["boxes"] == {"20": 12000, "25": 301, "38": 11699}
    assert body["problems"] == []
    pdf = client.get(f"/v1/tenants/acme/returns/{body['id']}.pdf")
    assert "11,699.00" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()


def test_a_locked_pdf_opens_with_its_password(client):
    made = client.post("/v1/tenants/acme/returns", json=property_return()).json()
    reader = PdfReader(
        io.BytesIO(client.get(f"/v1/tenants/acme/returns/{made['id']}.pdf", headers={"x-pdf-password": "rent"}).content)
    )
    assert reader.is_encrypted and not reader.decrypt("wrong")
    assert reader.decrypt("rent") and "A. Landlord" in reader.pages[0].extract_text()


def test_another_tenant_sees_nothing(client):
    made = client.post("/v1/tenants/acme/returns", json=property_return()).json()
    assert client.get(f"/v1/tenants/other/returns/{made['id']}.pdf").status_code == 404
    assert client.get("/v1/tenants/other/returns").json() == []


def test_years_that_do_not_follow_each_other_are_refused(client):
    assert client.post("/v1/tenants/acme/returns", json=property_return(tax_year="2023-25")).status_code == 422


def test_health_asks_the_database(client):
    assert client.get("/healthz").json()["checks"] == {"database": True}


def test_tax_above_pay_is_a_problem():
    values = boxes.fill("SA102", {"1": Decimal("100"), "2": Decimal("100.50")})
    assert boxes.problems("SA102", values) == ["box 2 (tax taken off) is more than box 1 (pay)"]


def test_a_return_is_printed_on_letterhead(client):
    made = client.post("/v1/tenants/acme/returns", json=property_return()).json()
    place = f"/v1/tenants/acme/returns/{made['id']}.pdf"
    head = render.draw("SA102", "HEAD OF THE FIRM", "2023-24", {})
    (page,) = PdfReader(io.BytesIO(client.post(place, content=head).content)).pages
    assert "HEAD OF THE FIRM" in page.extract_text() and "11,699.00" in page.extract_text()
    assert client.post(place, content=b"a letter").status_code == 422


def test_declaration_names_the_sum_in_words():
    assert "one hundred and five pounds" in render.declaration("X", {"1": 100, "2": 5})


def test_migrations_make_the_tables_of_the_models(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MIGRATIONS_URL", f"sqlite:///{tmp_path}/m.db")
    config = Config(str(HERE / "alembic.ini"))
    config.set_main_option("script_location", str(HERE / "migrations"))
    command.upgrade(config, "head")
    command.check(config)


def test_the_driver_of_the_migrations_is_installed():
    config = Config(str(HERE / "alembic.ini"))
    assert create_engine(make_url(config.get_main_option("sqlalchemy.url"))).driver == "psycopg2"


def test_the_default_database_has_its_driver():
    assert Database().engine.driver == "asyncpg"
