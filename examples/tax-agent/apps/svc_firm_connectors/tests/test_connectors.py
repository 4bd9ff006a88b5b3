from datetime import UTC, datetime
from decimal import Decimal

import httpx
import jwt
import ldap
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from passlib.hash import pbkdf2_sha256
from sqlalchemy import create_engine, make_url

from apps.svc_firm_connectors import main, schedule, sync
from apps.svc_firm_connectors.directory import Directory, DirectoryDown
from apps.svc_firm_connectors.models import Base, Connection, Firm
from apps.svc_firm_connectors.systems import FreeAgent
from libs.database.engine import Database
from libs.security import secrets
from libs.security.passwords import check_password, hash_password


class FakeLdap:
    def __init__(self, result=None, error=None):
        self.result, self.error, self.asked, self.closed = result or [], error, None, False

    def __call__(self, url):
        return self

    def set_option(self, *option):
        pass

    def simple_bind_s(self, who, password):
        if self.error:
            raise self.error

    def search_s(self, base, scope, text, attributes):
        self.asked = text
        return self.result

    def unbind_s(self):
        self.closed = True


ENTRY = (
    "CN=Jo",
    {"mail": [b"jo@firm.example"], "displayName": [b"Jo"], "memberOf": [b"CN=Tax Reviewers,OU=G", b"CN=All,OU=G"]},
)


@pytest.fixture
async def service(tmp_path):
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    state = main.app.state
    state.database = Database(f"sqlite+aiosqlite:///{tmp_path}/c.db")
    state.signing_key = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    state.scheduler = schedule.build(schedule.JobSettings(jobstore_url=f"sqlite:///{tmp_path}/jobs.db"))
    state.scheduler.start(paused=True)
    async with state.database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    transport = httpx.ASGITransport(app=main.app, client=("10.0.0.5", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        yield client, private.public_key(), state
    state.scheduler.shutdown(wait=False)
    await state.database.close()


FIRM = {"slug": "acme", "contact": "owner@acme.co.uk", "password": "correct horse battery"}


async def test_a_firm_gets_a_token_with_its_password(service):
    client, key, _ = service
    assert (await client.post("/v1/firms", json=FIRM)).status_code == 201
    assert (await client.post("/v1/firms", json=FIRM)).status_code == 409
    answer = await client.post("/v1/firms/acme/token", data={"username": FIRM["contact"], "password": FIRM["password"]})
    claims = jwt.decode(answer.json()["access_token"], key, algorithms=["RS256"], audience="rag")
    assert claims["tenant"] == "acme" and claims["groups"] == ["owner"]
    assert (
        await client.post("/v1/firms/acme/token", data={"username": FIRM["contact"], "password": "x"})
    ).status_code == 401


async def test_addresses_are_checked(service):
    client, *_ = service
    assert (await client.post("/v1/firms", json=FIRM | {"contact": "nobody"})).status_code == 422


async def test_connections_are_planned(service):
    client, _, state = service
    await client.post("/v1/firms", json=FIRM)
    made = (await client.put("/v1/firms/acme/connections", json={"system": "xero", "tenant_ref": "t1"})).json()
    job = state.scheduler.get_job(f"sync-{made['id']}")
    assert job.func_ref == "apps.svc_firm_connectors.sync:run"


def test_the_deployed_job_store_has_its_driver():
    """build makes the engine, so a missing driver fails here and not at three in the morning."""
    assert schedule.build(schedule.JobSettings()) is not None
    assert create_engine(schedule.JobSettings().jobstore_url).driver == "psycopg2"


def test_old_hashes_are_upgraded():
    fits, better = check_password("pilot", pbkdf2_sha256.hash("pilot"))
    assert fits and better.startswith("$argon2id$")
    assert check_password("pilot", hash_password("pilot")) == (True, None)


def test_staff_are_found_and_names_escaped():
    fake = FakeLdap([ENTRY, (None, ["ldap://referral"])])
    staff = Directory("ldaps://ad", "DC=x", fake).login("jo*@firm.example", "p")
    assert staff["groups"] == ["All", "Tax Reviewers"] and fake.closed
    assert fake.asked == "(userPrincipalName=jo\\2a@firm.example)"


def test_wrong_passwords_and_dead_servers_differ():
    assert Directory("u", "b", FakeLdap(error=ldap.INVALID_CREDENTIALS())).login("a", "b") is None
    assert Directory("u", "b", FakeLdap([ENTRY])).login("a", "") is None
    with pytest.raises(DirectoryDown):
        Directory("u", "b", FakeLdap(error=ldap.SERVER_DOWN())).login("a", "b")


async def test_a_sync_moves_its_mark(service, monkeypatch):
    _, _, state = service
    monkeypatch.setenv("SECRETS_BACKEND", "env")
    monkeypatch.setenv("CONNECTORS_FREEAGENT_1", "token")
    async with state.database.session() as session:
        session.add(Firm(id=1, slug="f", contact="a@b.example", password="x"))
        session.add(Connection(id=9, firm_id=1, system="freeagent", tenant_ref="acc"))
        await session.commit()
    rows = [
        {"url": "https://x/1", "dated_on": "2024-05-01", "amount": "-12.5"},
        {"url": "https://x/2", "dated_on": "2024-05-03", "amount": "3"},
    ]
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"bank_transactions": rows}))
    assert await sync.run(9, state.database, transport) == 2
    async with state.database.session() as session:
        assert (await session.get(Connection, 9)).synced_until.day == 3


async def test_pages_end_with_the_short_one():
    sizes = [100, 40]

    def handler(request):
        rows = [{"url": f"https://x/{n}", "dated_on": "2024-05-01", "amount": "1.10"} for n in range(sizes.pop(0))]
        return httpx.Response(200, json={"bank_transactions": rows})

    found = [
        item
        async for item in FreeAgent("t", "acc", httpx.MockTransport(handler)).transactions(
            datetime(2024, 1, 1, tzinfo=UTC)
        )
    ]
    assert len(found) == 140 and found[0].amount == Decimal("1.10")


def test_firms_and_jobs_use_two_drivers_of_one_database():
    assert Database().engine.driver == "asyncpg"
    assert Database().engine.url.database == make_url(schedule.JobSettings().jobstore_url).database


def test_secrets_come_from_vault_unless_told_otherwise():
    assert isinstance(secrets.store(main.settings.secrets_backend), secrets.VaultSecrets)
