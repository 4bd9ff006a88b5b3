"""Lazily loaded models: importing this package costs nothing."""
from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from src.settings import Settings, get_settings

log = logging.getLogger(__name__)


def _embedder(settings: Settings) -> Any:
    from src.models.embeddings import Embedder

    return Embedder(settings.embedding_model, settings.embedding_backend)


def _phraser(settings: Settings) -> Any:
    from src.models.phrasing import Phraser

    return Phraser(settings.phrasing_model)


class ModelRegistry:
    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: dict[str, Any] = {}
        self.builders: dict[str, Callable[[Settings], Any]] = {"embedder": _embedder, "phraser": _phraser}

    def get(self, name: str) -> Any:
        with self._lock:
            if name not in self._loaded:
                started = time.perf_counter()
                self._loaded[name] = self.builders[name](self._settings or get_settings())
                log.info("loaded %s in %.1f s", name, time.perf_counter() - started)
            return self._loaded[name]

    def state(self) -> dict[str, str]:
        return {name: "loaded" if name in self._loaded else "idle" for name in self.builders}
