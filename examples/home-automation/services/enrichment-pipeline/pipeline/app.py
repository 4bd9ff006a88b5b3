from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request, UploadFile
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel

from libs.iq_events import Event, open_bus
from pipeline.areas import Areas, BadTable, parse_table
from pipeline.normalise import RawEvent, normalise
from pipeline.settings import get_settings
from shared.correlation import CorrelationMiddleware
from shared.database import Database
from shared.influx import TimeSeries
from shared.observability import Heartbeat, setup_logging

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI):
    settings = get_settings()
    setup_logging("enrichment-pipeline")
    database = Database(settings.database_url)
    await database.create_tables()
    app.state.areas = Areas(database)
    await app.state.areas.load()
    app.state.bus = open_bus(settings.event_bus_url)
    app.state.series = TimeSeries(
        settings.influxdb_url, settings.influxdb_token, settings.influxdb_org, settings.influxdb_bucket
    )
    heartbeat = Heartbeat("enrichment-pipeline", settings.heartbeat_url)
    heartbeat.start()
    yield
    await heartbeat.stop()
    app.state.series.close()
    await app.state.bus.close()
    await database.close()


app = FastAPI(title="Enrichment pipeline", lifespan=lifespan, default_response_class=ORJSONResponse)
app.add_middleware(CorrelationMiddleware)


class Batch(BaseModel):
    events: list[RawEvent]


@app.get("/health")
async def health(request: Request):
    return {"status": "ok", "areas": await request.app.state.areas.count()}


@app.post("/events")
async def events(batch: Batch, request: Request):
    state = request.app.state
    enriched = [e for raw in batch.events if (e := normalise(raw, state.areas.of(raw.entity_id))) is not None]
    rows = [e.model_dump(exclude_none=True) for e in enriched]
    await asyncio.to_thread(
        state.series.write, "home_assistant_events", rows, ("entity_id", "domain", "area", "unit")
    )
    for item in enriched:
        await state.bus.publish(Event(item.domain, item.model_dump(mode="json", exclude_none=True)))
    return {"stored": len(enriched), "skipped": len(batch.events) - len(enriched)}


@app.post("/areas/import")
async def import_areas(table: UploadFile, request: Request):
    data = await table.read()
    if len(data) > get_settings().import_limit:
        raise HTTPException(413, "the table is too large")
    try:
        areas = parse_table(data)
    except (BadTable, UnicodeDecodeError) as error:
        raise HTTPException(422, str(error)) from error
    stored = await request.app.state.areas.replace(areas)
    log.info("%s: %d areas", table.filename, stored)
    return {"areas": stored}
