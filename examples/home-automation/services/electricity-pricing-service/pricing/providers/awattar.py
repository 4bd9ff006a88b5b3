"""aWATTar: JSON, EUR per MWh, times in milliseconds."""
from datetime import datetime, timezone

from pricing.providers import Price

URL = "https://api.awattar.at/v1/marketdata"


async def fetch(session, options) -> list[Price]:
    async with session.get(options.get("url", URL)) as response:
        response.raise_for_status()
        return parse(await response.json())


def parse(body: dict) -> list[Price]:
    def moment(milliseconds: int) -> datetime:
        return datetime.fromtimestamp(milliseconds / 1000, tz=timezone.utc)

    return [
        Price(moment(row["start_timestamp"]), moment(row["end_timestamp"]), round(row["marketprice"] / 10, 3))
        for row in body["data"]
    ]
