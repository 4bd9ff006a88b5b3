"""Day-ahead prices by provider. The environment names the module: PRICING_PROVIDER=awattar."""
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module


@dataclass(frozen=True)
class Price:
    start: datetime
    end: datetime
    cents: float  # per kWh, without grid fees


def provider(name: str):
    if not name.isidentifier():
        raise ValueError(f"not a provider: {name!r}")
    return import_module(f"pricing.providers.{name}")
