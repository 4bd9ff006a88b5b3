import asyncio
import logging
from datetime import datetime, timedelta, timezone

import aiohttp
from aiohttp import web
from dotenv import load_dotenv

from . import __version__
from .config import Config
from .forecast import Point, greenest, level, points
from .sink import InfluxSink
from .watttime import TokenRefused, WattTime

logger = logging.getLogger("carbon")


class State:
    def __init__(self) -> None:
        self.forecast: list[Point] = []
        self.updated: datetime | None = None


async def poll_once(client: WattTime, sink: InfluxSink, state: State) -> None:
    forecast = points(await client.forecast())
    await asyncio.get_running_loop().run_in_executor(None, sink.record, forecast)
    state.forecast, state.updated = forecast, datetime.now(timezone.utc)


async def poll(config: Config, sink: InfluxSink, state: State) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        client = WattTime(session, config)
        while True:
            try:
                await poll_once(client, sink, state)
            except (aiohttp.ClientError, TokenRefused) as error:
                logger.error("no forecast: %r", error)
            await asyncio.sleep(config.interval)


def make_app(state: State) -> web.Application:
    routes = web.RouteTableDef()

    @routes.get("/health")
    async def health(_):
        return web.json_response({"version": __version__, "updated": str(state.updated), "points": len(state.forecast)})

    @routes.get("/current")
    async def current(_):
        if not state.forecast:
            raise web.HTTPServiceUnavailable(reason="no forecast yet")
        now = state.forecast[0]
        return web.json_response({"grams": round(now.grams, 1), "level": level(now.grams, state.forecast)})

    @routes.get("/greenest")
    async def greenest_window(request):
        try:
            length = timedelta(minutes=int(request.query.get("minutes", "120")))
        except ValueError:
            raise web.HTTPBadRequest(reason="minutes must be a number")
        window = greenest(state.forecast, length)
        if window is None:
            raise web.HTTPNotFound(reason="the forecast is shorter than that")
        return web.json_response(
            {"start": window.start.isoformat(), "end": window.end.isoformat(), "grams": window.grams}
        )

    app = web.Application()
    app.add_routes(routes)
    return app


async def main() -> None:
    load_dotenv()
    config, state = Config(), State()
    runner = web.AppRunner(make_app(state))
    await runner.setup()
    await web.TCPSite(runner, port=config.port).start()
    await poll(config, InfluxSink(config), state)


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    asyncio.run(main())
