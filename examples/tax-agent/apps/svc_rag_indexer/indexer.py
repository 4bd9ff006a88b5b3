import hashlib

from libs.events.schemas import DocumentStored
from libs.observability.logs import get_logger
from libs.vectors.store import Passage

from .sources import document_id, to_markdown

log = get_logger(__name__)


class Indexer:
    def __init__(self, chunker, embedder, passages, objects=None):
        self.chunker = chunker
        self.embedder = embedder
        self.passages = passages
        self.objects = objects

    async def index(self, tenant: str, source: str, markdown: str) -> int:
        chunks = self.chunker.chunks(markdown)
        vectors = await self.embedder.embed([f"{chunk.heading}\n{chunk.text}" for chunk in chunks])
        owner = document_id(source)
        rows = [
            Passage(
                id=hashlib.sha256(f"{owner}:{chunk.position}".encode()).hexdigest()[:32],
                tenant=tenant,
                document_id=owner,
                position=chunk.position,
                heading=chunk.heading,
                text=chunk.text,
                vector=vector,
            )
            for chunk, vector in zip(chunks, vectors, strict=True)
        ]
        written = await self.passages.replace(owner, rows)
        log.info("indexed", source=source, passages=written)
        return written

    async def stored(self, event: DocumentStored) -> None:
        """Firms upload their own guidance notes as text."""
        if event.bucket != "guidance" or not event.media_type.startswith("text/"):
            return
        text = (await self.objects.get(event.key)).decode("utf-8", "replace")
        await self.index(event.tenant, event.key, to_markdown(text) if "<" in text[:200] else text)
