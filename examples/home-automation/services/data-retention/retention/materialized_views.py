"""Hourly and daily roll-ups, so that dashboards do not scan raw events."""
from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    name: str
    source: str
    bucket: str
    value: str
    by: tuple[str, ...]

    def sql(self, since: datetime) -> str:
        groups = ", ".join(("bucket", *self.by))
        columns = "".join(f", {column}" for column in self.by)
        return (
            f"SELECT date_bin(INTERVAL '{self.bucket}', time) AS bucket{columns}, "
            f"avg({self.value}) AS mean, max({self.value}) AS peak, count(*) AS samples "
            f"FROM {self.source} WHERE time >= '{since.isoformat()}' GROUP BY {groups}"
        )


VIEWS = (
    View("energy_hourly", "smart_meter", "1 hour", "power_w", ("circuit",)),
    View("energy_daily", "smart_meter", "1 day", "power_w", ()),
    View("air_daily", "air_quality", "1 day", "aqi", ("station",)),
)


class MaterializedViews:
    def __init__(self, client, views: tuple[View, ...] = VIEWS) -> None:
        self._client = client
        self._views = views
        self.refreshed: dict[str, datetime] = {}

    def refresh(self, view: View, now: datetime | None = None) -> int:
        now = now or datetime.now(timezone.utc)
        since = self.refreshed.get(view.name, now - timedelta(days=2)) - timedelta(hours=1)
        frame = self._client.query(view.sql(since), language="sql", mode="pandas")
        if frame.empty:
            return 0
        frame = frame.dropna(subset=["mean"])
        frame["mean"] = frame["mean"].round(3)
        # the last bucket is still open
        frame = frame[frame["bucket"] < frame["bucket"].max()] if len(frame) > 1 else frame
        self._client.write(
            frame,
            data_frame_measurement_name=view.name,
            data_frame_timestamp_column="bucket",
            data_frame_tag_columns=list(view.by),
        )
        self.refreshed[view.name] = now
        return len(frame)

    def refresh_all(self) -> dict[str, int]:
        written = {}
        for view in self._views:
            try:
                written[view.name] = self.refresh(view)
            except Exception:
                # one broken view must not stop the others
                log.exception("view %s", view.name)
        return written
