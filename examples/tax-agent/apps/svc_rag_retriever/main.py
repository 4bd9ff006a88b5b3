"""svc-rag-retriever: passages that answer a question."""

from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Query, Request

from libs.database.engine import Database
from libs.observability import instrument
from libs.security.tokens import require_token
from libs.vectors.embedder import Embedder
from libs.vectors.store import PassageStore

from .rerank import Reranker
from .retriever import Retriever
from .settings import RetrieverSettings


def create_app(settings: RetrieverSettings | None = None, retriever: Retriever | None = None) -> FastAPI:
    settings = settings or RetrieverSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI):
        database = None
        if retriever is None:
            database = Database()
            reranker = Reranker(settings.reranker, settings.rerank_model)
            app.state.retriever = Retriever(
                Embedder(),
                PassageStore(database),
                reranker,
                candidates=settings.candidates,
                weight=settings.lexical_weight,
            )
        else:
            app.state.retriever = retriever
        yield
        if database:
            await database.close()

    app = FastAPI(title="RAG retriever", lifespan=lifespan)
    instrument(app, settings.service_name)
    caller = require_token(settings.token_public_key, settings.token_audience)

    @app.get("/v1/search")
    async def search(
        request: Request,
        q: str = Query(min_length=3, max_length=500),
        limit: int = Query(5, ge=1, le=20),
        claims: dict = Depends(caller),
    ) -> dict:
        tenant = claims.get("tenant", claims["sub"])
        return {"tenant": tenant, "passages": await request.app.state.retriever.search(tenant, q, limit)}

    return app


app = create_app()
