"""How long each measurement is kept, and what becomes of it then."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

_PERIOD = re.compile(r"^(\d+)\s*(d|w|m|y)$")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


class Action(str, Enum):
    DELETE = "delete"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Policy:
    measurement: str
    keep: timedelta
    action: Action = Action.DELETE

    def cutoff(self, now: datetime | None = None) -> datetime:
        return (now or datetime.now(timezone.utc)) - self.keep


def parse_period(text: str) -> timedelta:
    match = _PERIOD.match(text.strip().lower())
    if not match:
        raise ValueError(f"not a period: {text!r} (30d, 4w, 6m, 2y)")
    return timedelta(days=int(match[1]) * _DAYS[match[2]])


class PolicyBook:
    def __init__(self, policies: list[Policy] | None = None) -> None:
        self._policies = {p.measurement: p for p in policies or DEFAULTS}

    def all(self) -> list[Policy]:
        return sorted(self._policies.values(), key=lambda p: p.measurement)

    def put(self, measurement: str, period: str, action: str) -> Policy:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", measurement):
            raise ValueError(f"not a measurement: {measurement!r}")
        policy = Policy(measurement, parse_period(period), Action(action))
        self._policies[measurement] = policy
        return policy

    def remove(self, measurement: str) -> bool:
        return self._policies.pop(measurement, None) is not None


DEFAULTS = [
    Policy("home_assistant_events", timedelta(days=365), Action.ARCHIVE),
    Policy("air_quality", timedelta(days=90)),
    Policy("smart_meter", timedelta(days=730), Action.ARCHIVE),
    Policy("weather", timedelta(days=180)),
]
