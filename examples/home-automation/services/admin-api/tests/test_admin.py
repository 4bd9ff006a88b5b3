import asyncio
from types import SimpleNamespace

import httpx  # noqa: F401  the test client is built on it
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi.testclient import TestClient

from shared.database import Database
from src import main
from src.containers import Containers
from src.settings import Settings
from src.tokens import issue
from src.users import passwords


class MemoryUsers:
    """Users without PostgreSQL."""

    def __init__(self):
        self.people = {"ann@example.org": (passwords.hash("a long password"), "admin")}
        self.done = []

    async def check(self, email, password):
        hashed, role = self.people.get(email, (None, None))
        ok = hashed is not None and passwords.verify(password, hashed)
        return SimpleNamespace(email=email, role=role) if ok else None

    async def add(self, email, password, role):
        self.people[email] = (passwords.hash(password), role)
        return SimpleNamespace(email=email, role=role)

    async def audit(self, user, action, target):
        self.done.append((user, action, target))

    async def trail(self):
        return [{"user": u, "action": a, "target": t} for u, a, t in self.done]


class FakeContainer:
    name = "homeiq-calendar"
    labels = {"com.docker.compose.service": "calendar"}
    status = "running"
    attrs = {"Config": {"Image": "homeiq-calendar"}, "RestartCount": 2}

    def stats(self, stream):
        return {"memory_stats": {"usage": 90, "limit": 200, "stats": {"inactive_file": 20}}}

    def restart(self, timeout):
        self.status = "restarted"

    def reload(self):
        pass


class FakeDocker:
    def __init__(self):
        container = FakeContainer()

        def listing(all, filters):
            labels = filters["label"] if isinstance(filters["label"], list) else [filters["label"]]
            wanted = [label.partition("=")[2] for label in labels if "service" in label]
            return [container] if wanted in ([], ["calendar"]) else []

        self.containers = SimpleNamespace(list=listing)


def pem_pair():
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


@pytest.fixture
def settings():
    private, public = pem_pair()
    return Settings(postgres_url="postgresql+asyncpg://u:p@db/admin", jwt_private_key=private, jwt_public_key=public)


@pytest.fixture
def client(settings):
    main.app.dependency_overrides[main.get_settings] = lambda: settings
    main.app.state.users = MemoryUsers()
    main.app.state.containers = Containers("homeiq", FakeDocker())
    yield TestClient(main.app)
    main.app.dependency_overrides.clear()


def bearer(settings, role):
    return {"Authorization": f"Bearer {issue('ann@example.org', role, settings)}"}


def test_login_gives_a_token_that_opens_doors(client):
    answer = client.post("/login", json={"email": "ann@example.org", "password": "a long password"})
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    new = {"email": "bob@example.org", "password": "another password", "role": "operator"}
    assert client.post("/users", json=new, headers=headers).status_code == 201
    assert client.get("/audit", headers=headers).json()[0]["target"] == "bob@example.org"


def test_addresses_are_checked(client):
    answer = client.post("/login", json={"email": "not an address", "password": "x"})
    assert answer.status_code == 422
    assert "email" in answer.text


def test_a_viewer_looks_and_does_not_touch(client, settings):
    headers = bearer(settings, "viewer")
    assert client.get("/services", headers=headers).json()[0]["restarts"] == 2
    assert client.get("/services/calendar/memory", headers=headers).json()["share"] == 0.35
    assert client.post("/services/calendar/restart", headers=headers).status_code == 403


def test_a_restart_is_in_the_audit_trail(client, settings):
    headers = bearer(settings, "operator")
    assert client.post("/services/calendar/restart", headers=headers).json()["status"] == "restarted"
    assert main.app.state.users.done == [("ann@example.org", "restart", "calendar")]
    assert client.post("/services/tides/restart", headers=headers).status_code == 404


def test_without_a_token_and_with_a_foreign_one(client):
    private, public = pem_pair()
    foreign = Settings(postgres_url="postgresql+asyncpg://x/y", jwt_private_key=private, jwt_public_key=public)
    assert client.get("/services").status_code == 401
    assert client.get("/services", headers=bearer(foreign, "admin")).status_code == 401


def test_the_engine_speaks_to_postgres(settings):
    database = Database(settings.postgres_url)
    dialect = database.engine.dialect
    assert (dialect.name, dialect.driver) == ("postgresql", "asyncpg")
    asyncio.run(database.close())
