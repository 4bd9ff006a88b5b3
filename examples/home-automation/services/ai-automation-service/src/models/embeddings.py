"""Sentence embeddings, to notice that two suggestions say the same thing."""
import numpy as np
import torch
from sentence_transformers import SentenceTransformer


class Embedder:
    def __init__(self, name: str, backend: str = "torch") -> None:
        # the NUC has no GPU, a developer's machine may have one
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = SentenceTransformer(name, device=self.device, backend=backend)

    def encode(self, texts: list[str]) -> np.ndarray:
        with torch.inference_mode():
            vectors = self._model.encode(texts, convert_to_tensor=True, show_progress_bar=False)
            return torch.nn.functional.normalize(vectors, dim=1).cpu().numpy()

    def nearest(self, text: str, others: list[str]) -> tuple[int, float]:
        """Index and cosine of the most similar text, (-1, 0.0) when there is none."""
        if not others:
            return -1, 0.0
        vectors = self.encode([text, *others])
        scores = vectors[1:] @ vectors[0]
        best = int(np.argmax(scores))
        return best, float(scores[best])
