"""Moves old rows into Parquet files, one per measurement and month."""
from __future__ import annotations

import logging
from datetime import datetime

import pandas as pd
import smart_open

from retention.policies import Action, Policy

log = logging.getLogger(__name__)


class Archive:
    def __init__(self, client, base_url: str) -> None:
        self._client = client
        self._base = base_url.rstrip("/")

    def path(self, measurement: str, month: pd.Period) -> str:
        return f"{self._base}/{measurement}/{month.year}/{month.month:02d}.parquet"

    def write(self, measurement: str, rows: list[dict]) -> list[str]:
        """Writes the rows by month, returns the URLs."""
        if not rows:
            return []
        frame = pd.DataFrame.from_records(rows)
        frame["time"] = pd.to_datetime(frame["time"], utc=True)
        months = frame["time"].dt.tz_localize(None).dt.to_period("M")
        written = []
        for month, part in frame.groupby(months):
            url = self.path(measurement, month)
            with smart_open.open(url, "wb") as out:
                part.sort_values("time").to_parquet(out, compression="zstd", index=False)
            written.append(url)
        return written

    def read(self, url: str) -> pd.DataFrame:
        with smart_open.open(url, "rb") as source:
            return pd.read_parquet(source)

    def apply(self, policy: Policy, now: datetime | None = None) -> dict:
        cutoff = policy.cutoff(now)
        where = f"FROM {policy.measurement} WHERE time < '{cutoff.isoformat()}'"
        urls: list[str] = []
        if policy.action is Action.ARCHIVE:
            table = self._client.query(f"SELECT * {where}", language="sql")
            urls = self.write(policy.measurement, table.to_pylist())
        # rows are deleted only after every file has been closed
        self._client.query(f"DELETE {where}", language="sql")
        log.info("%s: cut at %s, %d files", policy.measurement, cutoff.date(), len(urls))
        return {"measurement": policy.measurement, "cutoff": cutoff.isoformat(), "files": urls}
