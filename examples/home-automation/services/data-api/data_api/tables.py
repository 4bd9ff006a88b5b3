"""Metadata of devices and entities; the time series themselves are in InfluxDB."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.database import Base


class Device(Base):
    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    manufacturer: Mapped[str | None] = mapped_column(String(100))
    area: Mapped[str | None] = mapped_column(String(64), index=True)
    seen: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    entities: Mapped[list[Entity]] = relationship(back_populates="device", cascade="all, delete-orphan")


class Entity(Base):
    __tablename__ = "entities"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"), index=True)
    unit: Mapped[str | None] = mapped_column(String(16))
    device: Mapped[Device] = relationship(back_populates="entities")
