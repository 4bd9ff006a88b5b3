"""Text to vectors. The model is loaded by the first call, not at import: health checks come earlier."""

import asyncio
from collections.abc import Sequence

from pydantic_settings import BaseSettings


class EmbedderSettings(BaseSettings):
    embedding_model: str = "BAAI/bge-small-en-v1.5"
    embedding_dimension: int = 384
    embedding_batch: int = 32


class Embedder:
    def __init__(self, settings: EmbedderSettings | None = None, model=None):
        self.settings = settings or EmbedderSettings()
        self._model = model

    def model(self):
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(self.settings.embedding_model, device="cpu")
        return self._model

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if not texts:
            return []
        vectors = await asyncio.to_thread(
            self.model().encode, list(texts), batch_size=self.settings.embedding_batch, normalize_embeddings=True
        )
        if len(vectors[0]) != self.settings.embedding_dimension:
            raise ValueError(
                f"{self.settings.embedding_model} gives {len(vectors[0])} dimensions, the table has {self.settings.embedding_dimension}"
            )
        return [[float(number) for number in vector] for vector in vectors]
