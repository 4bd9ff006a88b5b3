import asyncio
import random
from datetime import datetime, timedelta, timezone

import httpx
import pytest

from device_intelligence import features, model
from device_intelligence.service import Intelligence
from device_intelligence.settings import Settings

START = datetime(2025, 10, 1, tzinfo=timezone.utc)


def steady(hours):
    """Three to six changes an hour, at random minutes."""
    dice = random.Random(5)
    found = []
    for h in range(hours):
        for minute in sorted(dice.sample(range(60), dice.randint(3, 6))):
            at = START + timedelta(hours=h, minutes=minute)
            found.append({"state": dice.choice(["on", "off"]), "time": at.isoformat()})
    return found


def burst():
    at = START + timedelta(days=10, hours=3)
    return [{"state": str(i % 7), "time": (at + timedelta(seconds=i * 10)).isoformat()} for i in range(300)]


def test_features_of_an_hour():
    hours, rows = features.matrix(steady(1))
    assert hours == [START]
    assert dict(zip(features.NAMES, rows[0]))["changes"] == len(steady(1))
    assert 0 < rows[0][2] <= rows[0][3] < 3600
    assert features.matrix([])[1].shape == (0, 6)


def test_a_burst_is_strange_and_explained():
    _, rows = features.matrix(steady(24 * 7))
    trained = model.train(rows, 0.02)
    _, odd = features.matrix(burst())
    normal = model.score(trained, rows[:24])
    assert model.score(trained, odd)[0] > max(normal)
    assert "changes" in model.explain(trained, odd[0])


def test_two_days_are_the_least():
    with pytest.raises(model.NotEnoughData, match="10 hours"):
        model.train(features.matrix(steady(10))[1], 0.02)


def test_a_broken_model_file_is_thrown_away(tmp_path):
    store = model.ModelStore(str(tmp_path))
    (tmp_path / "sensor_x.joblib").write_bytes(b"")
    assert store.load("sensor.x") is None
    assert list(tmp_path.iterdir()) == []


class MemoryCache(dict):
    async def get(self, key):
        return dict.get(self, key)

    async def set(self, key, value, ex):
        self[key] = value

    async def delete(self, key):
        self.pop(key, None)


def test_training_then_scoring_with_a_cache(tmp_path):
    calls = []

    def data_api(request):
        calls.append(request.url.params["entity_id"])
        return httpx.Response(200, json={"events": steady(72)})

    async def scenario():
        http = httpx.AsyncClient(base_url="http://data", transport=httpx.MockTransport(data_api))
        service = Intelligence(Settings(state_folder=str(tmp_path)), http, MemoryCache())
        with pytest.raises(LookupError):
            await service.score("light.hall")
        hours = await service.train("light.hall")
        return hours, await service.score("light.hall"), await service.score("light.hall")

    hours, first, second = asyncio.run(scenario())
    assert hours == 72
    assert first == second
    assert set(first) == {"device", "score", "hour", "because"}
    assert len(calls) == 2
