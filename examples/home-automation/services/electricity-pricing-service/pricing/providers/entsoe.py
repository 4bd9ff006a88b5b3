"""ENTSO-E transparency platform: publication documents in XML."""
from datetime import datetime, timedelta, timezone

from bs4 import BeautifulSoup

from pricing.providers import Price

URL = "https://web-api.tp.entsoe.eu/api"
STEPS = {"PT60M": timedelta(hours=1), "PT30M": timedelta(minutes=30), "PT15M": timedelta(minutes=15)}


async def fetch(session, options) -> list[Price]:
    today = datetime.now(timezone.utc).replace(hour=0, minute=0)
    params = {
        "securityToken": options["token"],
        "documentType": "A44",
        "in_Domain": options["area"],
        "out_Domain": options["area"],
        "periodStart": f"{today:%Y%m%d%H%M}",
        "periodEnd": f"{today + timedelta(days=2):%Y%m%d%H%M}",
    }
    async with session.get(options.get("url", URL), params=params) as response:
        response.raise_for_status()
        return parse(await response.text())


def parse(text: str) -> list[Price]:
    document = BeautifulSoup(text, "xml")
    reason = document.find("Reason")
    if reason is not None:
        raise ValueError(reason.find("text").get_text(strip=True))
    prices = []
    for period in document.find_all("Period"):
        step = STEPS[period.resolution.get_text(strip=True)]
        start = datetime.fromisoformat(period.timeInterval.start.get_text(strip=True).replace("Z", "+00:00"))
        end = datetime.fromisoformat(period.timeInterval.end.get_text(strip=True).replace("Z", "+00:00"))
        known = {
            int(point.position.get_text()): float(point.find("price.amount").get_text())
            for point in period.find_all("Point")
        }
        amount = None
        for position in range(1, round((end - start) / step) + 1):
            # a point that equals the one before is left out of the document
            amount = known.get(position, amount)
            at = start + (position - 1) * step
            prices.append(Price(at, at + step, round(amount / 10, 3)))
    return prices
