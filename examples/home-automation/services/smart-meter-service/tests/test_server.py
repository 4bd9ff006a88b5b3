import asyncio
import struct
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from smart_meter import adapters
from smart_meter.adapters import Reading
from smart_meter.adapters.base import MeterError
from smart_meter.config import Config
from smart_meter.server import Meter, build_app
from smart_meter.sink import line


def float_registers(value):
    return list(struct.unpack(">HH", struct.pack(">f", value)))


class FakeModbus:
    connected = True

    def __init__(self, values):
        self.values = values

    async def read_input_registers(self, address, count, slave):
        return SimpleNamespace(registers=float_registers(self.values[address]), isError=lambda: False)


class ListSink:
    def __init__(self):
        self.rows = []

    def write(self, readings):
        self.rows += readings


def test_the_modbus_adapter_decodes_floats_and_skips_nan():
    config = Config.from_environment({"METER_ADAPTER": "modbus"})
    adapter = adapters.load(config.adapter)(config, client=FakeModbus({52: 1234.5, 12: float("nan")}))
    [reading] = asyncio.run(adapter.read())
    assert (reading.circuit, reading.watts) == ("total", 1234.5)


def test_an_unknown_adapter_names_the_known_ones():
    with pytest.raises(ValueError, match="home_assistant, modbus"):
        adapters.load("smoke_signals")


def test_an_interval_below_five_seconds_is_refused():
    with pytest.raises(ValueError):
        Config.from_environment({"METER_INTERVAL": "1"})


def test_line_protocol_escapes_blanks():
    at = datetime(2025, 1, 1, tzinfo=timezone.utc)
    assert line(Reading("hot water", at, 12)) == r"smart_meter,circuit=hot\ water power_w=12.0 1735689600"


class Flaky:
    def __init__(self, answers):
        self.answers = iter(answers)

    async def read(self):
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_failed_reading_is_counted_and_the_next_one_served():
    good = [Reading("total", datetime.now(timezone.utc), 300.0)]

    async def scenario():
        meter = Meter(Flaky([MeterError("timeout"), good]), ListSink())
        counts = [await meter.tick(), await meter.tick()]
        async with TestClient(TestServer(build_app(meter))) as client:
            health = await (await client.get("/health")).json()
            current = await (await client.get("/current")).json()
            base = await (await client.get("/analysis/baseload")).json()
            missing = (await client.get("/analysis/tides")).status
        return counts, health, current, base, missing

    counts, health, current, base, missing = asyncio.run(scenario())
    assert counts == [0, 1]
    assert health == {"status": "ok", "errors": 1}
    assert current == {"total": 300.0}
    assert base["samples"] == 1
    assert missing == 404
