from influxdb_client_3 import InfluxDBClient3, Point as InfluxPoint

from .forecast import Point


class InfluxSink:
    def __init__(self, config, client=None) -> None:
        self._region = config.region
        self._client = client or InfluxDBClient3(
            host=config.influx_url, token=config.influx_token, database=config.influx_database
        )

    def record(self, forecast: list[Point]) -> int:
        lines = [
            InfluxPoint("carbon_intensity").tag("region", self._region).field("g_per_kwh", p.grams).time(p.at)
            for p in forecast
        ]
        if lines:
            self._client.write(lines)
        return len(lines)
