import asyncio
from datetime import datetime, timedelta, timezone

import pandas
from aiohttp.test_utils import TestClient, TestServer

import main
from correlate import Estimate, estimates, step
from settings import Settings
from source import Source

T0 = datetime(2025, 10, 1, 12, tzinfo=timezone.utc)


def at(minutes):
    return T0 + timedelta(minutes=minutes)


def power(load):
    """Total power every ten seconds for an hour; `load` tells the watts at a minute."""
    times = [T0 + timedelta(seconds=10 * i) for i in range(360)]
    values = [100.0 + load((t - T0).total_seconds() / 60) for t in times]
    return pandas.Series(values, index=pandas.DatetimeIndex(times))


def oven(minute):
    return 2000.0 if 10 <= minute < 20 or 30 <= minute < 40 else 0.0


SWITCHES = [
    (at(10), "switch.oven", True),
    (at(20), "switch.oven", False),
    (at(30), "switch.oven", True),
    (at(45), "light.hall", True),
]


def test_watts_come_from_the_steps_in_both_directions():
    [found] = estimates(power(oven), SWITCHES, min_watts=15)
    assert (found.entity_id, found.watts, len(found.steps)) == ("switch.oven", 2000.0, 3)
    assert found.certainty == 0.6


def test_two_switches_at_once_say_nothing():
    together = [(at(10), "switch.oven", True), (at(10.5), "light.hall", True)]
    assert estimates(power(oven), together, 15) == []


def test_a_step_at_the_edge_is_unknown():
    assert step(power(oven), at(0)) is None


def test_scattered_steps_are_uncertain():
    assert Estimate("fan.a", [20, 200, 20, 400, 30]).certainty < 0.7
    assert Estimate("fan.a", [20]).certainty == 0.1


class Client:
    def query_api(self):
        return self

    def query_data_frame(self, flux):
        if "aggregateWindow" in flux:
            series = power(oven)
            return pandas.DataFrame({"_time": series.index, "_value": series.values})
        rows = pandas.DataFrame(SWITCHES, columns=["_time", "entity_id", "_value"])
        return [rows]

    def ping(self):
        return True


def test_a_run_is_served(monkeypatch, tmp_path):
    monkeypatch.setattr(main, "BEAT", tmp_path / "beat")

    async def scenario():
        correlator = main.Correlator(Source(Settings(), Client()), Settings())
        count = correlator.run_once()
        async with TestClient(TestServer(main.make_app(correlator))) as client:
            return count, await (await client.get("/devices")).json()

    count, devices = asyncio.run(scenario())
    assert count == 1
    assert devices[0]["entity_id"] == "switch.oven"
    assert (tmp_path / "beat").exists()
