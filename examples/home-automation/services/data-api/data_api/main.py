"""Read access to everything that the home has recorded."""
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

from data_api import devices, events
from data_api.settings import get_settings
from shared.correlation import CorrelationMiddleware
from shared.database import Database
from shared.influx import TimeSeries
from shared.observability import Heartbeat, setup_logging


@asynccontextmanager
async def lifespan(app: FastAPI):
    settings = get_settings()
    setup_logging("data-api", settings.log_level)
    app.state.database = Database(settings.database_url)
    await app.state.database.create_tables()
    app.state.series = TimeSeries(
        settings.influxdb_url, settings.influxdb_token, settings.influxdb_org, settings.influxdb_bucket
    )
    heartbeat = Heartbeat("data-api", settings.heartbeat_url)
    heartbeat.start()
    yield
    await heartbeat.stop()
    app.state.series.close()
    await app.state.database.close()


app = FastAPI(title="Data API", lifespan=lifespan)
app.add_middleware(CorrelationMiddleware)
app.include_router(devices.router)
app.include_router(events.router)


@app.get("/health")
async def health(request: Request) -> dict:
    return {"status": "ok", "database": request.app.state.database.engine.dialect.name}
