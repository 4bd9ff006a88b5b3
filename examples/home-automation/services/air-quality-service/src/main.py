"""Air quality of the nearest station, as an index and as NowCast concentrations."""
import asyncio
import logging
import os

import aiohttp
from aiohttp import web
from dotenv import load_dotenv
from influxdb_client_3 import InfluxDBClient3

from src import aqi
from src.logging_setup import configure
from src.openaq import OpenAQ
from src.writer import Writer

logger = logging.getLogger("air_quality")


class AirQuality:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.index: aqi.Index | None = None
        self.concentrations: dict[str, float | None] = {}

    async def update(self, source: OpenAQ) -> aqi.Index | None:
        hourly = await source.hourly()
        self.concentrations = {
            name: aqi.nowcast(values) if name.startswith("pm") else (values or [None])[0]
            for name, values in hourly.items()
        }
        self.index = aqi.overall(self.concentrations)
        if self.index is not None:
            await asyncio.to_thread(self.writer.write, self.index, self.concentrations)
        return self.index

    async def handle_health(self, _request):
        healthy = self.writer.failures < 5
        return web.json_response({"healthy": healthy}, status=200 if healthy else 503)

    async def handle_index(self, _request):
        if self.index is None:
            return web.json_response({"error": "no measurement yet"}, status=503)
        return web.json_response(
            {
                "aqi": self.index.value,
                "level": self.index.level,
                "pollutant": self.index.pollutant,
                "concentrations": self.concentrations,
            }
        )


def make_app(service: AirQuality) -> web.Application:
    app = web.Application()
    app.router.add_get("/health", service.handle_health)
    app.router.add_get("/air-quality", service.handle_index)
    return app


async def run() -> None:
    load_dotenv()
    configure(os.getenv("LOG_LEVEL", "INFO"), os.getenv("LOG_FORMAT", "json"))
    station = int(os.environ["OPENAQ_STATION"])
    client = InfluxDBClient3(
        host=os.getenv("INFLUXDB_HOST", "http://influxdb3:8181"),
        token=os.getenv("INFLUXDB_TOKEN", ""),
        database=os.getenv("INFLUXDB_DATABASE", "home"),
    )
    service = AirQuality(Writer(client, station))
    runner = web.AppRunner(make_app(service))
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 8012).start()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        source = OpenAQ(session, station, os.getenv("OPENAQ_KEY", ""), os.getenv("OPENAQ_URL", "https://api.openaq.org"))
        while True:
            try:
                await service.update(source)
            except (aiohttp.ClientError, asyncio.TimeoutError, KeyError, IndexError):
                logger.exception("update failed")
            await asyncio.sleep(int(os.getenv("FETCH_INTERVAL", "1800")))


if __name__ == "__main__":
    asyncio.run(run())
