from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import BaseModel, HttpUrl

from libs.database.engine import Database
from libs.events.bus import Bus
from libs.events.schemas import DocumentStored
from libs.observability import instrument
from libs.storage.objects import ObjectStore
from libs.vectors.embedder import Embedder
from libs.vectors.store import PassageStore

from .chunking import Chunker
from .indexer import Indexer
from .settings import IndexerSettings
from .sources import to_markdown


class Page(BaseModel):
    url: HttpUrl
    html: str


def build_chunker(settings: IndexerSettings, count=None) -> Chunker:
    return Chunker(
        limit=settings.chunk_tokens,
        overlap=settings.chunk_overlap,
        sentence_splitter=settings.sentence_splitter,
        encoding=settings.encoding,
        count=count,
    )


@asynccontextmanager
async def lifespan(app: FastAPI):
    settings = IndexerSettings()
    database, bus = Database(), Bus()
    passages = PassageStore(database)
    await passages.prepare()
    await bus.connect()
    app.state.indexer = Indexer(build_chunker(settings), Embedder(), passages, ObjectStore(settings.guidance_bucket))
    await bus.consume("documents.stored", "indexer", DocumentStored, app.state.indexer.stored)
    yield
    await bus.close()
    await database.close()


app = FastAPI(title="RAG indexer", lifespan=lifespan)
instrument(app, "svc-rag-indexer")


@app.put("/v1/pages")
async def put_page(page: Page, request: Request) -> dict:
    """One page of public guidance, replaced as a whole."""
    written = await request.app.state.indexer.index("public", str(page.url), to_markdown(page.html))
    return {"passages": written}
