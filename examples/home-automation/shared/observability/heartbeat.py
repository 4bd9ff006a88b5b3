"""Tells the health dashboard that a service is alive.

The dashboard marks a service as late after three missed beats, so a failed
post is logged once and then retried at the normal pace.
"""
import asyncio
import logging
import time

import aiohttp

from .metrics import process_metrics

log = logging.getLogger(__name__)


class Heartbeat:
    def __init__(self, service: str, url: str | None, interval: float = 15.0) -> None:
        self.service = service
        self.url = url
        self.interval = interval
        self.started = time.time()
        self.failures = 0
        self._task: asyncio.Task | None = None

    def payload(self) -> dict:
        return {
            "service": self.service,
            "uptime": round(time.time() - self.started, 1),
            "failures": self.failures,
            "process": process_metrics(),
        }

    async def beat(self, session: aiohttp.ClientSession) -> bool:
        try:
            timeout = aiohttp.ClientTimeout(total=5)
            async with session.post(self.url, json=self.payload(), timeout=timeout) as response:
                response.raise_for_status()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            self.failures += 1
            if self.failures == 1:
                log.warning("heartbeat to %s failed: %s", self.url, error)
            return False
        self.failures = 0
        return True

    async def _run(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                await self.beat(session)
                await asyncio.sleep(self.interval)

    def start(self) -> None:
        if self.url and self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
