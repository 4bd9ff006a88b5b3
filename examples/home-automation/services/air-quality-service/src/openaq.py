"""Hourly measurements of one station from OpenAQ."""
import asyncio
import logging

import aiohttp

logger = logging.getLogger(__name__)

PARAMETERS = {"pm25": "pm25", "pm10": "pm10", "no2": "no2"}


class OpenAQ:
    def __init__(self, session: aiohttp.ClientSession, station: int, key: str, base: str) -> None:
        self.session = session
        self.station = station
        self.headers = {"X-API-Key": key}
        self.base = base.rstrip("/")
        self._sensors: dict[str, int] | None = None

    async def _json(self, path: str, **params):
        # requests had no timeout here once and the service hung for a night
        async with self.session.get(f"{self.base}{path}", headers=self.headers, params=params) as response:
            if response.status == 429:
                wait = int(response.headers.get("x-ratelimit-reset", "60"))
                logger.info("rate limited for %d s", wait)
                await asyncio.sleep(min(wait, 120))
                raise aiohttp.ClientError("rate limited")
            response.raise_for_status()
            return await response.json()

    async def sensors(self) -> dict[str, int]:
        if self._sensors is None:
            body = await self._json(f"/v3/locations/{self.station}")
            self._sensors = {
                PARAMETERS[s["parameter"]["name"]]: s["id"]
                for s in body["results"][0]["sensors"]
                if s["parameter"]["name"] in PARAMETERS
            }
        return self._sensors

    async def hourly(self, hours: int = 12) -> dict[str, list[float | None]]:
        """Newest first, by pollutant."""
        found = {}
        for pollutant, sensor in (await self.sensors()).items():
            body = await self._json(f"/v3/sensors/{sensor}/hours", limit=hours, sort="desc")
            found[pollutant] = [row.get("value") for row in body["results"]]
        return found
