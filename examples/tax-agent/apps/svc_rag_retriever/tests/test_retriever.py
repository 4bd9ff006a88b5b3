from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient
from sqlalchemy.dialects import postgresql

from apps.svc_rag_retriever import rerank
from apps.svc_rag_retriever.fusion import Candidate, fuse, without_repeats
from apps.svc_rag_retriever.main import create_app
from apps.svc_rag_retriever.rerank import Reranker
from apps.svc_rag_retriever.retriever import Retriever
from apps.svc_rag_retriever.settings import RetrieverSettings
from libs.database.engine import Database
from libs.security.tokens import issue
from libs.vectors.embedder import Embedder, EmbedderSettings
from libs.vectors.store import PassageStore


class FakePassages:
    def __init__(self, *texts):
        self.embedder = Embedder(EmbedderSettings(embedding_model="fake"))
        self.texts = texts

    async def nearest(self, tenant, vector, limit):
        rows = []
        for number, vec in enumerate(await self.embedder.embed(self.texts)):
            distance = 1 - sum(a * b for a, b in zip(vec, vector, strict=True))
            rows.append((SimpleNamespace(id=str(number), text=self.texts[number], heading="", vector=vec), distance))
        return sorted(rows, key=lambda row: row[1])[:limit]


@pytest.fixture(scope="module")
def keys():
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = (
        private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
    return pem, public


def build(keys, *texts):
    retriever = Retriever(
        Embedder(EmbedderSettings(embedding_model="fake")),
        FakePassages(*texts),
        Reranker("none", ""),
        candidates=10,
        weight=0.3,
    )
    return TestClient(create_app(RetrieverSettings(token_public_key=keys[1]), retriever))


def test_search_needs_a_token(keys):
    with build(keys, "x") as client:
        assert client.get("/v1/search", params={"q": "rent"}).status_code == 401
        late = issue("acme", keys[0], issuer="t", audience="rag", minutes=-1)
        answer = client.get("/v1/search", params={"q": "rent"}, headers={"authorization": f"Bearer {late}"})
        assert answer.status_code == 401 and "expired" in answer.json()["detail"]


def test_the_best_passage_comes_first(keys):
    token = issue("acme", keys[0], issuer="t", audience="rag", tenant="acme-7")
    with build(keys, "capital gains on shares", "rent of furnished holiday lettings", "pensions") as client:
        body = client.get(
            "/v1/search",
            params={"q": "holiday lettings rent", "limit": 1},
            headers={"authorization": f"Bearer {token}"},
        ).json()
    assert body["tenant"] == "acme-7" and body["passages"][0]["text"].startswith("rent of")


def test_section_numbers_win_by_words():
    items = [
        Candidate("a", "relief for losses", "ITA 2007", 0.30),
        Candidate("b", "see section 64 on losses", "", 0.31),
        Candidate("c", "unrelated", "", 0.9),
    ]
    assert fuse("section 64", items, 0.5)[0][0].id == "b"
    assert fuse("section 64", items, 0.0)[0][0].id == "a"


def test_repeated_guidance_is_dropped():
    one, same, other = (
        Candidate(name, name, "", 0.1, vector)
        for name, vector in (("1", (1.0, 0.0)), ("2", (0.999, 0.01)), ("3", (0.0, 1.0)))
    )
    assert [item.id for item, _ in without_repeats([(one, 3), (same, 2), (other, 1)])] == ["1", "3"]


async def test_the_reranker_changes_the_order():
    results = [SimpleNamespace(index=1, relevance_score=0.9), SimpleNamespace(index=0, relevance_score=0.2)]
    client = SimpleNamespace(rerank=lambda **asked: SimpleNamespace(results=results[: asked["top_n"]]))
    ranked = [(Candidate("a", "a", "", 0.1), 1.0), (Candidate("b", "b", "", 0.2), 0.5)]
    assert [item.id for item, _ in await Reranker("cohere", "m", client).order("q", ranked, 1)] == ["b"]


async def test_an_outage_keeps_the_first_order():
    def broken(**asked):
        raise ConnectionError("down")

    ranked = [(Candidate("a", "a", "", 0.1), 1.0), (Candidate("b", "b", "", 0.2), 0.5)]
    assert await Reranker("cohere", "m", SimpleNamespace(rerank=broken)).order("q", ranked, 2) == ranked


def test_the_default_reranker_can_be_made():
    client = rerank.connect(RetrieverSettings().reranker, api_key="x")
    assert callable(client.rerank)


def test_nearest_is_asked_with_the_cosine_operator():
    query = PassageStore(Database()).nearest_query("acme", [0.0] * 384, 5)
    sql = str(query.compile(dialect=postgresql.dialect()))
    assert "<=>" in sql and "LIMIT" in sql
