import asyncio
import json
import logging
from pathlib import Path

from aiohttp import web

from correlate import Estimate, estimates
from settings import Settings
from source import Source

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
log = logging.getLogger("correlator")
BEAT = Path("/tmp/last-run")


class Correlator:
    def __init__(self, source: Source, settings: Settings) -> None:
        self.source = source
        self.settings = settings
        self.latest: list[Estimate] = []

    def run_once(self) -> int:
        power = self.source.power()
        if power is None:
            log.info("no power readings of %s", self.settings.power_entity)
            return 0
        self.latest = estimates(power, self.source.switches(), self.settings.min_watts)
        BEAT.write_text(json.dumps({"devices": len(self.latest)}))
        return len(self.latest)

    async def forever(self, _app=None) -> None:
        while True:
            try:
                count = await asyncio.to_thread(self.run_once)
                log.info("%d devices", count)
            except Exception:
                log.exception("correlation failed")
            await asyncio.sleep(self.settings.interval)


def make_app(correlator: Correlator) -> web.Application:
    async def devices(_request):
        return web.json_response(
            [
                {"entity_id": e.entity_id, "watts": e.watts, "certainty": e.certainty, "samples": len(e.steps)}
                for e in correlator.latest
            ]
        )

    async def health(_request):
        alive = await asyncio.to_thread(correlator.source.ping)
        return web.json_response({"influxdb": alive}, status=200 if alive else 503)

    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/devices", devices)
    return app


async def background(app: web.Application):
    task = asyncio.create_task(app[CORRELATOR].forever())
    yield
    task.cancel()


CORRELATOR = web.AppKey("correlator", Correlator)

if __name__ == "__main__":
    settings = Settings()
    correlator = Correlator(Source(settings), settings)
    application = make_app(correlator)
    application[CORRELATOR] = correlator
    application.cleanup_ctx.append(background)
    web.run_app(application, port=8017)
