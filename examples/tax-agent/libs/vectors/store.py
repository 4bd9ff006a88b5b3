"""Passages with their vectors in Postgres (pgvector)."""

from collections.abc import Sequence

from pgvector.sqlalchemy import Vector
from sqlalchemy import Index, String, Text, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.database.base import Base, Timestamps
from libs.database.engine import Database


class Passage(Timestamps, Base):
    __tablename__ = "passages"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64), index=True)
    document_id: Mapped[str] = mapped_column(String(64), index=True)
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    vector = mapped_column(Vector(384))

    __table_args__ = (
        Index("ix_passages_vector", "vector", postgresql_using="hnsw", postgresql_ops={"vector": "vector_cosine_ops"}),
    )


class PassageStore:
    def __init__(self, database: Database):
        self.database = database

    async def prepare(self) -> None:
        async with self.database.engine.begin() as connection:
            await connection.execute(text("create extension if not exists vector"))
        await self.database.create_tables()

    async def replace(self, document_id: str, passages: Sequence[Passage]) -> int:
        async with self.database.session() as session:
            await session.execute(delete(Passage).where(Passage.document_id == document_id))
            session.add_all(passages)
            await session.commit()
        return len(passages)

    def nearest_query(self, tenant: str, vector: list[float], limit: int):
        distance = Passage.vector.cosine_distance(vector).label("distance")
        return select(Passage, distance).where(Passage.tenant.in_([tenant, "public"])).order_by(distance).limit(limit)

    async def nearest(self, tenant: str, vector: list[float], limit: int = 20) -> list[tuple[Passage, float]]:
        async with self.database.session() as session:
            rows = await session.execute(self.nearest_query(tenant, vector, limit))
            return [(row.Passage, float(row.distance)) for row in rows]
