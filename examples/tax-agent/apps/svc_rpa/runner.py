import asyncio
import os

from libs.observability.logs import get_logger

from . import scraping
from .browser import PORTALS, LoginRefused, fetch_statement, remote_page

log = get_logger(__name__)


def credentials(tenant: str, portal: str) -> tuple[str, str, str | None]:
    prefix = f"RPA_{tenant}_{portal}".upper().replace("-", "_")
    try:
        return os.environ[f"{prefix}_USER"], os.environ[f"{prefix}_PASSWORD"], os.environ.get(f"{prefix}_OTP")
    except KeyError as error:
        raise LoginRefused(f"{error.args[0]} is not set") from None


class Runner:
    """One job at a time: portals lock accounts that log in twice at once."""

    def __init__(self, jobs, endpoint: str, open_page=remote_page):
        self.jobs = jobs
        self.endpoint = endpoint
        self.open_page = open_page

    async def run_one(self) -> bool:
        job = await self.jobs.next()
        if job is None:
            return False
        try:
            secrets = credentials(job.tenant, job.portal)
            async with self.open_page(self.endpoint) as page:
                html = await fetch_statement(page, PORTALS[job.portal], *secrets)
            lines = scraping.statement(html)
            result = {
                "balance": str(scraping.balance(lines)),
                "lines": [{"date": line.date, "text": line.description, "amount": str(line.amount)} for line in lines],
            }
            await self.jobs.finish(job.id, result=result)
        except Exception as error:
            log.warning("job failed", job=job.id, portal=job.portal, error=str(error))
            await self.jobs.finish(job.id, error=f"{type(error).__name__}: {error}")
        return True

    async def forever(self, pause: float = 5.0) -> None:
        while True:
            if not await self.run_one():
                await asyncio.sleep(pause)
