"""What is known about each service right now."""
from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field


@dataclass
class ServiceState:
    name: str
    seen: float
    uptime: float = 0.0
    rss: deque = field(default_factory=lambda: deque(maxlen=240))
    error: str | None = None


class Board:
    def __init__(self, late_after: float, dead_after: float, clock=time.time) -> None:
        self._late = late_after
        self._dead = dead_after
        self._clock = clock
        self._states: dict[str, ServiceState] = {}

    def beat(self, name: str, uptime: float = 0.0, rss: int | None = None) -> None:
        state = self._states.setdefault(name, ServiceState(name, self._clock()))
        state.seen, state.uptime, state.error = self._clock(), uptime, None
        if rss is not None:
            state.rss.append(rss)

    def fail(self, name: str, error: str) -> None:
        state = self._states.setdefault(name, ServiceState(name, 0.0))
        state.error = error

    def status(self, state: ServiceState) -> str:
        if state.error:
            return "failing"
        age = self._clock() - state.seen
        return "ok" if age < self._late else "late" if age < self._dead else "dead"

    def leaking(self, state: ServiceState) -> bool:
        """Memory that grew by a fifth over an hour of beats without ever falling back."""
        if len(state.rss) < 60:
            return False
        values = list(state.rss)
        quarter = len(values) // 4
        lows = [min(values[i : i + quarter]) for i in range(0, quarter * 4, quarter)]
        return lows == sorted(lows) and lows[-1] > lows[0] * 1.2

    def rows(self) -> list[dict]:
        return [
            {
                "name": state.name,
                "status": self.status(state),
                "uptime": round(state.uptime),
                "rss": state.rss[-1] if state.rss else None,
                "leaking": self.leaking(state),
                "error": state.error,
            }
            for state in sorted(self._states.values(), key=lambda s: s.name)
        ]
