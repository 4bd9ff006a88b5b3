"""Jobs and their outcome, in a file beside the service: one worker, no other reader."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import DateTime, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from libs.database.base import Base
from libs.database.engine import Database


class Job(Base):
    __tablename__ = "rpa_jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: uuid4().hex)
    tenant: Mapped[str] = mapped_column(String(64))
    portal: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    result: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    queued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))


class JobStore:
    def __init__(self, database: Database):
        self.database = database

    async def prepare(self) -> None:
        async with self.database.engine.begin() as connection:
            await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables=[Job.__table__]))
        # what ran when the process died was not finished
        async with self.database.session() as session:
            await session.execute(update(Job).where(Job.state == "running").values(state="queued"))
            await session.commit()

    async def queue(self, tenant: str, portal: str) -> Job:
        async with self.database.session() as session:
            job = Job(tenant=tenant, portal=portal)
            session.add(job)
            await session.commit()
            return job

    async def next(self) -> Job | None:
        async with self.database.session() as session:
            job = await session.scalar(select(Job).where(Job.state == "queued").order_by(Job.queued_at).limit(1))
            if job:
                job.state = "running"
                await session.commit()
            return job

    async def finish(self, job_id: str, *, result: dict | None = None, error: str | None = None) -> None:
        async with self.database.session() as session:
            job = await session.get(Job, job_id)
            job.state = "failed" if error else "done"
            job.result, job.error = json.dumps(result) if result is not None else None, error
            await session.commit()

    async def get(self, job_id: str) -> Job | None:
        async with self.database.session() as session:
            return await session.get(Job, job_id)
