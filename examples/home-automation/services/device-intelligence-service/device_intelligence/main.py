from contextlib import asynccontextmanager

import httpx
import redis.asyncio as redis
from fastapi import FastAPI, HTTPException

from device_intelligence.model import NotEnoughData
from device_intelligence.service import Intelligence
from device_intelligence.settings import get_settings

intelligence: Intelligence | None = None


@asynccontextmanager
async def lifespan(app: FastAPI):
    global intelligence
    settings = get_settings()
    cache = redis.from_url(settings.redis_url, decode_responses=True)
    async with httpx.AsyncClient(base_url=settings.data_api_url, timeout=30) as http:
        intelligence = Intelligence(settings, http, cache)
        yield
    await cache.aclose()


app = FastAPI(title="Device intelligence", lifespan=lifespan)


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.post("/devices/{device}/train")
async def train(device: str):
    try:
        return {"device": device, "hours": await intelligence.train(device)}
    except NotEnoughData as error:
        raise HTTPException(409, str(error)) from error
    except httpx.HTTPError as error:
        raise HTTPException(502, f"data api: {error}") from error


@app.get("/devices/{device}/score")
async def score(device: str):
    try:
        return await intelligence.score(device)
    except LookupError as error:
        raise HTTPException(404, "this device has not been trained") from error
