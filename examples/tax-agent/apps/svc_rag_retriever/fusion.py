"""Vector and lexical ranks into one order, and passages that say the same thing dropped."""

import re
from dataclasses import dataclass

import numpy as np
from rank_bm25 import BM25Okapi

WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
STOP = {"the", "of", "a", "an", "and", "to", "in", "is", "for", "on", "or", "be", "by", "that", "with"}


@dataclass(frozen=True)
class Candidate:
    id: str
    text: str
    heading: str
    distance: float
    vector: tuple[float, ...] = ()


def tokens(text: str) -> list[str]:
    return [word for word in WORD.findall(text.lower()) if word not in STOP]


def lexical(question: str, candidates: list[Candidate]) -> np.ndarray:
    """BM25 over the candidates only, scaled to 0..1; section numbers match here and nowhere else."""
    documents = [tokens(f"{item.heading} {item.text}") or ["-"] for item in candidates]
    scores = np.asarray(BM25Okapi(documents).get_scores(tokens(question)))
    span = scores.max() - scores.min()
    return (scores - scores.min()) / span if span > 0 else np.zeros(len(candidates))


def fuse(question: str, candidates: list[Candidate], weight: float) -> list[tuple[Candidate, float]]:
    if not candidates:
        return []
    near = 1.0 - np.array([item.distance for item in candidates])
    scores = (1 - weight) * near + weight * lexical(question, candidates)
    order = np.argsort(-scores, kind="stable")
    return [(candidates[index], float(scores[index])) for index in order]


def without_repeats(ranked: list[tuple[Candidate, float]], above: float = 0.97) -> list[tuple[Candidate, float]]:
    """Guidance repeats itself: of passages with nearly one direction the best ranked stays."""
    kept: list[tuple[Candidate, float]] = []
    matrix = np.empty((0, 0))
    for candidate, score in ranked:
        vector = np.asarray(candidate.vector)
        if vector.size and matrix.size and float((matrix @ vector).max()) > above:
            continue
        if vector.size:
            matrix = vector[None, :] if not matrix.size else np.vstack([matrix, vector])
        kept.append((candidate, score))
    return kept
