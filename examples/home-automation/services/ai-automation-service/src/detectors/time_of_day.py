"""Devices that are switched at about the same time on most days."""
import pandas as pd

MINUTES_PER_DAY = 24 * 60


def find(events: list[dict], min_support: int = 5, window: int = 20) -> list[dict]:
    """`events` have entity_id, state and an ISO time; `window` is in minutes."""
    if not events:
        return []
    frame = pd.DataFrame(events)
    frame["time"] = pd.to_datetime(frame["time"], utc=True, format="ISO8601")
    frame["minute"] = frame["time"].dt.hour * 60 + frame["time"].dt.minute
    frame["day"] = frame["time"].dt.date
    days = max(frame["day"].nunique(), 1)

    patterns = []
    for (entity, state), group in frame.groupby(["entity_id", "state"]):
        # one event a day, the first: a light that flickers at eight is one habit
        minutes = group.sort_values("time").groupby("day")["minute"].first()
        centre = int(minutes.median())
        distance = (minutes - centre).abs()
        distance = distance.where(distance <= MINUTES_PER_DAY / 2, MINUTES_PER_DAY - distance)
        hits = int((distance <= window).sum())
        if hits >= min_support:
            patterns.append(
                {
                    "kind": "time_of_day",
                    "entity_id": entity,
                    "state": state,
                    "at": f"{centre // 60:02d}:{centre % 60:02d}",
                    "support": hits,
                    "confidence": hits / days,
                }
            )
    return sorted(patterns, key=lambda p: -p["confidence"])
