import httpx
import pytest
from fastapi.testclient import TestClient

from weather_api.app import create_app
from weather_api.comfort import degree_hours, felt, rain_starts
from weather_api.openmeteo import OpenMeteo
from weather_api.settings import Settings

CURRENT = {"temperature_2m": 2.0, "relative_humidity_2m": 80, "wind_speed_10m": 20.0}
HOURLY = {
    "time": ["2025-10-17T00:00", "2025-10-17T01:00"],
    "temperature_2m": [8.0, None],
    "relative_humidity_2m": [80, 81],
    "precipitation": [0.0, 0.6],
    "wind_speed_10m": [5, 6],
    "shortwave_radiation": [0, 500],
}


class Source:
    """Answers with the given states first, then well."""

    def __init__(self, *bad):
        self.bad = list(bad)
        self.calls = 0

    def __call__(self, request):
        self.calls += 1
        if self.bad:
            return httpx.Response(self.bad.pop(0))
        body = {"current": CURRENT} if "current" in request.url.params else {"hourly": HOURLY}
        return httpx.Response(200, json=body)


def client(source, attempts=3):
    open_meteo = OpenMeteo("http://meteo", attempts, transport=httpx.MockTransport(source))
    return TestClient(create_app(Settings(), open_meteo))


def test_a_busy_source_is_asked_again_and_the_answer_cached():
    source = Source(503, 429)
    with client(source) as web:
        assert web.get("/current").json()["felt"] == -2.7
        web.get("/current")
    assert source.calls == 3


def test_a_refused_request_is_not_repeated():
    source = Source(400)
    with client(source) as web:
        assert web.get("/current").status_code == 502
    assert source.calls == 1


def test_the_forecast_in_rows_with_sums():
    with client(Source()) as web:
        body = web.get("/forecast", params={"days": 1, "peak_kw": 5}).json()
    assert body["hours"][1]["precipitation"] == 0.6
    assert (body["degree_hours"], body["solar_kwh"]) == (10.0, 2.0)
    assert body["rain_starts"] == "2025-10-17T01:00"


@pytest.mark.parametrize("weather, expected", [((20, 50, 10), 20.0), ((-5, 70, 30), -13.0), ((33, 60, 5), 39.0)])
def test_felt_temperature(weather, expected):
    assert felt(*weather) == pytest.approx(expected, abs=0.6)


def test_no_rain_and_no_heating():
    hours = [{"time": "x", "temperature_2m": 25.0, "precipitation": None}]
    assert rain_starts(hours) is None
    assert degree_hours(hours) == 0
