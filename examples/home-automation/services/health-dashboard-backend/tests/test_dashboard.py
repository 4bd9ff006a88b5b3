import asyncio

import httpx
import pytest
from fastapi.testclient import TestClient

from dashboard import poller
from dashboard.board import Board
from dashboard.main import create_app
from dashboard.settings import Settings, get_settings


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setenv("SESSION_SECRET", "not a secret")
    monkeypatch.setenv("WATCHED", "")
    get_settings.cache_clear()
    with TestClient(create_app()) as client:
        yield client
    get_settings.cache_clear()


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_a_silent_service_is_late_then_dead():
    clock = Clock()
    board = Board(45, 180, clock)
    board.beat("weather-api", 10)
    states = []
    for age in (0, 60, 200):
        clock.now = 1000.0 + age
        states.append(board.rows()[0]["status"])
    assert states == ["ok", "late", "dead"]


def test_steady_growth_is_called_leaking():
    board = Board(45, 180)
    for i in range(80):
        board.beat("a", rss=1000 + 10 * i)
        board.beat("b", rss=1000 + 300 * (i % 2))
    assert [row["leaking"] for row in board.rows()] == [True, False]


def test_the_page_shows_beats(client):
    client.post("/beat", json={"service": "data-api", "uptime": 7200, "process": {"rss": 94_371_840}})
    page = client.get("/").text
    assert "data-api" in page
    assert "2 h" in page
    assert "94.4 MB" in page


def test_live_rows_over_a_websocket(client):
    client.post("/beat", json={"service": "data-api", "uptime": 1})
    with client.websocket_connect("/live") as socket:
        assert socket.receive_json()[0]["status"] == "ok"


def test_a_login_is_kept_in_the_session(client, monkeypatch):
    async def fake(admin_url, email, password):
        return "operator" if password == "right" else None

    monkeypatch.setattr(poller, "login", fake)
    assert client.post("/login", json={"email": "ann@example.org", "password": "wrong"}).status_code == 401
    assert client.post("/login", json={"email": "ann@example.org", "password": "right"}).status_code == 200
    assert "ann@example.org (operator)" in client.get("/").text


def test_own_memory_is_reported_where_it_is_asked_for(client, monkeypatch):
    assert client.get("/health").json()["process"] is None
    monkeypatch.setenv("PROCESS_METRICS", "1")
    assert client.get("/health").json()["process"]["rss"] > 1_000_000


def test_an_unreachable_service_fails():
    def answer(request):
        if "down" in request.url.host:
            raise httpx.ConnectError("no route")
        return httpx.Response(503)

    async def scenario():
        board = Board(45, 180)
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            await poller.ask(client, board, "down", "http://down/health")
            await poller.ask(client, board, "busy", "http://busy/health")
        return [row["error"] for row in board.rows()]

    assert asyncio.run(scenario()) == ["HTTP 503", "ConnectError"]


def test_targets_are_named_by_their_host():
    assert Settings(session_secret="x", watched="http://calendar:8013/health").targets() == {
        "calendar": "http://calendar:8013/health"
    }
