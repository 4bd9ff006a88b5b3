import asyncio
import logging

import aiohttp
from aiohttp import web
from pydantic import ValidationError

from ingestion.batcher import Batcher
from ingestion.events import from_message
from ingestion.home_assistant import HomeAssistant
from ingestion.outputs import MqttOutput, PipelineOutput, connect
from ingestion.settings import Settings

log = logging.getLogger("ingestion")


def health_app(source: HomeAssistant, batcher: Batcher) -> web.Application:
    async def health(_request: web.Request) -> web.Response:
        body = {"connected": source.connected, "sent": batcher.sent, "dropped": batcher.dropped}
        return web.json_response(body, status=200 if source.connected else 503)

    app = web.Application()
    app.router.add_get("/health", health)
    return app


async def pump(source: HomeAssistant, batcher: Batcher, output: MqttOutput) -> None:
    async for message in source.forever():
        try:
            event = from_message(message)
        except (ValidationError, KeyError) as error:
            log.debug("skipped: %s", error)
            continue
        if event is not None:
            output.publish(event)
            batcher.put(event)


async def main() -> None:
    settings = Settings()
    client = connect(settings.mqtt_host, settings.mqtt_port)
    async with aiohttp.ClientSession() as session:
        source = HomeAssistant(session, settings.ha_websocket, settings.ha_token.get_secret_value())
        batcher = Batcher(
            PipelineOutput(session, settings.pipeline_url).send,
            settings.batch_size,
            settings.batch_seconds,
            settings.queue_size,
        )
        runner = web.AppRunner(health_app(source, batcher))
        await runner.setup()
        await web.TCPSite(runner, port=8001).start()
        try:
            await asyncio.gather(pump(source, batcher, MqttOutput(client, settings.mqtt_topic)), batcher.run())
        finally:
            await runner.cleanup()
            client.loop_stop()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
