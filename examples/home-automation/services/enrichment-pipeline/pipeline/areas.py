"""Which room an entity is in: imported by people, asked by every event."""
from __future__ import annotations

import csv
import io

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from shared.database import Base, Database


class EntityArea(Base):
    __tablename__ = "entity_areas"

    entity_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    area: Mapped[str] = mapped_column(String(64))


class BadTable(ValueError):
    """A CSV file that cannot be imported; the message names the line."""


def parse_table(data: bytes) -> dict[str, str]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    if not {"entity_id", "area"} <= set(reader.fieldnames or ()):
        raise BadTable("the first line needs the columns entity_id and area")
    found = {}
    for row in reader:
        entity, area = (row["entity_id"] or "").strip(), (row["area"] or "").strip()
        if "." not in entity:
            raise BadTable(f"line {reader.line_num}: {entity!r} is no entity id")
        if area:
            found[entity] = area
    return found


class Areas:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: dict[str, str] = {}

    async def load(self) -> int:
        async with self._database.session() as session:
            rows = await session.execute(select(EntityArea.entity_id, EntityArea.area))
            self._cache = {entity: area for entity, area in rows}
        return len(self._cache)

    async def replace(self, table: dict[str, str]) -> int:
        async with self._database.session() as session:
            await session.execute(delete(EntityArea))
            session.add_all(EntityArea(entity_id=e, area=a) for e, a in table.items())
        self._cache = dict(table)
        return len(table)

    async def count(self) -> int:
        async with self._database.session() as session:
            return await session.scalar(select(func.count()).select_from(EntityArea))

    def of(self, entity_id: str) -> str | None:
        return self._cache.get(entity_id)
