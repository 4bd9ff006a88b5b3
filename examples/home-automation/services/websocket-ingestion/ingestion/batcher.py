from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from ingestion.events import StateChanged

log = logging.getLogger(__name__)


class Batcher:
    """Collects events until the batch is full or old enough. A full queue drops the oldest event."""

    def __init__(
        self,
        send: Callable[[list[StateChanged]], Awaitable[None]],
        size: int,
        seconds: float,
        queue_size: int = 5000,
    ) -> None:
        self._send = send
        self._size = size
        self._seconds = seconds
        self._queue: asyncio.Queue[StateChanged] = asyncio.Queue(queue_size)
        self.sent = 0
        self.dropped = 0

    def put(self, event: StateChanged) -> None:
        if self._queue.full():
            self._queue.get_nowait()
            self.dropped += 1
        self._queue.put_nowait(event)

    async def collect(self) -> list[StateChanged]:
        batch = [await self._queue.get()]
        deadline = time.monotonic() + self._seconds
        while len(batch) < self._size:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                batch.append(await asyncio.wait_for(self._queue.get(), left))
            except asyncio.TimeoutError:
                break
        return batch

    async def run(self) -> None:
        delay = 1.0
        while True:
            batch = await self.collect()
            while True:
                try:
                    await self._send(batch)
                except OSError as error:
                    log.warning("batch of %d not sent: %s", len(batch), error)
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, 60)
                else:
                    self.sent += len(batch)
                    delay = 1.0
                    break
