from uuid import uuid4

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.database.base import Base, Timestamps


class FormReturn(Timestamps, Base):
    __tablename__ = "form_returns"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=lambda: uuid4().hex)
    tenant: Mapped[str] = mapped_column(String(64), index=True)
    form: Mapped[str] = mapped_column(String(16))
    tax_year: Mapped[str] = mapped_column(String(7))
    name: Mapped[str] = mapped_column(String(200))
    boxes: Mapped[dict] = mapped_column(JSON)
