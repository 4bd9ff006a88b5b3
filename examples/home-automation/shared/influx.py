"""Reads and writes of the InfluxDB 2 bucket; rows are plain dictionaries."""
from collections.abc import Iterable
from datetime import datetime

from influxdb_client import InfluxDBClient, Point
from influxdb_client.client.write_api import SYNCHRONOUS


class TimeSeries:
    def __init__(self, url: str, token: str, org: str, bucket: str) -> None:
        self.bucket = bucket
        self._client = InfluxDBClient(url=url, token=token, org=org, timeout=10_000)

    def write(self, measurement: str, rows: Iterable[dict], tags: tuple[str, ...] = ()) -> int:
        points = []
        for row in rows:
            point = Point(measurement)
            for key, value in row.items():
                if key == "time":
                    point.time(value)
                elif key in tags:
                    point.tag(key, value)
                elif value is not None:
                    point.field(key, value)
            points.append(point)
        if points:
            with self._client.write_api(write_options=SYNCHRONOUS) as api:
                api.write(bucket=self.bucket, record=points)
        return len(points)

    def query(self, flux: str, params: dict | None = None) -> list[dict]:
        tables = self._client.query_api().query(flux, params=params)
        return [record.values for table in tables for record in table.records]

    def ping(self) -> bool:
        return self._client.ping()

    def close(self) -> None:
        self._client.close()


def range_flux(bucket: str, measurement: str, start: datetime, stop: datetime, entity: str | None = None) -> str:
    """Flux text for one measurement; names are checked, since Flux has no quoting of its own."""
    for name in filter(None, (bucket, measurement, entity)):
        if not all(c.isalnum() or c in "._-" for c in name):
            raise ValueError(f"not a plain name: {name!r}")
    lines = [
        f'from(bucket: "{bucket}")',
        f"  |> range(start: {start.isoformat()}, stop: {stop.isoformat()})",
        f'  |> filter(fn: (r) => r._measurement == "{measurement}")',
    ]
    if entity:
        lines.append(f'  |> filter(fn: (r) => r.entity_id == "{entity}")')
    lines.append('  |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")')
    return "\n".join(lines)
