"""One engine per process. Services open sessions with `session()`; commits are theirs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic_settings import BaseSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from libs.database.base import Base


class DatabaseSettings(BaseSettings):
    database_url: str = "postgresql+asyncpg://tax:tax@localhost:5432/tax"
    database_pool_size: int = 5


class Database:
    def __init__(self, url: str | None = None, pool_size: int | None = None):
        settings = DatabaseSettings()
        self.url = url or settings.database_url
        options: dict[str, Any] = {"pool_pre_ping": True}
        if not self.url.startswith("sqlite"):
            options["pool_size"] = pool_size or settings.database_pool_size
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with self.sessions() as session:
            try:
                yield session
            except BaseException:
                await session.rollback()
                raise

    async def create_tables(self) -> None:
        """Those of the models that the service has imported, where they are missing."""
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def ping(self) -> bool:
        async with self.engine.connect() as connection:
            return (await connection.execute(text("select 1"))).scalar() == 1

    async def close(self) -> None:
        await self.engine.dispose()
