from __future__ import annotations

import asyncio
import logging
import os
from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from influxdb_client_3 import InfluxDBClient3

from pricing import windows
from pricing.providers import Price, provider
from pricing.store import PriceStore

log = logging.getLogger("pricing")
PRICES = web.AppKey("prices", list)


def as_json(price: Price, zone: ZoneInfo) -> dict:
    return {"start": price.start.astimezone(zone).isoformat(), "cents": price.cents}


def create_app(zone: ZoneInfo) -> web.Application:
    app = web.Application()
    app[PRICES] = []

    async def health(request):
        return web.json_response({"status": "ok", "prices": len(request.app[PRICES])})

    async def prices(request):
        return web.json_response([as_json(p, zone) for p in request.app[PRICES]])

    async def negative(request):
        return web.json_response([as_json(p, zone) for p in windows.negative(request.app[PRICES])])

    async def cheapest(request):
        hours = float(request.query.get("hours", 2))
        usable = request.app[PRICES]
        if "quiet" in request.query:
            start, end = (time.fromisoformat(part) for part in request.query["quiet"].split("-"))
            usable = windows.quiet_hours(usable, zone, start, end)
        run = windows.cheapest(usable, hours, not_before=datetime.now(timezone.utc))
        return web.json_response([as_json(p, zone) for p in run])

    app.add_routes(
        [
            web.get("/health", health),
            web.get("/prices", prices),
            web.get("/negative", negative),
            web.get("/cheapest", cheapest),
        ]
    )
    return app


async def poll(app: web.Application, store: PriceStore, name: str, options: dict, interval: int) -> None:
    source = provider(name)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        while True:
            try:
                found = await source.fetch(session, options)
                await asyncio.to_thread(store.add, found)
                app[PRICES][:] = found
            except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, KeyError) as error:
                log.warning("%s: %s", name, error)
            await asyncio.sleep(interval)


async def main() -> None:
    env = os.environ
    name = env.get("PRICING_PROVIDER", "awattar")
    client = InfluxDBClient3(
        host=env.get("INFLUXDB_HOST", "http://influxdb3:8181"),
        token=env.get("INFLUXDB_TOKEN", ""),
        database=env.get("INFLUXDB_DATABASE", "home"),
    )
    options = {"token": env.get("ENTSOE_TOKEN", ""), "area": env.get("PRICING_AREA", "10YAT-APG------L")}
    app = create_app(ZoneInfo(env.get("HOME_TIMEZONE", "Europe/Vienna")))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, port=8011).start()
    await poll(app, PriceStore(client, name), name, options, int(env.get("PRICING_INTERVAL", "3600")))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
