from datetime import datetime

from influxdb_client_3 import InfluxDBClient3, Point

from occupancy import Occupancy


class Writer:
    def __init__(self, host: str, token: str, database: str, client: InfluxDBClient3 | None = None) -> None:
        self._client = client or InfluxDBClient3(host=host, token=token, database=database)

    def write(self, at: datetime, occupancy: Occupancy, entries: int) -> None:
        point = (
            Point("occupancy_prediction")
            .tag("source", "calendar")
            .field("at_home", occupancy.at_home)
            .field("confidence", occupancy.confidence)
            .field("busy_minutes", occupancy.busy_minutes)
            .field("entries", entries)
            .time(at)
        )
        if occupancy.next_arrival is not None:
            minutes = (occupancy.next_arrival - at).total_seconds() / 60
            point.field("arrival_in", round(minutes, 1))
        self._client.write(point)

    def close(self) -> None:
        self._client.close()
