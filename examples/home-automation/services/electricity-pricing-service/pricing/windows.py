"""Cheapest hours for the dishwasher, in local time."""
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from pricing.providers import Price


def cheapest(prices: Sequence[Price], hours: float, not_before: datetime | None = None) -> list[Price]:
    """The cheapest run of neighbouring slots that lasts `hours`."""
    slots = [p for p in sorted(prices, key=lambda p: p.start) if not_before is None or p.start >= not_before]
    best: list[Price] = []
    best_cost = float("inf")
    for first in range(len(slots)):
        run, length, cost = [], 0.0, 0.0
        for slot in slots[first:]:
            if run and slot.start != run[-1].end:
                break
            duration = (slot.end - slot.start).total_seconds() / 3600
            run.append(slot)
            length += duration
            cost += slot.cents * duration
            if length >= hours:
                if cost < best_cost:
                    best, best_cost = run, cost
                break
    return best


def quiet_hours(prices: Sequence[Price], zone: ZoneInfo, start: time, end: time) -> list[Price]:
    """Drops the slots that begin in the quiet hours, which may span midnight."""

    def quiet(at: time) -> bool:
        return start <= at < end if start <= end else at >= start or at < end

    return [p for p in prices if not quiet(p.start.astimezone(zone).time())]


def negative(prices: Sequence[Price]) -> list[Price]:
    return [p for p in prices if p.cents < 0]
