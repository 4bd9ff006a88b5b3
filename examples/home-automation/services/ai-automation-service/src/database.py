"""Suggestions that wait for a person's yes or no."""
from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timezone

from sqlalchemy import JSON, DateTime, Float, String, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Suggestion(Base):
    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    pattern: Mapped[dict] = mapped_column(JSON)
    confidence: Mapped[float] = mapped_column(Float)
    status: Mapped[str] = mapped_column(String(16), default="open")
    created: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=lambda: datetime.now(timezone.utc)
    )

    def to_dict(self) -> dict:
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "pattern": self.pattern,
            "confidence": round(self.confidence, 3),
            "status": self.status,
        }


class SuggestionStore:
    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        async with self._sessions() as session, session.begin():
            yield session

    async def create_tables(self) -> None:
        """Only for tests; the container runs the migrations."""
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def add(self, kind: str, title: str, pattern: dict, confidence: float) -> Suggestion:
        async with self._session() as session:
            suggestion = Suggestion(kind=kind, title=title, pattern=pattern, confidence=confidence)
            session.add(suggestion)
        return suggestion

    async def list(self, status: str | None = None) -> list[Suggestion]:
        query = select(Suggestion).order_by(Suggestion.confidence.desc())
        if status:
            query = query.where(Suggestion.status == status)
        async with self._session() as session:
            return list(await session.scalars(query))

    async def decide(self, suggestion_id: int, status: str) -> Suggestion | None:
        async with self._session() as session:
            suggestion = await session.get(Suggestion, suggestion_id)
            if suggestion is not None:
                suggestion.status = status
        return suggestion

    async def titles(self) -> list[str]:
        async with self._session() as session:
            return list(await session.scalars(select(Suggestion.title)))

    async def close(self) -> None:
        await self._engine.dispose()
