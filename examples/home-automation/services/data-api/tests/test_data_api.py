from datetime import datetime, timedelta, timezone

import httpx  # noqa: F401  the test client is built on it
import pytest
from fastapi.testclient import TestClient

from data_api.main import app
from data_api.settings import get_settings

T0 = datetime(2025, 10, 1, 6, tzinfo=timezone.utc)


@pytest.fixture
def client(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/metadata.db")
    get_settings.cache_clear()
    with TestClient(app) as client:
        yield client
    get_settings.cache_clear()


class FakeSeries:
    bucket = "events"

    def __init__(self, rows):
        self.rows = rows
        self.flux = ""

    def query(self, flux):
        self.flux = flux
        return self.rows

    def close(self):
        pass


LAMP = {"id": "d1", "name": "Lamp", "area": "hall", "manufacturer": None, "entities": [{"id": "light.hall", "unit": None}]}


def test_a_device_is_stored_replaced_and_removed(client):
    assert client.put("/devices/d1", json=LAMP).status_code == 204
    assert client.put("/devices/d1", json={**LAMP, "name": "Hall lamp"}).status_code == 204
    [device] = client.get("/devices", params={"area": "hall"}).json()
    assert device["name"] == "Hall lamp"
    assert device["entities"] == LAMP["entities"]
    assert client.get("/devices/areas").json() == {"hall": 1}
    assert client.delete("/devices/d1").status_code == 204
    assert client.delete("/devices/d1").status_code == 404


def test_the_path_names_the_device(client):
    assert client.put("/devices/other", json=LAMP).status_code == 422


def test_events_are_paged_with_a_cursor(client):
    rows = [{"entity_id": "light.hall", "state": "on", "_time": T0 + timedelta(minutes=i)} for i in range(3)]
    client.app.state.series = series = FakeSeries(rows)
    body = client.get("/events", params={"limit": 2}).json()
    assert len(body["events"]) == 2
    client.get("/events", params={"cursor": body["next"]})
    assert (T0 + timedelta(minutes=2)).isoformat() in series.flux


def test_an_entity_cannot_carry_flux(client):
    client.app.state.series = FakeSeries([])
    answer = client.get("/events", params={"entity_id": '") |> drop()'})
    assert answer.status_code == 422
    assert client.get("/events", params={"cursor": "!"}).status_code == 422


def test_the_correlation_id_comes_back(client):
    answer = client.get("/health", headers={"X-Correlation-ID": "abc"})
    assert answer.headers["x-correlation-id"] == "abc"
    assert answer.json()["database"] == "sqlite"
