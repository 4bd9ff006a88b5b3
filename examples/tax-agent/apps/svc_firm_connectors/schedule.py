"""Nightly syncs. Jobs are kept in Postgres, so that a restart at three in the morning loses none."""

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from pydantic_settings import BaseSettings


class JobSettings(BaseSettings):
    jobstore_url: str = "postgresql://tax:tax@localhost:5432/tax"
    sync_hour: int = 3
    secrets_backend: str = "vault"


def build(settings: JobSettings) -> AsyncIOScheduler:
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
    )
    scheduler.add_jobstore("sqlalchemy", url=settings.jobstore_url, tablename="connector_jobs")
    return scheduler


def plan_sync(scheduler: AsyncIOScheduler, connection_id: int, hour: int) -> None:
    # firms are spread over the hour, Xero counts calls per minute
    scheduler.add_job(
        "apps.svc_firm_connectors.sync:run",
        "cron",
        hour=hour,
        minute=connection_id * 7 % 60,
        args=[connection_id],
        id=f"sync-{connection_id}",
        replace_existing=True,
    )
