"""svc-rpa: statements from portals that have no API."""

import asyncio
import json
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from libs.database.engine import Database
from libs.observability import instrument
from libs.settings import ServiceSettings

from .browser import PORTALS
from .jobs import JobStore
from .runner import Runner


class Settings(ServiceSettings):
    browser_ws: str = "ws://browser:3000/"
    # never the shared Postgres: statements stay on this volume
    database_url: str = "sqlite+aiosqlite:////data/rpa.db"


settings = Settings()


class NewJob(BaseModel):
    tenant: str
    portal: str


@asynccontextmanager
async def lifespan(app: FastAPI):
    database = Database(settings.database_url)
    app.state.jobs = JobStore(database)
    await app.state.jobs.prepare()
    task = asyncio.create_task(Runner(app.state.jobs, settings.browser_ws).forever())
    yield
    task.cancel()
    await database.close()


app = FastAPI(title="RPA", lifespan=lifespan)
instrument(app, "svc-rpa")


@app.post("/v1/jobs", status_code=202)
async def queue(body: NewJob) -> dict:
    if body.portal not in PORTALS:
        raise HTTPException(422, f"portals are {', '.join(PORTALS)}")
    job = await app.state.jobs.queue(body.tenant, body.portal)
    return {"id": job.id, "state": job.state}


@app.get("/v1/jobs/{job_id}")
async def show(job_id: str) -> dict:
    job = await app.state.jobs.get(job_id)
    if job is None:
        raise HTTPException(404, "no such job")
    return {
        "id": job.id,
        "state": job.state,
        "error": job.error,
        "result": json.loads(job.result) if job.result else None,
    }
