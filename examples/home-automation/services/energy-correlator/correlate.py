"""How many watts a device draws, from the step in total power when it is switched."""
from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from datetime import timedelta

BEFORE = timedelta(seconds=60)
SETTLE = timedelta(seconds=10)
AFTER = timedelta(seconds=70)


@dataclass
class Estimate:
    entity_id: str
    steps: list[float] = field(default_factory=list)

    @property
    def watts(self) -> float:
        return round(statistics.median(self.steps), 1)

    @property
    def certainty(self) -> float:
        """1 when all steps agree, towards 0 as they scatter; few steps count less."""
        if len(self.steps) < 2 or not self.watts:
            return 0.1
        spread = statistics.median(abs(s - self.watts) for s in self.steps) / abs(self.watts)
        return round(max(1 - spread, 0) * min(len(self.steps) / 5, 1), 2)


def step(power, at) -> float | None:
    """Difference of the medians after and before a moment, None when samples are missing."""
    before = power[(power.index >= at - BEFORE) & (power.index < at)]
    after = power[(power.index >= at + SETTLE) & (power.index < at + AFTER)]
    if len(before) < 3 or len(after) < 3:
        return None
    return float(after.median() - before.median())


def alone(switches: list[tuple], index: int) -> bool:
    at = switches[index][0]
    return all(
        abs(other[0] - at) > AFTER for i, other in enumerate(switches) if i != index
    )


def estimates(power, switches: list[tuple], min_watts: float) -> list[Estimate]:
    found: dict[str, Estimate] = {}
    for index, (at, entity, on) in enumerate(switches):
        # two switches close together cannot be told apart
        if not alone(switches, index):
            continue
        change = step(power, at)
        if change is None:
            continue
        watts = change if on else -change
        if watts >= min_watts:
            found.setdefault(entity, Estimate(entity)).steps.append(watts)
    return sorted(found.values(), key=lambda e: -e.watts)
