"""Second look at the best candidates by a reranker chosen with RERANKER."""

import asyncio
from importlib import import_module

from libs.observability.logs import get_logger

from .fusion import Candidate

log = get_logger(__name__)
# name -> where its client lives; kept out of the imports, one of them starts a thread pool
BACKENDS = {
    "cohere": "cohere.ClientV2",
    "none": "",
}


def connect(name: str, **options):
    try:
        path = BACKENDS[name]
    except KeyError:
        raise ValueError(f"unknown reranker {name!r}, one of {sorted(BACKENDS)}") from None
    if not path:
        return None
    module, _, attribute = path.rpartition(".")
    return getattr(import_module(module), attribute)(**options)


class Reranker:
    def __init__(self, name: str, model: str, client=None):
        self.name = name
        self.model = model
        self._client = client

    def client(self):
        if self._client is None:
            self._client = connect(self.name)
        return self._client

    async def order(
        self, question: str, ranked: list[tuple[Candidate, float]], limit: int
    ) -> list[tuple[Candidate, float]]:
        if self.name == "none" or len(ranked) < 2:
            return ranked[:limit]
        texts = [f"{item.heading}\n{item.text}" for item, _ in ranked]
        try:
            answer = await asyncio.to_thread(
                self.client().rerank, model=self.model, query=question, documents=texts, top_n=limit
            )
        except Exception as error:  # an outage there must not be one here
            log.warning("reranker failed", error=str(error))
            return ranked[:limit]
        return [(ranked[row.index][0], float(row.relevance_score)) for row in answer.results]
