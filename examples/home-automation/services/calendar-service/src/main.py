"""Reads the family's calendars and predicts who is at home."""
import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web

import settings as config
from events import Sources
from occupancy import Occupancy, predict, typical_busy
from writer import Writer

log = logging.getLogger("calendar")


class CalendarService:
    def __init__(self, settings: config.Settings, writer: Writer) -> None:
        self.settings = settings
        self.writer = writer
        self.latest: Occupancy | None = None
        self.last_success: datetime | None = None
        self.busy: deque[int] = deque(maxlen=28)

    async def refresh(self, sources: Sources) -> Occupancy:
        now = datetime.now(self.settings.timezone)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        entries = await sources.fetch(midnight, midnight + timedelta(days=2))
        occupancy = predict(entries, now)
        await asyncio.to_thread(self.writer.write, now, occupancy, len(entries))
        if self.last_success is None or self.last_success.date() != now.date():
            self.busy.append(occupancy.busy_minutes)
        self.latest, self.last_success = occupancy, now
        return occupancy

    async def loop(self) -> None:
        timeout = aiohttp.ClientTimeout(total=30)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            sources = Sources(session, self.settings)
            while True:
                try:
                    await self.refresh(sources)
                except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
                    log.warning("calendar fetch failed: %s", error)
                await asyncio.sleep(self.settings.interval)

    async def health(self, _request: web.Request) -> web.Response:
        fresh = self.last_success is not None
        return web.json_response({"status": "healthy" if fresh else "starting"})

    async def occupancy(self, _request: web.Request) -> web.Response:
        if self.latest is None:
            raise web.HTTPServiceUnavailable(text="no calendar has been read yet")
        arrival = self.latest.next_arrival
        return web.json_response(
            {
                "at_home": self.latest.at_home,
                "confidence": self.latest.confidence,
                "next_arrival": arrival.isoformat() if arrival else None,
                "busy_minutes": self.latest.busy_minutes,
                "typical_busy_minutes": typical_busy(list(self.busy)),
            }
        )

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/health", self.health)
        app.router.add_get("/occupancy", self.occupancy)
        return app


async def serve() -> None:
    settings = config.load()
    service = CalendarService(settings, Writer(settings.influx_host, settings.influx_token, settings.influx_database))
    runner = web.AppRunner(service.app())
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", settings.port).start()
    try:
        await service.loop()
    finally:
        await runner.cleanup()
        service.writer.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(serve())
