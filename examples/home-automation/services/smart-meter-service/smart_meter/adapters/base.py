from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Reading:
    circuit: str
    at: datetime
    watts: float


class MeterError(Exception):
    """The meter could not be read this time."""


class Adapter(Protocol):
    async def read(self) -> list[Reading]: ...

    async def close(self) -> None: ...
