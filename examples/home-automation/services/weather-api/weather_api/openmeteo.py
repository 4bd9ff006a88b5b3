"""Client of Open-Meteo. One connection carries the parallel requests, hence HTTP/2."""
from __future__ import annotations

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

HOURLY = "temperature_2m,relative_humidity_2m,precipitation,wind_speed_10m,shortwave_radiation"


def worth_another_try(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in (429, 502, 503, 504)
    return isinstance(error, httpx.TransportError)


class OpenMeteo:
    def __init__(self, base_url: str, attempts: int = 3, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, http2=True, timeout=10, transport=transport)
        self._attempts = attempts

    async def _get(self, params: dict) -> dict:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._attempts),
            wait=wait_random_exponential(multiplier=0.05, max=5),
            retry=retry_if_exception(worth_another_try),
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                response = await self._client.get("/v1/forecast", params=params)
                response.raise_for_status()
        return response.json()

    async def current(self, latitude: float, longitude: float) -> dict:
        body = await self._get(
            {"latitude": latitude, "longitude": longitude, "current": "temperature_2m,relative_humidity_2m,wind_speed_10m"}
        )
        return body["current"]

    async def hourly(self, latitude: float, longitude: float, days: int) -> list[dict]:
        body = await self._get(
            {"latitude": latitude, "longitude": longitude, "hourly": HOURLY, "forecast_days": days, "timezone": "UTC"}
        )
        columns = body["hourly"]
        names = list(columns)
        return [dict(zip(names, row)) for row in zip(*columns.values())]

    async def close(self) -> None:
        await self._client.aclose()
