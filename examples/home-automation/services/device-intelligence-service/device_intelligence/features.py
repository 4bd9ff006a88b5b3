"""One row of numbers per device and hour."""
from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import numpy as np

NAMES = ("changes", "states", "gap_mean", "gap_max", "hour_sin", "hour_cos")


def hourly(events: list[dict]) -> dict[datetime, list[dict]]:
    hours: dict[datetime, list[dict]] = defaultdict(list)
    for event in events:
        at = datetime.fromisoformat(event["time"])
        hours[at.replace(minute=0, second=0, microsecond=0)].append({**event, "at": at})
    return dict(sorted(hours.items()))


def row(hour: datetime, events: list[dict]) -> list[float]:
    times = np.sort(np.array([e["at"].timestamp() for e in events]))
    gaps = np.diff(times) if len(times) > 1 else np.array([3600.0])
    angle = 2 * np.pi * hour.hour / 24
    return [
        float(len(events)),
        float(len({e["state"] for e in events})),
        float(gaps.mean()),
        float(gaps.max()),
        float(np.sin(angle)),
        float(np.cos(angle)),
    ]


def matrix(events: list[dict]) -> tuple[list[datetime], np.ndarray]:
    hours = hourly(events)
    if not hours:
        return [], np.empty((0, len(NAMES)))
    return list(hours), np.array([row(hour, found) for hour, found in hours.items()])
