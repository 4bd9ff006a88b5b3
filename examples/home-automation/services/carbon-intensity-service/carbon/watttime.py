"""Client of the WattTime API, version 3.

A token lives for 30 minutes; it is fetched again after 25, and once more when the
server refuses it earlier than that.
"""
import time

import aiohttp
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

TOKEN_LIFETIME = 25 * 60


class TokenRefused(Exception):
    pass


class WattTime:
    def __init__(self, session: aiohttp.ClientSession, config, clock=time.monotonic) -> None:
        self._session = session
        self._config = config
        self._clock = clock
        self._token: str | None = None
        self._token_at = 0.0
        self.logins = 0

    async def _login(self) -> str:
        if self._token and self._clock() - self._token_at < TOKEN_LIFETIME:
            return self._token
        auth = aiohttp.BasicAuth(self._config.username, self._config.password)
        async with self._session.get(f"{self._config.base_url}/login", auth=auth) as response:
            response.raise_for_status()
            self._token = (await response.json())["token"]
        self._token_at = self._clock()
        self.logins += 1
        return self._token

    async def _get(self, path: str, params: dict) -> dict:
        token = await self._login()
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.get(f"{self._config.base_url}{path}", params=params, headers=headers) as response:
            if response.status in (401, 403):
                self._token = None
                raise TokenRefused(path)
            response.raise_for_status()
            return await response.json()

    async def forecast(self) -> list[dict]:
        """Points of the next 24 hours: point_time, value in lbs CO2 per MWh."""
        params = {"region": self._config.region, "signal_type": "co2_moer"}
        retrying = AsyncRetrying(
            stop=stop_after_attempt(4),
            wait=wait_exponential(multiplier=0.5, max=10),
            retry=retry_if_exception_type((aiohttp.ClientConnectionError, TokenRefused)),
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                body = await self._get("/v3/forecast", params)
        return body["data"]
