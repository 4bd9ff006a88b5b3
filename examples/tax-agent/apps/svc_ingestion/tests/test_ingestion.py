import io
import json

import boto3
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pypdf import PdfWriter

from apps.svc_ingestion import main
from apps.svc_ingestion.inspection import Refused, inspect
from apps.svc_ingestion.intake import Intake
from apps.svc_ingestion.spool import Spool
from libs.storage.archive import Archive
from libs.storage.objects import ObjectStore


class FakeObjects:
    bucket = "documents"
    key_for = staticmethod(ObjectStore.key_for)

    def __init__(self):
        self.kept = {}

    async def exists(self, key):
        return key in self.kept

    async def put(self, key, content, media_type):
        self.kept[key] = (content, media_type)


class FakeBus:
    def __init__(self):
        self.events = []

    async def publish(self, event):
        self.events.append(event)


def pdf(pages=2, password=None, algorithm="RC4-128"):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(user_password=password, owner_password="bank", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def service(tmp_path, monkeypatch):
    objects, bus = FakeObjects(), FakeBus()
    app = FastAPI(routes=main.app.routes)
    app.state.spool = Spool(100_000, str(tmp_path))
    app.state.intake = Intake(objects, Archive(tmp_path.as_uri()), bus, main.settings.accepted)
    monkeypatch.setattr(main, "networks", main.parse_networks(["192.0.2.0/24"]))

    async def from_our_network(scope, receive, send):
        await app({**scope, "client": ("192.0.2.9", 5000)}, receive, send)

    yield TestClient(from_our_network), objects, bus, tmp_path


def send(client, content, name="statement.pdf"):
    return client.post("/v1/tenants/acme/documents", files={"file": (name, content)}, data={"source": "portal"})


def test_a_pdf_is_stored_archived_and_announced(service):
    client, objects, bus, folder = service
    answer = send(client, pdf(3))
    assert answer.status_code == 201
    body = answer.json()
    assert body["pages"] == 3 and not body["duplicate"]
    assert bus.events[0].document_id == body["document_id"]
    record = json.loads((folder / "acme" / f"{body['document_id']}.json").read_text())
    assert record["filename"] == "statement.pdf" and record["keep_years"] == 6
    ((stored, _),) = objects.kept.values()
    assert Archive(str(folder)).read("acme", body["document_id"]) == stored


def test_the_same_bytes_are_announced_once(service):
    client, _, bus, _ = service
    content = b"date,amount\n2024-04-06,10.00\n"
    assert not send(client, content, "a.csv").json()["duplicate"]
    assert send(client, content, "b.csv").json()["duplicate"]
    assert len(bus.events) == 1


def test_what_is_too_large_leaves_nothing_behind(service):
    client, objects, _, folder = service
    assert send(client, b"x" * 100_001).status_code == 413
    assert not objects.kept and not list(folder.iterdir())


def test_other_networks_are_turned_away(service, monkeypatch):
    client, *_ = service
    monkeypatch.setattr(main, "networks", main.parse_networks(["10.0.0.0/8"]))
    assert send(client, b"a,b").status_code == 403


def test_programs_are_refused(service):
    client, *_ = service
    answer = send(client, b"MZ\x90\x00" + b"\x00" * 50, "invoice.pdf")
    assert answer.status_code == 422


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_what_needs_a_password_is_refused(algorithm):
    with pytest.raises(Refused, match="password"):
        inspect(pdf(1, "secret", algorithm), main.settings.accepted)


def test_damaged_files_are_refused():
    with pytest.raises(Refused):
        inspect(b"%PDF-1.7\n%%EOF", main.settings.accepted)


def test_a_bucket_is_written_through_boto3(monkeypatch):
    """The default archive is a bucket: smart_open turns the URL into calls of boto3."""
    asked = []
    monkeypatch.setattr(boto3, "Session", lambda *a, **k: asked.append("session") or _broken())
    monkeypatch.setattr(boto3, "client", lambda *a, **k: asked.append("client") or _broken())
    with pytest.raises(ConnectionError):
        Archive("s3://archive/originals").write("acme", "d1", b"x", {})
    assert asked


def _broken():
    raise ConnectionError("no network in tests")
