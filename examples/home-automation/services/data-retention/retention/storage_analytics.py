"""How much is stored, how fast it grows, and when the disk is full."""
from __future__ import annotations

from dataclasses import dataclass

import psutil

GROWTH_SQL = """
SELECT date_bin(INTERVAL '1 day', time) AS day, count(*) AS rows
FROM {measurement} WHERE time >= now() - INTERVAL '{days} days'
GROUP BY day ORDER BY day
"""


@dataclass(frozen=True)
class Growth:
    measurement: str
    rows: int
    per_day: float
    trend: float


class StorageAnalytics:
    def __init__(self, client, data_path: str) -> None:
        self._client = client
        self._path = data_path

    def growth(self, measurement: str, days: int = 14) -> Growth:
        sql = GROWTH_SQL.format(measurement=measurement, days=days)
        table = self._client.query(sql, language="sql", mode="pandas")
        if table.empty:
            return Growth(measurement, 0, 0.0, 0.0)
        rows = table["rows"]
        half = max(len(rows) // 2, 1)
        earlier, later = rows.iloc[:half].mean(), rows.iloc[-half:].mean()
        trend = (later - earlier) / earlier if earlier else 0.0
        return Growth(measurement, int(rows.sum()), round(float(rows.mean()), 1), round(float(trend), 3))

    def disk(self) -> dict:
        usage = psutil.disk_usage(self._path)
        return {"total": usage.total, "used": usage.used, "share": round(usage.percent / 100, 3)}
