from .fusion import Candidate, fuse, without_repeats


class Retriever:
    """embed -> nearest passages -> fuse with BM25 -> drop repeats -> rerank"""

    def __init__(self, embedder, passages, reranker, *, candidates: int, weight: float):
        self.embedder = embedder
        self.passages = passages
        self.reranker = reranker
        self.candidates = candidates
        self.weight = weight

    async def search(self, tenant: str, question: str, limit: int) -> list[dict]:
        (vector,) = await self.embedder.embed([question])
        rows = await self.passages.nearest(tenant, vector, self.candidates)
        found = [
            Candidate(row.id, row.text, row.heading, distance, tuple(float(x) for x in row.vector))
            for row, distance in rows
        ]
        ranked = without_repeats(fuse(question, found, self.weight))
        best = await self.reranker.order(question, ranked, limit)
        return [
            {"id": item.id, "heading": item.heading, "text": item.text, "score": round(score, 4)}
            for item, score in best
        ]
