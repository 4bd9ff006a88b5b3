from __future__ import annotations

from contextlib import asynccontextmanager

import httpx
from cachetools import TTLCache
from fastapi import FastAPI, HTTPException, Query

from weather_api import comfort
from weather_api.openmeteo import OpenMeteo
from weather_api.settings import Settings


def create_app(settings: Settings | None = None, source: OpenMeteo | None = None) -> FastAPI:
    settings = settings or Settings()
    source = source or OpenMeteo(settings.base_url, settings.attempts)
    cache: TTLCache = TTLCache(settings.cache_size, settings.cache_seconds)
    place = (settings.latitude, settings.longitude)

    @asynccontextmanager
    async def lifespan(_: FastAPI):
        yield
        await source.close()

    app = FastAPI(title="Weather", lifespan=lifespan)

    async def cached(name: str, *arguments):
        key = (name, *arguments)
        if key not in cache:
            try:
                cache[key] = await getattr(source, name)(*arguments)
            except httpx.HTTPError as error:
                raise HTTPException(502, f"weather source: {type(error).__name__}") from error
        return cache[key]

    @app.get("/health")
    async def health() -> dict:
        return {"status": "ok", "cached": len(cache)}

    @app.get("/current")
    async def current() -> dict:
        now = await cached("current", *place)
        return {
            **now,
            "felt": comfort.felt(now["temperature_2m"], now["relative_humidity_2m"], now["wind_speed_10m"]),
        }

    @app.get("/forecast")
    async def forecast(days: int = Query(default=2, ge=1, le=7), peak_kw: float = Query(default=0, ge=0)) -> dict:
        hours = await cached("hourly", *place, days)
        return {
            "hours": hours,
            "degree_hours": comfort.degree_hours(hours),
            "solar_kwh": comfort.solar_kwh(hours, peak_kw),
            "rain_starts": comfort.rain_starts(hours),
        }

    return app
