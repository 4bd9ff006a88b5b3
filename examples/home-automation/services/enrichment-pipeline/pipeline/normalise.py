"""Values and units as the rest of the system expects them."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel

TRUE = {"on", "open", "home", "true", "detected", "unlocked"}
FALSE = {"off", "closed", "not_home", "false", "clear", "locked"}

UNITS: dict[str, tuple[str, Callable[[float], float]]] = {
    "°F": ("°C", lambda v: (v - 32) / 1.8),
    "kW": ("W", lambda v: v * 1000),
    "Wh": ("kWh", lambda v: v / 1000),
    "MWh": ("kWh", lambda v: v * 1000),
    "mbar": ("hPa", lambda v: v),
    "inHg": ("hPa", lambda v: v * 33.8639),
    "mph": ("km/h", lambda v: v * 1.609344),
}


class RawEvent(BaseModel):
    entity_id: str
    state: str
    previous: str | None = None
    time: datetime
    attributes: dict[str, Any] = {}


class Enriched(BaseModel):
    entity_id: str
    domain: str
    area: str | None = None
    state: str
    number: float | None = None
    flag: bool | None = None
    unit: str | None = None
    time: datetime


def normalise(event: RawEvent, area: str | None = None) -> Enriched | None:
    """None for what says nothing: unavailable and unknown states."""
    state = event.state.strip()
    if state in ("unavailable", "unknown", ""):
        return None
    number = flag = None
    unit = event.attributes.get("unit_of_measurement")
    try:
        number = float(state)
    except ValueError:
        flag = True if state.lower() in TRUE else False if state.lower() in FALSE else None
        unit = None
    else:
        if unit in UNITS:
            unit, convert = UNITS[unit]
            number = round(convert(number), 4)
    return Enriched(
        entity_id=event.entity_id,
        domain=event.entity_id.partition(".")[0],
        area=area or event.attributes.get("area_id"),
        state=state,
        number=number,
        flag=flag,
        unit=unit,
        time=event.time,
    )
