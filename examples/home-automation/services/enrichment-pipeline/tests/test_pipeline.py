from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx  # noqa: F401  the test client is built on it
import pytest
from fastapi.testclient import TestClient

from libs.iq_events import open_bus
from pipeline import app as module
from pipeline.areas import BadTable, parse_table
from pipeline.normalise import RawEvent, normalise
from shared.database import Database


def raw(state, unit=None, entity="sensor.kitchen"):
    attributes = {"unit_of_measurement": unit} if unit else {}
    return RawEvent(entity_id=entity, state=state, time="2025-10-17T08:00:00Z", attributes=attributes)


@pytest.mark.parametrize(
    "state, unit, number, unit_after",
    [("68", "°F", 20.0, "°C"), ("1.5", "kW", 1500.0, "W"), ("21.5", "°C", 21.5, "°C"), ("29.92", "inHg", 1013.2079, "hPa")],
)
def test_units(state, unit, number, unit_after):
    found = normalise(raw(state, unit))
    assert (found.number, found.unit) == (number, unit_after)


def test_flags_and_words():
    assert normalise(raw("Open")).flag is True
    assert normalise(raw("heat")).flag is None
    assert normalise(raw("unavailable")) is None


def test_tables_name_the_bad_line():
    assert parse_table(b"\xef\xbb\xbfentity_id,area\nlight.a,hall\nlight.b,\n") == {"light.a": "hall"}
    with pytest.raises(BadTable, match="line 3"):
        parse_table(b"entity_id,area\nlight.a,hall\nkitchen,kitchen\n")
    with pytest.raises(BadTable, match="columns"):
        parse_table(b"a;b\n")


class MemoryAreas:
    def __init__(self):
        self.table = {}

    async def replace(self, table):
        self.table = table
        return len(table)

    async def count(self):
        return len(self.table)

    def of(self, entity):
        return self.table.get(entity)


class Rows:
    def __init__(self):
        self.rows = []

    def write(self, measurement, rows, tags):
        self.rows += rows
        return len(rows)


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(module, "get_settings", lambda: SimpleNamespace(import_limit=60))

    @asynccontextmanager
    async def no_lifespan(app):
        yield

    monkeypatch.setattr(module.app.router, "lifespan_context", no_lifespan)
    state = module.app.state
    state.areas, state.bus, state.series = MemoryAreas(), open_bus("memory://"), Rows()
    return TestClient(module.app)


def test_an_imported_area_is_added_to_events(client):
    table = b"entity_id,area\nsensor.kitchen,kitchen\n"
    assert client.post("/areas/import", files={"table": ("areas.csv", table)}).json() == {"areas": 1}
    batch = {"events": [raw("20", "°C").model_dump(mode="json"), raw("unknown").model_dump(mode="json")]}
    assert client.post("/events", json=batch).json() == {"stored": 1, "skipped": 1}
    assert client.app.state.series.rows[0]["area"] == "kitchen"
    assert client.app.state.bus.sent[0].topic == "sensor"
    assert client.get("/health").json()["areas"] == 1


def test_a_large_table_is_refused(client):
    answer = client.post("/areas/import", files={"table": ("areas.csv", b"x" * 61)})
    assert answer.status_code == 413


def test_the_database_url_chooses_asyncpg():
    database = Database("postgresql+asyncpg://pipeline@postgres/home")
    assert database.engine.dialect.driver == "asyncpg"


def test_the_redis_bus_is_there():
    assert type(open_bus("redis://redis:6379/0")).__name__ == "RedisBus"
