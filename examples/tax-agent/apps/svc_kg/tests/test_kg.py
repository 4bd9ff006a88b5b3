import pytest
from fastapi.testclient import TestClient
from rdflib import XSD, Literal

from apps.svc_kg import main
from apps.svc_kg.projection import project
from apps.svc_kg.triples import TAX, Triples
from apps.svc_kg.validate import violations
from libs.events.schemas import FieldsExtracted


@pytest.fixture
def triples():
    store = Triples()
    store.add_item("acme", "AB123456C", "p60", "31250.00", "2023-24", "doc1")
    store.add_item("acme", "AB123456C", "SA105", "9000", "2023-24", "doc2")
    return store


class FakeNeo4j:
    def __init__(self):
        self.written = []

    async def write(self, cypher, **values):
        self.written.append(values)


def test_the_store_is_oxigraph(triples):
    assert type(triples.dataset.store).__module__.startswith("oxrdflib")


def test_items_are_valid(triples):
    assert violations(triples.graph("acme")) == []


def test_a_document_read_again_replaces_its_amount(triples):
    triples.add_item("acme", "AB123456C", "p60", "31000.00", "2023-24", "doc1")
    (year,) = triples.totals("acme", "AB123456C")
    assert float(year["total"]) == 40000.0 and year["items"] == 2


def test_shapes_reach_subclasses(triples):
    item = triples.add_item("acme", "AB123456C", "p60", "1", "2023/24", "doc3")
    triples.graph("acme").add((item, TAX.amount, Literal("2", datatype=XSD.decimal)))
    assert {(found.path, found.message) for found in violations(triples.graph("acme"))} == {
        ("amount", "an item has one amount"),
        ("taxYear", "a tax year is written 2023-24"),
    }


def test_tenants_are_apart(triples):
    assert triples.totals("other", "AB123456C") == []
    assert "doc1" not in triples.export("other")


async def test_invalid_items_are_not_projected(triples):
    triples.add_item("acme", "AB123456C", "p60", "5", "soon", "doc4")
    neo4j = FakeNeo4j()
    assert await project(triples, neo4j, "acme") == {"copied": 2, "held_back": 1}
    assert {row["kind"] for row in neo4j.written} == {"employment", "propertyincome"}


async def test_extracted_fields_become_triples():
    event = FieldsExtracted(
        tenant="t1", document_id="d9", kind="p60", fields={"nino": "AB123456C", "pay": "10", "tax_year": "2022-23"}
    )
    await main.extracted(event)
    client = TestClient(main.app)
    assert client.get("/v1/tenants/t1/taxpayers/AB123456C/totals").json()[0]["tax_year"] == "2022-23"
    assert "tax:Employment" in client.get("/v1/tenants/t1/graph").text
    assert client.get("/v1/tenants/t1/graph", params={"form": "xlsx"}).status_code == 422
