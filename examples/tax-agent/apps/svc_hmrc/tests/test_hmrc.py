import json
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient

from apps.svc_hmrc import fraud, main
from apps.svc_hmrc.mtd import HmrcRefused, Mtd
from libs.security import secrets
from libs.text.tax_year import TaxYear

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
FACTS = {"client_ip": "81.2.69.142", "user_agent": AGENT, "user_id": "jo@firm", "device_id": "6f9d"}


@pytest.fixture(scope="module")
def key():
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.public_key(), pem.decode()


def build(key, answers):
    seen = []

    def handler(request):
        seen.append(request)
        status, body = answers.pop(0)
        return httpx.Response(status, json=body)

    return Mtd("https://hmrc.test", "client-1", key[1], transport=httpx.MockTransport(handler)), seen


def test_headers_describe_the_device():
    headers = fraud.headers(
        FACTS, moment=datetime(2024, 7, 1, tzinfo=UTC), vendor_version="tax-agent=1", contact="a@b.example"
    )
    assert headers["Gov-Client-Timezone"] == "UTC+01:00"
    assert "os-family=iOS" in headers["Gov-Client-User-Agent"] and "iPhone" in headers["Gov-Client-User-Agent"]
    assert headers["Gov-Client-User-IDs"] == "tax-agent=jo%40firm"


def test_a_private_address_is_not_the_client():
    with pytest.raises(fraud.MissingFact, match="10.0.0.1"):
        fraud.headers(FACTS | {"client_ip": "10.0.0.1"}, moment=datetime.now(UTC), vendor_version="x", contact="y")


async def test_open_obligations_come_in_order_of_their_date(key):
    details = [
        {"status": "Open", "dueDate": "2024-11-05"},
        {"status": "Fulfilled", "dueDate": "2024-05-05"},
        {"status": "Open", "dueDate": "2024-08-05"},
    ]
    mtd, seen = build(key, [(200, {"obligations": [{"obligationDetails": details}]})])
    found = await mtd.obligations("AB123456C", TaxYear(2024), {})
    assert [item["dueDate"] for item in found] == ["2024-08-05", "2024-11-05"]
    token = seen[0].headers["authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, key[0], algorithms=["RS256"], audience="hmrc")["scope"] == "write:self-assessment"


async def test_busy_gateways_are_asked_again(key):
    mtd, seen = build(key, [(503, {}), (200, {"periodId": "p1"})])
    answer = await mtd.submit_period(
        "AB123456C", "X" + "A" * 14, date(2024, 4, 6), date(2024, 7, 5), Decimal("10"), Decimal("2"), {}
    )
    assert answer == {"periodId": "p1"} and len(seen) == 2
    assert json.loads(seen[1].content)["periodIncome"] == {"turnover": 10.0}


async def test_refusals_are_explained_and_not_repeated(key):
    mtd, seen = build(key, [(400, {"code": "RULE_DUPLICATE_SUBMISSION", "message": "dup"})])
    with pytest.raises(HmrcRefused, match="already submitted"):
        await mtd.submit_period(
            "AB123456C", "X" + "A" * 14, date(2024, 4, 6), date(2024, 7, 5), Decimal(1), Decimal(0), {}
        )
    assert len(seen) == 1


async def test_a_period_does_not_cross_the_year(key):
    mtd, _ = build(key, [])
    with pytest.raises(ValueError, match="one tax year"):
        await mtd.submit_period("AB123456C", "X", date(2024, 4, 1), date(2024, 4, 30), Decimal(1), Decimal(0), {})


def test_the_route_needs_to_know_the_client():
    answer = TestClient(main.app).get("/v1/clients/AB123456C/obligations/2024-25")
    assert answer.status_code == 400 and "is not known" in answer.json()["detail"]


def test_vault_is_read_once():
    class Kv:
        reads = 0

        def read_secret_version(self, path, mount_point, raise_on_deleted_version):
            self.reads += 1
            return {"data": {"data": {"client-id": f"{mount_point}/{path}"}}}

    kv = Kv()
    client = type("C", (), {"secrets": type("S", (), {"kv": type("K", (), {"v2": kv})})})
    vault = secrets.VaultSecrets(client)
    assert vault.get("hmrc/client-id") == vault.get("hmrc/client-id") == "tax/hmrc"
    assert kv.reads == 1


def test_the_default_store_is_vault():
    assert isinstance(secrets.store("vault"), secrets.VaultSecrets)


def test_what_the_launcher_loads_is_there():
    """start.sh runs opentelemetry-instrument, which finds these by name only."""
    script = Path(main.__file__).with_name("start.sh")
    assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
    assert callable(import_module("opentelemetry.instrumentation.auto_instrumentation").run)
    assert {"fastapi", "httpx"} <= {point.name for point in entry_points(group="opentelemetry_instrumentor")}
    assert "otlp_proto_http" in {point.name for point in entry_points(group="opentelemetry_traces_exporter")}
    assert "distro" in {point.name for point in entry_points(group="opentelemetry_distro")}
