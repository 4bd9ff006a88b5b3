from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.database.base import Base, Timestamps


class Firm(Timestamps, Base):
    __tablename__ = "firms"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    contact: Mapped[str] = mapped_column(String(254))
    password: Mapped[str] = mapped_column(String(128))
    directory_url: Mapped[str | None] = mapped_column(String(200))
    directory_base: Mapped[str | None] = mapped_column(String(200))


class Connection(Timestamps, Base):
    __tablename__ = "firm_connections"
    __table_args__ = (UniqueConstraint("firm_id", "system"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firms.id", ondelete="CASCADE"), index=True)
    system: Mapped[str] = mapped_column(String(16))
    tenant_ref: Mapped[str] = mapped_column(String(64))
    synced_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
