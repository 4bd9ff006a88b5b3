"""The one place that knows the client of InfluxDB 3."""
from __future__ import annotations

from influxdb_client_3 import InfluxDBClient3

from retention.settings import Settings


def connect(settings: Settings) -> InfluxDBClient3:
    return InfluxDBClient3(
        host=settings.influx_host,
        token=settings.influx_token,
        database=settings.influx_database,
    )
