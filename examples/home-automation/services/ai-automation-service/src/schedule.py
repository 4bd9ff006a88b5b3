from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger


def build_scheduler(jobs_url: str) -> AsyncIOScheduler:
    """Jobs survive a restart, so that a run missed by an update is made up for."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": 6 * 3600})
    scheduler.add_jobstore("sqlalchemy", url=jobs_url)
    return scheduler


def nightly(scheduler: AsyncIOScheduler, job: str, hour: int) -> None:
    scheduler.add_job(job, CronTrigger(hour=hour, minute=10), id="nightly", replace_existing=True)
