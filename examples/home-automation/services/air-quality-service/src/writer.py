import logging
from datetime import datetime, timezone

from influxdb_client_3 import InfluxDBClient3, Point

from src.aqi import Index

logger = logging.getLogger(__name__)


class Writer:
    def __init__(self, client: InfluxDBClient3, station: int) -> None:
        self.client = client
        self.station = str(station)
        self.failures = 0

    def write(self, index: Index, concentrations: dict[str, float | None]) -> bool:
        point = Point("air_quality").tag("station", self.station).tag("pollutant", index.pollutant)
        point.field("aqi", index.value).time(datetime.now(timezone.utc))
        for name, value in concentrations.items():
            if value is not None:
                point.field(name, float(value))
        try:
            self.client.write(point)
        except Exception:
            self.failures += 1
            logger.exception("could not write to InfluxDB")
            return False
        return True
