from datetime import UTC, datetime

from sqlalchemy import Float, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from libs.database.base import Base, Timestamps
from libs.database.engine import Database


class Reviewer(Base):
    __tablename__ = "reviewers"

    account: Mapped[str] = mapped_column(String(80), primary_key=True)
    password: Mapped[str] = mapped_column(String(128))


class ReviewItem(Timestamps, Base):
    __tablename__ = "review_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    client: Mapped[str] = mapped_column(String(120))
    tax_year: Mapped[str] = mapped_column(String(7))
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(80))
    confidence: Mapped[float] = mapped_column(Float)
    explanation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    comment: Mapped[str | None] = mapped_column(Text)


class AlreadyDecided(Exception):
    pass


class Reviews:
    def __init__(self, database: Database):
        self.database = database

    async def reviewer(self, account: str) -> Reviewer | None:
        async with self.database.session() as session:
            return await session.get(Reviewer, account)

    async def open_items(self, limit: int = 50) -> list[ReviewItem]:
        """Least certain first."""
        query = select(ReviewItem).where(ReviewItem.state == "open").order_by(ReviewItem.confidence).limit(limit)
        async with self.database.session() as session:
            return list((await session.scalars(query)).all())

    async def item(self, item_id: int) -> ReviewItem | None:
        async with self.database.session() as session:
            return await session.get(ReviewItem, item_id)

    async def decide(self, item_id: int, reviewer: str, decision: str, value: str, comment: str) -> ReviewItem:
        async with self.database.session() as session:
            item = await session.get(ReviewItem, item_id, with_for_update=True)
            if item is None or item.state != "open":
                raise AlreadyDecided
            item.state = {"accept": "accepted", "reject": "rejected"}[decision]
            item.value, item.comment, item.decided_by, item.updated_at = (
                value,
                comment or None,
                reviewer,
                datetime.now(UTC),
            )
            await session.commit()
            return item

    async def counts(self) -> dict[str, int]:
        async with self.database.session() as session:
            rows = await session.execute(select(ReviewItem.state, func.count()).group_by(ReviewItem.state))
            return dict(rows.tuples().all())
