import pytest
from fastapi.testclient import TestClient

from apps.svc_rag_indexer import main
from apps.svc_rag_indexer.chunking import Chunker, sections
from apps.svc_rag_indexer.indexer import Indexer
from apps.svc_rag_indexer.settings import IndexerSettings
from apps.svc_rag_indexer.sources import to_markdown
from libs.database.engine import Database
from libs.vectors.embedder import Embedder, EmbedderSettings
from libs.vectors.store import Passage, PassageStore

PAGE = """<html><nav>Home</nav><main><h1>Property income</h1><p>See para. 12 of the manual. Rent is <a href="/x">taxed</a>.</p>
<h2>Rates</h2><table><tr><th>Band</th><th>Rate</th></tr><tr><td>Basic</td><td>20%</td></tr></table></main></html>"""


def words(text):
    return len(text.split())


def chunker(limit=12, overlap=5, kind="punkt"):
    return Chunker(limit=limit, overlap=overlap, sentence_splitter=kind, encoding="cl100k_base", count=words)


class FakePassages:
    def __init__(self):
        self.kept = {}

    async def replace(self, document_id, rows):
        self.kept[document_id] = list(rows)
        return len(rows)


def test_html_becomes_sections():
    found = sections(to_markdown(PAGE))
    assert [title for title, _ in found] == ["Property income", "Property income > Rates"]
    assert "Basic; 20%" in found[1][1] and "Home" not in found[0][1] and "/x" not in found[0][1]


def test_punkt_knows_the_abbreviations_of_tax_law():
    text = "Relief is given by s. 45 of the Act. It is limited."
    assert chunker().sentences(text) == ["Relief is given by s. 45 of the Act.", "It is limited."]


def test_sentences_stay_whole_and_overlap():
    made = chunker().chunks("# A\nOne two three four. Five six seven eight. Nine ten eleven twelve. Thirteen fourteen.")
    assert made[0].text.endswith("twelve.") and made[1].text.startswith("Nine ten")
    assert [chunk.position for chunk in made] == [0, 1]


def test_a_sentence_over_the_limit_goes_to_the_token_splitter():
    class Splitter:
        def split_text(self, text):
            return ["first half", "second half"]

    made = chunker(limit=3)
    made.__dict__["token_splitter"] = Splitter()
    assert [chunk.text for chunk in made.chunks("one two three four five")] == ["first half", "second half"]


def test_the_token_splitter_is_langchains(monkeypatch):
    import tiktoken

    class Words:
        def encode(self, text, **options):
            return list(range(len(text.split())))

        def decode(self, ids):
            return " ".join(str(number) for number in ids)

    monkeypatch.setattr(tiktoken, "get_encoding", lambda name: Words())
    made = Chunker(limit=3, overlap=1, sentence_splitter="simple", encoding="cl100k_base")
    assert made.count("a b c d") == 4
    assert made.token_splitter.split_text("a b c d e") == ["0 1 2", "2 3 4"]


def test_unknown_splitters_are_named():
    with pytest.raises(ValueError, match="punkt"):
        chunker(kind="spacy")


def test_the_deployed_settings_build_a_chunker():
    assert main.build_chunker(IndexerSettings(), count=words).limit == 220


def test_a_page_is_embedded_and_replaced():
    store = FakePassages()
    main.app.state.indexer = Indexer(chunker(limit=40), Embedder(EmbedderSettings(embedding_model="fake")), store)
    client = TestClient(main.app)
    for _ in range(2):
        answer = client.put("/v1/pages", json={"url": "https://www.gov.uk/x", "html": PAGE})
    assert answer.json() == {"passages": 2}
    (rows,) = store.kept.values()
    assert rows[1].heading == "Property income > Rates" and len(rows[1].vector) == 384
    assert rows[0].tenant == "public" and rows[0].id != rows[1].id


def test_passages_go_to_postgres():
    store = PassageStore(Database())
    assert store.database.engine.dialect.driver == "asyncpg"
    assert Passage.__table__.c.vector.type.dim == EmbedderSettings().embedding_dimension
