from __future__ import annotations

from contextlib import asynccontextmanager

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from retention.archive import Archive
from retention.influx import connect
from retention.materialized_views import MaterializedViews
from retention.policies import PolicyBook
from retention.settings import Settings
from retention.storage_analytics import StorageAnalytics


class PolicyIn(BaseModel):
    period: str
    action: str = "delete"


def create_app(settings: Settings | None = None, client=None) -> FastAPI:
    settings = settings or Settings()
    client = client or connect(settings)
    book = PolicyBook()
    archive = Archive(client, settings.archive_url)
    views = MaterializedViews(client)
    analytics = StorageAnalytics(client, settings.data_path)

    def cleanup() -> list[dict]:
        return [archive.apply(policy) for policy in book.all()]

    @asynccontextmanager
    async def lifespan(_app: FastAPI):
        scheduler = BackgroundScheduler(timezone="UTC")
        scheduler.add_job(cleanup, CronTrigger.from_crontab(settings.cleanup_cron), max_instances=1)
        scheduler.add_job(views.refresh_all, CronTrigger.from_crontab(settings.views_cron), max_instances=1)
        scheduler.start()
        yield
        scheduler.shutdown(wait=False)

    app = FastAPI(title="Data retention", lifespan=lifespan)

    @app.get("/health")
    def health() -> dict:
        disk = analytics.disk()
        return {"status": "degraded" if disk["share"] > settings.disk_warning else "ok", "disk": disk}

    @app.get("/policies")
    def policies() -> list[dict]:
        return [{"measurement": p.measurement, "days": p.keep.days, "action": p.action.value} for p in book.all()]

    @app.put("/policies/{measurement}")
    def put_policy(measurement: str, policy: PolicyIn) -> dict:
        try:
            stored = book.put(measurement, policy.period, policy.action)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        return {"measurement": stored.measurement, "days": stored.keep.days, "action": stored.action.value}

    @app.delete("/policies/{measurement}", status_code=204, response_model=None)
    def delete_policy(measurement: str) -> None:
        if not book.remove(measurement):
            raise HTTPException(404, "no policy for this measurement")

    @app.get("/growth/{measurement}")
    def growth(measurement: str) -> dict:
        if measurement not in {p.measurement for p in book.all()}:
            raise HTTPException(404, "no policy for this measurement")
        return vars(analytics.growth(measurement))

    @app.post("/cleanup")
    def run_cleanup() -> list[dict]:
        return cleanup()

    return app
