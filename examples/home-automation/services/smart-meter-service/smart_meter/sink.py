from influxdb_client_3 import InfluxDBClient3

from smart_meter.adapters import Reading


def line(reading: Reading) -> str:
    """Line protocol by hand: three values do not need a builder."""
    circuit = reading.circuit.replace(" ", r"\ ")
    return f"smart_meter,circuit={circuit} power_w={reading.watts:.1f} {int(reading.at.timestamp())}"


class Sink:
    def __init__(self, config) -> None:
        self._client = InfluxDBClient3(
            host=config.influx_host, token=config.influx_token, database=config.influx_database
        )

    def write(self, readings: list[Reading]) -> None:
        self._client.write([line(r) for r in readings], write_precision="s")

    def close(self) -> None:
        self._client.close()
