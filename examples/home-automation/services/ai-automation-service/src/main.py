"""AI automation service: watches habits, proposes automations."""
import logging
from contextlib import asynccontextmanager
from typing import Literal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from src.analysis import Analysis
from src.database import SuggestionStore
from src.history import HistoryClient
from src.models import ModelRegistry
from src.notify import Notifier
from src.schedule import build_scheduler, nightly
from src.settings import get_settings

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")

analysis: Analysis | None = None


async def run_nightly() -> None:
    if analysis is not None:
        await analysis.run()


@asynccontextmanager
async def lifespan(app: FastAPI):
    global analysis
    settings = get_settings()
    analysis = Analysis(
        settings,
        HistoryClient(settings.data_api_url),
        SuggestionStore(settings.database_url),
        ModelRegistry(settings),
        Notifier(settings.mqtt_host, settings.mqtt_port),
    )
    scheduler = build_scheduler(settings.jobs_url)
    scheduler.start()
    nightly(scheduler, "src.main:run_nightly", settings.analysis_hour)
    yield
    scheduler.shutdown(wait=False)
    analysis.notifier.close()
    await analysis.history.close()
    await analysis.store.close()


app = FastAPI(title="AI automation", lifespan=lifespan)


class Decision(BaseModel):
    status: Literal["accepted", "declined"]


@app.get("/health")
async def health() -> dict:
    return {"status": "ok", "models": analysis.models.state() if analysis else {}}


@app.get("/suggestions")
async def suggestions(status: str | None = None) -> list[dict]:
    return [s.to_dict() for s in await analysis.store.list(status)]


@app.post("/suggestions/{suggestion_id}/decision")
async def decide(suggestion_id: int, decision: Decision) -> dict:
    suggestion = await analysis.store.decide(suggestion_id, decision.status)
    if suggestion is None:
        raise HTTPException(404, "no such suggestion")
    return suggestion.to_dict()


@app.post("/analysis", status_code=202)
async def analyse() -> dict:
    return {"added": await analysis.run()}
