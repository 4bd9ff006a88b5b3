"""Guesses from the calendar when somebody will be at home.

Used to average over past weeks with a kernel density; the plain rules below
were right more often.
"""
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from events import Entry

AWAY = ("vacation", "holiday", "urlaub", "trip", "flight")
HOME = ("home office", "homeoffice", "wfh", "day off")


@dataclass(frozen=True)
class Occupancy:
    at_home: bool
    confidence: float
    next_arrival: datetime | None
    busy_minutes: int


def _says(entry: Entry, words: tuple[str, ...]) -> bool:
    text = f"{entry.summary} {entry.location}".lower()
    return any(word in text for word in words)


def predict(entries: list[Entry], now: datetime, travel: timedelta = timedelta(minutes=25)) -> Occupancy:
    running = [e for e in entries if e.start <= now < e.end]
    today = [e for e in entries if e.start.date() == now.date() and not e.all_day]
    busy = int(sum((e.end - e.start).total_seconds() for e in today) // 60)

    if any(_says(e, AWAY) for e in running):
        last = max(e.end for e in running if _says(e, AWAY))
        return Occupancy(False, 0.95, last, busy)
    if any(_says(e, HOME) for e in running):
        return Occupancy(True, 0.9, None, busy)

    outside = [e for e in running if e.location and not e.all_day]
    if outside:
        return Occupancy(False, 0.8, max(e.end for e in outside) + travel, busy)
    return Occupancy(True, 0.6 if today else 0.5, None, busy)


def typical_busy(days: list[int]) -> float:
    """Median of the busy minutes of past days, 0 without any."""
    return statistics.median(days) if days else 0.0
