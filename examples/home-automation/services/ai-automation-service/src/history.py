"""Events of the last days, from the data API."""
from datetime import datetime, timedelta, timezone

import httpx


class HistoryClient:
    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=30, transport=transport)

    async def events(self, days: int, page: int = 1000) -> list[dict]:
        since = datetime.now(timezone.utc) - timedelta(days=days)
        found: list[dict] = []
        cursor: str | None = None
        while True:
            params = {"since": since.isoformat(), "limit": page}
            if cursor:
                params["cursor"] = cursor
            response = await self._client.get("/events", params=params)
            response.raise_for_status()
            body = response.json()
            found.extend(body["events"])
            cursor = body.get("next")
            if cursor is None:
                return found

    async def close(self) -> None:
        await self._client.aclose()
