"""Analyses over the readings in memory. Each module here has `analyse(samples) -> dict`
and is reached as /analysis/<module>; a new one needs no registration."""
from __future__ import annotations

import importlib
import pkgutil

Samples = list[tuple[float, float]]  # seconds since the epoch, watts


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def run(name: str, samples: Samples) -> dict:
    if name not in names():
        raise LookupError(name)
    module = importlib.import_module(f"{__name__}.{name}")
    return module.analyse(samples)
