import logging

from influxdb_client_3 import InfluxDBClient3

from pricing.providers import Price

log = logging.getLogger(__name__)


class PriceStore:
    """Writes each price once: providers repeat the whole day on every call."""

    def __init__(self, client: InfluxDBClient3, provider: str) -> None:
        self._client = client
        self._provider = provider
        self._seen: set = set()

    def add(self, prices: list[Price]) -> int:
        fresh = [p for p in prices if p.start not in self._seen]
        if fresh:
            self._client.write(
                [
                    {
                        "measurement": "electricity_price",
                        "tags": {"provider": self._provider},
                        "fields": {"cents_per_kwh": float(p.cents)},
                        "time": p.start,
                    }
                    for p in fresh
                ]
            )
            self._seen.update(p.start for p in fresh)
            log.info("%d new prices", len(fresh))
        return len(fresh)
