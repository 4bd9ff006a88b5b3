from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta, timezone

import httpx
import redis.asyncio as redis

from device_intelligence import features
from device_intelligence.model import ModelStore, explain, score, train
from device_intelligence.settings import Settings


class Intelligence:
    def __init__(self, settings: Settings, http: httpx.AsyncClient, cache: redis.Redis) -> None:
        self._settings = settings
        self._http = http
        self._cache = cache
        self._models = ModelStore(settings.state_folder)

    async def _events(self, device: str, since: datetime) -> list[dict]:
        params = {"entity_id": device, "since": since.isoformat(), "limit": 5000}
        response = await self._http.get("/events", params=params)
        response.raise_for_status()
        return response.json()["events"]

    async def train(self, device: str) -> int:
        since = datetime.now(timezone.utc) - timedelta(days=self._settings.training_days)
        _, rows = features.matrix(await self._events(device, since))
        model = await asyncio.to_thread(train, rows, self._settings.contamination)
        self._models.save(device, model)
        await self._cache.delete(f"score:{device}")
        return len(rows)

    async def score(self, device: str) -> dict:
        cached = await self._cache.get(f"score:{device}")
        if cached:
            return json.loads(cached)
        model = self._models.load(device)
        if model is None:
            raise LookupError(device)
        since = datetime.now(timezone.utc) - timedelta(hours=24)
        hours, rows = features.matrix(await self._events(device, since))
        if not hours:
            return {"device": device, "score": None, "silent": True}
        scores = await asyncio.to_thread(score, model, rows)
        worst = max(range(len(scores)), key=scores.__getitem__)
        found = {
            "device": device,
            "score": scores[worst],
            "hour": hours[worst].isoformat(),
            "because": explain(model, rows[worst]),
        }
        await self._cache.set(f"score:{device}", json.dumps(found), ex=self._settings.score_ttl)
        return found
