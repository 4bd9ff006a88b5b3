"""The part of a state_changed event that the rest of the system needs."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, field_validator


class StateChanged(BaseModel):
    entity_id: str
    state: str
    previous: str | None = None
    time: datetime
    attributes: dict[str, Any] = {}

    @field_validator("entity_id")
    @classmethod
    def has_domain(cls, value: str) -> str:
        domain, _, name = value.partition(".")
        if not domain or not name:
            raise ValueError("an entity id is domain.name")
        return value

    @property
    def domain(self) -> str:
        return self.entity_id.partition(".")[0]


KEPT_ATTRIBUTES = {"unit_of_measurement", "device_class", "friendly_name", "area_id"}


def from_message(message: dict) -> StateChanged | None:
    """None for removed entities and for updates that change attributes only."""
    data = message["event"]["data"]
    new, old = data.get("new_state"), data.get("old_state")
    if new is None or (old is not None and old["state"] == new["state"]):
        return None
    return StateChanged(
        entity_id=new["entity_id"],
        state=new["state"],
        previous=old["state"] if old else None,
        time=new["last_changed"],
        attributes={k: v for k, v in new.get("attributes", {}).items() if k in KEPT_ATTRIBUTES},
    )
