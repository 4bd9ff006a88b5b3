"""Meters are reached through adapters; the one to use is named by METER_ADAPTER."""
from __future__ import annotations

import importlib

from smart_meter.adapters.base import Adapter, Reading

ADAPTERS = {
    "home_assistant": "smart_meter.adapters.home_assistant:HomeAssistantAdapter",
    "modbus": "smart_meter.adapters.modbus:ModbusAdapter",
}

__all__ = ["ADAPTERS", "Adapter", "Reading", "load"]


def load(name: str) -> type[Adapter]:
    try:
        module, _, attribute = ADAPTERS[name].partition(":")
    except KeyError:
        raise ValueError(f"no meter adapter {name!r}, known: {', '.join(sorted(ADAPTERS))}") from None
    return getattr(importlib.import_module(module), attribute)
