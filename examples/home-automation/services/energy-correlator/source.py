"""Power and switch events of the last hours, as frames."""
from influxdb_client import InfluxDBClient

POWER = """
from(bucket: "{bucket}")
  |> range(start: -{minutes}m)
  |> filter(fn: (r) => r.entity_id == "{entity}" and r._field == "number")
  |> aggregateWindow(every: 10s, fn: mean, createEmpty: false)
  |> keep(columns: ["_time", "_value"])
"""

SWITCHES = """
from(bucket: "{bucket}")
  |> range(start: -{minutes}m)
  |> filter(fn: (r) => r._field == "flag" and r.domain =~ /^(light|switch|fan|climate)$/)
  |> keep(columns: ["_time", "_value", "entity_id"])
"""


class Source:
    def __init__(self, settings, client: InfluxDBClient | None = None) -> None:
        self._settings = settings
        self._client = client or InfluxDBClient(
            url=settings.influx_url, token=settings.influx_token, org=settings.influx_org
        )

    def _frame(self, flux: str):
        s = self._settings
        text = flux.format(bucket=s.influx_bucket, minutes=s.lookback_minutes, entity=s.power_entity)
        frame = self._client.query_api().query_data_frame(text)
        # several tables come back as a list of frames
        return frame[0] if isinstance(frame, list) else frame

    def power(self):
        frame = self._frame(POWER)
        if frame.empty:
            return None
        return frame.set_index("_time")["_value"].sort_index()

    def switches(self) -> list[tuple]:
        frame = self._frame(SWITCHES)
        if frame.empty:
            return []
        rows = frame.sort_values("_time")[["_time", "entity_id", "_value"]]
        return list(rows.itertuples(index=False, name=None))

    def ping(self) -> bool:
        return self._client.ping()
