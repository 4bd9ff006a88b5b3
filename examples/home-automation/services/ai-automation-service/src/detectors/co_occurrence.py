"""Pairs of devices where one follows the other within seconds."""
from collections import Counter, deque
from datetime import datetime, timedelta


def find(events: list[dict], min_support: int = 5, min_confidence: float = 0.7, within: int = 120) -> list[dict]:
    span = timedelta(seconds=within)
    recent: deque[tuple[datetime, str]] = deque()
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()

    for event in sorted(events, key=lambda e: e["time"]):
        at = datetime.fromisoformat(event["time"])
        entity = event["entity_id"]
        while recent and at - recent[0][0] > span:
            recent.popleft()
        for earlier in {e for _, e in recent if e != entity}:
            pairs[earlier, entity] += 1
        alone[entity] += 1
        recent.append((at, entity))

    found = []
    for (first, second), count in pairs.items():
        confidence = min(count / alone[first], 1.0)
        if count >= min_support and confidence >= min_confidence:
            found.append(
                {
                    "kind": "co_occurrence",
                    "entity_id": first,
                    "then": second,
                    "support": count,
                    "confidence": confidence,
                }
            )
    return sorted(found, key=lambda p: -p["confidence"])
