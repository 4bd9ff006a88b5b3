from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

try:
    from redis import asyncio as redis_asyncio
except ImportError:
    redis_asyncio = None

Handler = Callable[["Event"], Awaitable[None]]


@dataclass(frozen=True)
class Event:
    topic: str
    body: dict
    at: float = field(default_factory=time.time)

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Event:
        return cls(**json.loads(text))


class MemoryBus:
    """For tests and for a single process."""

    def __init__(self) -> None:
        self.sent: list[Event] = []
        self._handlers: dict[str, list[Handler]] = defaultdict(list)

    def on(self, topic: str, handler: Handler) -> None:
        self._handlers[topic].append(handler)

    async def publish(self, event: Event) -> None:
        self.sent.append(event)
        for handler in self._handlers[event.topic]:
            await handler(event)

    async def close(self) -> None:
        self._handlers.clear()


class RedisBus:
    """Redis streams, capped, one stream per topic."""

    def __init__(self, url: str, maxlen: int = 10_000) -> None:
        self._redis = redis_asyncio.from_url(url)
        self._maxlen = maxlen

    async def publish(self, event: Event) -> None:
        await self._redis.xadd(
            f"events:{event.topic}", {"event": event.to_json()}, maxlen=self._maxlen, approximate=True
        )

    async def close(self) -> None:
        await self._redis.aclose()


def open_bus(url: str) -> MemoryBus | RedisBus:
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        return MemoryBus()
    if scheme in {"redis", "rediss"}:
        if redis_asyncio is None:
            raise RuntimeError(f"event bus {scheme}:// needs the redis package")
        return RedisBus(url)
    raise ValueError(f"no event bus for {scheme}://")
