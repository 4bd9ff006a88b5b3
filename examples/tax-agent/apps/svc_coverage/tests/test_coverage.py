import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from gunicorn.util import load_class

from apps.svc_coverage import main
from apps.svc_coverage.facts import Clients
from apps.svc_coverage.policy import BadPolicy, Item, Policy

COMPLETE = {"employments": 1, "p60_count": 1}
LANDLORD = {"properties": 1, "rent_months": 8, "mortgaged": True, "mortgage_statements": 1}


class FakeGraph:
    def __init__(self):
        self.reads = 0

    async def read(self, cypher, firm):
        self.reads += 1
        if firm == "empty":
            return []
        return [
            {"name": "Ada", "tax_year": "2023-24", "facts": COMPLETE},
            {"name": "Bob", "tax_year": "2023-24", "facts": LANDLORD},
        ]


@pytest.fixture
def client():
    graph = FakeGraph()
    main.app.state.clients = Clients(graph)
    client = TestClient(main.app)
    client.graph = graph
    return client


def test_only_what_applies_counts():
    policy = Policy.load()
    assert policy.score(COMPLETE) == 1.0
    assert policy.score(LANDLORD) == 0.4
    assert policy.score({}) == 1.0


def test_a_misspelt_name_fails_at_start():
    with pytest.raises(BadPolicy, match="p61"):
        Policy([Item("x", "p61_count > 0", "1", "x")], 1)


def test_expressions_cannot_reach_python():
    with pytest.raises(Exception, match="not|Forbidden|access"):
        Policy([Item("x", "().__class__", "1", "x")], 1)


def test_what_is_missing_is_asked_for(client):
    body = client.post("/v1/check", json={"facts": LANDLORD}).json()
    assert [item["id"] for item in body["missing"]] == ["rent"]


def test_the_least_complete_comes_first_and_is_cached(client):
    for _ in range(2):
        rows = client.get("/v1/firms/acme/coverage").json()
    assert [row["client"] for row in rows] == ["Bob", "Ada"] and client.graph.reads == 1
    client.get("/v1/firms/acme/coverage", params={"fresh": True})
    assert client.graph.reads == 2


def test_the_weekly_mail_is_a_table(client):
    text = client.get("/v1/firms/acme/weekly.md").text
    assert "| Bob" in text and "40%" in text
    assert client.get("/v1/firms/empty/weekly.md").text == "No clients yet."


def test_the_worker_class_that_compose_names_exists():
    compose = (Path(main.__file__).parents[2] / "docker-compose.yml").read_text()
    command = next(shlex.split(line) for line in compose.splitlines() if "svc_coverage.main" in line)
    assert load_class(command[command.index("-k") + 1]).__name__ == "UvicornWorker"
