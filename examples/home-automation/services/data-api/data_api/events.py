from __future__ import annotations

import asyncio
import base64
import binascii
from datetime import datetime, timedelta, timezone

from fastapi import APIRouter, HTTPException, Query, Request

from data_api.settings import get_settings
from shared.influx import TimeSeries, range_flux

router = APIRouter(tags=["events"])


def encode_cursor(at: datetime) -> str:
    return base64.urlsafe_b64encode(at.isoformat().encode()).decode()


def decode_cursor(text: str) -> datetime:
    try:
        return datetime.fromisoformat(base64.urlsafe_b64decode(text).decode())
    except (binascii.Error, ValueError) as error:
        raise HTTPException(422, "not a cursor") from error


@router.get("/events")
async def events(
    request: Request,
    since: datetime | None = None,
    entity_id: str | None = None,
    limit: int = Query(default=500, ge=1, le=5000),
    cursor: str | None = None,
) -> dict:
    series: TimeSeries = request.app.state.series
    stop = datetime.now(timezone.utc)
    start = decode_cursor(cursor) if cursor else since or stop - timedelta(hours=24)
    try:
        flux = range_flux(series.bucket, "home_assistant_events", start, stop, entity_id)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    limit = min(limit, get_settings().page_limit)
    flux += f'\n  |> group()\n  |> sort(columns: ["_time"])\n  |> limit(n: {limit + 1})'
    rows = await asyncio.to_thread(series.query, flux)
    page = [
        {"entity_id": row["entity_id"], "state": row.get("state"), "time": row["_time"].isoformat()}
        for row in rows[:limit]
    ]
    return {"events": page, "next": encode_cursor(rows[limit]["_time"]) if len(rows) > limit else None}
