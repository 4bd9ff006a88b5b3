import asyncio
import json
import logging

from aiohttp.test_utils import TestClient, TestServer

from src.logging_setup import configure
from src.main import AirQuality, make_app
from src.openaq import OpenAQ
from src.writer import Writer


class FakeInflux:
    def __init__(self, broken=False):
        self.broken = broken
        self.points = []

    def write(self, point):
        if self.broken:
            raise OSError("no route to host")
        self.points.append(point.to_line_protocol())


class FixedSource:
    async def hourly(self, hours=12):
        return {"pm25": [12.0] * 12, "no2": [30.0, 28.0]}


def serve(influx, updates):
    async def scenario():
        service = AirQuality(Writer(influx, 42))
        for _ in range(updates):
            await service.update(FixedSource())
        async with TestClient(TestServer(make_app(service))) as client:
            health = (await client.get("/health")).status
            answer = await client.get("/air-quality")
            return health, answer.status, await answer.json()

    return asyncio.run(scenario())


def test_an_update_is_written_and_served():
    influx = FakeInflux()
    health, status, body = serve(influx, 1)
    assert (health, status) == (200, 200)
    assert body["pollutant"] == "pm25" and body["level"] == "moderate"
    assert influx.points[0].startswith("air_quality,pollutant=pm25,station=42 aqi=")


def test_before_the_first_update():
    assert serve(FakeInflux(), 0)[1] == 503


def test_five_failed_writes_turn_the_health_red():
    assert serve(FakeInflux(broken=True), 5)[0] == 503


def test_sensors_are_read_once():
    class Recorded(OpenAQ):
        calls = []

        async def _json(self, path, **params):
            self.calls.append(path)
            if "locations" in path:
                sensors = [{"id": 7, "parameter": {"name": "pm25"}}, {"id": 8, "parameter": {"name": "co"}}]
                return {"results": [{"sensors": sensors}]}
            return {"results": [{"value": 4.0}, {"value": 5.0}]}

    async def scenario():
        source = Recorded(None, 1, "", "http://openaq/")
        await source.hourly()
        return await source.hourly(), source.calls

    hourly, calls = asyncio.run(scenario())
    assert hourly == {"pm25": [4.0, 5.0]}
    assert calls.count("/v3/locations/1") == 1


def test_log_lines_are_json(capsys):
    configure("INFO", "json")
    logging.getLogger("probe").info("up")
    logging.getLogger().handlers.clear()
    assert json.loads(capsys.readouterr().err)["message"] == "up"
