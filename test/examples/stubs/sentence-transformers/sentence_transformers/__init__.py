"""Stub of sentence-transformers: vectors are made from hashes of words, so equal words are near."""

import hashlib

import numpy as np

__version__ = "3.0.1"


class SentenceTransformer:
    def __init__(self, model_name_or_path=None, device=None, cache_folder=None, **options):
        self.name = model_name_or_path
        self.device = device or "cpu"

    def get_sentence_embedding_dimension(self):
        return 384

    def encode(self, sentences, normalize_embeddings=False, convert_to_numpy=True, **options):
        texts = [sentences] if isinstance(sentences, str) else list(sentences)
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % 384] += 1.0
        if normalize_embeddings:
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
            vectors = vectors / np.where(lengths == 0, 1, lengths)
        return vectors[0] if isinstance(sentences, str) else vectors


class CrossEncoder:
    def __init__(self, model_name=None, **options):
        self.name = model_name

    def predict(self, pairs, **options):
        return np.array([len(set(a.lower().split()) & set(b.lower().split())) for a, b in pairs], dtype=np.float32)
