import asyncio
import logging
from collections import defaultdict, deque

from aiohttp import web

from smart_meter import adapters, analysis
from smart_meter.adapters.base import MeterError
from smart_meter.config import Config
from smart_meter.sink import Sink

log = logging.getLogger("smart_meter")
KEEP = 24 * 60  # a day at one reading a minute


class Meter:
    def __init__(self, adapter: adapters.Adapter, sink) -> None:
        self.adapter = adapter
        self.sink = sink
        self.samples: dict[str, deque] = defaultdict(lambda: deque(maxlen=KEEP))
        self.errors = 0

    async def tick(self) -> int:
        try:
            readings = await self.adapter.read()
        except MeterError as error:
            self.errors += 1
            log.warning("meter: %s", error)
            return 0
        for reading in readings:
            self.samples[reading.circuit].append((reading.at.timestamp(), reading.watts))
        if readings:
            await asyncio.to_thread(self.sink.write, readings)
        return len(readings)


def build_app(meter: Meter) -> web.Application:
    async def health(_request):
        return web.json_response({"status": "ok", "errors": meter.errors})

    async def current(_request):
        return web.json_response({name: samples[-1][1] for name, samples in meter.samples.items()})

    async def run_analysis(request):
        circuit = request.query.get("circuit", "total")
        name = request.match_info["name"]
        try:
            result = await asyncio.to_thread(analysis.run, name, list(meter.samples[circuit]))
        except LookupError:
            raise web.HTTPNotFound(text=f"no analysis {name}, there are: {', '.join(analysis.names())}")
        return web.json_response({"circuit": circuit, "analysis": name, **result})

    app = web.Application()
    app.add_routes(
        [
            web.get("/health", health),
            web.get("/current", current),
            web.get("/analysis/{name}", run_analysis),
        ]
    )
    return app


async def main() -> None:
    config = Config.from_environment()
    meter = Meter(adapters.load(config.adapter)(config), Sink(config))
    runner = web.AppRunner(build_app(meter))
    await runner.setup()
    await web.TCPSite(runner, port=8014).start()
    try:
        while True:
            await meter.tick()
            await asyncio.sleep(config.interval)
    finally:
        await meter.adapter.close()
        await runner.cleanup()
        meter.sink.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
