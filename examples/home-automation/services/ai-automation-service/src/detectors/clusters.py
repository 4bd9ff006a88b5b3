"""Groups of entities with the same daily rhythm, by density clustering of their hour histograms."""
from datetime import datetime

import numpy as np
from sklearn.cluster import DBSCAN


def hour_histogram(times: list[str]) -> np.ndarray:
    hours = np.fromiter((datetime.fromisoformat(t).hour for t in times), dtype=int, count=len(times))
    counts = np.bincount(hours, minlength=24).astype(float)
    return counts / counts.sum()


def find(events: list[dict], eps: float = 0.2, min_samples: int = 2) -> list[list[str]]:
    by_entity: dict[str, list[str]] = {}
    for event in events:
        by_entity.setdefault(event["entity_id"], []).append(event["time"])
    names = sorted(by_entity)
    if len(names) < min_samples:
        return []
    profiles = np.vstack([hour_histogram(by_entity[name]) for name in names])
    labels = DBSCAN(eps=eps, min_samples=min_samples, metric="euclidean").fit_predict(profiles)
    return [
        [name for name, label in zip(names, labels) if label == wanted]
        for wanted in sorted(set(labels.tolist()) - {-1})
    ]
