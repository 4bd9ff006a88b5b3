"""What a household can do with a forecast: the greenest window for a load of given length.

Plain lists are enough, a day has 288 points. (The first version smoothed with scipy.signal;
the API has smoothed its values itself since v3.)
"""
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

LBS_PER_MWH = 0.453592  # to g per kWh


@dataclass(frozen=True)
class Point:
    at: datetime
    grams: float


@dataclass(frozen=True)
class Window:
    start: datetime
    end: datetime
    grams: float


def points(rows: list[dict]) -> list[Point]:
    found = [
        Point(datetime.fromisoformat(row["point_time"].replace("Z", "+00:00")), row["value"] * LBS_PER_MWH)
        for row in rows
        if row.get("value") is not None
    ]
    return sorted(found, key=lambda p: p.at)


def greenest(forecast: list[Point], length: timedelta) -> Window | None:
    if len(forecast) < 2:
        return None
    step = forecast[1].at - forecast[0].at
    size = max(round(length / step), 1)
    if size > len(forecast):
        return None
    sums = [0.0, *accumulate(p.grams for p in forecast)]
    best = min(range(len(forecast) - size + 1), key=lambda i: sums[i + size] - sums[i])
    start = forecast[best].at
    return Window(start, start + size * step, round((sums[best + size] - sums[best]) / size, 1))


def level(grams: float, forecast: list[Point]) -> str:
    """Where a value lies among the forecast: low, middle or high third."""
    ordered = sorted(p.grams for p in forecast)
    if not ordered:
        return "unknown"
    below = sum(1 for value in ordered if value < grams) / len(ordered)
    return "low" if below < 1 / 3 else "middle" if below < 2 / 3 else "high"
